/** Pooling: one number stands for a window. */
import { Refusal, axisFromFirst, flag, pair, positiveNumber, wholeNumber } from "./checks.js";
import { placeWindows } from "./geometry.js";
import { emptyPlane } from "./planes.js";
import { tupleText } from "./python.js";

/** Check a pooling's settings and place its windows; a `stride` of null is the kernel size. */
export function poolingWindows(inputSize, kernelSize, stride, padding, ceilMode) {
  const kernel = pair(kernelSize, "kernel_size");
  const steps = stride === null ? kernel : pair(stride, "stride");
  flag(ceilMode, "ceil_mode");
  if (ceilMode && typeof padding === "string" && padding.toUpperCase() === "VALID") {
    throw new Refusal(
      "ValueError",
      "padding 'VALID' keeps every window inside the image; ceil_mode=True lets the " +
        "last one hang over: use padding=0 with ceil_mode=True",
    );
  }
  const windows = placeWindows(inputSize, kernel, steps, padding, 1, ceilMode);
  for (const axis of [0, 1]) {
    const most = Math.max(...windows.sides.slice(2 * axis, 2 * axis + 2));
    if (most >= kernel[axis]) {
      throw new Refusal(
        "ValueError",
        `padding ${most} must be less than kernel ${kernel[axis]}: ` +
          "a window would see nothing but padding",
      );
    }
  }
  return windows;
}

/**
 * Keep the largest pixel of every window; padding is never picked, NaN always is.
 *
 * `mask` tells where each one stood: its flat index in the input, the first of equals.
 */
export function maxPool2d(plane, { kernelSize, stride = null, padding = 0, ceilMode = false }) {
  const windows = poolingWindows(plane.size, kernelSize, stride, padding, ceilMode);
  const pooled = emptyPlane(windows.count);
  const mask = new Int32Array(pooled.values.length);
  eachWindow(plane.size, windows, (place, top, bottom, left, right) => {
    let best = top * plane.size[1] + left;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const index = row * plane.size[1] + column;
        const value = plane.values[index];
        const largest = plane.values[best];
        if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) best = index;
      }
    }
    mask[place] = best;
    pooled.values[place] = plane.values[best];
  });
  return { plane: pooled, mask };
}

/**
 * Average every window.
 *
 * `exclusive` divides by the pixels that lie in the image; otherwise those in the padding count
 * too, as zeros. A `divisorOverride` divides every sum instead.
 */
export function avgPool2d(plane, settings) {
  const { kernelSize, stride = null, padding = 0, ceilMode = false } = settings;
  const { exclusive = true, divisorOverride = null } = settings;
  flag(exclusive, "exclusive");
  if (divisorOverride !== null) positiveNumber(divisorOverride, "divisor_override");
  const windows = poolingWindows(plane.size, kernelSize, stride, padding, ceilMode);
  const pooled = emptyPlane(windows.count);
  const [rows, columns] = [0, 1].map((axis) => pixelsAlong(plane.size, windows, axis, exclusive));
  eachWindow(plane.size, windows, (place, top, bottom, left, right) => {
    let sum = 0;
    // Each column before the next: cnnlib's order, so that the last digit agrees too.
    for (let column = left; column < right; column++) {
      let columnSum = 0;
      for (let row = top; row < bottom; row++) {
        columnSum += plane.values[row * plane.size[1] + column];
      }
      sum += columnSum;
    }
    const row = Math.floor(place / windows.count[1]);
    const divisor = divisorOverride ?? rows[row] * columns[place % windows.count[1]];
    pooled.values[place] = sum / divisor;
  });
  return pooled;
}

/**
 * Keep the `k` largest values along an axis of the plane, in the order in which they stood.
 *
 * `kept` tells where each one stood: its flat index in the input. Of equals the first stay, and
 * NaN is larger than any number.
 */
export function kMaxPool(plane, { k, axis = -1 }) {
  const along = kMaxAxis(plane.size, k, axis, "x.shape");
  const pooled = emptyPlane(plane.size.map((length, each) => (each === along ? k : length)));
  const kept = new Int32Array(pooled.values.length);
  const [height, width] = plane.size;
  const [lines, length, lineStep, step] =
    along === 0 ? [width, height, 1, width] : [height, width, width, 1];
  for (let line = 0; line < lines; line++) {
    const indices = Array.from({ length }, (_, i) => line * lineStep + i * step);
    const sorted = indices.sort((a, b) => largestFirst(plane.values[a], plane.values[b]));
    const inOrder = sorted.slice(0, k).sort((a, b) => a - b);
    inOrder.forEach((index, i) => {
      const place = along === 0 ? i * width + line : line * k + i;
      kept[place] = index;
      pooled.values[place] = plane.values[index];
    });
  }
  return { plane: pooled, kept };
}

/** Return the axis, counted from the first, along which `k` values can be kept. */
export function kMaxAxis(sizes, k, axis, name) {
  const along = axisFromFirst(axis, "axis", sizes);
  wholeNumber(k, "k");
  if (k > sizes[along]) {
    const message = `k ${k} does not fit: axis ${axis} of shape ${tupleText(sizes)}`;
    throw new Refusal("ValueError", `${message} has ${sizes[along]} values`);
  }
  return along;
}

/** Call `visit(place, top, bottom, left, right)` with the part of each window in the image. */
function eachWindow([height, width], { kernel, stride, sides, count }, visit) {
  for (let i = 0; i < count[0]; i++) {
    const top = i * stride[0] - sides[0];
    for (let j = 0; j < count[1]; j++) {
      const left = j * stride[1] - sides[2];
      const bottom = Math.min(top + kernel[0], height);
      const right = Math.min(left + kernel[1], width);
      visit(i * count[1] + j, Math.max(top, 0), bottom, Math.max(left, 0), right);
    }
  }
}

/** Count the rows or columns of each window that lie in the image, or in the padded image. */
function pixelsAlong(size, { kernel, stride, sides, count }, axis, exclusive) {
  const [begin, end] = exclusive ? [0, 0] : sides.slice(2 * axis, 2 * axis + 2);
  return Array.from({ length: count[axis] }, (_, i) => {
    const start = i * stride[axis] - sides[2 * axis];
    return Math.min(start + kernel[axis], size[axis] + end) - Math.max(start, -begin);
  });
}

function largestFirst(a, b) {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(b) - Number.isNaN(a);
  return (a < b) - (a > b);
}
