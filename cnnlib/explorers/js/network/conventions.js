/**
 * By whose rule: what each counter says that a layer costs.
 *
 * A convention has a cell for each type of layer that it counts, in words: `"2 macs + bias"`. The
 * same words are evaluated by cnnlib. They become products, each a list of factors, that the cost
 * of one image is the sum of.
 */
import { pair } from "../arithmetic/checks.js";
import { Refusal } from "../arithmetic/refusal.js";
import { repr } from "../arithmetic/python.js";
import { typeOf } from "./layers.js";
import { sumOf } from "./measures.js";

/* global CONVENTIONS: each counter's cells by type of layer, in words and in letters. */

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

/** Evaluate a cell: the sum of the first case whose conditions hold for the layer. */
function productsOf(cell, work) {
  for (const text of cell.split(", ")) {
    const [sum, conditions] = text.replace(/^else /, "").split(" if ");
    const facts = conditions?.split(" and ") ?? [];
    if (facts.every((fact) => holds(fact, work.layer))) return sumOf(sum, work);
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
