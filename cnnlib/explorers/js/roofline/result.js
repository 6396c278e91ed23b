import { positiveNumber, wholeNumber } from "../arithmetic/checks.js";
import { CONVOLVED } from "../network/families/convolved.js";
import { checkChoice, checkLargest } from "../shared/values.js";

/*
 * global ITEMSIZE, bytes of a number by its type; LAYER, the settings of a layer in order;
 * MACHINES, PINS and STARTS, what there is to start from; LIMITS.
 */

const GIGA = 1e9;
const CHECKS = {
  dtype: (value, name) => checkChoice(value, name, Object.keys(ITEMSIZE)),
  peak: positiveNumber,
  bandwidth: positiveNumber,
};

/** The layers to start from by name, those that are pinned to the plane first. */
export const LAYERS = { ...PINS, ...STARTS };

/** Return what follows from the settings: the layer's cost, and each pinned one's. */
export function derive(values) {
  for (const [name, value] of Object.entries(values)) {
    (CHECKS[name] ?? wholeNumber)(value, name);
    if (name in LIMITS) checkLargest([value], name, LIMITS[name]);
  }
  CONVOLVED.convolved.agree(values);
  const costs = Object.values(PINS).map((pin) => timed(costOf(pin, values.dtype), values));
  return {
    cost: timed(costOf(layerOf(values), values.dtype), values),
    pins: costs,
    ridge: values.peak / values.bandwidth,
  };
}

/** Return the numbers of a layer, in the order of the lists that there are to start from. */
export function layerOf(values) {
  return LAYER.map((name) => values[name]);
}

/** Return settings of a layer from its numbers. */
export function settingsOf(layer) {
  return Object.fromEntries(LAYER.map((name, place) => [name, layer[place]]));
}

/** Return the name of the one of `known` lists that these numbers are, or "own". */
export function nameOf(numbers, known) {
  const found = Object.entries(known).find(([, each]) => String(each) === String(numbers));
  return found?.[0] ?? "own";
}

/** Return what a convolution without bias, padded SAME, works and moves; counts are exact. */
export function costOf(layer, dtype) {
  const [channels, maps, size, kernel, stride, groups, batch] = layer.map(BigInt);
  const after = (size + stride - 1n) / stride;
  const weights = (channels / groups) * maps * kernel ** 2n;
  const macs = batch * weights * after ** 2n;
  const numbers = [weights, batch * channels * size ** 2n, batch * maps * after ** 2n];
  const parts = numbers.map((each) => BigInt(ITEMSIZE[dtype]) * each);
  const moved = parts.reduce((sum, each) => sum + each);
  return { macs, flops: 2n * macs, parts, moved, intensity: Number(2n * macs) / Number(moved) };
}

function timed(cost, { peak, bandwidth }) {
  const compute = Number(cost.flops) / (GIGA * peak);
  const memory = Number(cost.moved) / (GIGA * bandwidth);
  return {
    ...cost,
    compute,
    memory,
    seconds: Math.max(compute, memory),
    bound: compute >= memory ? "compute" : "memory",
    // In GFLOP/s: the roof over it.
    speed: Math.min(peak, bandwidth * cost.intensity),
  };
}

/** Write a time with three figures and its unit. */
export function timeText(seconds) {
  const units = [[1, "s"], [1e-3, "ms"], [1e-6, "µs"]];
  const [factor, unit] = units.find(([least]) => seconds >= least) ?? [1e-9, "ns"];
  return `${figures(seconds / factor)} ${unit}`;
}

/** Return a number with three figures, whole where it has more. */
export function figures(value) {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
