/**
 * What an ONNX file holds of a network, as cnnlib says it: a batch normalization that alone reads a
 * convolution is folded into it, and of arrays that hold the same numbers there is one.
 */
import { arraysOf } from "./conventions.js";
import { typeOf } from "./layers.js";

const STRETCHED = ["GroupNorm", "PReLU", "Scale"];

/**
 * Return what is kept of the layers whose arrays start as constants, by place: whether a layer is
 * `folded`, whether it left a `bias`, and how many numbers are `stored` for it or are `repeated`.
 * `sources` are the places that each layer reads, `axes` how many its input has.
 */
export function keptByExport(layers, sources, axes) {
  // In evaluation dropout is not exported: who reads it reads what it reads.
  const makers = layers.map((_, place) => place);
  const makerOf = (source) => makers[source] ?? source;
  const reads = new Map();
  for (const [place, { type }] of layers.entries()) {
    const found = sources[place].map(makerOf);
    if (type === "Dropout") makers[place] = found[0];
    else for (const source of found) reads.set(source, (reads.get(source) ?? 0) + 1);
  }
  const kept = new Map();
  const withBias = new Map();
  const stored = new Set();
  for (const [place, layer] of layers.entries()) {
    if (layer.type === "Conv2D") withBias.set(place, layer.bias);
    if (typeOf(layer).starts === undefined) continue;
    const source = makerOf(sources[place][0]);
    const foldable = layer.type === "BatchNorm2D" && withBias.has(source);
    const folded = foldable && reads.get(source) === 1;
    const bias = folded && !withBias.get(source);
    if (folded) withBias.set(place, true);
    const numbers = { stored: 0, repeated: 0 };
    for (const [value, shape] of arraysInFile(layer, folded, bias, axes[place])) {
      const key = `${value} ${shape}`;
      numbers[stored.has(key) ? "repeated" : "stored"] += shape.reduce((a, b) => a * b, 1);
      stored.add(key);
    }
    kept.set(place, { folded, bias, ...numbers });
  }
  return kept;
}

/** Return value and shape of each array that the file has for a layer. */
function arraysInFile(layer, folded, bias, axes) {
  const shapes = { ...arraysOf(layer, "parameters"), ...arraysOf(layer, "statistics") };
  if (folded) return bias ? [[0, shapes.bias]] : [];
  // One that multiplies a channel is stored with the axes of an image.
  const stretched = STRETCHED.includes(layer.type) ? Array(Math.max(axes - 2, 0)).fill(1) : [];
  return Object.entries(typeOf(layer).starts)
    .filter(([name]) => name in shapes)
    .map(([name, value]) => [layer[value] ?? value, [...shapes[name], ...stretched]]);
}
