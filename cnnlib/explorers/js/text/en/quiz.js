/** What a quiz says. */
export const TEXT = {
  title: "Check yourself",
  place: (place, count) => `Question ${place} of ${count}`,
  check: "Check",
  choose: "Choose an answer first.",
  right: "Right.",
  wrong: "No.",
  score: (right, count, first) =>
    right < count
      ? `${right} of ${count} right so far.`
      : `All ${count} right, ${first} of them at the first try.`,
  again: "Start again",
  kept: "Your answers stay in this browser, and nowhere else. “Start again” forgets them.",
};
