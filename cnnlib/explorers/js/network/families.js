/**
 * Shape rules, one a family: the type of a layer says of which family it is. Of a family,
 *
 * - `takes` is the argument that an input decides, and the axis of its shape that does;
 * - `agree` refuses arguments that make no sense together;
 * - `shape` takes a checked layer and the shape of each input, and returns that of the output;
 * - `window` says how far one output looks and how far the next one is, each as [height, width], or
 *   null where every output may see the whole input. Without it each output looks at one place. One
 *   that `enlarges` says so: both may be fractions. `overhang` is how many rows and columns the
 *   first output looks at before the input's first; none where it is left out.
 */
import { axisFromFirst, batchShape } from "../arithmetic/checks.js";
import { Refusal } from "../arithmetic/refusal.js";
import { kMaxAxis } from "../arithmetic/pooling.js";
import { tupleText } from "../arithmetic/python.js";
import { ACTIVATIONS } from "./families/activations.js";
import { CONVOLVED } from "./families/convolved.js";
import { MOVED } from "./families/moved.js";
import { NORMALIZED } from "./families/normalized.js";
import { POOLED } from "./families/pooled.js";
import { POINT } from "./families/windows.js";
import { REARRANGED } from "./families/rearranged.js";
import { OPERATOR, isOperator } from "./operator.js";

/* global LAYER_TYPES: the shape rule of each type, from cnnlib's classes. */

const FAMILIES = {
  same: { shape: (layer, shape) => batchShape(shape) },
  ...NORMALIZED,
  ...CONVOLVED,
  ...ACTIVATIONS,
  ...REARRANGED,
  ...POOLED,
  flatten: { agree: requireAxesInOrder, shape: flatShape },
  ...MOVED,
  "last axis": { takes: ["in_features", -1], shape: linearShape, window: linearWindow },
  "k largest": { shape: keptShape, window: () => null },
  equal: { shape: equalShape },
  broadcast: { shape: broadcastShape },
  concat: { shape: concatenatedShape },
  stated: { shape: ({ output_size }) => [output_size].flat(), window: () => null },
};

/** Return the rules of a layer's family. */
export function familyOf(layer) {
  return FAMILIES[(isOperator(layer) ? OPERATOR : LAYER_TYPES[layer.type]).shape];
}

/** Return the shape behind a checked layer, or refuse what reaches it as cnnlib does. */
export function layerShape(layer, ...shapes) {
  return familyOf(layer).shape(layer, ...shapes);
}

/** Return how far one output of a checked layer looks, and how far the next one is. */
export function layerWindow(layer, shape) {
  const { window } = familyOf(layer);
  return window ? window(layer, shape) : POINT;
}

function requireAxesInOrder({ start_axis, stop_axis }) {
  if (start_axis > stop_axis && start_axis < 0 === stop_axis < 0) {
    const message = `start_axis ${start_axis} must not lie behind stop_axis ${stop_axis}`;
    throw new Refusal("ValueError", message);
  }
}

function linearShape({ in_features, out_features }, shape) {
  const sizes = batchShape(shape);
  const last = sizes.at(-1);
  if (last !== in_features) {
    const [, channels, height, width] = sizes;
    const flat = sizes.length === 4 && channels * height * width === in_features;
    const way = `flatten it first: ${channels} × ${height} × ${width} = ${in_features}`;
    throw new Refusal(
      "ValueError",
      `input_shape must end in in_features ${in_features}, ` +
        `got ${last}: ${tupleText(sizes)}${flat ? `; ${way}` : ""}`,
    );
  }
  return [...sizes.slice(0, -1), out_features];
}

/** Every output sees every input; in a sequence, its own place alone. */
function linearWindow(layer, shape) {
  return shape.length > 2 ? POINT : null;
}

function keptShape({ k, axis }, shape) {
  const sizes = batchShape(shape);
  const along = kMaxAxis(sizes, k, axis, "input_shape");
  return sizes.map((size, each) => (each === along ? k : size));
}

function flatShape({ start_axis, stop_axis }, shape) {
  const sizes = batchShape(shape);
  const start = axisFromFirst(start_axis, "start_axis", sizes);
  const stop = axisFromFirst(stop_axis, "stop_axis", sizes);
  if (start > stop) {
    const message = `start_axis ${start_axis} must not lie behind stop_axis ${stop_axis}`;
    throw new Refusal("ValueError", message);
  }
  const joined = sizes.slice(start, stop + 1).reduce((product, size) => product * size);
  return [...sizes.slice(0, start), joined, ...sizes.slice(stop + 1)];
}

function equalShape(layer, ...inputs) {
  const shapes = joinedInputs(layer, inputs);
  if (new Set(shapes.map(String)).size > 1) {
    refuseShapes(`${layer.type} takes inputs of one shape`, shapes);
  }
  return shapes[0];
}

function broadcastShape(layer, ...inputs) {
  const shapes = joinedInputs(layer, inputs);
  const [first] = shapes;
  const sizes = first.map((_, axis) => new Set(shapes.map((shape) => shape[axis])));
  for (const size of sizes) if (size.size > 1) size.delete(1);
  const ranks = new Set(shapes.map(({ length }) => length));
  if (ranks.size > 1 || sizes.some(({ size }) => size > 1)) {
    const rule = "what is multiplied must have sizes that agree or are 1 on each axis";
    refuseShapes(rule, shapes);
  }
  return sizes.map(([size]) => size);
}

function concatenatedShape(layer, ...inputs) {
  const shapes = joinedInputs(layer, inputs);
  const [first] = shapes;
  const axis = axisFromFirst(layer.axis, "axis", first);
  const others = shapes.map((shape) => `${shape.length}: ${shape.toSpliced(axis, 1)}`);
  if (new Set(others).size > 1) {
    refuseShapes(`what is concatenated must agree on all axes but axis ${axis}`, shapes);
  }
  return first.with(axis, shapes.reduce((sum, shape) => sum + shape[axis], 0));
}

function joinedInputs({ type }, shapes) {
  if (shapes.length < 2) {
    throw new Refusal("ValueError", `${type} joins two inputs or more, got ${shapes.length}`);
  }
  return shapes.map((shape) => batchShape(shape));
}

function refuseShapes(rule, shapes) {
  throw new Refusal("ValueError", `${rule}, got ${shapes.map(tupleText).join(" and ")}`);
}
