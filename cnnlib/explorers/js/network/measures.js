/** What a layer at work is measured by, under the names of cells: sums of products of sizes. */
import { pair } from "../arithmetic/checks.js";
import {
  effectiveKernelSize,
  metPixels,
  placeTransposed,
  placeWindows,
  resolvePadding,
} from "../arithmetic/geometry.js";
import { typeOf } from "./layers.js";

/** Of a layer's arrays, what it reads and what it gives; a product is a list of factors. */
const MEASURES = {
  macs: (work) => sumOf(typeOf(work.layer).macs.join(" × "), work),
  bias: ({ parameters, output }) => ("bias" in parameters ? [output.slice(1)] : []),
  inputs: ({ inputs }) => inputs.map((input) => input.slice(1)),
  "pooled inputs": ({ inputs: [input], output }) =>
    String(input.slice(2)) === String(output.slice(2)) ? [] : [input.slice(1)],
  outputs: ({ output }) => [output.slice(1)],
  ways: ({ inputs }) => [[inputs.length]],
  parameters: ({ parameters }) => Object.values(parameters),
  cell: (work) => [[pixelsOfCell(work)]],
  cells: (work) => [[pixelsOfCell(work), ...work.output.slice(1)]],
  "pixels of cells": ({ inputs: [input], output }) => [
    [output[1], ...[2, 3].map((axis) => pixelsOfCells(input[axis], output[axis]))],
  ],
  "products that meet a pixel": productsOnPixels,
  weight: ({ parameters }) => [parameters.weight],
  kernel: ({ parameters }) => [parameters.weight.slice(1)],
  window: ({ layer }) => [pair(layer.kernel_size, "kernel_size")],
  stride: ({ layer }) => [pair(layer.stride, "stride")],
  "input plane": ({ inputs: [input] }) => [input.slice(2)],
  "output plane": ({ output }) => [output.slice(2)],
  "dilated plane": ({ layer, output }) => {
    const steps = pair(layer.dilation, "dilation");
    return [output.slice(2).map((size, axis) => Math.ceil(size / steps[axis]) * steps[axis])];
  },
  "last output": ({ output }) => [output.slice(-1)],
  channels: ({ output }) => [output.slice(1, 2)],
  groups: ({ layer }) => [[layer.num_groups ?? layer.groups]],
  features: ({ layer, inputs: [input] }) =>
    "normalized_shape" in layer ? [[layer.normalized_shape].flat()] : [[input.at(layer.axis)]],
  "first feature axis": ({ layer }) => [[layer.normalized_shape].flat().slice(0, 1)],
  "inner size": (work) => [innerSizes(work)],
  "interpolated products": interpolatedProducts,
  "interpolation weights": (work) =>
    newAxes(work).map(([n, m]) => [10 * n * m + (n > 1 ? 9 : 8) * m + 3]),
  "picked places": (work) => newAxes(work).map(([n, m]) => [m === 1 ? 5 : n === 1 ? 7 : 8, m]),
  "weight grouped twice": ({ layer, parameters: { weight } }) => [
    weight.with(1, Math.floor(weight[1] / layer.groups)),
  ],
  "bias of a convolution": biasOfConvolution,
};

/** Evaluate terms joined by +, each a whole number, perhaps, and measures joined by ×. */
export function sumOf(sum, work) {
  return sum === "nothing" ? [] : sum.split(" + ").flatMap((term) => termOf(term, work));
}

function termOf(term, work) {
  const [, times, measures, divisor] = /^(?:(\d+)(?: |$))?(.*?)(?: \/ (.*))?$/.exec(term);
  const start = [times === undefined ? [] : [Number(times)]];
  const names = measures === "" ? [] : measures.split(" × ");
  const products = names.reduce(
    (found, name) =>
      found.flatMap((product) => measured(name, work).map((factors) => [...product, ...factors])),
    start,
  );
  if (divisor === undefined || products.length === 0) return products;
  return [[Math.floor(numberOf(products[0]) / numberOf(measured(divisor, work)[0]))]];
}

