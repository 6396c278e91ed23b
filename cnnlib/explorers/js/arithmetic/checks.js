/**
 * What an argument may be. Each check returns the value it was given, or refuses it by name and
 * says what was received and what is accepted.
 */
import { repr, tupleText, typeName } from "./python.js";
import { Refusal } from "./refusal.js";

/** Return `value` if it is a whole number of at least `minimum`; null sets no limit. */
export function wholeNumber(value, name, minimum = 1) {
  if (!Number.isInteger(value)) refuseType(value, name, "a whole number");
  if (minimum !== null && value < minimum) {
    throw new Refusal("ValueError", `${name} must be at least ${minimum}, got ${repr(value)}`);
  }
  return value;
}

/** Return `value` if it is true or false. */
export function flag(value, name) {
  if (typeof value !== "boolean") refuseType(value, name, "True or False");
  return value;
}

/** Return `value` if it is a number of any kind. */
export function number(value, name) {
  if (typeof value !== "number") refuseType(value, name, "a number");
  return value;
}

/** Return `value` if it is a number between 0 and 1. */
export function share(value, name) {
  if (!(number(value, name) >= 0 && value <= 1)) {
    throw new Refusal("ValueError", `${name} must lie between 0 and 1, got ${repr(value)}`);
  }
  return value;
}

/** Return `value` if it is a finite number of at least 0. */
export function smallNumber(value, name) {
  if (!(number(value, name) >= 0 && value < Infinity)) {
    throw new Refusal("ValueError", `${name} must be 0 or more, and finite, got ${repr(value)}`);
  }
  return value;
}

/** Return `value` if it is a number that is finite. */
export function finiteNumber(value, name) {
  if (!Number.isFinite(number(value, name))) {
    throw new Refusal("ValueError", `${name} must be finite, got ${repr(value)}`);
  }
  return value;
}

/** Return `value` if it is a positive finite number. */
export function positiveNumber(value, name) {
  if (!(number(value, name) > 0 && value < Infinity)) {
    throw new Refusal("ValueError", `${name} must be positive and finite, got ${repr(value)}`);
  }
  return value;
}

/** Return `value` as [height, width]; one number stands for both. */
export function pair(value, name, minimum = 1) {
  if (!Array.isArray(value)) {
    const side = wholeNumber(value, name, minimum);
    return [side, side];
  }
  if (value.length !== 2) {
    const message = `${name} must be an int or (height, width), got ${repr(value)}`;
    throw new Refusal("ValueError", message);
  }
  return value.map((side) => wholeNumber(side, name, minimum));
}

/** Return `value`, one whole number or several, as a list of them. */
export function wholeNumbers(value, name, minimum) {
  if (!Array.isArray(value)) return [wholeNumber(value, name, minimum)];
  if (value.length === 0) {
    const message = `${name} must have at least one number, got ${repr(value)}`;
    throw new Refusal("ValueError", message);
  }
  return value.map((each) => wholeNumber(each, name, minimum));
}

/** Return `shape` as a list of positive whole numbers: a batch of anything. */
export function batchShape(shape, name = "input_shape") {
  if (!Array.isArray(shape)) {
    const message = `${name} must be a sequence of sizes such as (1, 3, 224, 224)`;
    throw new Refusal("TypeError", `${message}, got ${repr(shape)}`);
  }
  if (shape[0] === null || shape[0] === -1) {
    const message = `${name} must begin with a batch that is known and positive, such as 1`;
    throw new Refusal("ValueError", `${message}, got ${repr(shape[0])}: ${tupleText(shape)}`);
  }
  const sizes = shape.map((size) => wholeNumber(size, name, null));
  if (sizes.length === 0) {
    throw new Refusal("ValueError", `${name} must have at least one size, got ()`);
  }
  const least = Math.min(...sizes);
  if (least < 1) {
    const message = `${name} must be at least 1 on every axis, got ${repr(least)}`;
    throw new Refusal("ValueError", `${message}: ${tupleText(sizes)}`);
  }
  return sizes;
}

/** Return `shape` as [N, C, H, W]. */
export function nchwShape(shape, name = "input_shape") {
  const sizes = batchShape(shape, name);
  if (sizes.length !== 4) {
    const message = `${name} must be (N, C, H, W), four sizes, got ${sizes.length}`;
    const hint = sizes.length === 3 ? ofThree(...sizes) : "";
    throw new Refusal("ValueError", `${message}: ${tupleText(sizes)}${hint}`);
  }
  return sizes;
}

/** Return `shape` as [N, C, …]: a batch of things that have channels. */
export function channelShape(shape, name = "input_shape") {
  const sizes = batchShape(shape, name);
  if (sizes.length < 2) {
    const message = `${name} must be (N, C, …), two sizes or more, got ${sizes.length}`;
    throw new Refusal("ValueError", `${message}: ${tupleText(sizes)}`);
  }
  return sizes;
}

/** Return what three sizes lack: an image its batch, or images of one channel that axis. */
function ofThree(first, second, last) {
  if ([1, 3, 4].includes(last) && Math.min(first, second) > 4) {
    const batch = tupleText([1, last, first, second]);
    return `; one image (H, W, C)? transposed by (2, 0, 1), as a batch of one, it is ${batch}`;
  }
  const one = `; one image is a batch of one: ${tupleText([1, first, second, last])}`;
  if (first <= 4) return one;
  return `${one}; ${first} images of one channel are ${tupleText([first, 1, second, last])}`;
}

/** Return an axis of a shape, counted from the first, or say that there is none. */
export function axisFromFirst(axis, name, sizes) {
  const rank = sizes.length;
  if (wholeNumber(axis, name, -rank) >= rank) {
    const message = `${name} must be below ${rank} for shape ${tupleText(sizes)}, got ${axis}`;
    throw new Refusal("ValueError", message);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Return a hint if a shape with the wrong number of channels has the right one at its end. */
export function channelsLast(shape, channels) {
  if (shape.length !== 4 || shape[3] !== channels) return "";
  const turned = tupleText([shape[0], channels, shape[1], shape[2]]);
  return `; (N, H, W, C)? transposed by (0, 3, 1, 2) it is ${turned}`;
}

function refuseType(value, name, accepted) {
  const received = `${repr(value)} (${typeName(value)})`;
  throw new Refusal("TypeError", `${name} must be ${accepted}, got ${received}`);
}
