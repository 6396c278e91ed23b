import { LAYER_TYPES, Refusal, checkLayer, count, layerShape, totals } from "./arithmetic.js";

/** Return what follows from the settings: the report, its totals, and the largest of each count. */
export function deriveCost({ layers, input_size, convention }) {
  const report = count(layers, input_size, convention);
  const larger = (one, other) => (one > other ? one : other);
  const largest = (name) => report.rows.map((row) => row[name]).reduce(larger, 0n);
  return {
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

/** Return a layer's description with nothing said that its type says anyway. */
export function shortLayer(layer) {
  const usual = Object.fromEntries(
    LAYER_TYPES[layer.type].map(({ name, ...argument }) => [name, argument.default]),
  );
  return Object.fromEntries(
    Object.entries(layer).filter(([name, value]) => name === "type" || value !== usual[name]),
  );
}
