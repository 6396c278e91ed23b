/** What the matrix of answers and the search for a route say. */
const many = (count, one, more) => (count === 1 ? `1 ${one}` : `${count} ${more}`);

export const TEXT = {
  title: "The matrix",
  help:
    "A row is a small case, a column is an engine. Equal letters in a row are equal answers: " +
    "A is the one that most engines give. Open a cell to see the input, the numbers, who is " +
    "right, and what to write instead. Arrow keys walk from cell to cell, Enter opens one, " +
    "Escape closes it.",
  grid: "Answers: a row is a case, a column an engine",
  filters: "Show",
  search: "cases with the words",
  family: "of the family",
  anyFamily: "all families",
  differing: "only where they differ",
  engines: (shown, all) => (shown === all ? `Engines: all ${all}` : `Engines: ${shown} of ${all}`),
  allEngines: "All",
  noEngines: "Only cnnlib",
  counted: (cases, all, engines) =>
    `${cases === all ? many(cases, "case", "cases") : `${cases} of ${all} cases`}, ` +
    `${many(engines, "engine", "engines")}`,
  nothing: "No case is left. Take a word out of the search, or show more engines.",
  caseHead: "Case",
  most: "most engines",
  others: "fewer and fewer",
  refusedSign: "refused",
  notAsked: "not measured",
  cell: (engine, letter, answer) => `${engine}: ${letter}, ${answer}`,
  unmeasured: (engine) => `${engine}: not measured`,

  close: "Close",
  input: "Input",
  answers: "Who answers what",
  asked: (title, version, date) => `${title} ${version}${date ? `, asked on ${date}` : ""}`,
  noAnswer: (engine) => `${engine} was not asked: it has no such setting, or it does not run here.`,
  standard: "By the ONNX standard",
  follows: (engine) => `${engine} gives what the standard says.`,
  departs: (engine, answer) => `The standard's answer is ${answer}; ${engine} gives another.`,
  refuses: (engine, answer) => `The standard's answer is ${answer}; ${engine} refuses.`,
  asksFor: (answer) => `The standard's answer is ${answer}.`,
  undecided: "The standard has no such operator, or leaves this open.",
  documented: (engine) => `By the documentation of ${engine}`,
  undocumented: "What it says of this is not recorded here.",
  why: "What cnnlib does, and why",
  remedy: "Write instead",
  arrives: (engine) => `Exported, and read by ${engine}`,
  arrived: (source, own, answer) =>
    own === answer
      ? `from ${source}: ${answer}, as there`
      : `from ${source}: ${own} becomes ${answer}`,
  sources: "Sources",
  allAnswers: "Who answers what, and why",

  route: {
    title: "My route",
    help:
      "Choose where the network comes from and where it shall run. What follows are the cases in " +
      "which it would answer otherwise, the worst first: where no error tells. Where the export " +
      "itself was measured, its answer stands here; else each engine was asked on its own.",
    ends: "Route",
    source: "from",
    target: "to",
    search: "cases with the words",
    swap: "Turn round",
    severities: {
      wrong: "Wrong numbers, and no error",
      shape: "Another shape",
      refused: "Refused",
    },
    counted: (bites, parts) =>
      bites === 0
        ? "Nothing that was measured bites."
        : `${many(bites, "case bites", "cases bite")}: ${parts}.`,
    parts: {
      wrong: (count) => `${count} without an error`,
      shape: (count) => `${count} by another shape`,
      refused: (count) => `${count} by a refusal`,
    },
    measured: (all, along, apart, same, missing, source) =>
      `Of ${many(all, "case", "cases")}, ${along} went all the way through the export; for ` +
      `${apart} each end was asked on its own. ${same} gave the same at both ends. ` +
      `Of ${missing} nothing is said: not measured for this pair, or refused by ${source} itself.`,
    missing: (count, source) =>
      `Not measured for this pair, or refused by ${source} itself: ${many(count, "case", "cases")}`,
    none: "No case with these words was measured for this pair.",
    becomes: "becomes",
    when: (words) => `Bites ${words}.`,
    along: "through the export",
    apart: "each asked on its own",
    same: "Both ends are one engine: choose two.",
  },
  unknown: (name, got, known) => `${name} must be one of ${known.join(", ")}; got ${got}`,
};
