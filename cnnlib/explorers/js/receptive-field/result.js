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
  const layerOf = remembering(layerAt);
  const waysOf = remembering((network, place, ...at) => waysTo(network, place, at));
  return ({ layers, input_size, image, layer, position }) => {
    const network = walked(layers, input_size);
    wholeNumber(layer, "layer", 0);
    checkPosition(position);
    const place = Math.min(layer, network.signals.length - 1);
    const shown = layerOf(network, place);
    const { size, field, jump, edges } = shown;
    const result = { network, picture: pictureOf(image), place, layer: shown, ways: null };
    if (!size) return { ...result, at: [0, 0] };
    const at = position.map((each, axis) => Math.min(each, size[axis] - 1));
    const ways = edges && waysOf(network, place, ...at);
    if (!ways) return { ...result, at };
    const start = edges.map(([first], axis) => first + at[axis] * jump[axis]);
    return { ...result, at, start, ways, ...middleOf(start, field, ways) };
  };
}

/**
 * Return how the numbers of a layer's output look: `{ size, field, jump, edges }`. The edges are
 * where the first patch begins, and the last, on each axis; null where patches have no place.
 */
function layerAt({ signals }, place) {
  const { shape, jump, begin, ...seen } = signals[place];
  if (shape.length !== 4) return { size: null, field: null, jump, edges: null };
  const size = shape.slice(2);
  const field = fieldOf(seen);
  const edges = field && begin && begin.map((first, axis) => {
    return [first, first + (size[axis] - 1) * jump[axis]];
  });
  return { size, field, jump, edges };
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
function middleOf(start, field, { values, box: [top, bottom, left, right] }) {
  const inMiddle = (axis, place) =>
    Math.abs(2 * (place - start[axis]) + 1 - field[axis]) < field[axis] / 2;
  const width = right - left;
  const across = Uint8Array.from({ length: width }, (_, i) => inMiddle(1, left + i));
  let [all, middle, most] = [0, 0, 0];
  for (let row = top; row < bottom; row++) {
    const from = (row - top) * width;
    let [whole, near] = [0, 0];
    for (let i = 0; i < width; i++) {
      const count = values[from + i];
      whole += count;
      if (across[i]) near += count;
      if (count > most) most = count;
    }
    all += whole;
    if (inMiddle(0, row)) middle += near;
  }
  return { all, most, middle: all ? middle / all : 0 };
}
