/** Padding and output sizes, in whole numbers. */
import { flag, pair, wholeNumber } from "./checks.js";
import { Refusal } from "./refusal.js";
import { parsePadding } from "./padding.js";

const AXES = ["height", "width"];

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
  const count = AXES.map((name, axis) => {
    const ends = sides.slice(2 * axis, 2 * axis + 2);
    return outputLength(name, size[axis], kernel[axis], steps[axis], gaps[axis], ends, ceilMode);
  });
  return {
    kernel,
    stride: ledOn(steps, count),
    dilation: ledOn(gaps, kernel),
    sides,
    count,
  };
}

/** How often the windows of an axis, one after the other, lie on one of its `size` pixels. */
export function metPixels({ kernel, stride, dilation, sides, count }, axis, size) {
  let met = 0;
  for (let tap = 0; tap < kernel[axis]; tap++) {
    // The window at i has this tap on pixel i · stride + offset.
    const offset = tap * dilation[axis] - sides[2 * axis];
    const first = Math.max(Math.ceil(-offset / stride[axis]), 0);
    const last = Math.min(Math.floor((size - 1 - offset) / stride[axis]), count[axis] - 1);
    met += Math.max(last - first + 1, 0);
  }
  return met;
}

/** Return the steps, 1 on an axis on which there is nothing to step to. */
function ledOn(steps, counts) {
  return steps.map((step, axis) => (counts[axis] === 1 ? 1 : step));
}

/** Turn any form of padding into the four numbers [top, bottom, left, right]; sizes are pairs. */
export function resolvePadding(padding, size, kernel, stride, dilation) {
  return fourSides(parsePadding(padding), size, kernel, stride, dilation);
}

function fourSides(form, size, kernel, stride, dilation) {
  if (Array.isArray(form)) return form;
  // As many rows and columns as ⌈input / stride⌉; of an odd total the extra one goes to the end,
  // or to the beginning.
  return [0, 1].flatMap((axis) => {
    const windows = Math.ceil(size[axis] / stride[axis]);
    const span = effectiveKernelSize(kernel[axis], dilation[axis]);
    const total = Math.max((windows - 1) * stride[axis] + span - size[axis], 0);
    const less = Math.floor(total / 2);
    return form === "SAME" ? [less, total - less] : [total - less, less];
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

/**
 * Place the windows of a transposed convolution on its output, one for each input pixel.
 *
 * Returns `windows`, as `placeWindows` does, and the `size` of the output.
 */
export function placeTransposed(
  inputSize, kernelSize, stride = 1, padding = 0, outputPadding = 0, dilation = 1,
  outputSize = null,
) {
  const form = parsePadding(padding);
  const count = pair(inputSize, "input_size");
  const kernel = pair(kernelSize, "kernel_size");
  const steps = pair(stride, "stride");
  const more = pair(outputPadding, "output_padding", 0);
  const gaps = pair(dilation, "dilation");
  const wanted = outputSize === null ? [null, null] : pair(outputSize, "output_size");
  requireOutputPadding(more, steps, gaps);
  const size = AXES.map((name, axis) => {
    const span = effectiveKernelSize(kernel[axis], gaps[axis]);
    const way = (count[axis] - 1) * steps[axis];
    const ends = Array.isArray(form) ? form.slice(2 * axis, 2 * axis + 2) : null;
    return transposedLength(name, way, steps[axis], span, ends, more[axis], wanted[axis]);
  });
  const windows = {
    kernel,
    stride: ledOn(steps, count),
    dilation: ledOn(gaps, kernel),
    sides: fourSides(form, size, kernel, steps, gaps),
    count,
  };
  return { windows, size };
}

/** Refuse as many rows or columns more as the next window would bring, or as its gaps. */
export function requireOutputPadding(more, stride, dilation) {
  AXES.forEach((name, axis) => {
    if (more[axis] < Math.max(stride[axis], dilation[axis])) return;
    const limit = `stride ${stride[axis]} or dilation ${dilation[axis]}`;
    const message = `output_padding ${more[axis]} must be less than ${limit} (${name})`;
    throw new Refusal("ValueError", message);
  });
}

function transposedLength(axis, way, stride, span, ends, more, wanted) {
  const least = ends === null ? way + 1 : way + span - ends[0] - ends[1];
  if (wanted !== null) {
    if (more) {
      const reason = "beside output_size, which decides as much";
      throw new Refusal("ValueError", `output_padding must be 0 ${reason}, got ${more} (${axis})`);
    }
    const most = least + stride - 1;
    if (wanted >= least && wanted <= most) return wanted;
    const reach = most > 0 ? `can be ${Math.max(least, 1)} to ${most}` : "has nothing left";
    const where = `behind this padding the ${axis} ${reach}`;
    throw new Refusal("ValueError", `output_size ${wanted} cannot be reached: ${where}`);
  }
  if (ends === null) {
    if (!more) return way + stride;
    const made = `which make stride · input = ${way + stride}`;
    const reason = `with padding 'SAME' or 'SAME_LOWER', ${made}`;
    throw new Refusal("ValueError", `output_padding must be 0 ${reason}, got ${more} (${axis})`);
  }
  if (least + more >= 1) return least + more;
  throw new Refusal(
    "ValueError",
    `padding ${ends[0]} + ${ends[1]} leaves no output: the windows span ${way + span}, ` +
      `output_padding is ${more} (${axis})`,
  );
}
