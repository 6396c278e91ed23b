/** What the padding explorer says. */
export const TEXT = {
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
  same: ({ size, kernel, stride, dilation, begin, end, word, windows, reach }) =>
    `${word}: ⌈${size} / ${stride}⌉ = ${windows} windows, which reach across ` +
    `(${windows} − 1)·${stride} + ${dilation}·(${kernel} − 1) + 1 = ${reach}; ` +
    `max(${reach} − ${size}, 0) = ${begin + end} missing: ` +
    `padding ${begin} at the beginning, ${end} at the end` +
    (begin === end ? "" : ` (the extra one goes to the ${begin < end ? "end" : "beginning"})`),
  remainder: (rest) => `, remainder ${rest}: as many places are left over at the end`,
  dropped: ": the last window would start in the padding, so it is dropped",
  compared: "Side by side",
  columns: ["padding", "output", "top, bottom, left, right", "pixels not read"],
  said: (size) => `The output has ${size} places.`,
};
