/** Several whole numbers as an argument. One alone is written without a list, as cnnlib does. */
import { wholeNumber, wholeNumbers } from "../arithmetic/checks.js";
import { Refusal } from "../arithmetic/refusal.js";
import { repr, tupleText } from "../arithmetic/python.js";

/** Return sizes, each of at least 1. */
export function sizes(value, name) {
  return short(wholeNumbers(value, name, 1));
}

/** Return sizes, of which one may be −1: what the others leave. */
export function sizesOrRest(value, name) {
  const numbers = wholeNumbers(value, name, -1);
  if (numbers.includes(0)) {
    const message = `${name} must have sizes of 1 or more, or one −1, got ${tupleText(numbers)}`;
    throw new Refusal("ValueError", message);
  }
  const open = numbers.filter((size) => size === -1).length;
  if (open > 1) {
    const got = `${open}: ${tupleText(numbers)}`;
    throw new Refusal("ValueError", `${name} can leave one size open by −1, got ${got}`);
  }
  return short(numbers);
}

/** Return an order of axes that leaves the batch first. */
export function axisOrder(value, name) {
  const axes = wholeNumbers(value, name, 0);
  const each = [...axes.keys()];
  if (axes[0] !== 0 || each.some((axis) => !axes.includes(axis))) {
    const rule = `have each of ${each.join(", ")} once, and 0, the batch, first`;
    throw new Refusal("ValueError", `${name} must ${rule}, got ${tupleText(axes)}`);
  }
  return short(axes);
}

/** Return the cells of [height, width], one number where both agree; null stands for all pixels. */
export function cells(value, name) {
  const sides = Array.isArray(value) ? value : [value, value];
  if (sides.length !== 2) {
    const message = `${name} must be an int, None or (height, width), got ${repr(value)}`;
    throw new Refusal("ValueError", message);
  }
  const [height, width] = sides.map((side) => (side === null ? null : wholeNumber(side, name)));
  return height === width ? height : [height, width];
}

function short(numbers) {
  return numbers.length === 1 ? numbers[0] : numbers;
}
