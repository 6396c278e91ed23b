/** Layers and networks as Python code. */
import { argumentsOf } from "./layerTypes.js";
import { checkLayer } from "./layers.js";
import { repr, tupleText } from "./python.js";

/** Return a program that builds the layers with cnnlib and prints what they cost. */
export function toCode(layers, inputSize, convention) {
  const used = new Set([...layers.map(({ type }) => type), "Sequential"]);
  const lines = layers.map((layer) => `    ${layerCode(layer)},\n`).join("");
  return [
    `from cnnlib import ${[...used].sort().join(", ")}, count\n`,
    `net = Sequential(${lines ? `\n${lines}` : ""})`,
    `print(count(net, ${tupleText(inputSize)}, ${JSON.stringify(convention)}))\n`,
  ].join("\n");
}

/**
 * Return the call that builds a layer: what it needs by place, what is unusual by name.
 * @example layerCode({ type: "MaxPool2D", kernel_size: 2, stride: 1 }) // MaxPool2D(2, stride=1)
 */
export function layerCode(description) {
  const layer = checkLayer(description);
  const written = argumentsOf(layer.type)
    .filter((argument) => layer[argument.name] !== argument.default)
    .map(({ name, ...argument }) => {
      const value = pythonValue(layer[name]);
      return "default" in argument ? `${name}=${value}` : value;
    });
  return `${layer.type}(${written.join(", ")})`;
}

function pythonValue(value) {
  return Array.isArray(value) ? `(${value.map(pythonValue).join(", ")})` : repr(value);
}
