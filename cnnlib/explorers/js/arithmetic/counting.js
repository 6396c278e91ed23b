/** What a network costs: its parameters and its operations, from shapes alone. */
import { Refusal, batchShape } from "./checks.js";
import { findConvention } from "./conventions.js";
import { checkLayer } from "./layers.js";
import { layerShape, layerWindow, parameterShapes } from "./shapes.js";

/**
 * Count the parameters and the FLOPs of layers one after another.
 *
 * Returns `{ convention, inputSize, rows, problem }`. Where an input does not fit a layer, the
 * rows end before it and `problem` is `{ place, message }`; otherwise it is null. A wrong
 * description is refused.
 */
export function count(layers, inputSize, convention = "paddle") {
  const checked = layers.map((layer, place) => checkLayer(layer, `layers[${place}]`));
  const sizes = batchShape(inputSize, "input_size");
  const counter = findConvention(convention);
  const plane = sizes.length === 4 ? sizes.slice(2) : null;
  const rows = [];
  let signal = { shape: sizes, field: [1, 1], jump: [1, 1] };
  for (const [place, layer] of checked.entries()) {
    let after;
    try {
      after = signalBehind(layer, signal);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const problem = { place, message: error.message };
      return { convention, inputSize: sizes, rows, problem };
    }
    const cost = layerCost(layer, counter, signal.shape, after.shape);
    rows.push({ name: String(place), ...cost, receptiveField: seenPatch(after.field, plane) });
    signal = after;
  }
  return { convention, inputSize: sizes, rows, problem: null };
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
function signalBehind(layer, { shape, field, jump }) {
  const after = layerShape(layer, shape);
  const window = layerWindow(layer, shape);
  if (window === null || field === null) return { shape: after, field: null, jump };
  const { span, stride } = window;
  return {
    shape: after,
    field: field.map((size, axis) => size + (span[axis] - 1) * jump[axis]),
    jump: jump.map((step, axis) => step * stride[axis]),
  };
}

/** Return the part of a receptive field that the input can fill; padding is no input. */
function seenPatch(field, plane) {
  if (field === null || plane === null) return field ?? plane;
  return field.map((size, axis) => Math.min(size, plane[axis]));
}

function layerCost(layer, { rules, countsStatistics }, inputShape, outputShape) {
  const products = rules[layer.type](layer, inputShape, outputShape);
  const trainableParams = sumOf(Object.values(parameterShapes(layer)).map(productOf));
  const statistics = layer.type === "BatchNorm2D" && countsStatistics ? trainableParams : 0n;
  return {
    layerType: layer.type,
    inputShape,
    outputShape,
    params: trainableParams + statistics,
    trainableParams,
    products,
    flops: BigInt(inputShape[0]) * sumOf(products.map(productOf)),
    formula: formulaText(products, inputShape[0]),
    activationBytes: 4n * productOf(outputShape),
  };
}

function formulaText(products, batch) {
  const terms = products.map((factors) => factors.join(" × ")).join(" + ");
  return batch === 1 || terms === "" ? terms || "0" : `${batch} × (${terms})`;
}

function sumOf(numbers) {
  return numbers.reduce((total, each) => total + each, 0n);
}

function productOf(factors) {
  return factors.reduce((total, factor) => total * BigInt(factor), 1n);
}
