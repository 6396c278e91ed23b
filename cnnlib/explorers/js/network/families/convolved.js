/** Convolutions, one way and the other. */
import { channelsLast, nchwShape, pair } from "../../arithmetic/checks.js";
import { Refusal } from "../../arithmetic/refusal.js";
import {
  effectiveKernelSize,
  placeTransposed,
  placeWindows,
  requireOutputPadding,
} from "../../arithmetic/geometry.js";
import { requireFrame } from "../../arithmetic/padding.js";
import { tupleText } from "../../arithmetic/python.js";

/** The families of convolution. */
export const CONVOLVED = {
  convolved: {
    takes: ["in_channels", 1],
    agree: requireDividingGroups,
    shape: convolvedShape,
    window: convolvedWindow,
  },
  transposed: {
    takes: ["in_channels", 1],
    agree: requireSensibleTransposed,
    shape: transposedShape,
    window: transposedWindow,
  },
};

function requireDividingGroups(layer) {
  for (const name of ["in_channels", "out_channels"]) {
    if (layer[name] % layer.groups !== 0) {
      const message = `groups ${layer.groups} must divide ${name} ${layer[name]}`;
      throw new Refusal("ValueError", message);
    }
  }
}

function requireSensibleTransposed(layer) {
  requireDividingGroups(layer);
  const { output_padding, stride, dilation } = layer;
  const more = pair(output_padding, "output_padding", 0);
  requireOutputPadding(more, pair(stride, "stride"), pair(dilation, "dilation"));
}

function convolvedShape(layer, shape) {
  const { out_channels, kernel_size, stride, padding, dilation } = layer;
  const [batch, ...size] = imageOf(layer, shape);
  const windows = placeWindows(size, kernel_size, stride, padding, dilation);
  requireFrame(size, windows.sides, layer.padding_mode);
  return [batch, out_channels, ...windows.count];
}

function transposedShape(layer, shape) {
  const { kernel_size, stride, padding, output_padding, dilation, output_size } = layer;
  const [batch, ...size] = imageOf(layer, shape);
  const placing = [kernel_size, stride, padding, output_padding, dilation, output_size];
  return [batch, layer.out_channels, ...placeTransposed(size, ...placing).size];
}

/** Return batch, height and width of what reaches a convolution; refuse other channels. */
function imageOf({ in_channels }, shape) {
  const [batch, channels, ...size] = nchwShape(shape);
  if (channels !== in_channels) {
    const message = `input must have in_channels ${in_channels}, got ${channels}`;
    const hint = channelsLast(shape, in_channels);
    throw new Refusal("ValueError", `${message}: ${tupleText(shape)}${hint}`);
  }
  return [batch, ...size];
}

function convolvedWindow({ kernel_size, stride, padding, dilation }, shape) {
  const gaps = pair(dilation, "dilation");
  const kernel = pair(kernel_size, "kernel_size");
  const span = kernel.map((size, axis) => effectiveKernelSize(size, gaps[axis]));
  const { sides } = placeWindows(shape.slice(2), kernel_size, stride, padding, dilation);
  return { span, stride: pair(stride, "stride"), overhang: [sides[0], sides[2]] };
}

/** How far apart the first and the last pixel lie that meet in one output. */
function transposedWindow({ kernel_size, stride, dilation }) {
  const steps = pair(stride, "stride");
  const gaps = pair(dilation, "dilation");
  const kernel = pair(kernel_size, "kernel_size");
  return {
    span: kernel.map((size, axis) => 1 + ((size - 1) * gaps[axis]) / steps[axis]),
    stride: steps.map((step) => 1 / step),
    enlarges: true,
  };
}
