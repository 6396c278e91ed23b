/** By how many ways each pixel of the input reaches one number of a network. */
import { placeWindows } from "../arithmetic/geometry.js";
import { poolingWindows } from "../arithmetic/pooling.js";

/* global KEEPING, LAYER_TYPES: families that leave each number of a plane where it is. */

const EMPTY = ["zeros", "empty"];

/**
 * Count the ways from each pixel to the number at `at` behind the layer at `place`, channels left
 * out. Returns `{ size, box, values }`: `values` are the counts inside of `box`, [top, bottom,
 * left, right], its ends excluded; outside of it there are none. Null where a layer on the way has
 * no windows that lie evenly, such as an enlargement.
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

function onlyAt([row, column], size) {
  return { size, box: [row, row + 1, column, column + 1], values: Float64Array.of(1) };
}

function copyOf({ values, ...ways }) {
  return { ...ways, values: values.slice() };
}

/** Add ways to others, if there are any, in the arrays of the ones that reach further. */
function sumOf(one, other) {
  if (!one) return other;
  const box = one.box.map((end, i) => Math[i % 2 ? "max" : "min"](end, other.box[i]));
  if (String(box) === String(one.box)) return added(one, other);
  if (String(box) === String(other.box)) return added(other, one);
  const values = new Float64Array((box[1] - box[0]) * (box[3] - box[2]));
  return added(added({ size: one.size, box, values }, one), other);
}

function added(large, { box: [top, bottom, left, right], values }) {
  const [first, , leftmost, end] = large.box;
  let from = 0;
  for (let row = top; row < bottom; row++) {
    let to = (row - first) * (end - leftmost) + left - leftmost;
    for (let column = left; column < right; column++) large.values[to++] += values[from++];
  }
  return large;
}

/** Hand the ways of each number on to what its window reads, down and then across. */
function spread(ways, windows, size) {
  if (String([...windows.kernel, ...windows.count]) === String([1, 1, ...size])) return ways;
  const { box, values } = ways;
  const [rows, columns] = [0, 1].map((axis) => reachOf(windows, axis, box, size[axis]));
  const [width, wide] = [box[3] - box[2], columns[1] - columns[0]];
  const [down, across] = windows.stride;
  const high = rows[1] - rows[0];
  const between = new Float64Array(high * width);
  for (const [first, last, shift] of tapsOf(windows, 0, box, rows)) {
    for (let row = first; row <= last; row++) {
      const [from, to] = [row * width, (row * down + shift) * width];
      for (let i = 0; i < width; i++) between[to + i] += values[from + i];
    }
  }
  const result = new Float64Array(high * wide);
  const taps = tapsOf(windows, 1, box, columns);
  for (let row = 0; row < high; row++) {
    for (const [first, last, shift] of taps) {
      const [from, to] = [row * width, row * wide + shift];
      for (let i = first; i <= last; i++) result[to + i * across] += between[from + i];
    }
  }
  return { size, box: [...rows, ...columns], values: result };
}

/**
 * For each tap of a kernel, the first and the last place in a box at which it reads a pixel, and
 * where that lies: at place · stride + shift. Places count from the box, pixels from `first` on.
 */
function tapsOf({ kernel, stride, dilation, sides }, axis, box, [first, end]) {
  const [start, step] = [box[2 * axis], stride[axis]];
  const most = box[2 * axis + 1] - start - 1;
  return Array.from({ length: kernel[axis] }, (_, tap) => {
    const shift = start * step - sides[2 * axis] + tap * dilation[axis] - first;
    const last = Math.floor((end - first - 1 - shift) / step);
    return [Math.max(0, Math.ceil(-shift / step)), Math.min(most, last), shift];
  });
}

/** Where along an axis the places in a box read, inside of the plane. */
function reachOf({ kernel, stride, dilation, sides }, axis, box, size) {
  const first = box[2 * axis] * stride[axis] - sides[2 * axis];
  const last = (box[2 * axis + 1] - 1) * stride[axis] - sides[2 * axis];
  const end = last + (kernel[axis] - 1) * dilation[axis] + 1;
  const inside = (place) => Math.min(size, Math.max(0, place));
  return [inside(first), Math.max(inside(first), inside(end))];
}
