import { Refusal, nchwShape, repr, wholeNumber } from "../arithmetic.js";
import { fieldOf } from "../network/signals.js";
import { walk } from "../network/walk.js";
import { scaleOf } from "../shared/picture.js";
import { remembering } from "../shared/remembering.js";
import { checkExtent } from "../shared/values.js";
import { waysTo } from "./ways.js";

/* global LIMITS */

const WHITE_BYTE = 255;

/**
 * Return the function that says what follows from the settings. A pointer that moves walks through
 * no network anew.
 */
export function derivation() {
  const pictureOf = remembering(decodedPicture);
  const walked = remembering(walkedThrough);
  const waysOf = remembering((network, place, ...at) => waysTo(network, place, at));
  return ({ layers, input_size, image, layer, position }) => {
    const network = walked(layers, input_size);
    wholeNumber(layer, "layer", 0);
    checkPosition(position);
    const { signals } = network;
    const place = Math.min(layer, signals.length - 1);
    const { shape, jump, begin, ...seen } = signals[place];
    const result = { network, picture: pictureOf(image), place, jump, field: null, ways: null };
    if (shape.length !== 4) return { ...result, size: null, at: [0, 0] };
    const size = shape.slice(2);
    const at = position.map((each, axis) => Math.min(each, size[axis] - 1));
    const field = fieldOf(seen);
    const ways = begin && field && waysOf(network, place, ...at);
    if (!ways) return { ...result, size, at, field };
    const start = begin.map((first, axis) => first + at[axis] * jump[axis]);
    const edges = begin.map((first, axis) => [first, first + (size[axis] - 1) * jump[axis]]);
    return { ...result, size, at, field, start, edges, ways, ...middleOf(start, field, ways) };
  };
}

/** Return the place of the last layer whose numbers each have a patch with a place of its own. */
export function lastPlaced({ layers, input_size }) {
  const placed = ({ shape, field, begin }) => shape.length === 4 && field && begin;
  return Math.max(0, walk(layers, input_size).signals.findLastIndex(placed));
}

/** The picture's plane and scale. Bytes come in base64 with their size, other numbers as rows. */
function decodedPicture(image) {
  if (Array.isArray(image)) {
    const values = Float64Array.from(image.flat());
    return { plane: { size: [image.length, image[0].length], values }, scale: scaleOf(values) };
  }
  const values = Float64Array.from(atob(image.bytes), (letter) => letter.charCodeAt(0));
  return { plane: { size: image.size, values }, scale: scaleOf(values, WHITE_BYTE) };
}

function walkedThrough(layers, inputSize) {
  nchwShape(inputSize, "input_size");
  checkExtent(inputSize.slice(2), "input_size", LIMITS.input_size);
  const network = walk(layers, inputSize);
  const { problem, signals } = network;
  if (problem) {
    const name = network.layers[problem.place].name ?? problem.place;
    throw new Refusal(problem.kind, `${name}: ${problem.message}`);
  }
  if (signals.length) return network;
  throw new Refusal("ValueError", "layers must hold at least one layer, got none");
}

function checkPosition(position) {
  if (!Array.isArray(position) || position.length !== 2) {
    throw new Refusal("ValueError", `position must be (rows, columns), got ${repr(position)}`);
  }
  for (const part of position) wholeNumber(part, "position", 0);
}

/** Count the ways, and those that begin nearer to the middle of the patch than to its edge. */
function middleOf(start, field, { size, values, box: [top, bottom, left, right] }) {
  const inMiddle = (place, axis) =>
    Math.abs(2 * (place - start[axis]) + 1 - field[axis]) < field[axis] / 2;
  let [all, middle, most] = [0, 0, 0];
  for (let row = top; row < bottom; row++) {
    const near = inMiddle(row, 0);
    for (let column = left; column < right; column++) {
      const count = values[row * size[1] + column];
      all += count;
      if (count > most) most = count;
      if (near && inMiddle(column, 1)) middle += count;
    }
  }
  return { all, most, middle: all ? middle / all : 0 };
}
