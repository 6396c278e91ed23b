/**
 * Layers as descriptions: `{ type: "Conv2D", in_channels: 1, out_channels: 6, kernel_size: 3 }`,
 * as cnnlib reads them from JSON. One that others read has a `name`; `inputs` names what a layer
 * reads where that is not the layer above it.
 */
import {
  finiteNumber,
  flag,
  pair,
  positiveNumber,
  share,
  smallNumber,
  wholeNumber,
} from "../arithmetic/checks.js";
import { Refusal } from "../arithmetic/refusal.js";
import { paddingForm } from "../arithmetic/padding.js";
import { repr, typeName } from "../arithmetic/python.js";
import { familyOf } from "./families.js";
import { OPERATOR, isOperator } from "./operator.js";
import { axisOrder, cells, sizes, sizesOrRest } from "./sizes.js";
import { checkedFrame, checkedScale } from "./families/rearranged.js";

/* global LAYER_TYPES: arguments, parameters and shape rule of each type, from cnnlib's classes. */

const KIND_CHECKS = {
  whole: wholeNumber,
  pair: shortPair,
  "pair from 0": (value, name) => shortPair(value, name, 0),
  "pair of cells": cells,
  padding: paddingForm,
  frame: checkedFrame,
  scale: checkedScale,
  flag,
  share,
  number: smallNumber,
  "finite number": finiteNumber,
  "positive number": positiveNumber,
  sizes,
  "sizes or rest": sizesOrRest,
  "order of axes": axisOrder,
  text: requireText,
  count: (value, name) => wholeNumber(value, name, 0),
  axis: (value, name) => wholeNumber(value, name, null),
};

/** Return what cnnlib says of a type, or refuse it and say which types there are. */
export function typeOf({ type }) {
  if (typeof type !== "string") {
    const received = `${repr(type)} (${typeName(type)})`;
    throw new Refusal("TypeError", `type must be a name, got ${received}`);
  }
  if (isOperator({ type })) return OPERATOR;
  if (Object.hasOwn(LAYER_TYPES, type)) return LAYER_TYPES[type];
  throw new Refusal("ValueError", `no type "${type}": ${choiceOf(Object.keys(LAYER_TYPES))}`);
}

/** Whether a layer takes several inputs. */
export function isJoin(layer) {
  return typeOf(layer).inputs !== 1;
}

/**
 * Return a layer's description with every argument filled in and checked.
 *
 * A pair of equal numbers is written as one. `path` says in a refusal where the layer stands.
 */
export function checkLayer(description, path = "") {
  if (typeName(description) !== "dict") {
    const message = `${path || "layer"} must be an object in braces, got ${repr(description)}`;
    throw new Refusal("TypeError", message);
  }
  if (!Object.hasOwn(description, "type")) {
    throw new Refusal("ValueError", `${path || "layer"} needs the key "type"`);
  }
  try {
    const known = typeOf(description).arguments;
    requireKeys(description, known);
    const layer = { type: description.type };
    for (const argument of known) {
      const { name, default: usual } = argument;
      const value = Object.hasOwn(description, name) ? description[name] : usual;
      layer[name] = checkedArgument(value, argument);
    }
    familyOf(layer).agree?.(layer);
    return { ...layer, ...tiesOf(description) };
  } catch (error) {
    if (!(error instanceof Refusal) || !path) throw error;
    throw new Refusal(error.kind, `${path}: ${error.message}`);
  }
}

/** Return a layer's description as cnnlib writes it: what is as usual is left out. */
export function shortLayer(description) {
  const layer = checkLayer(description);
  const told = unusualArguments(layer).map(({ name }) => [name, layer[name]]);
  return { type: layer.type, ...Object.fromEntries(told), ...tiesOf(layer) };
}

/** Return the arguments of a checked layer that must be given or are not as usual. */
export function unusualArguments(layer) {
  return typeOf(layer).arguments.filter(({ name, ...known }) => layer[name] !== known.default);
}

/** Return what ties a layer to others: its name, and what it reads if that is said. */
function tiesOf({ name, inputs = [] }) {
  if (name !== undefined && typeof name !== "string") {
    const received = `${repr(name)} (${typeName(name)})`;
    throw new Refusal("TypeError", `name must be text, got ${received}`);
  }
  if (!Array.isArray(inputs) || inputs.some((each) => typeof each !== "string")) {
    throw new Refusal("TypeError", `inputs must be a list of names, got ${repr(inputs)}`);
  }
  return { ...(name === undefined ? {} : { name }), ...(inputs.length === 0 ? {} : { inputs }) };
}

function requireText(value, name) {
  if (typeof value === "string") return value;
  throw new Refusal("TypeError", `${name} must be text, got ${repr(value)} (${typeName(value)})`);
}

function requireKeys(description, known) {
  const { type } = description;
  const names = [...known.map(({ name }) => name), "inputs", "name", "type"];
  const unknown = Object.keys(description).find((key) => !names.includes(key));
  if (unknown !== undefined) {
    const message = `${type} takes no key "${unknown}": ${choiceOf(names)}`;
    throw new Refusal("ValueError", message);
  }
  const needed = known.filter((argument) => !("default" in argument));
  const missing = needed.find(({ name }) => !Object.hasOwn(description, name));
  if (missing !== undefined) {
    throw new Refusal("ValueError", `${type} needs the key "${missing.name}"`);
  }
}

function choiceOf(names) {
  return `there are ${names.join(", ")}`;
}

function checkedArgument(value, { name, kind, choices, default: usual }) {
  if (value === null && usual === null) return null;
  if (kind !== "choice") return KIND_CHECKS[kind](value, name);
  if (choices.includes(value)) return value;
  throw new Refusal("ValueError", `${name} must be one of ${repr(choices)}, got ${repr(value)}`);
}

function shortPair(value, name, minimum) {
  const [height, width] = pair(value, name, minimum);
  return height === width ? height : [height, width];
}
