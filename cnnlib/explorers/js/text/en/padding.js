/** What the padding explorer says. */
export const TEXT = {
  title: "Padding explorer",
  help:
    "An image seen from above, in gray the padding around it. On each pixel stands how many " +
    "windows read it; hatched pixels are read by none. Each short line below the image is a " +
    "window's place along the width, each line to its right one along the height. Point at a " +
    "place of the output, tap it or walk over it with the arrow keys, to see its window. Rows " +
    "and columns count from 0, as in NumPy, so −1 is padding. Transposed, all of it is turned " +
    "around: the image is the output, and each pixel of the small input paints a window of it. " +
    "The numbers say by how many a pixel is painted, hatched ones are painted by none, and " +
    "padding is what is cut off.",
  image: "Input",
  transposed: "transposed: its pixels paint the output",
  kernel: "Kernel",
  stride: "Stride",
  dilation: "Dilation",
  ceilMode: "round the size up (ceil_mode)",
  outputPadding: "Output padding",
  to: " to ",
  remainder: (rest) => `, remainder ${rest}: as many places are left over at the end`,
  dropped: ": the last window would start in the padding, so it is dropped",
  several: (least, most, count) =>
    `: a convolution takes all sizes from ${least} to ${most} back to ${count}`,
  compared: "Side by side",
  said: (size) => `The output has ${size} places.`,

  // Windows read the image, or paint it.
  read: {
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
    reads: (rows, columns, inside, all) =>
      `the window reads rows ${rows} and columns ${columns}; ` +
      `${inside} of its ${all} places lie in the image.`,
    allRead: (least, most) =>
      least === most
        ? `Every pixel is read by ${most === 1 ? "one window" : `${most} windows`}.`
        : `Every pixel is read, the least by ${least}, the most by ${most} windows.`,
    unread: (rows, columns, count, all) =>
      `No window reads ${linesInWords(rows, columns)}: ${count} of ${all} pixels.`,
    given: (begin, end) => `padding ${begin} at the beginning, ${end} at the end`,
    same: ({ size, kernel, stride, dilation, begin, end, word, windows, reach }) =>
      `${word}: ⌈${size} / ${stride}⌉ = ${windows} windows, which reach across ` +
      `(${windows} − 1)·${stride} + ${dilation}·(${kernel} − 1) + 1 = ${reach}; ` +
      `max(${reach} − ${size}, 0) = ${begin + end} missing: ` +
      `padding ${begin} at the beginning, ${end} at the end${extraInWords(begin, end)}`,
    columns: ["padding", "output", "top, bottom, left, right", "pixels not read"],
  },
  painted: {
    imageCaption: (size) => `Output, ${size}, and what is cut off`,
    imageLabel: (size, [top, bottom, left, right]) =>
      `Output of ${size} pixels; cut off: top ${top}, bottom ${bottom}, ` +
      `left ${left}, right ${right}.`,
    outputCaption: (size) => `Input, ${size}`,
    outputLabel: (size) => `Input of ${size} pixels; the arrow keys choose the one that paints`,
    outputRole: "grid of pixels",
    marks: {
      padding: "cut off, or paints there",
      seldom: "painted by few pixels",
      often: "painted by many",
      unread: "painted by none",
      window: "the pixel, and what it paints",
    },
    place: (row, column) => `Input row ${row}, column ${column}:`,
    reads: (rows, columns, inside, all) =>
      `the pixel paints rows ${rows} and columns ${columns}; ` +
      `${inside} of these ${all} places lie in the output.`,
    allRead: (least, most) =>
      least === most
        ? `Every place is painted by ${most === 1 ? "one pixel" : `${most} pixels`}.`
        : `Every place is painted, the least by ${least}, the most by ${most} pixels.`,
    unread: (rows, columns, count, all) =>
      `No pixel paints ${linesInWords(rows, columns)}: ${count} of ${all} places.`,
    given: (begin, end) => `padding cuts off ${begin} at the beginning, ${end} at the end`,
    same: ({ size, kernel, stride, dilation, begin, end, word, windows, reach }) =>
      `${word}: the output is to have ${size}; ${windows} pixels paint across ` +
      `(${windows} − 1)·${stride} + ${dilation}·(${kernel} − 1) + 1 = ${reach}; ` +
      `max(${reach} − ${size}, 0) = ${begin + end} too many: ` +
      `${begin} cut off at the beginning, ${end} at the end${extraInWords(begin, end)}`,
    columns: ["padding", "output", "top, bottom, left, right", "places not painted"],
  },
};

function linesInWords(rows, columns) {
  return [rows && `row ${rows}`, columns && `column ${columns}`].filter(Boolean).join(" or ");
}

function extraInWords(begin, end) {
  if (begin === end) return "";
  return ` (the extra one goes to the ${begin < end ? "end" : "beginning"})`;
}
