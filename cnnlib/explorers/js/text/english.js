import { ENGLISH_COST } from "./englishCost.js";
import { ENGLISH_DIGIT } from "./englishDigit.js";

/** Say how far and which way along an axis; nothing of an axis that rests. */
function stepsInWords(by, ahead, back) {
  return by ? `${Math.abs(by)} ${by > 0 ? ahead : back}` : "";
}

export const ENGLISH = {
  undo: "Undo",
  reset: "Reset",
  link: "Copy link",
  python: "Copy as Python",
  copied: "Copied",
  copyByHand: "Copy this:",
  help: "What is this?",
  axes: ["height", "width"],
  stride: "Stride",
  strideAsKernel: "as the kernel",
  play: "Play",
  pause: "Pause",
  stepBack: "Step back",
  step: "Step",

  padding: {
    label: "Padding",
    form: "written as",
    forms: {
      one: "one number",
      two: "(height, width)",
      four: "four sides",
      pairs: "four pairs",
      SAME: "SAME",
      VALID: "VALID",
    },
    numbers: {
      0: [],
      1: ["all sides"],
      2: ["above and below", "left and right"],
      4: ["top", "bottom", "left", "right"],
    },
  },

  pooling: {
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
    neverPicked: (padding) => `${padding} pixels are padding: −∞, never the largest.`,
    beyond: (count) => `${count} pixels lie beyond the padding: no divisor counts them.`,
    share: (same, all, percent) => `${same} of ${all} outputs stayed: ${percent} %.`,
    said: (rows, columns) => `The output has ${rows} rows and ${columns} columns.`,
  },

  convolution: {
    title: "Convolution explorer",
    help:
      "The kernel lies on every place of the photograph in turn. Each pixel under it is " +
      "multiplied by the weight on it, and the sum is one pixel of the output. Point at the " +
      "output, tap it, or walk over it with the arrow keys (ten pixels a step with Shift): you " +
      "see the window and the products behind that pixel. Type other weights, or choose a " +
      "kernel. Rows and columns are counted from 0, as in NumPy.",
    kernel: "Kernel",
    preset: "Start from",
    presets: {
      leftRight: "edges, left to right",
      upDown: "edges, up to down",
      corners: "corners",
      blur: "blur",
      sharpen: "sharpen",
      identity: "identity: nothing changes",
      own: "weights of your own",
    },
    stride: "Stride",
    after: "After it",
    relu: "ReLU: negative becomes 0",
    pooling: "pooling, 2 × 2",
    poolings: { none: "none", max: "maximum", average: "average" },
    photograph: (size) => `Picture, ${size}`,
    photographLabel: (size) => `The gray picture that the kernel slides over, ${size} pixels.`,
    output: (size) => `Output, ${size}`,
    outputLabel: (size, smallest, largest) =>
      `The output as a picture, ${size} pixels, from ${smallest} to ${largest}.`,
    walk: "Output picture: arrow keys choose a pixel",
    range: (smallest, largest) => `from ${smallest} to ${largest}`,
    kernelGrid: "Kernel weights",
    kernelSize: (size) => `Kernel, ${size}`,
    weight: (row, column) => `weight at row ${row}, column ${column}`,
    products: "Pixel × weight = product",
    sumAt: ([row, column], count, sum) =>
      count === 1
        ? `Output (${row}, ${column}): the one product, ${sum}.`
        : `Output (${row}, ${column}): the ${count} products add up to ${sum}.`,
    sumBelow: ([row, column], count, sum, chosen) =>
      count === 1
        ? `Sum (${row}, ${column}), ${chosen} of the four pooled: the one product, ${sum}.`
        : `Sum (${row}, ${column}), ${chosen} of the four pooled: the ${count} products add up ` +
          `to ${sum}.`,
    chosen: { max: "the largest", average: "the first" },
    rectified: (sum, value) => `ReLU: max(${sum}, 0) = ${value}`,
    pooled: {
      max: ([row, column], group, value) =>
        `Output (${row}, ${column}): max(${group}) = ${value}`,
      average: ([row, column], group, value) =>
        `Output (${row}, ${column}): (${group}) / 4 = ${value}`,
    },
    said: ([row, column], value, size, smallest, largest) =>
      `Row ${row}, column ${column}: ${value}. Output ${size}, from ${smallest} to ${largest}.`,
  },

  cost: ENGLISH_COST,

  digit: ENGLISH_DIGIT,

  paddings: {
    title: "Padding explorer",
    help:
      "An image seen from above, in gray the padding around it. On each pixel stands how many " +
      "windows read it; hatched pixels are read by none. Each short line below the image is a " +
      "window's place along the width, each line to its right one along the height. Point at a " +
      "place of the output, tap it or walk over it with the arrow keys, to see its window. Rows " +
      "and columns count from 0, as in NumPy, so −1 is padding.",
    image: "Image",
    kernel: "Kernel",
    stride: "Stride",
    dilation: "Dilation",
    ceilMode: "round the size up (ceil_mode)",
    imageCaption: (size) => `Image, ${size}, and its padding`,
    imageLabel: (size, [top, bottom, left, right]) =>
      `Image of ${size} pixels; padding: top ${top}, bottom ${bottom}, ` +
      `left ${left}, right ${right}.`,
    outputCaption: (size) => `Output, ${size}`,
    outputLabel: (size) => `Output of ${size} places; the arrow keys move the window`,
    outputRole: "grid of windows",
    marks: {
      padding: "padding, or made with it",
      seldom: "read by few windows",
      often: "read by many",
      unread: "read by none",
      window: "the window",
    },
    place: (row, column) => `Output row ${row}, column ${column}:`,
    to: " to ",
    reads: (rows, columns, inside, all) =>
      `the window reads rows ${rows} and columns ${columns}; ` +
      `${inside} of its ${all} places lie in the image.`,
    allRead: (least, most) =>
      least === most
        ? `Every pixel is read by ${most === 1 ? "one window" : `${most} windows`}.`
        : `Every pixel is read, the least by ${least}, the most by ${most} windows.`,
    unread: (rows, columns, count, all) => {
      const lines = [rows && `row ${rows}`, columns && `column ${columns}`].filter(Boolean);
      return `No window reads ${lines.join(" or ")}: ${count} of ${all} pixels.`;
    },
    given: (begin, end) => `padding ${begin} at the beginning, ${end} at the end`,
    windows: "windows",
    reach: "which reach across",
    missing: "missing",
    extra: "(the extra one goes to the end)",
    remainder: (rest) => `, remainder ${rest}: as many places are left over at the end`,
    dropped: ": the last window would start in the padding, so it is dropped",
    compared: "Side by side",
    columns: ["padding", "output", "top, bottom, left, right", "pixels not read"],
    said: (size) => `The output has ${size} places.`,
  },
};
