import { argumentsOf, repr } from "./arithmetic.js";
import { asPair } from "./shared/fields.js";
import { sizeText } from "./shared/numbers.js";
import { TEXT } from "./text.js";

/** Say what a layer does, its unusual settings last: Convolution 1 → 6, 3 × 3, padding 1. */
export function layerInWords(layer) {
  const { layers, details } = TEXT.cost;
  const unusual = argumentsOf(layer.type)
    .filter(({ name, ...known }) => name in details && layer[name] !== known.default)
    .map(({ name }) => details[name](spoken(layer[name], name)));
  return [layers[layer.type](kernelIn(layer)), ...unusual].join(", ");
}

function kernelIn({ kernel_size, output_size, ...layer }) {
  const size = kernel_size ?? output_size;
  return { ...layer, size: size && sizeText(asPair(size)) };
}

function spoken(value, name) {
  if (!Array.isArray(value)) return value;
  return name === "padding" ? repr(value) : sizeText(value);
}
