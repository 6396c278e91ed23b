/** What the convolution explorer says. */
export const TEXT = {
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
};
