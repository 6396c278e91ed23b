/** What a network costs: its parameters and its operations, from shapes alone. */
import { arraysOf, costOf, findConvention, formulaText } from "./conventions.js";
import { keptByExport } from "./exports.js";
import { ROUNDING, fieldOf } from "./signals.js";
import { signalsBefore, walk } from "./walk.js";

/**
 * Count the parameters and the work of a network.
 *
 * Returns `{ convention, unit, inputSize, layers, sources, rows, problem }`: the layers checked,
 * and the places that each of them reads. Where an input does not fit a layer, the rows end before
 * it and `problem` is `{ place, message }`; otherwise it is null. A wrong description is
 * refused.
 */
export function count(descriptions, inputSize, convention = "paddle") {
  const network = walk(descriptions, inputSize);
  const { layers, sources, signals, problem } = network;
  const counter = findConvention(convention);
  const plane = inputSize.length === 4 ? inputSize.slice(2) : null;
  const befores = signals.map((_, place) => signalsBefore(network, place));
  const fitting = layers.slice(0, signals.length);
  const axes = befores.map(([first]) => first.shape.length);
  const kept = counter.export ? keptByExport(fitting, sources, axes) : new Map();
  const rows = fitting.map((layer, place) => {
    const after = signals[place];
    const cost = layerCost(layer, counter, befores[place], after, kept.get(place));
    const name = layer.name ?? String(place);
    return { name, ...cost, receptiveField: seenPatch(fieldOf(after), plane) };
  });
  return {
    convention,
    unit: counter.unit,
    inputSize: network.inputSize,
    layers,
    sources,
    rows,
    problem: problem && { place: problem.place, message: problem.message },
  };
}

/** Add up a report's rows. */
export function totals({ rows }) {
  return {
    params: sumOf(rows.map((row) => row.params)),
    trainableParams: sumOf(rows.map((row) => row.trainableParams)),
    flops: sumOf(rows.map((row) => row.flops)),
    activationBytes: sumOf(rows.map((row) => row.activationBytes)),
  };
}

/** Return the part of a receptive field that the input can fill; padding is no input. */
function seenPatch(field, plane) {
  if (field === null || plane === null) return field ?? plane;
  // Behind an enlargement it may end within a pixel.
  return field.map((size, axis) => Math.ceil(Math.min(size, plane[axis]) - ROUNDING));
}

function layerCost(layer, counter, before, { shape: outputShape }, kept) {
  const inputs = before.map(({ shape }) => shape);
  const products = costOf(layer, counter, inputs, outputShape, kept);
  const trainableParams = sizeOf(arraysOf(layer, "parameters"));
  const statistics = counter.counts_statistics ? sizeOf(arraysOf(layer, "statistics")) : 0n;
  const params = kept ? BigInt(kept.stored) : trainableParams + statistics;
  const [batch] = inputs[0];
  const terms = formulaText(products);
  return {
    layerType: layer.type,
    inputs,
    inputShape: inputs[0],
    outputShape,
    params,
    trainableParams,
    products,
    flops: BigInt(batch) * sumOf(products.map(productOf)),
    formula: batch === 1 || terms === "" ? terms || "0" : `${batch} × (${terms})`,
    activationBytes: 4n * productOf(outputShape),
  };
}

function sizeOf(arrays) {
  return sumOf(Object.values(arrays).map(productOf));
}

function sumOf(numbers) {
  return numbers.reduce((total, each) => total + each, 0n);
}

function productOf(factors) {
  return factors.reduce((total, factor) => total * BigInt(factor), 1n);
}
