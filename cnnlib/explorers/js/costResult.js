import { LAYER_TYPES, Refusal, checkLayer, count, layerShape, totals } from "./arithmetic.js";

/* global NETWORKS: those to start from, { layers, input_size } by name; Python joins them in. */

/** The networks to start from; the empty one leaves the input as it is. */
export const PRESETS = { ...NETWORKS, empty: { layers: [] } };

export const COST_DEFAULTS = { ...NETWORKS.LeNet, convention: "paddle" };

/** Return the name of the preset that layers are, or null. */
export function presetOf(layers) {
  // A stored notebook has the keys of a description in another order than cnnlib.
  const text = JSON.stringify(layers.map(shortLayer));
  return Object.keys(PRESETS).find((name) => JSON.stringify(PRESETS[name].layers) === text) ?? null;
}

/** Return what follows from the settings: the report, its totals, and the largest of each count. */
export function deriveCost({ layers, input_size, convention }) {
  const report = count(layers, input_size, convention);
  const larger = (one, other) => (one > other ? one : other);
  const largest = (name) => report.rows.map((row) => row[name]).reduce(larger, 0n);
  return {
    layers: layers.map((layer) => checkLayer(layer)),
    report,
    totals: totals(report),
    largest: { params: largest("params"), flops: largest("flops") },
  };
}

/** The shape that reaches the layer at `place`, as far as layers fit. */
export function shapeBefore({ report }, place) {
  const row = report.rows[Math.min(place, report.rows.length) - 1];
  return row ? row.outputShape : report.inputSize;
}

// What an input shape says about a layer that is to fit it: the argument, and where it stands.
const FITTING = {
  Conv2D: ["in_channels", (shape) => shape[1]],
  BatchNorm2D: ["num_features", (shape) => shape[1]],
  Linear: ["in_features", (shape) => shape.at(-1)],
};

/** Return the layer as it would fit an input, or null where another size does not help. */
export function fitted(layer, shape) {
  const [name, read] = FITTING[layer.type] ?? [];
  if (!name || read(shape) === undefined) return null;
  const changed = { ...layer, [name]: read(shape) };
  return fits(changed, shape) ? { name, value: read(shape), layer: changed } : null;
}

function fits(layer, shape) {
  try {
    layerShape(checkLayer(layer), shape);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

// A first guess for the arguments that a new layer needs.
const GUESSES = {
  in_channels: (shape) => shape[1] ?? 1,
  out_channels: () => 16,
  kernel_size: ({ length }) => (length === 4 ? 2 : 1),
  output_size: () => 1,
  num_features: (shape) => shape[1] ?? 1,
  k: () => 1,
  in_features: (shape) => shape.at(-1),
  out_features: () => 10,
};

/** Return a layer of a type that fits an input where one can, keeping what `like` says. */
export function freshLayer(type, shape, like = {}) {
  const layer = { type };
  for (const { name, ...argument } of LAYER_TYPES[type]) {
    if (name in like) layer[name] = like[name];
    else if (!("default" in argument)) layer[name] = GUESSES[name](shape);
  }
  if (type === "Conv2D" && !("kernel_size" in like)) {
    Object.assign(layer, { kernel_size: 3, padding: 1 });
  }
  return fitted(layer, shape)?.layer ?? layer;
}

/** Return a layer's description as cnnlib writes it: what is as usual is left out. */
export function shortLayer(description) {
  const layer = checkLayer(description);
  const told = LAYER_TYPES[layer.type]
    .filter((argument) => layer[argument.name] !== argument.default)
    .map(({ name }) => [name, layer[name]]);
  return { type: layer.type, ...Object.fromEntries(told) };
}
