/**
 * By whose rule: what each counter says that a layer costs.
 *
 * A convention has a cell for each type of layer that it counts, in words: `"2 macs + bias"`. The
 * same words are evaluated by cnnlib. They become products, each a list of factors, that the cost
 * of one image is the sum of.
 */
import { Refusal, pair } from "../arithmetic/checks.js";
import { repr } from "../arithmetic/python.js";
import { typeOf } from "./layers.js";

/* global CONVENTIONS: each counter's cells by type of layer, in words and in letters. */

/** What a layer at work is measured by: its arrays' sizes, what it reads and what it gives. */
const MEASURES = {
  macs: (work) => productsOf(typeOf(work.layer).macs.join(" × "), work),
  bias: ({ parameters, output }) => ("bias" in parameters ? [output.slice(1)] : []),
  inputs: ({ inputs }) => inputs.map((input) => input.slice(1)),
  outputs: ({ output }) => [output.slice(1)],
  parameters: ({ parameters }) => Object.values(parameters),
  cells: ({ inputs: [input], output }) => [[pixelsOfCell(input, output), ...output.slice(1)]],
  weight: ({ parameters }) => [parameters.weight],
  "input plane": ({ inputs: [input] }) => [input.slice(2)],
  "output plane": ({ output }) => [output.slice(2)],
  "last output": ({ output }) => [output.slice(-1)],
  "inner size": ({ layer, inputs: [input] }) => [[input.at(layer.transpose_x ? -2 : -1)]],
};

/** Return a convention by its name, or say which there are. */
export function findConvention(name) {
  if (typeof name === "string" && Object.hasOwn(CONVENTIONS, name)) return CONVENTIONS[name];
  const message = `convention must be one of ${repr(Object.keys(CONVENTIONS))}`;
  throw new Refusal("ValueError", `${message}, got ${repr(name)}`);
}

/** Return the products that a checked layer costs; a type without a cell is free. */
export function costOf(layer, { rules }, inputs, output) {
  const cell = rules[layer.type];
  if (cell === undefined) return [];
  return productsOf(cell, { layer, parameters: arraysOf(layer, "parameters"), inputs, output });
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

/** Evaluate a cell: terms joined by +, each a whole number, perhaps, and measures joined by ×. */
function productsOf(cell, work) {
  return cell.split(" + ").flatMap((term) => {
    const [, times, measures] = /^(?:(\d+) )?(.*)$/.exec(term);
    const start = [times === undefined ? [] : [Number(times)]];
    return measures.split(" × ").reduce(
      (products, name) =>
        products.flatMap((product) =>
          MEASURES[name](work).map((factors) => [...product, ...factors]),
        ),
      start,
    );
  });
}

/** Return ⌊input / output⌋ on each axis, multiplied. */
function pixelsOfCell(input, output) {
  return [2, 3].reduce((area, axis) => area * Math.floor(input[axis] / output[axis]), 1);
}
