/** What a network costs: its parameters and its operations, from shapes alone. */
import { Refusal, batchShape } from "../arithmetic/checks.js";
import { arraysOf, costOf, findConvention, formulaText } from "./conventions.js";
import { layerShape, layerWindow } from "./families.js";
import { checkLayer } from "./layers.js";
import { sourcesOf } from "./wiring.js";

/**
 * Count the parameters and the FLOPs of a network.
 *
 * Returns `{ convention, inputSize, layers, sources, rows, problem }`: the layers checked, and the
 * places that each of them reads. Where an input does not fit a layer, the rows end before it and
 * `problem` is `{ place, message }`; otherwise it is null. A wrong description is refused.
 */
export function count(descriptions, inputSize, convention = "paddle") {
  const layers = descriptions.map((layer, place) => checkLayer(layer, `layers[${place}]`));
  const sources = sourcesOf(layers);
  const report = { convention, inputSize: batchShape(inputSize, "input_size"), layers, sources };
  const counter = findConvention(convention);
  const plane = inputSize.length === 4 ? inputSize.slice(2) : null;
  const enters = { shape: report.inputSize, field: [1, 1], jump: [1, 1] };
  const signals = [];
  const rows = [];
  for (const [place, layer] of layers.entries()) {
    const before = sources[place].map((source) => signals[source] ?? enters);
    let after;
    try {
      after = signalBehind(layer, before);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...report, rows, problem: { place, message: error.message } };
    }
    signals.push(after);
    const cost = layerCost(layer, counter, before, after);
    const name = layer.name ?? String(place);
    rows.push({ name, ...cost, receptiveField: seenPatch(after.field, plane) });
  }
  return { ...report, rows, problem: null };
}

/** Add up a report's rows. */
export function totals({ rows }) {
  return {
    params: sumOf(rows.map((row) => row.params)),
    trainableParams: sumOf(rows.map((row) => row.trainableParams)),
    flops: sumOf(rows.map((row) => row.flops)),
  };
}

/** Return the shape behind a layer, its receptive field and the way to the next number there. */
function signalBehind(layer, before) {
  const shapes = before.map(({ shape }) => shape);
  const after = layerShape(layer, ...shapes);
  const window = layerWindow(layer, shapes[0]);
  const { field, jump } = widest(before);
  if (window === null || field === null) return { shape: after, field: null, jump };
  const { span, stride } = window;
  return {
    shape: after,
    field: field.map((size, axis) => size + (span[axis] - 1) * jump[axis]),
    jump: jump.map((step, axis) => step * stride[axis]),
  };
}

/** Return the widest receptive field and the longest jump of the ways that meet. */
function widest(signals) {
  const largest = (pairs) => [0, 1].map((axis) => Math.max(...pairs.map((pair) => pair[axis])));
  const fields = signals.map(({ field }) => field);
  return {
    field: fields.includes(null) ? null : largest(fields),
    jump: largest(signals.map(({ jump }) => jump)),
  };
}

/** Return the part of a receptive field that the input can fill; padding is no input. */
function seenPatch(field, plane) {
  if (field === null || plane === null) return field ?? plane;
  return field.map((size, axis) => Math.min(size, plane[axis]));
}

function layerCost(layer, counter, before, { shape: outputShape }) {
  const inputs = before.map(({ shape }) => shape);
  const products = costOf(layer, counter, inputs, outputShape);
  const trainableParams = sizeOf(arraysOf(layer, "parameters"));
  const statistics = counter.counts_statistics ? sizeOf(arraysOf(layer, "statistics")) : 0n;
  const [batch] = inputs[0];
  const terms = formulaText(products);
  return {
    layerType: layer.type,
    inputs,
    inputShape: inputs[0],
    outputShape,
    params: trainableParams + statistics,
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
