/** What the pooling explorer says. */
export const TEXT = {
  title: "Pooling explorer",
  help:
    "A window slides over the input, and one number stays of each place: the average, the " +
    "largest, or in K-max pooling the K largest of a line. Type other numbers into the cells. " +
    "Point at a number of the output, tap it or walk over it with the arrow keys, to see the " +
    "window it comes from. Shift the input by a pixel and see which outputs stay as they were.",
  preset: "Start from",
  presets: {
    none: "choose …",
    tutorial: "the tutorial's 4 × 4",
    ramp: "a ramp",
    random: "random digits",
    patch: "a patch of a photograph",
    negative: "all negative",
  },
  inputGroup: "Input",
  operation: "Pooling",
  keeps: "keeps of each window",
  operations: { average: "the average", max: "the maximum", "k-max": "the K largest (K-max)" },
  kernel: "Kernel",
  ceilMode: "round the size up (ceil_mode)",
  exclusive: "leave padding out of the divisor (exclusive)",
  k: "how many stay",
  axis: "along",
  axes: { 0: "each column", 1: "each row" },
  shift: "Shift by one pixel",
  shifts: { up: "up", down: "down", left: "left", right: "right" },
  shiftBack: "shift back",
  input: (rows, columns) => `Input, ${rows} × ${columns}`,
  inputGrid: "Input numbers",
  outputGrid: "Output numbers",
  shifted: (down, right) => {
    const steps = [stepsInWords(down, "down", "up"), stepsInWords(right, "right", "left")];
    return `, shifted ${steps.filter(Boolean).join(" and ")}`;
  },
  output: (rows, columns) => `Output, ${rows} × ${columns}`,
  cell: (row, column) => `row ${row}, column ${column}`,
  paddingCell: "padding",
  stays: "as before the shift",
  changed: "changed by the shift",
  place: (row, column) => `Output row ${row}, column ${column}:`,
  maximumOf: (numbers) => `max(${numbers})`,
  keptOf: (numbers, largest, k) =>
    `of ${numbers} the ${k} largest, in the order in which they stand: ${largest}`,
  left: (padding, all) =>
    `${padding} of the window's ${all} pixels are padding and are not counted.`,
  counted: (padding, all) =>
    `${padding} of the ${all} pixels counted are padding: zeros that the divisor counts.`,
  neverPicked: (padding) =>
    `${padding === 1 ? "1 pixel is" : `${padding} pixels are`} padding: −∞, never the largest.`,
  beyond: (count) =>
    count === 1
      ? "1 pixel lies beyond the padding: no divisor counts it."
      : `${count} pixels lie beyond the padding: no divisor counts them.`,
  share: (same, all, percent) => `${same} of ${all} outputs stayed: ${percent} %.`,
  said: (rows, columns) => `The output has ${rows} rows and ${columns} columns.`,
};

/** Say how far and which way along an axis; nothing of an axis that rests. */
function stepsInWords(by, ahead, back) {
  return by ? `${Math.abs(by)} ${by > 0 ? ahead : back}` : "";
}
