/** Poolings: by a window that slides, and into a grid of cells. */
import { nchwShape, pair } from "../../arithmetic/checks.js";
import { effectiveKernelSize } from "../../arithmetic/geometry.js";
import { poolingWindows, requirePlaces } from "../../arithmetic/pooling.js";

/** The families of pooling. */
export const POOLED = {
  pooled: { agree: requireSensiblePooling, shape: pooledShape, window: pooledWindow },
  cells: { shape: gridShape, window: cellWindow },
};

function requireSensiblePooling(layer) {
  // An input as large as a window takes every setting that makes sense at all.
  placePooling(layer, kernelWindow(layer).span);
  requirePlaces(layer.return_mask, layer.padding_mode);
}

function pooledShape(layer, shape) {
  const [batch, channels, ...size] = nchwShape(shape);
  return [batch, channels, ...placePooling(layer, size).count];
}

function placePooling(layer, size) {
  const { kernel_size, stride, padding, ceil_mode, dilation, padding_mode } = layer;
  return poolingWindows(size, kernel_size, stride, padding, ceil_mode, dilation, padding_mode);
}

function pooledWindow(layer, shape) {
  const { sides } = placePooling(layer, shape.slice(2));
  return { ...kernelWindow(layer), overhang: [sides[0], sides[2]] };
}

/** A kernel with its gaps; a pooling moves by its kernel where no stride is set. */
function kernelWindow({ kernel_size, stride, dilation }) {
  const kernel = pair(kernel_size, "kernel_size");
  const gaps = pair(dilation, "dilation");
  const span = kernel.map((size, axis) => effectiveKernelSize(size, gaps[axis]));
  return { span, stride: stride === null ? kernel : pair(stride, "stride") };
}

/** As many cells as there are pixels where no number says otherwise. */
function gridShape({ output_size }, shape) {
  const [batch, channels, ...size] = nchwShape(shape);
  const grid = Array.isArray(output_size) ? output_size : [output_size, output_size];
  return [batch, channels, ...size.map((pixels, axis) => grid[axis] ?? pixels)];
}

function cellWindow(layer, shape) {
  const grid = gridShape(layer, shape).slice(2);
  const cells = grid.map((count, axis) => largestCell(shape[2 + axis], count));
  return { span: cells.map(([cell]) => cell), stride: cells.map(([, step]) => step) };
}

/** Return the pixels of the largest cell, and the whole ones between two cells. */
function largestCell(size, cells) {
  // Where the cells do not divide the size evenly, the worst placed one takes a pixel in part at
  // one end, or at both.
  const whole = Math.floor(size / cells);
  const rest = size % cells;
  return [whole + (rest > 0) + (rest > commonDivisor(size, cells)), Math.max(1, whole)];
}

function commonDivisor(a, b) {
  return b === 0 ? a : commonDivisor(b, a % b);
}
