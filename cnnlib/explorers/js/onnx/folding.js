/** Arithmetic of shapes: operators on constants, computed while the file is read. */
import { axisOf, broadcast, constantOf, cutOf, NoRule, product, resolved } from "./values.js";

const MOST_NUMBERS = 10_000;
const INT64 = 7;

const NUMBERWISE = {
  Abs: Math.abs,
  Add: (a, b) => a + b,
  And: (a, b) => a && b,
  Ceil: Math.ceil,
  Equal: (a, b) => Number(a === b),
  Exp: Math.exp,
  Floor: Math.floor,
  Greater: (a, b) => Number(a > b),
  Less: (a, b) => Number(a < b),
  Log: Math.log,
  Max: Math.max,
  Min: Math.min,
  Mod: (a, b) => ((a % b) + b) % b,
  Mul: (a, b) => a * b,
  Neg: (a) => -a,
  Not: (a) => Number(!a),
  Or: (a, b) => a || b,
  Pow: (a, b) => a ** b,
  Reciprocal: (a) => 1 / a,
  Round: Math.round,
  Sqrt: Math.sqrt,
  Sub: (a, b) => a - b,
  Where: (condition, a, b) => (condition ? a : b),
};
const REDUCED = {
  ReduceMax: (numbers) => Math.max(...numbers),
  ReduceMin: (numbers) => Math.min(...numbers),
  ReduceProd: product,
  ReduceSum: (numbers) => numbers.reduce((sum, each) => sum + each, 0),
};

/** What an operator makes of small arrays; what it makes of large ones keeps only its shape. */
const FOLDED = {
  Cast: (node, x) => {
    const numbers = node.get("to") === INT64 ? x.numbers?.map(Math.trunc) : x.numbers;
    return { ...x, numbers: numbers ?? null };
  },
  Concat: (node, ...parts) => {
    const [{ shape }] = parts;
    const axis = axisOf(node.get("axis", 1), shape.length);
    const sum = parts.reduce((so, part) => so + part.shape[axis], 0);
    if (axis === 0 && shape.length === 1) requireFew(sum);
    const flat = axis === 0 && parts.every(({ numbers }) => numbers);
    const numbers = flat ? parts.flatMap((part) => part.numbers) : null;
    return constantOf(numbers, shape.with(axis, sum));
  },
  ConstantOfShape: (node, { numbers: sizes }) => {
    const [value] = node.get("value")?.numbers ?? [0];
    return filled(sizes, value);
  },
  Div: (node, a, b) => {
    const whole = [a, b].every(({ numbers }) => numbers?.every(Number.isInteger)) && !a.trained;
    return numberwise((x, y) => (whole ? Math.trunc(x / y) : x / y), a, b);
  },
  Expand: (node, x, { numbers: sizes }) => {
    const shape = broadcast(x.shape, sizes);
    return x.numbers?.length === 1 ? filled(shape, x.numbers[0]) : constantOf(null, shape);
  },
  Flatten: (node, x) => moved(x, flatShape(node, x.shape)),
  Gather: (node, x, places) => {
    const axis = axisOf(node.get("axis", 0), x.shape.length);
    const shape = [...x.shape.slice(0, axis), ...places.shape, ...x.shape.slice(axis + 1)];
    if (axis > 0 || !x.numbers) return constantOf(null, shape, x.trained, x.stored);
    const each = product(x.shape.slice(1));
    requireFew(product(shape));
    const numbers = places.numbers.flatMap((place) => {
      const start = each * axisOf(place, x.shape[0]);
      return x.numbers.slice(start, start + each);
    });
    return constantOf(numbers, shape);
  },
  Identity: (node, x) => x,
  Range: (node, { numbers: [start] }, { numbers: [end] }, { numbers: [step] }) => {
    const length = Math.max(0, Math.ceil((end - start) / step));
    requireFew(length);
    return constantOf(Array.from({ length }, (_, i) => start + i * step));
  },
  Reshape: (node, x, { numbers }) => moved(x, resolved(numbers, x.shape, node.get("allowzero", 0))),
  ScatterND: (node, x) => constantOf(null, x.shape, x.trained, x.stored),
  Size: (node, { shape }) => constantOf([product(shape)], []),
  Slice: (node, x) => {
    const [shape, strides] = [[...x.shape], stridesOf(x.shape)];
    let start = 0;
    for (const { axis, step, ...cut } of slices(node, shape.length)) {
      const { from, length } = cutOf(shape[axis], cut.start, cut.end, step);
      start += from * strides[axis];
      shape[axis] = length;
      strides[axis] *= step;
    }
    return taken(x, shape, strides, start);
  },
  Squeeze: (node, x) => moved(x, squeezedShape(node, x.shape)),
  Transpose: (node, x) => {
    const axes = node.get("perm", [...x.shape.keys()].reverse());
    const strides = stridesOf(x.shape);
    return taken(x, axes.map((axis) => x.shape[axis]), axes.map((axis) => strides[axis]));
  },
  Unsqueeze: (node, x) => moved(x, squeezedShape(node, x.shape)),
};

