/** Pooling: one number stands for a window. */
import { axisFromFirst, flag, pair, positiveNumber, wholeNumber } from "./checks.js";
import { Refusal } from "./refusal.js";
import { effectiveKernelSize, placeWindows } from "./geometry.js";
import { requireFrame } from "./padding.js";
import { emptyPlane } from "./planes.js";
import { tupleText } from "./python.js";

/** Check a pooling's settings and place its windows; a `stride` of null is the kernel size. */
export function poolingWindows(
  inputSize, kernelSize, stride, padding, ceilMode, dilation = 1, paddingMode = "empty",
) {
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
  const windows = placeWindows(inputSize, kernel, steps, padding, dilation, ceilMode);
  const size = pair(inputSize, "input_size");
  for (const axis of [0, 1]) requirePixels(windows, axis, size[axis]);
  requireFrame(size, windows.sides, paddingMode);
  return windows;
}

/** Refuse a window that would see nothing but padding on an axis. */
function requirePixels({ kernel, dilation, stride, sides, count }, axis, size) {
  const gap = dilation[axis];
  const begin = sides[2 * axis];
  const most = Math.max(begin, sides[2 * axis + 1]);
  const span = effectiveKernelSize(kernel[axis], gap);
  const dilated = gap > 1 ? ` with dilation ${gap}, which reaches across ${span}` : "";
  const end = ": a window would see nothing but padding";
  if (most >= span) {
    const rule = `must be less than kernel ${kernel[axis]}${dilated}`;
    throw new Refusal("ValueError", `padding ${most} ${rule}${end}`);
  }
  // A window that starts in the padding may step over an input that is smaller than its gaps.
  // Among more windows than the input has pixels there is one that does, or they begin again.
  const windows = gap > size ? Math.min(count[axis], size + 1) : 0;
  for (let i = 0, start = -begin; i < windows && start < 0; i++, start += stride[axis]) {
    if (((start % gap) + gap) % gap < size) continue;
    const rule = `is too much for kernel ${kernel[axis]}${dilated}, on input ${size}`;
    throw new Refusal("ValueError", `padding ${begin} ${rule}${end}`);
  }
}

/** Refuse to tell where in the image a zero of the padding stands. */
export function requirePlaces(returnMask, paddingMode) {
  if (!returnMask || paddingMode !== "zeros") return;
  throw new Refusal(
    "ValueError",
    "return_mask=True tells where in the image each maximum stood, and a zero of " +
      "padding_mode 'zeros' stands nowhere in it",
  );
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
