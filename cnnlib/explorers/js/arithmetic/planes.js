/** Planes of numbers: `{ size: [height, width], values }`, the values row by row. */

/** Return the plane that a list of rows stands for. */
export function planeOf(rows) {
  return { size: [rows.length, rows[0].length], values: Float64Array.from(rows.flat()) };
}

/** Return a plane of zeros, to be filled. */
export function emptyPlane(size) {
  return { size, values: new Float64Array(size[0] * size[1]) };
}

/**
 * List the input pixels that output (row, column) reads, in reading order.
 *
 * A pixel that is not `inside` the image lies in its padding. One that is `beyond` lies outside
 * the padding too, where a last window hangs over: it counts in no divisor.
 */
export function windowPixels(windows, size, row, column) {
  const { kernel, stride, dilation, sides: [top, bottom, left, right] } = windows;
  const pixels = [];
  for (let i = 0; i < kernel[0]; i++) {
    const y = row * stride[0] - top + i * dilation[0];
    for (let j = 0; j < kernel[1]; j++) {
      const x = column * stride[1] - left + j * dilation[1];
      pixels.push({
        row: y,
        column: x,
        inside: y >= 0 && y < size[0] && x >= 0 && x < size[1],
        beyond: y >= size[0] + bottom || x >= size[1] + right,
      });
    }
  }
  return pixels;
}
