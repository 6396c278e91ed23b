/** Layers that give the same numbers in other axes, and the product of matrices. */
import { batchShape } from "../../arithmetic/checks.js";
import { Refusal } from "../../arithmetic/refusal.js";
import { tupleText } from "../../arithmetic/python.js";

/** The families of other axes. */
export const MOVED = {
  reshape: { shape: newShape },
  permute: { shape: permutedShape },
  "matrix product": { shape: productShape, window: () => null },
};

function newShape(layer, shape) {
  const [batch, ...given] = batchShape(shape);
  const wanted = [layer.shape].flat();
  const numbers = product(given);
  const stated = Math.abs(product(wanted));
  if (numbers % stated !== 0 || (numbers !== stated && !wanted.includes(-1))) {
    const many = `${given.join(" × ") || 1} = ${numbers}`;
    const rule = `shape ${tupleText(wanted)} has not the numbers of an image, ${many}`;
    throw new Refusal("ValueError", `${rule}, got ${tupleText([batch, ...given])}`);
  }
  return [batch, ...wanted.map((size) => (size === -1 ? numbers / stated : size))];
}

function permutedShape(layer, shape) {
  const sizes = batchShape(shape);
  const axes = [layer.axes].flat();
  if (sizes.length !== axes.length) {
    const rule = `input must have an axis for each of axes ${tupleText(axes)}`;
    throw new Refusal("ValueError", `${rule}, got ${sizes.length}: ${tupleText(sizes)}`);
  }
  return axes.map((axis) => sizes[axis]);
}

function productShape({ transpose_x, transpose_y }, ...inputs) {
  if (inputs.length !== 2) {
    throw new Refusal("ValueError", `MatMul multiplies two inputs, got ${inputs.length}`);
  }
  const [first, second] = inputs.map((shape) => batchShape(shape));
  const refuse = (rule, hint = "") => {
    const got = `got ${tupleText(first)} and ${tupleText(second)}${hint}`;
    throw new Refusal("ValueError", `${rule}, ${got}`);
  };
  if (Math.min(first.length, second.length) < 3 || first.length !== second.length) {
    refuse("MatMul takes as many axes of both inputs, three or more, the batch first");
  }
  const before = first.slice(0, -2).map((size, axis) => [size, second[axis]]);
  if (before.some(([one, other]) => one !== other && one !== 1 && other !== 1)) {
    refuse("before the last two axes, MatMul takes sizes that agree or are 1");
  }
  const [rows, inner] = matrixOf(first, transpose_x);
  const [met, columns] = matrixOf(second, transpose_y);
  if (inner !== met) {
    const hint = `: transpose_y=${transpose_y ? "False" : "True"} fits`;
    const rule = `MatMul cannot multiply ${inner} columns by ${met} rows`;
    refuse(rule, inner === columns ? hint : "");
  }
  return [...before.map((sizes) => Math.max(...sizes)), rows, columns];
}

function matrixOf(shape, turned) {
  const matrix = shape.slice(-2);
  return turned ? matrix.reverse() : matrix;
}

function product(sizes) {
  return sizes.reduce((so, size) => so * size, 1);
}
