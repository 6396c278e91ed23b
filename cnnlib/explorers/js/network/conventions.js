/**
 * By whose rule: what each counter says that a layer costs.
 *
 * A convention has a cell for each type of layer that it counts, in words: `"2 macs + bias"`. The
 * same words are evaluated by cnnlib. They become products, each a list of factors, that the cost
 * of one image is the sum of.
 */
import { Refusal, pair } from "../arithmetic/checks.js";
import { metPixels, placeWindows } from "../arithmetic/geometry.js";
import { repr } from "../arithmetic/python.js";
import { typeOf } from "./layers.js";

/* global CONVENTIONS: each counter's cells by type of layer, in words and in letters. */

/** What a layer at work is measured by: its arrays' sizes, what it reads and what it gives. */
const MEASURES = {
  macs: (work) => sumOf(typeOf(work.layer).macs.join(" × "), work),
  bias: ({ parameters, output }) => ("bias" in parameters ? [output.slice(1)] : []),
  inputs: ({ inputs }) => inputs.map((input) => input.slice(1)),
  outputs: ({ output }) => [output.slice(1)],
  parameters: ({ parameters }) => Object.values(parameters),
  "products that meet a pixel": (work) => productsOnPixels(work),
  ways: ({ inputs }) => [[inputs.length]],
  window: ({ layer }) => [pair(layer.kernel_size, "kernel_size")],
  cells: ({ inputs: [input], output }) => [[pixelsOfCell(input, output), ...output.slice(1)]],
  "pixels of cells": ({ inputs: [input], output }) => [
    [output[1], ...[2, 3].map((axis) => pixelsOfCells(input[axis], output[axis]))],
  ],
  weight: ({ parameters }) => [parameters.weight],
  "input plane": ({ inputs: [input] }) => [input.slice(2)],
  "output plane": ({ output }) => [output.slice(2)],
  "dilated plane": ({ layer, output }) => {
    const steps = pair(layer.dilation, "dilation");
    return [output.slice(2).map((size, axis) => Math.ceil(size / steps[axis]) * steps[axis])];
  },
  "last output": ({ output }) => [output.slice(-1)],
  "inner size": (work) => [innerSizes(work)],
};

/** Return a convention by its name, or say which there are. */
export function findConvention(name) {
  if (typeof name === "string" && Object.hasOwn(CONVENTIONS, name)) return CONVENTIONS[name];
  const message = `convention must be one of ${repr(Object.keys(CONVENTIONS))}`;
  throw new Refusal("ValueError", `${message}, got ${repr(name)}`);
}

/**
 * Return the products that a checked layer costs; a type without a cell is free. `kept` is what an
 * export keeps of it, if the convention counts one and the layer starts as constants.
 */
export function costOf(layer, { rules, export: exported }, inputs, output, kept) {
  const work = { layer, parameters: arraysOf(layer, "parameters"), inputs, output };
  const usual = kept?.folded ? exported.folded : (rules[layer.type] ?? "nothing");
  const products = kept?.folded && !kept.bias ? [] : productsOf(usual, work);
  return exported?.repeats && kept?.repeated ? [...products, [kept.repeated]] : products;
}

/** Return the shapes of a checked layer's arrays, `parameters` or `statistics`, by name. */
export function arraysOf(layer, kind) {
  const type = typeOf(layer);
  const valuesOf = (name) => {
    const { kind: form } = type.arguments.find((argument) => argument.name === name);
    return form === "pair" ? pair(layer[name], name) : [layer[name]].flat();
  };
  // An argument that has the name of an array says whether there is one.
  const arrays = Object.entries(type[kind]).filter(([array]) => layer[array] !== false);
  const shapes = arrays.map(([array, sizes]) => [array, sizes.flatMap(sizeOf)]);
  return Object.fromEntries(shapes);

  /** Read a size: an argument's name, or one divided by another. */
  function sizeOf(size) {
    const [whole, part] = size.split(" / ").map(valuesOf);
    return part === undefined ? whole : [whole[0] / part[0]];
  }
}

/** Write products as a sum. */
export function formulaText(products) {
  return products.map((factors) => factors.join(" × ")).join(" + ");
}

/** Evaluate a cell: the sum of the first case whose condition holds for the layer. */
function productsOf(cell, work) {
  for (const text of cell.split(", ")) {
    const [sum, condition] = text.replace(/^else /, "").split(" if ");
    if (condition === undefined || holds(condition, work.layer)) return sumOf(sum, work);
  }
  return [];
}

/** Tell whether a setting of a layer is what a condition says: "mode is nearest". */
function holds(condition, layer) {
  const [setting, value] = condition.split(" is ");
  const found = layer[setting];
  if (value === "a word") return typeof found === "string";
  if (Object.hasOwn(layer, value)) return String(found) === String(layer[value]);
  const pairs = Array.isArray(found) && found.length === 2 && found[0] === found[1];
  return String(pairs ? found[0] : (found ?? "none")).toLowerCase() === value;
}

/** Evaluate terms joined by +, each a whole number, perhaps, and measures joined by ×. */
function sumOf(sum, work) {
  if (sum === "nothing") return [];
  return sum.split(" + ").flatMap((term) => {
    const [, times, measures] = /^(?:(\d+) )?(.*)$/.exec(term);
    const start = [times === undefined ? [] : [Number(times)]];
    return measures.split(" × ").reduce(
      (products, name) =>
        products.flatMap((product) =>
          measured(name, work).map((factors) => [...product, ...factors]),
        ),
      start,
    );
  });
}

/** Return what a measure makes: its products, or for "(window − 1)" its number less one. */
function measured(text, work) {
  const [, name] = /^\((.*) − 1\)$/.exec(text) ?? [];
  if (name === undefined) return MEASURES[text](work);
  const [sizes] = MEASURES[name](work);
  const number = sizes.reduce((product, size) => product * size, 1);
  return [number === 2 ? [] : [number - 1]];
}

/** Return what a convolution multiplies, without the products that meet padding. */
function productsOnPixels(work) {
  const { layer, parameters, inputs } = work;
  if (layer.padding_mode !== "zeros") return MEASURES.macs(work);
  const size = inputs[0].slice(2);
  const { kernel_size, stride, padding, dilation } = layer;
  const windows = placeWindows(size, kernel_size, stride, padding, dilation);
  const met = size.map((pixels, axis) => metPixels(windows, axis, pixels));
  return [[...parameters.weight.slice(0, 2), ...met]];
}

/** Return ⌊input / output⌋ on each axis, multiplied. */
function pixelsOfCell(input, output) {
  return [2, 3].reduce((area, axis) => area * Math.floor(input[axis] / output[axis]), 1);
}

/** Return what the cells of an axis have in all; two may share a pixel. */
function pixelsOfCells(size, cells) {
  let pixels = 0;
  for (let i = 0; i < cells; i++) {
    pixels += Math.ceil(((i + 1) * size) / cells) - Math.floor((i * size) / cells);
  }
  return pixels;
}

/** Return the sizes whose product says how many products one output adds up. */
function innerSizes({ layer, parameters, inputs: [input] }) {
  if ("transpose_x" in layer) return [input.at(layer.transpose_x ? -2 : -1)];
  return typeOf(layer).macs.includes("output plane") ? parameters.weight.slice(1) : input.slice(-1);
}
