/** Padding and output sizes, in whole numbers. */
import { Refusal, flag, pair, wholeNumber } from "./checks.js";
import { parsePadding } from "./padding.js";

/** Return how many pixels a kernel reaches across: dilation · (kernel − 1) + 1. */
export function effectiveKernelSize(kernel, dilation = 1) {
  return wholeNumber(dilation, "dilation") * (wholeNumber(kernel, "kernel") - 1) + 1;
}

/**
 * Place the windows of a kernel on an image.
 *
 * Returns `kernel`, `stride` and `dilation` as pairs, the four `sides` of padding and the `count`
 * of windows down and across. Where one window or one pixel stands alone on an axis, the way to
 * the next one is given as 1.
 */
export function placeWindows(
  inputSize, kernelSize, stride = 1, padding = 0, dilation = 1, ceilMode = false,
) {
  const form = parsePadding(padding);
  const size = pair(inputSize, "input_size");
  const kernel = pair(kernelSize, "kernel_size");
  const steps = pair(stride, "stride");
  const gaps = pair(dilation, "dilation");
  flag(ceilMode, "ceil_mode");
  const sides = fourSides(form, size, kernel, steps, gaps);
  const count = ["height", "width"].map((name, axis) => {
    const ends = sides.slice(2 * axis, 2 * axis + 2);
    return outputLength(name, size[axis], kernel[axis], steps[axis], gaps[axis], ends, ceilMode);
  });
  return {
    kernel,
    stride: steps.map((step, axis) => (count[axis] === 1 ? 1 : step)),
    dilation: gaps.map((gap, axis) => (kernel[axis] === 1 ? 1 : gap)),
    sides,
    count,
  };
}

function fourSides(form, size, kernel, stride, dilation) {
  if (form !== "SAME") return form;
  // As many rows and columns as ⌈input / stride⌉; of an odd total the extra one goes to the end.
  return [0, 1].flatMap((axis) => {
    const windows = Math.ceil(size[axis] / stride[axis]);
    const span = effectiveKernelSize(kernel[axis], dilation[axis]);
    const total = Math.max((windows - 1) * stride[axis] + span - size[axis], 0);
    const begin = Math.floor(total / 2);
    return [begin, total - begin];
  });
}

function outputLength(axis, size, kernel, stride, dilation, [begin, end], ceilMode) {
  const span = effectiveKernelSize(kernel, dilation);
  const padded = begin + size + end;
  if (span > padded) {
    const dilated = dilation > 1 ? ` with dilation ${dilation} reaches across ${span} and` : "";
    throw new Refusal(
      "ValueError",
      `kernel ${kernel}${dilated} does not fit: ` +
        `input ${size} + padding ${begin} + ${end} = ${padded} (${axis})`,
    );
  }
  if (!ceilMode) return Math.floor((padded - span) / stride) + 1;
  const windows = Math.ceil((padded - span) / stride) + 1;
  // A last window that would start in the end padding, or beyond it, is dropped.
  return (windows - 1) * stride >= begin + size ? windows - 1 : windows;
}