/** Return what an operator makes of constants alone; null where that is not computed here. */
export function folded(node) {
  const inputs = node.inputs.filter((value) => value !== null);
  if (!inputs.length || inputs.some((value) => value.stored === undefined)) return null;
  node.network.spend(inputs.reduce((sum, { numbers }) => sum + (numbers?.length ?? 1), 0));
  const { operator } = node;
  if (operator === "DequantizeLinear") return { ...inputs[0], trained: inputs[0].shape.length > 0 };
  if (operator in FOLDED) return FOLDED[operator](node, ...inputs);
  if (operator in NUMBERWISE) return numberwise(NUMBERWISE[operator], ...inputs);
  if (operator in REDUCED && inputs[0].shape.length < 2) {
    const shape = node.get("keepdims", 1) ? inputs[0].shape.map(() => 1) : [];
    return constantOf([REDUCED[operator](known(inputs[0]))], shape);
  }
  return null;
}

function numberwise(operation, ...values) {
  const shape = broadcast(...values.map((value) => value.shape));
  if (shape === null) throw new NoRule("sizes that do not fit");
  const size = product(shape);
  const plain = values.every(({ numbers }) => numbers && [1, size].includes(numbers.length));
  const trained = values.some((value) => value.trained);
  const { stored } = values.find((value) => value.trained) ?? values[0];
  if (!plain || size > MOST_NUMBERS) return constantOf(null, shape, trained, stored);
  const at = ({ numbers }, place) => numbers[numbers.length === 1 ? 0 : place];
  const numbers = Array.from({ length: size }, (_, place) =>
    operation(...values.map((value) => at(value, place))),
  );
  return constantOf(numbers, shape, trained && shape.length > 0, stored);
}

function known({ numbers }) {
  if (!numbers) throw new NoRule("its settings are not in the file");
  return numbers;
}

function moved(x, shape) {
  return { ...x, shape };
}

/** How far apart two numbers lie that are neighbors on each axis. */
function stridesOf(shape) {
  return shape.map((_, axis) => product(shape.slice(axis + 1)));
}

/** Take numbers of an array by where the first lies, and by the strides of the new axes. */
function taken(x, shape, strides, start = 0) {
  const places = x.numbers && shape.reduce(
    (found, size, axis) =>
      found.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis])),
    [start],
  );
  return { ...x, shape, numbers: places?.map((place) => x.numbers[place]) ?? null };
}

function filled(sizes, value) {
  const size = product(sizes);
  requireFew(size);
  return constantOf(Array(size).fill(value), [...sizes]);
}

function requireFew(size) {
  if (!(size <= MOST_NUMBERS)) throw new NoRule("it makes too many numbers");
}

/** Return the axes that a Slice cuts, and how: attributes up to opset 9, inputs later. */
export function slices(node, rank) {
  const inputs = [1, 2, 3, 4].map((place) => node.opset >= 10 && node.numbers(place));
  const [starts, ends] = node.opset >= 10 ? inputs : [node.get("starts"), node.get("ends")];
  const axes = (node.opset >= 10 ? inputs[2] : node.get("axes")) ?? starts.map((_, axis) => axis);
  const steps = inputs[3] || starts.map(() => 1);
  return axes.map((axis, i) => {
    if (!steps[i]) throw new NoRule("a step of 0");
    return { axis: axisOf(axis, rank), start: starts[i], end: ends[i], step: steps[i] };
  });
}

/** Return a shape without, or with more, axes of size 1. */
export function squeezedShape(node, shape) {
  const axes = node.opset >= 13 ? node.numbers(1) : node.get("axes");
  if (node.operator === "Squeeze") {
    const left = axes?.map((axis) => axisOf(axis, shape.length));
    return shape.filter((size, axis) => (left ? !left.includes(axis) : size !== 1));
  }
  const rank = shape.length + axes.length;
  const added = axes.map((axis) => axisOf(axis, rank));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.shift()));
}

export function flatShape(node, shape) {
  const axis = node.get("axis", 1);
  const before = product(shape.slice(0, axis < 0 ? axis + shape.length : axis));
  return resolved([before, -1], shape);
}
