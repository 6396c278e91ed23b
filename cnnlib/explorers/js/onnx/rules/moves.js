/** What moves numbers and computes none. */
import { flatShape, slices, squeezedShape } from "../folding.js";
import { operatorRow } from "../operators.js";
import { axisOf, broadcast, constantOf, cutOf, isStored, NoRule, resolved } from "../values.js";

const PASSED =
  "Identity Cast CastLike Dropout QuantizeLinear DequantizeLinear DynamicQuantizeLinear";
const MODES = { constant: "zeros", reflect: "reflect", edge: "replicate", wrap: "circular" };

export const MOVES = {
  ...Object.fromEntries(PASSED.split(" ").map((name) => [name, (node) => node.signal()])),
  Constant(node) {
    const value = node.get("value");
    if (isStored(value)) return { ...value, stored: node.proto.output[0] };
    for (const form of ["value_float", "value_int", "value_floats", "value_ints"]) {
      const numbers = node.get(form);
      if (numbers === undefined) continue;
      const shape = Array.isArray(numbers) ? [numbers.length] : [];
      const trained = form === "value_floats";
      return constantOf([numbers].flat(), shape, trained, node.proto.output[0]);
    }
    throw new NoRule("it holds no numbers");
  },
  Shape: (node) => constantOf(node.signal().shape.slice(node.get("start", 0), node.get("end"))),
  Size: (node) => constantOf([node.signal().shape.reduce((so, size) => so * size, 1)], []),
  Concat(node) {
    const signals = node.signals();
    if (signals.length === 1) return signals[0];
    return node.emit({ type: "Concat", axis: node.get("axis", 1) }, signals);
  },
  Flatten: (node) => reshaped(node, flatShape(node, node.signal().shape)),
  Reshape(node) {
    const wanted = node.numbers(1);
    return reshaped(node, resolved(wanted, node.signal().shape, node.get("allowzero", 0)));
  },
  Squeeze: (node) => reshaped(node, squeezedShape(node, node.signal().shape)),
  Unsqueeze: (node) => reshaped(node, squeezedShape(node, node.signal().shape)),
  Transpose(node) {
    const x = node.signal();
    const usual = [...x.shape.keys()];
    const axes = node.get("perm", usual.toReversed());
    node.require(String(axes.toSorted((a, b) => a - b)) === String(usual), "no order of its axes");
    if (String(axes) === String(usual)) return x;
    if (axes[0] === 0) return node.emit({ type: "Permute", axes }, x);
    return moved(node, axes.map((axis) => x.shape[axis]), [x]);
  },
  Gather(node) {
    const [x, second] = [node.signal(), node.inputs[1]];
    const places = isStored(second) ? second : node.signal(1);
    const axis = axisOf(node.get("axis", 0), x.shape.length);
    const shape = [...x.shape.slice(0, axis), ...places.shape, ...x.shape.slice(axis + 1)];
    return moved(node, shape, isStored(second) ? [x] : [x, places]);
  },
  Expand(node) {
    const x = node.signal();
    return movedIfChanged(node, x, broadcast(x.shape, node.numbers(1)));
  },
  Tile(node) {
    const x = node.signal();
    const times = node.numbers(1);
    return movedIfChanged(node, x, x.shape.map((size, axis) => size * times[axis]));
  },
  Slice(node) {
    const x = node.signal();
    const cuts = slices(node, x.shape.length).map(({ axis, start, end, step }) => {
      return { axis, step, ...cutOf(x.shape[axis], start, end, step) };
    });
    if (cuts.some(({ axis, step }) => axis === 0 || step !== 1)) {
      const shape = [...x.shape];
      for (const { axis, length } of cuts) shape[axis] = length;
      const whole = cuts.every(({ step }) => step === 1);
      return whole ? movedIfChanged(node, x, shape) : moved(node, shape, [x]);
    }
    return cuts.reduce((so, { axis, from, to }) => sliced(node, so, from, to, axis), x);
  },
  /** Cut an axis into parts: sizes as an attribute up to opset 12, later as an input. */
  Split(node) {
    const x = node.signal();
    const axis = axisOf(node.get("axis", 0), x.shape.length);
    const size = x.shape[axis];
    const { length: parts } = node.proto.output;
    const each = Math.ceil(size / parts);
    const given = node.opset >= 13 ? node.numbers(1) : node.get("split");
    const sizes = given ?? Array.from({ length: parts }, (_, i) => Math.min(each, size - i * each));
    let start = 0;
    const made = sizes.map((part) => sliced(node, x, start, (start += part), axis));
    node.require(start === size && sizes.length === parts, "sizes");
    return made;
  },
  /** Put a frame around planes: attributes up to opset 10, later inputs. */
  Pad(node) {
    const x = node.signal();
    const { length: rank } = x.shape;
    const mode = node.get("mode", "constant");
    const pads = node.opset < 11 ? node.get("pads") : node.numbers(1);
    const value = node.opset < 11 ? node.get("value", 0) : node.number(2, 0);
    const axes = node.numbers(3)?.map((axis) => axisOf(axis, rank)) ?? [...x.shape.keys()];
    const [begins, ends] = [Array(rank).fill(0), Array(rank).fill(0)];
    axes.forEach((axis, i) => {
      [begins[axis], ends[axis]] = [pads[i], pads[i + axes.length]];
    });
    const all = [...begins, ...ends];
    if (all.every((pad) => pad === 0)) return x;
    node.require(mode in MODES && Math.min(...all) >= 0, "no frame");
    if (rank === 4 && [...begins.slice(0, 2), ...ends.slice(0, 2)].every((pad) => pad === 0)) {
      const padding = [begins[2], ends[2], begins[3], ends[3]];
      return node.emit({ type: "Pad2D", padding, padding_mode: MODES[mode], value }, x);
    }
    return moved(node, x.shape.map((size, axis) => size + begins[axis] + ends[axis]), [x]);
  },
};

/** Add the layer that gives a signal a shape: none, a Flatten or a Reshape. */
function reshaped(node, shape) {
  const x = node.signal();
  if (String(shape) === String(x.shape)) return x;
  if (shape[0] !== x.shape[0] || shape.length < 2) return moved(node, shape, [x]);
  if (shape.length === 2) return node.emit({ type: "Flatten" }, x);
  return node.emit({ type: "Reshape", shape: shape.slice(1) }, x);
}

function sliced(node, x, start, stop, axis) {
  const size = x.shape[axis];
  if (start === 0 && stop === size) return x;
  return node.emit({ type: "Slice", start, stop: stop === size ? null : stop, axis }, x);
}

function movedIfChanged(node, x, shape) {
  return String(shape) === String(x.shape) ? x : moved(node, shape, [x]);
}

export function moved(node, shape, signals) {
  return node.emit(operatorRow(node.operator, shape), signals);
}
