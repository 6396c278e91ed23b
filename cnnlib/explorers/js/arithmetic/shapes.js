/** How each layer changes the shape of its input, from whole numbers alone. */
import { Refusal, batchShape, channelsLast, nchwShape, pair, wholeNumber } from "./checks.js";
import { effectiveKernelSize, placeWindows } from "./geometry.js";
import { checkLayer } from "./layers.js";
import { kMaxAxis, poolingWindows } from "./pooling.js";
import { repr, tupleText } from "./python.js";

const SHAPE_RULES = {
  AdaptiveAvgPool2D: ({ output_size }, shape) => [
    ...nchwShape(shape).slice(0, 2),
    ...pair(output_size, "output_size"),
  ],
  AvgPool2D: pooledShape,
  BatchNorm2D: normalizedShape,
  Conv2D: convolvedShape,
  Dropout: (layer, shape) => batchShape(shape),
  Flatten: flatShape,
  KMaxPool: keptShape,
  Linear: linearShape,
  MaxPool2D: pooledShape,
  ReLU: (layer, shape) => batchShape(shape),
  ReLU6: (layer, shape) => batchShape(shape),
};

/** Return the shape of a layer's output, or refuse the input as cnnlib's `output_shape` does. */
export function layerShape(description, inputShape) {
  const layer = checkLayer(description);
  return SHAPE_RULES[layer.type](layer, inputShape);
}

/** Return the shapes of a checked layer's trained arrays, by name: the weight before the bias. */
export function parameterShapes(layer) {
  const { type, out_channels, in_features, out_features, num_features } = layer;
  if (type === "BatchNorm2D") return { weight: [num_features], bias: [num_features] };
  if (type === "Linear") {
    const weight = [in_features, out_features];
    return layer.bias ? { weight, bias: [out_features] } : { weight };
  }
  if (type !== "Conv2D") return {};
  const depth = layer.in_channels / layer.groups;
  const weight = [out_channels, depth, ...pair(layer.kernel_size, "kernel_size")];
  return layer.bias ? { weight, bias: [out_channels] } : { weight };
}

/**
 * Return how far one output of a checked layer looks and how far the next one is, each as
 * [height, width]; null where every output may see the whole input.
 */
export function layerWindow(layer, inputShape) {
  switch (layer.type) {
    case "Conv2D": {
      const gaps = pair(layer.dilation, "dilation");
      const kernel = pair(layer.kernel_size, "kernel_size");
      const span = kernel.map((size, axis) => effectiveKernelSize(size, gaps[axis]));
      return { span, stride: pair(layer.stride, "stride") };
    }
    case "MaxPool2D":
    case "AvgPool2D": {
      const span = pair(layer.kernel_size, "kernel_size");
      return { span, stride: layer.stride === null ? span : pair(layer.stride, "stride") };
    }
    case "AdaptiveAvgPool2D": {
      const grid = pair(layer.output_size, "output_size");
      const cells = grid.map((count, axis) => largestCell(inputShape[2 + axis], count));
      return { span: cells.map(([cell]) => cell), stride: cells.map(([, step]) => step) };
    }
    case "KMaxPool":
    case "Linear":
      return null;
    default:
      return { span: [1, 1], stride: [1, 1] };
  }
}

function pooledShape({ kernel_size, stride, padding, ceil_mode }, shape) {
  const [batch, channels, ...size] = nchwShape(shape);
  const windows = poolingWindows(size, kernel_size, stride, padding, ceil_mode);
  return [batch, channels, ...windows.count];
}

function convolvedShape(layer, shape) {
  const { in_channels, out_channels, kernel_size, stride, padding, dilation } = layer;
  const [batch, channels, ...size] = nchwShape(shape);
  if (channels !== in_channels) {
    const message = `input must have in_channels ${in_channels}, got ${channels}`;
    const hint = channelsLast(shape, in_channels);
    throw new Refusal("ValueError", `${message}: ${tupleText(shape)}${hint}`);
  }
  const windows = placeWindows(size, kernel_size, stride, padding, dilation);
  requireFrame(size, windows.sides, layer.padding_mode);
  return [batch, out_channels, ...windows.count];
}

/** Refuse a frame that asks for more pixels than a plane has to repeat. */
function requireFrame(size, sides, mode) {
  ["height", "width"].forEach((axis, i) => {
    const amount = Math.max(...sides.slice(2 * i, 2 * i + 2));
    const most = { reflect: size[i] - 1, circular: size[i] }[mode] ?? amount;
    if (amount > most) {
      const limit = `can pad ${axis} ${size[i]} by at most ${most}, got ${amount}`;
      throw new Refusal("ValueError", `padding_mode ${repr(mode)} ${limit}`);
    }
  });
}

function normalizedShape({ num_features }, shape) {
  const sizes = nchwShape(shape);
  if (sizes[1] !== num_features) {
    const message = `input must have num_features ${num_features} channels, got ${sizes[1]}`;
    const hint = channelsLast(sizes, num_features);
    throw new Refusal("ValueError", `${message}: ${tupleText(sizes)}${hint}`);
  }
  return sizes;
}

function linearShape({ in_features, out_features }, shape) {
  const sizes = batchShape(shape);
  const last = sizes.at(-1);
  if (last !== in_features) {
    const [, channels, height, width] = sizes;
    const flat = sizes.length === 4 && channels * height * width === in_features;
    const way = `flatten it first: ${channels} × ${height} × ${width} = ${in_features}`;
    throw new Refusal(
      "ValueError",
      `input_shape must end in in_features ${in_features}, ` +
        `got ${last}: ${tupleText(sizes)}${flat ? `; ${way}` : ""}`,
    );
  }
  return [...sizes.slice(0, -1), out_features];
}

function keptShape({ k, axis }, shape) {
  const sizes = batchShape(shape);
  const along = kMaxAxis(sizes, k, axis, "input_shape");
  return sizes.map((size, each) => (each === along ? k : size));
}

function flatShape({ start_axis, stop_axis }, shape) {
  const sizes = batchShape(shape);
  const start = axisFromFirst(start_axis, "start_axis", sizes);
  const stop = axisFromFirst(stop_axis, "stop_axis", sizes);
  if (start > stop) {
    const message = `start_axis ${start_axis} must not lie behind stop_axis ${stop_axis}`;
    throw new Refusal("ValueError", message);
  }
  const joined = sizes.slice(start, stop + 1).reduce((product, size) => product * size);
  return [...sizes.slice(0, start), joined, ...sizes.slice(stop + 1)];
}

function axisFromFirst(axis, name, sizes) {
  const rank = sizes.length;
  if (wholeNumber(axis, name, -rank) >= rank) {
    const message = `${name} must be below ${rank} for shape ${tupleText(sizes)}, got ${axis}`;
    throw new Refusal("ValueError", message);
  }
  return axis < 0 ? axis + rank : axis;
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
