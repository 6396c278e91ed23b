/** What is done number by number, and along axes. */
import { axisOf, broadcast, isSignal, isStored, NoRule } from "../values.js";
import { operatorRow } from "../operators.js";

// What no convention prices and no layer does: their share is missing.
const NUMBERWISE =
  "Abs Ceil Cos Erf Exp Floor Log Max Min Mish Neg Pow Reciprocal Sign Sin Softplus Softsign " +
  "Sqrt Where";
const REDUCED = "ReduceL2 ReduceMin ReduceProd ReduceSum ReduceSumSquare";
const JOINS = { Add: "Add", Mul: "Multiply" };

export const ARITHMETIC = {
  ...Object.fromEntries(NUMBERWISE.split(" ").map((name) => [name, numberwise])),
  ...Object.fromEntries(REDUCED.split(" ").map((name) => [name, reduction])),
  Add: (node) => combined(node, "Add"),
  Sum: (node) => combined(node, "Add"),
  Mul: (node) => combined(node, "Mul"),
  Sub: (node) => combined(node, "Sub"),
  Div: (node) => combined(node, "Div"),
};

function combined(node, operation) {
  const [a, b, ...others] = node.inputs;
  if (!others.length && isSignal(a) && isStored(b)) return withConstant(node, operation, a, b);
  if (!others.length && isStored(a) && isSignal(b)) {
    return withConstant(node, operation, b, a, true);
  }
  const signals = node.signals();
  if (signals.length === 1) return signals[0];
  const shapes = new Set(signals.map(({ shape }) => String(shape)));
  const ranks = new Set(signals.map(({ shape }) => shape.length));
  if (operation === "Sub" && shapes.size === 1) {
    const minus = arithmetic(node, "Mul", signals[1], { by: -1, part: "minus" });
    return node.emit({ type: "Add" }, [signals[0], minus]);
  }
  const joined = operation === "Add" ? shapes.size === 1 : operation === "Mul" && ranks.size === 1;
  return joined ? node.emit({ type: JOINS[operation] }, signals) : numberwise(node);
}

/** Compute with a constant; one that stretches what flows is a signal of its own. */
function withConstant(node, operation, x, by, first = false) {
  const stretched = String(broadcast(x.shape, by.shape)) !== String(x.shape);
  if (stretched || (first && operation === "Div")) return numberwise(node);
  const one = by.numbers?.length === 1;
  return arithmetic(node, operation, x, {
    by: one ? by.numbers[0] : undefined,
    weights: by.trained && !one ? [by] : [],
    first: first && operation === "Sub",
  });
}

function arithmetic(node, operation, x, { by, weights = [], first = false, part = "" }) {
  const signal = node.emit(operatorRow(operation, x.shape, { weights }), x, weights, part);
  Object.assign(signal.entry, { operation, by, first });
  return signal;
}

function numberwise(node) {
  const signals = node.signals();
  const shape = broadcast(...signals.map((each) => each.shape));
  if (shape === null) throw new NoRule("sizes that do not fit");
  return node.emit(operatorRow(node.operator, shape, { ruled: false }), signals);
}

export function reduction(node) {
  const { x, axes, keep } = reducedAxes(node);
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = kept.filter((size, axis) => keep || !axes.includes(axis));
  return node.emit(operatorRow(node.operator, shape, { ruled: false }), x);
}

/** Axes were an attribute up to opset 17, of ReduceSum up to 12. */
export function reducedAxes(node) {
  const x = node.signal();
  const ofInputs = node.opset >= (node.operator === "ReduceSum" ? 13 : 18);
  const given = (ofInputs ? node.numbers(1) : node.get("axes")) ?? [];
  const all = node.get("noop_with_empty_axes", 0) ? [] : [...x.shape.keys()];
  const axes = given.length ? given.map((axis) => axisOf(axis, x.shape.length)) : all;
  return { x, axes: axes.sort((a, b) => a - b), keep: Boolean(node.get("keepdims", 1)) };
}
