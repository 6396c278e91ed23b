/** Layers and networks as Python code. */
import { repr, tupleText } from "../arithmetic/python.js";
import { checkLayer, shortLayer, unusualArguments } from "./layers.js";

/** Return a program that builds the layers with cnnlib and prints what they cost. */
export function toCode(layers, inputSize, convention) {
  const network = layers.some(({ inputs }) => inputs !== undefined) ? "Graph" : "Sequential";
  const used = new Set([...layers.map(({ type }) => type), network]);
  const lines = layers.map((layer, place) => `    ${entryCode(layer, place)},\n`).join("");
  return [
    `from cnnlib import ${[...used].sort().join(", ")}, count\n`,
    `net = ${network}(${lines ? `\n${lines}` : ""})`,
    `print(count(net, ${tupleText(inputSize)}, ${JSON.stringify(convention)}))\n`,
  ].join("\n");
}

/** Return the description of a network as cnnlib reads it from a file: one layer a line. */
export function toJson(layers, inputSize) {
  const lines = layers.map((layer) => `    ${JSON.stringify(shortLayer(layer))}`).join(",\n");
  const size = JSON.stringify(inputSize);
  return `{\n  "input_size": ${size},\n  "layers": [\n${lines}\n  ]\n}\n`;
}

/**
 * Return the call that builds a layer: what it needs by place, what is unusual by name.
 * @example layerCode({ type: "MaxPool2D", kernel_size: 2, stride: 1 }) // MaxPool2D(2, stride=1)
 */
export function layerCode(description) {
  return `${description.type}(${argumentCodes(description).join(", ")})`;
}

/**
 * Return a layer as a link writes it: its name before the call, what it reads before the arguments.
 * @example rowCode({ name: "all", type: "Concat", inputs: ["a", "b"] }) // all=Concat(a,b)
 */
export function rowCode(description) {
  const { type, name, inputs = [] } = description;
  const values = [...inputs, ...argumentCodes(description)].join(",").replaceAll(" ", "");
  return `${name === undefined ? "" : `${name}=`}${type}(${values})`;
}

function entryCode(layer, place) {
  const { name, inputs = [] } = layer;
  if (name === undefined && inputs.length === 0) return layerCode(layer);
  const [own, ...read] = [name ?? String(place), ...inputs].map((each) => JSON.stringify(each));
  return `(${[own, layerCode(layer), ...read].join(", ")})`;
}

function argumentCodes(description) {
  const layer = checkLayer(description);
  return unusualArguments(layer).map(({ name, ...argument }) => {
    const value = pythonValue(layer[name]);
    return "default" in argument ? `${name}=${value}` : value;
  });
}

function pythonValue(value) {
  return Array.isArray(value) ? `(${value.map(pythonValue).join(", ")})` : repr(value);
}
