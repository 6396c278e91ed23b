/** Layers that give the same numbers at other places, more of them, or fewer. */
import { axisFromFirst, batchShape, nchwShape, number, pair } from "../../arithmetic/checks.js";
import { Refusal } from "../../arithmetic/refusal.js";
import { paddingForm, parsePadding, requireFrame } from "../../arithmetic/padding.js";
import { repr, tupleText } from "../../arithmetic/python.js";
import { POINT } from "./windows.js";

/** The families of other places. */
export const REARRANGED = {
  resized: { agree: requireOneWay, shape: resizedShape, window: resizedWindow },
  "pixels of channels": { shape: pixelShuffledShape, window: pixelShuffledWindow },
  shuffled: { shape: channelShuffledShape },
  framed: { agree: requireValueUsed, shape: framedShape, window: framedWindow },
  sliced: { shape: slicedShape, window: slicedWindow },
};

/** A scale is taken for the nearest fraction of a denominator up to this. */
const FINEST = 1000;

/** Return positive numbers for height and width, as one where they agree. */
export function checkedScale(value, name) {
  const sides = Array.isArray(value) ? value : [value, value];
  if (sides.length !== 2) {
    const message = `${name} must be a number or (height, width), got ${repr(value)}`;
    throw new Refusal("ValueError", message);
  }
  for (const side of sides) {
    if (!(number(side, name) > 0 && side < 2 ** 53)) {
      throw new Refusal("ValueError", `${name} must be positive and finite, got ${repr(side)}`);
    }
  }
  return sides[0] === sides[1] ? sides[0] : sides;
}

/** Return a padding in numbers, checked, in the form it was given. */
export function checkedFrame(value) {
  if (Array.isArray(parsePadding(value))) return paddingForm(value);
  const message = `padding must be in numbers, got ${repr(value)}, which needs a kernel`;
  throw new Refusal("ValueError", message);
}

function requireOneWay({ scale_factor, size, mode, align_corners }) {
  if ((scale_factor === null) === (size === null)) {
    const given = size === null ? "neither" : "both";
    const rule = "scale_factor or size must be given, one of them";
    throw new Refusal("ValueError", `${rule}, got ${given}`);
  }
  if (align_corners && mode === "nearest") {
    const reason = "'nearest' reads single pixels";
    throw new Refusal("ValueError", `align_corners=True needs mode='bilinear': ${reason}`);
  }
}

function resizedShape({ scale_factor, size }, shape) {
  const [batch, channels, ...plane] = nchwShape(shape);
  if (size !== null) return [batch, channels, ...pair(size, "size")];
  const scales = asPair(scale_factor);
  const lengths = plane.map((length, axis) => Math.floor(length * scales[axis]));
  lengths.forEach((length, axis) => {
    if (length >= 1) return;
    const of = `${["height", "width"][axis]} ${plane[axis]}`;
    throw new Refusal("ValueError", `scale_factor ${repr(scales[axis])} leaves nothing of ${of}`);
  });
  return [batch, channels, ...lengths];
}

/** Steps between places are fractions: what one output looks at depends on where they fall. */
function resizedWindow(layer, shape) {
  const after = resizedShape(layer, shape);
  const axes = [2, 3].map((axis) => windowAlong(layer, shape[axis], after[axis], axis - 2));
  return { span: axes.map(([span]) => span), stride: axes.map(([, step]) => step), enlarges: true };
}

function windowAlong({ scale_factor, mode, align_corners }, size, out, axis) {
  if (size === out) return [1, 1];
  let step = [size, out];
  if (align_corners) step = [size - 1, Math.max(out - 1, 1)];
  else if (scale_factor !== null) step = fractionOf(asPair(scale_factor)[axis]).reverse();
  const shared = commonDivisor(...step);
  const [steps, parts] = step.map((each) => each / shared);
  if (mode === "nearest") return [2 - 1 / parts, steps / parts];
  const between = !align_corners && (steps - parts) % 2 !== 0;
  return [3 - 2 / (between ? 2 * parts : parts), steps / parts];
}

/** Return numerator and denominator of the fraction nearest to a number, its denominator small. */
function fractionOf(value) {
  let [before, last] = [[0, 1], [1, 0]];
  let rest = value;
  for (;;) {
    const whole = Math.floor(rest);
    const next = last.map((each, i) => before[i] + whole * each);
    if (next[1] > FINEST) break;
    [before, last] = [last, next];
    if (rest - whole < 1e-12) return last;
    rest = 1 / (rest - whole);
  }
  const times = Math.floor((FINEST - before[1]) / last[1]);
  const other = before.map((each, i) => each + times * last[i]);
  const off = ([top, bottom]) => Math.abs(top / bottom - value);
  return off(last) <= off(other) ? last : other;
}

function commonDivisor(a, b) {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function pixelShuffledShape({ factor }, shape) {
  const [batch, channels, height, width] = nchwShape(shape);
  if (channels % factor ** 2 !== 0) {
    const rule = `factor ${factor} squared, ${factor ** 2}, must divide the channels`;
    throw new Refusal("ValueError", `${rule}, got ${channels}: ${tupleText(shape)}`);
  }
  return [batch, channels / factor ** 2, height * factor, width * factor];
}

function pixelShuffledWindow({ factor }) {
  const step = 1 / factor;
  return { span: [2 - step, 2 - step], stride: [step, step], enlarges: true };
}

function channelShuffledShape({ groups }, shape) {
  const sizes = nchwShape(shape);
  if (sizes[1] % groups === 0) return sizes;
  const message = `groups ${groups} must divide the channels, got ${sizes[1]}`;
  throw new Refusal("ValueError", `${message}: ${tupleText(sizes)}`);
}

function requireValueUsed({ padding_mode, value }) {
  if (value === 0 || padding_mode === "zeros") return;
  const reason = `${repr(padding_mode)} repeats pixels of x`;
  const told = repr(value) + (Number.isInteger(value) ? ".0" : "");
  throw new Refusal("ValueError", `value ${told} needs padding_mode 'zeros': ${reason}`);
}

function framedShape({ padding, padding_mode }, shape) {
  const [batch, channels, ...size] = nchwShape(shape);
  const sides = parsePadding(padding);
  requireFrame(size, sides, padding_mode);
  const framed = size.map((length, axis) => length + sides[2 * axis] + sides[2 * axis + 1]);
  return [batch, channels, ...framed];
}

function framedWindow({ padding }) {
  const [top, , left] = parsePadding(padding);
  return { ...POINT, overhang: [top, left] };
}

function slicedShape({ start, stop, axis }, shape) {
  const sizes = batchShape(shape);
  const along = axisFromFirst(axis, "axis", sizes);
  const length = sizes[along];
  const kept = (stop === null ? length : placed(stop, length)) - placed(start, length);
  if (kept > 0) return sizes.with(along, kept);
  const of = `axis ${along} of shape ${tupleText(sizes)} has ${length} places`;
  throw new Refusal("ValueError", `start ${start} to stop ${repr(stop)} is empty: ${of}`);
}

function placed(place, length) {
  return Math.min(Math.max(place < 0 ? place + length : place, 0), length);
}

function slicedWindow({ start, axis }, shape) {
  if (shape.length !== 4) return POINT;
  const along = axisFromFirst(axis, "axis", shape);
  const before = (each) => (each === along ? -placed(start, shape[each]) : 0);
  return { ...POINT, overhang: [2, 3].map(before) };
}

function asPair(value) {
  return Array.isArray(value) ? value : [value, value];
}
