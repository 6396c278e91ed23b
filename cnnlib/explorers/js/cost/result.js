import { Refusal } from "../arithmetic.js";
import {
  checkLayer,
  count,
  familyOf,
  isJoin,
  layerShape,
  liveBytes,
  totals,
  typeOf,
} from "../network.js";
import { waysBeside } from "./ways.js";

/**
 * Return what follows from the settings: the report, its totals, the largest of each count, the
 * places of layers that nobody reads, and the ways that skip layers.
 */
export function deriveCost({ layers, input_size, convention }) {
  const report = count(layers, input_size, convention);
  const most = (numbers) => numbers.reduce((one, other) => (one > other ? one : other), 0n);
  const largest = (name) => most(report.rows.map((row) => row[name]));
  const live = liveBytes(report);
  const read = new Set([...report.sources.flat(), layers.length - 1]);
  return {
    report,
    live,
    totals: { ...totals(report), peakBytes: most(live) },
    largest: { params: largest("params"), flops: largest("flops") },
    unread: [...layers.keys()].filter((place) => !read.has(place)),
    ways: waysBeside(report.sources),
  };
}

/** The shape behind the layer at `place`, as far as layers fit; −1 stands for the input. */
export function shapeAt({ report }, place) {
  return report.rows[Math.min(place, report.rows.length - 1)]?.outputShape ?? report.inputSize;
}

/** The shape that reaches the layer at `place`: of several, the first. */
export function shapeBefore(result, place) {
  return shapeAt(result, result.report.sources[place]?.[0] ?? place - 1);
}

/** Return the layer as it would fit an input, or null where another size does not help. */
export function fitted(layer, shape) {
  const [name, axis] = familyOf(layer).takes ?? [];
  const value = shape.at(axis);
  if (!name || value === undefined) return null;
  const changed = { ...layer, [name]: value };
  return fits(changed, shape) ? { name, value, layer: changed } : null;
}

function fits(layer, ...shapes) {
  try {
    layerShape(checkLayer(layer), ...shapes);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

// A first guess for what a new layer of a family is told; for all others 1 will do.
const GUESSES = {
  convolved: { out_channels: 16, kernel_size: 3, padding: 1 },
  transposed: { out_channels: 16, kernel_size: 2, stride: 2 },
  pooled: { kernel_size: 2 },
  resized: { scale_factor: 2 },
  "pixels of channels": { factor: 2 },
  shuffled: { groups: 2 },
  "last axis": { out_features: 10 },
  permute: { axes: [0, 2, 3, 1] },
  reshape: { shape: -1 },
};

/** Return a layer of a type that fits an input where one can, keeping what `like` says. */
export function freshLayer(type, shape, like = {}) {
  const known = typeOf({ type });
  const guess = { ...GUESSES[known.shape], ...like };
  const layer = { type };
  for (const { name, ...argument } of known.arguments) {
    // The words of a choice are its type's own.
    if (name in guess && argument.kind !== "choice") layer[name] = guess[name];
    else if (!("default" in argument)) layer[name] = 1;
  }
  return fitted(layer, shape)?.layer ?? layer;
}

/** Return what a new layer at `place` reads: a join also the first that fits the one above. */
export function freshReads(layer, place, result) {
  const above = place - 1;
  if (!isJoin(layer)) return [above];
  const earlier = Array.from({ length: place }, (_, i) => i - 1);
  const fitting = (each) => fits(layer, shapeAt(result, each), shapeAt(result, above));
  return [earlier.find(fitting) ?? -1, above];
}
