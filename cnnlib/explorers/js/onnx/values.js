/**
 * What a name in a model file stands for while it is read: a signal, `{ entry, shape }`, that
 * follows from the input; a constant, `{ stored, shape, numbers, trained }`, whose numbers are null
 * where there are too many of them; or `{ lost }`, of which no size is known.
 */
import { Refusal } from "../arithmetic/refusal.js";
import { TEXT } from "../text/en/cost.js";

// How a number of each type of ONNX's lies in the bytes of a file: as many, read by that.
const RAW = {
  1: [4, "Float32"],
  2: [1, "Uint8"],
  3: [1, "Int8"],
  4: [2, "Uint16"],
  5: [2, "Int16"],
  6: [4, "Int32"],
  7: [8, "BigInt64"],
  9: [1, "Uint8"],
  11: [8, "Float64"],
  12: [4, "Uint32"],
  13: [8, "BigUint64"],
};
const DOUBLE = 11;
const EXTERNAL = 1;
// Text, truth and the whole numbers in which sizes are written: no weights.
const OF_SIZES = [5, 6, 7, 8, 9, 12, 13];
const MOST_AXES = 16;

/** An operator does what no layer of cnnlib does. */
export class NoRule extends Error {}

export const isStored = (value) => value?.stored !== undefined;
export const isSignal = (value) => value?.entry !== undefined;

/** Return a constant whose numbers are known. */
export function constantOf(numbers, shape = [numbers.length], trained = false, name = "") {
  return { stored: name, shape, numbers, trained };
}

/** Return the constant that a tensor of a file is. */
export function storedOf(tensor, name = tensor.name ?? "") {
  const { dims: shape, data_type: type } = tensor;
  if (shape.length > MOST_AXES || shape.some((size) => !(size >= 0 && size < 2 ** 40))) {
    throw new Refusal("ValueError", TEXT.onnx.sizes(name, shape));
  }
  const trained = shape.length > 0 && !OF_SIZES.includes(type);
  return { stored: name, shape, numbers: numbersOf(tensor, product(shape)), trained };
}

function numbersOf({ data_type: type, data_location: place, raw_data: raw, ...tensor }, size) {
  if (place === EXTERNAL) return null;
  const lists = [tensor.float_data, tensor.int32_data, tensor.int64_data];
  const found =
    lists.find(({ length }) => length) ??
    (raw ? unpacked(raw, type) : tensor.double_data && unpacked(tensor.double_data, DOUBLE)) ??
    [];
  return found.length === size ? found : null;
}

function unpacked(bytes, type) {
  const [length, kind] = RAW[type] ?? [1, "Uint8"];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: Math.floor(bytes.length / length) }, (_, place) =>
    Number(view[`get${kind}`](place * length, true)),
  );
}

export function product(sizes) {
  return sizes.reduce((so, size) => so * size, 1);
}

/** Return the shape of arrays that are stretched to one another, or null where they do not fit. */
export function broadcast(...shapes) {
  const rank = Math.max(...shapes.map(({ length }) => length));
  const whole = shapes.map((shape) => [...Array(rank - shape.length).fill(1), ...shape]);
  const sizes = Array.from({ length: rank }, (_, axis) => {
    const given = new Set(whole.map((shape) => shape[axis]));
    if (given.size > 1) given.delete(1);
    return given.size > 1 ? null : [...given][0];
  });
  return sizes.includes(null) ? null : sizes;
}

/** Return an axis counted from the first, or say that there is none. */
export function axisOf(axis, rank) {
  const place = axis < 0 ? axis + rank : axis;
  if (!(place >= 0 && place < rank)) throw new NoRule(`no axis ${axis}`);
  return place;
}

/** Return the sizes that a Reshape asks for: 0 keeps a size, −1 takes what is left. */
export function resolved(wanted, shape, allowZero = false) {
  const sizes = wanted.map((size, axis) => {
    return size === 0 && !allowZero && axis < shape.length ? shape[axis] : size;
  });
  const open = sizes.indexOf(-1);
  if (open >= 0) {
    const known = product(sizes.filter((size) => size !== -1));
    sizes[open] = product(shape) / known;
  }
  const sound = sizes.every((size) => Number.isInteger(size) && size >= 0);
  if (!sound || product(sizes) !== product(shape)) throw new NoRule("it does not hold the numbers");
  return sizes;
}

/** Return the shape of what a cut of an axis leaves, and where it begins and ends. */
export function cutOf(size, start, end, step) {
  const within = (place, low, high) => {
    return Math.max(low, Math.min(high, place < 0 ? place + size : place));
  };
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const [from, to] = [within(start, low, high), within(end, low, high)];
  return { from, to, length: Math.max(0, Math.ceil((to - from) / step)) };
}
