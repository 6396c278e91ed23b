/**
 * By whose rule: what each counter says that a layer costs.
 *
 * A rule takes a checked layer, its input shape x and its output shape y, both with the batch
 * first. It returns the products, each a list of factors, that the cost of one image is the sum of.
 */
import { Refusal } from "./checks.js";
import { repr } from "./python.js";
import { parameterShapes } from "./shapes.js";

const costsNothing = () => [];
const convMacs = (layer, x, y) => [[...parameterShapes(layer).weight, ...y.slice(2)]];
const linearMacs = (layer, x, y) => [[...x.slice(1), y.at(-1)]];
const eachInput = (layer, x) => [x.slice(1)];
const eachOutput = (layer, x, y) => [y.slice(1)];
const eachParameter = (layer) => Object.values(parameterShapes(layer));

/** Add the pixels of a cell and divide once; a cell is ⌊input / output⌋ on each axis. */
const meanOfWholeCells = (layer, x, y) => {
  const [height, width] = [2, 3].map((axis) => Math.floor(x[axis] / y[axis]));
  return [[height * width, ...y.slice(1)], y.slice(1)];
};

/** Add the pixels of a cell and divide once; all cells together are the input. */
const meanOfExactCells = (layer, x, y) => [x.slice(1), y.slice(1)];

const times = (factor, rule) => (layer, x, y) =>
  rule(layer, x, y).map((product) => [factor, ...product]);

const plusBias = (rule) => (layer, x, y) => [
  ...rule(layer, x, y),
  ...(layer.bias ? [y.slice(1)] : []),
];

const FREE = {
  AdaptiveAvgPool2D: costsNothing,
  AvgPool2D: costsNothing,
  BatchNorm2D: costsNothing,
  Dropout: costsNothing,
  Flatten: costsNothing,
  KMaxPool: costsNothing,
  MaxPool2D: costsNothing,
  ReLU: costsNothing,
  ReLU6: costsNothing,
};

const DOCUMENT = {
  rules: {
    ...FREE,
    Conv2D: plusBias(convMacs),
    BatchNorm2D: times(2, eachOutput),
    Linear: linearMacs,
  },
  countsStatistics: true,
};

/**
 * Each convention's rule for every type of layer, and whether it counts the running statistics
 * of batch normalization as parameters.
 */
export const CONVENTIONS = {
  document: DOCUMENT,
  paddle: {
    rules: { ...DOCUMENT.rules, AvgPool2D: eachOutput, AdaptiveAvgPool2D: meanOfWholeCells },
    countsStatistics: true,
  },
  macs: {
    rules: { ...FREE, Conv2D: convMacs, Linear: linearMacs },
    countsStatistics: false,
  },
  flops: {
    rules: { ...FREE, Conv2D: times(2, convMacs), Linear: times(2, linearMacs) },
    countsStatistics: false,
  },
  thop: {
    rules: {
      ...FREE,
      Conv2D: convMacs,
      BatchNorm2D: times(4, eachOutput),
      Linear: linearMacs,
      AvgPool2D: eachOutput,
      AdaptiveAvgPool2D: meanOfExactCells,
    },
    countsStatistics: false,
  },
  fvcore: {
    rules: {
      ...FREE,
      Conv2D: convMacs,
      BatchNorm2D: times(2, eachOutput),
      Linear: linearMacs,
      AdaptiveAvgPool2D: eachInput,
    },
    countsStatistics: false,
  },
  torchinfo: {
    rules: {
      ...FREE,
      Conv2D: plusBias(convMacs),
      BatchNorm2D: eachParameter,
      Linear: eachParameter,
    },
    countsStatistics: false,
  },
  ptflops: {
    rules: { ...FREE, Conv2D: plusBias(convMacs), Linear: plusBias(linearMacs) },
    countsStatistics: false,
  },
  "ptflops-pytorch": {
    rules: {
      ...FREE,
      Conv2D: plusBias(convMacs),
      BatchNorm2D: times(2, eachOutput),
      Linear: plusBias(linearMacs),
      ReLU: times(2, eachInput),
      ReLU6: eachInput,
      MaxPool2D: times(2, eachInput),
      AvgPool2D: times(2, eachInput),
      AdaptiveAvgPool2D: times(2, eachInput),
    },
    countsStatistics: false,
  },
  calflops: {
    rules: {
      ...FREE,
      Conv2D: plusBias(times(2, convMacs)),
      BatchNorm2D: times(2, eachOutput),
      Linear: times(2, linearMacs),
      ReLU: eachInput,
      MaxPool2D: eachInput,
      AvgPool2D: eachInput,
      AdaptiveAvgPool2D: eachInput,
    },
    countsStatistics: false,
  },
};

/** Return a convention by its name, or say which there are. */
export function findConvention(name) {
  if (typeof name === "string" && Object.hasOwn(CONVENTIONS, name)) return CONVENTIONS[name];
  const message = `convention must be one of ${repr(Object.keys(CONVENTIONS))}`;
  throw new Refusal("ValueError", `${message}, got ${repr(name)}`);
}
