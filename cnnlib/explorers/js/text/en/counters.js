/** What the search for a counter says. */
export const TEXT = {
  title: "Which counter gave this number?",
  field: "A number of operations, such as 15.5 G, 4.09e9 or 4133742592",
  network: "Network",
  counts: "Counts",
  table: "All counts; those that round to the number are marked",
  none: "No counter here gave this number. Fewer digits find more.",
  empty: "Type a number.",
  found: (counts, networks) =>
    `${counts === 1 ? "1 count rounds" : `${counts} counts round`} to it, ` +
    `of ${networks === 1 ? "1 network" : `${networks} networks`}.`,
  line: (network, tools) => `${network}: ${tools.join(", ")}`,
};
