/**
 * Layers as descriptions: `{ type: "Conv2D", in_channels: 1, out_channels: 6, kernel_size: 3 }`,
 * as cnnlib reads them from JSON.
 */
import { Refusal, flag, pair, share, smallNumber, wholeNumber } from "./checks.js";
import { argumentsOf } from "./layerTypes.js";
import { paddingForm } from "./padding.js";
import { poolingWindows } from "./pooling.js";
import { repr, typeName } from "./python.js";
import { didYouMean } from "./spelling.js";

const ARGUMENT_CHECKS = {
  whole: wholeNumber,
  pair: shortPair,
  padding: paddingForm,
  flag,
  share,
  number: smallNumber,
  axis: (value, name) => wholeNumber(value, name, null),
};

/** What the arguments of a type must say together. */
const ARGUMENT_AGREEMENTS = {
  AvgPool2D: requireSensiblePooling,
  Conv2D: requireDividingGroups,
  Flatten: requireAxesInOrder,
  MaxPool2D: requireSensiblePooling,
};

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
    const known = argumentsOf(description.type);
    requireKeys(description, known);
    return checkedSettings(description, known);
  } catch (error) {
    if (!(error instanceof Refusal) || !path) throw error;
    throw new Refusal(error.kind, `${path}: ${error.message}`);
  }
}

function requireKeys(description, known) {
  const { type } = description;
  const names = [...known.map(({ name }) => name), "type"];
  const unknown = Object.keys(description).find((key) => !names.includes(key));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, names);
    throw new Refusal("ValueError", `${type} takes no key "${unknown}": ${hint}`);
  }
  const needed = known.filter((argument) => !("default" in argument));
  const missing = needed.find(({ name }) => !Object.hasOwn(description, name));
  if (missing !== undefined) {
    throw new Refusal("ValueError", `${type} needs the key "${missing.name}"`);
  }
}

function checkedSettings(description, known) {
  const layer = { type: description.type };
  for (const { name, default: usual } of known) {
    layer[name] = Object.hasOwn(description, name) ? description[name] : usual;
  }
  const check = (argument) => {
    layer[argument.name] = checkedArgument(layer[argument.name], argument);
  };
  known.filter(({ late }) => !late).forEach(check);
  ARGUMENT_AGREEMENTS[layer.type]?.(layer);
  known.filter(({ late }) => late).forEach(check);
  return layer;
}

function checkedArgument(value, { name, kind, choices, check, default: usual }) {
  if (value === null && usual === null) return null;
  if (kind !== "choice") return (check ?? ARGUMENT_CHECKS[kind])(value, name);
  if (choices.includes(value)) return value;
  throw new Refusal("ValueError", `${name} must be one of ${repr(choices)}, got ${repr(value)}`);
}

function shortPair(value, name) {
  const [height, width] = pair(value, name);
  return height === width ? height : [height, width];
}

function requireSensiblePooling({ kernel_size, stride, padding, ceil_mode }) {
  // An input as large as the kernel takes every setting that makes sense at all.
  poolingWindows(kernel_size, kernel_size, stride, padding, ceil_mode);
}

function requireDividingGroups(layer) {
  for (const name of ["in_channels", "out_channels"]) {
    if (layer[name] % layer.groups !== 0) {
      const message = `groups ${layer.groups} must divide ${name} ${layer[name]}`;
      throw new Refusal("ValueError", message);
    }
  }
}

function requireAxesInOrder({ start_axis, stop_axis }) {
  if (start_axis > stop_axis && start_axis < 0 === stop_axis < 0) {
    const message = `start_axis ${start_axis} must not lie behind stop_axis ${stop_axis}`;
    throw new Refusal("ValueError", message);
  }
}
