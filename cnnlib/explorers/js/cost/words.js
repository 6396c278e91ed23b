import { repr } from "../arithmetic.js";
import { sizeText } from "../shared/numbers.js";
import { asPair } from "../shared/fields.js";
import { headOf, isOperator, typeOf, unusualArguments } from "../network.js";
import { TEXT } from "../text/en/cost.js";

/** Return a word of a table, or what is to be said where it has none: cnnlib's own name. */
export function wordOf(table, name) {
  return TEXT[table][name] ?? name;
}

/** Return the words above a figure; those above the count are the convention's unit. */
export function labelIn(words, { report }) {
  return typeof words === "function" ? words(headOf(report.unit)) : words;
}

/** Say what a layer does, its unusual settings last: Convolution 1 → 6, 3 × 3, padding 1. */
export function layerInWords(layer) {
  const { layers, details } = TEXT;
  if (isOperator(layer)) return layer.operator;
  const unusual = unusualArguments(layer).filter((argument) => "default" in argument);
  const told = unusual.map(({ name }) => {
    const value = spoken(layer[name], name);
    return details[name]?.(value) ?? `${name} ${value}`;
  });
  const does = layers[layer.type]?.(kernelIn(layer)) ?? plainWords(layer);
  return [does, ...told.filter(Boolean)].join(", ");
}

function plainWords(layer) {
  const needed = typeOf(layer).arguments.filter((argument) => !("default" in argument));
  return [layer.type, ...needed.map(({ name }) => spoken(layer[name], name))].join(" ");
}

function kernelIn({ kernel_size, output_size, ...layer }) {
  const size = kernel_size ?? output_size;
  if (size === undefined) return layer;
  return { ...layer, size: sizeText(asPair(size).map((side) => side ?? TEXT.each)) };
}

function spoken(value, name) {
  if (!Array.isArray(value)) return value;
  return name === "padding" ? repr(value) : sizeText(value);
}
