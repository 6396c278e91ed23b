/** By how many ways each pixel of the input reaches one number of a network. */
import { placeWindows } from "../arithmetic/geometry.js";
import { poolingWindows } from "../arithmetic/pooling.js";

/* global KEEPING, LAYER_TYPES: families that leave each number of a plane where it is. */

const EMPTY = ["zeros", "empty"];

/**
 * Return a plane of counts, `{ size, values }`, channels left out: of the ways from each pixel to
 * the number at `at` behind the layer at `place`. Null where a layer on the way has no windows that
 * lie evenly, such as an enlargement.
 */
export function waysTo({ inputSize, layers, sources, signals }, place, at) {
  const found = new Map([[place, onlyAt(at, signals[place].shape.slice(2))]]);
  for (let each = place; each >= 0; each--) {
    let ways = found.get(each);
    if (!ways) continue;
    found.delete(each);
    const [first, ...others] = sources[each];
    const sizes = sources[each].map((source) => (signals[source]?.shape ?? inputSize).slice(2));
    const windows = windowsOf(layers[each], sizes[0], ways.size);
    if (windows) ways = spread(ways, windows, sizes[0]);
    else if (!KEEPING.includes(LAYER_TYPES[layers[each].type]?.shape)) return null;
    if (sizes.some((size) => String(size) !== String(ways.size))) return null;
    // The last one that takes it over need not copy it.
    for (const source of others) found.set(source, sumOf(found.get(source), copyOf(ways)));
    found.set(first, sumOf(found.get(first), ways));
  }
  return found.get(-1);
}

/** Return the windows of a layer on a plane, or null where it has none that lie evenly. */
function windowsOf(layer, size, count) {
  const { kernel_size, stride, padding, dilation, ceil_mode, padding_mode } = layer;
  const family = LAYER_TYPES[layer.type]?.shape;
  if (family === "cells" && size.every((n, axis) => n % count[axis] === 0)) {
    const cell = size.map((n, axis) => n / count[axis]);
    return placeWindows(size, cell, cell);
  }
  if (!EMPTY.includes(padding_mode)) return null;
  if (family === "convolved") return placeWindows(size, kernel_size, stride, padding, dilation);
  if (family !== "pooled") return null;
  return poolingWindows(size, kernel_size, stride, padding, ceil_mode, dilation);
}

/*
 * A plane of ways has a `box`, [top, bottom, left, right]: outside of it, its ends excluded, there
 * are none. A small field in a large plane then costs little.
 */

function onlyAt(at, size) {
  const values = new Float64Array(size[0] * size[1]);
  values[at[0] * size[1] + at[1]] = 1;
  return { size, values, box: [at[0], at[0] + 1, at[1], at[1] + 1] };
}

function copyOf({ size, values, box }) {
  return { size, values: values.slice(), box };
}

function sumOf(one, other) {
  if (!one) return other;
  const { size: [, width], box: [top, bottom, left, right] } = other;
  for (let row = top; row < bottom; row++) {
    for (let i = row * width + left; i < row * width + right; i++) one.values[i] += other.values[i];
  }
  const [less, more] = [Math.min, Math.max];
  const [a, b] = [one.box, other.box];
  one.box = [less(a[0], b[0]), more(a[1], b[1]), less(a[2], b[2]), more(a[3], b[3])];
  return one;
}

/** Hand the ways of each number on to what its window reads, down and then across. */
function spread({ size: [, width], values, box }, windows, size) {
  const [rows, columns] = [0, 1].map((axis) => reachOf(windows, axis, box, size[axis]));
  const [top, bottom, left, right] = [...rows, ...columns];
  const between = new Float64Array(size[0] * width);
  eachRead(windows, 0, box, size[0], (from, to) => {
    const [a, b] = [from * width, to * width];
    for (let i = box[2]; i < box[3]; i++) between[b + i] += values[a + i];
  });
  const result = new Float64Array(size[0] * size[1]);
  eachRead(windows, 1, box, size[1], (from, to) => {
    for (let row = top; row < bottom; row++) {
      result[row * size[1] + to] += between[row * width + from];
    }
  });
  return { size, values: result, box: [top, bottom, left, right] };
}

function eachRead({ kernel, stride, dilation, sides }, axis, box, size, act) {
  for (let from = box[2 * axis]; from < box[2 * axis + 1]; from++) {
    for (let tap = 0; tap < kernel[axis]; tap++) {
      const to = from * stride[axis] - sides[2 * axis] + tap * dilation[axis];
      if (to >= 0 && to < size) act(from, to);
    }
  }
}

function reachOf({ kernel, stride, dilation, sides }, axis, box, size) {
  const first = box[2 * axis] * stride[axis] - sides[2 * axis];
  const last = (box[2 * axis + 1] - 1) * stride[axis] - sides[2 * axis];
  const end = last + (kernel[axis] - 1) * dilation[axis] + 1;
  return [Math.min(size, Math.max(0, first)), Math.max(0, Math.min(size, end))];
}