/** Return what a measure makes: its products, or for "(window − 1)" its number less one. */
function measured(text, work) {
  const [, name] = /^\((.*) − 1\)$/.exec(text) ?? [];
  if (name === undefined) return MEASURES[text](work);
  const number = numberOf(MEASURES[name](work)[0]);
  return [number === 2 ? [] : [number - 1]];
}

function numberOf(sizes) {
  return sizes.reduce((product, size) => product * size, 1);
}

/** Return ⌊input / output⌋ on each axis, multiplied. */
function pixelsOfCell({ inputs: [input], output }) {
  return [2, 3].reduce((area, axis) => area * Math.floor(input[axis] / output[axis]), 1);
}

/** Return what the cells of an axis have in all; two may share a pixel. */
function pixelsOfCells(size, cells) {
  let pixels = 0;
  for (let i = 0; i < cells; i++) {
    pixels += Math.ceil(((i + 1) * size) / cells) - Math.floor((i * size) / cells);
  }
  return pixels;
}

/** Return the sizes whose product says how many products one output adds up. */
function innerSizes({ layer, parameters, inputs: [input] }) {
  if ("transpose_x" in layer) return [input.at(layer.transpose_x ? -2 : -1)];
  return typeOf(layer).macs.includes("output plane") ? parameters.weight.slice(1) : input.slice(-1);
}

/** Return what a convolution multiplies, without the products that meet padding. */
function productsOnPixels(work) {
  const { layer, parameters, inputs, output } = work;
  if ((layer.padding_mode ?? "zeros") !== "zeros") return MEASURES.macs(work);
  const { kernel_size, stride, padding, dilation } = layer;
  const before = inputs[0].slice(2);
  const transposed = "output_padding" in layer;
  const { output_padding, output_size } = layer;
  const windows = transposed
    ? placeTransposed(before, kernel_size, stride, padding, output_padding, dilation, output_size)
        .windows
    : placeWindows(before, kernel_size, stride, padding, dilation);
  const size = transposed ? output.slice(2) : before;
  const met = size.map((pixels, axis) => metPixels(windows, axis, pixels));
  return [[...parameters.weight.slice(0, 2), ...met]];
}

/** Return the outputs of one group, of the size that a convolution so set would leave. */
function biasOfConvolution({ layer, parameters, inputs: [input] }) {
  if (!("bias" in parameters)) return [];
  const { kernel_size, stride, padding, dilation } = layer;
  const size = input.slice(2);
  const [kernel, steps, gaps] = [kernel_size, stride, dilation].map((each) => pair(each, ""));
  const sides = resolvePadding(padding, size, kernel, steps, gaps);
  const behind = size.map((pixels, axis) => {
    const padded = pixels + sides[2 * axis] + sides[2 * axis + 1];
    const span = effectiveKernelSize(kernel[axis], gaps[axis]);
    return Math.floor((padded - span) / steps[axis]) + 1;
  });
  return [[parameters.weight[1], ...behind]];
}

/** Return the sizes before and after of each axis that is resized. */
function newAxes({ inputs: [input], output }) {
  const sizes = [2, 3].map((axis) => [input[axis], output[axis]]);
  return sizes.filter(([before, after]) => before !== after);
}

/** Return what upsampling multiplies along one axis and then the other, in the cheaper order. */
function interpolatedProducts({ inputs: [input], output: [, , rows, columns] }) {
  const [, channels, height, width] = input;
  const across = width === columns ? [] : [[channels, height, width, columns]];
  const down = height === rows ? [] : [[channels, height, rows, width]];
  const acrossFirst = [...across, ...down.map(() => [channels, height, rows, columns])];
  const downFirst = [...down, ...across.map(() => [channels, rows, width, columns])];
  const costOf = (order) => order.reduce((sum, sizes) => sum + numberOf(sizes), 0);
  return costOf(downFirst) < costOf(acrossFirst) ? downFirst : acrossFirst;
}
