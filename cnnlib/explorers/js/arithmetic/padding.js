/** The forms in which padding is written, each read as four numbers. */
import { wholeNumber } from "./checks.js";
import { Refusal } from "./refusal.js";
import { repr, typeName } from "./python.js";

const PADDING_FORMS =
  "an int, (height, width), (top, bottom, left, right), " +
  "((0, 0), (0, 0), (top, bottom), (left, right)), 'SAME', 'SAME_UPPER', 'SAME_LOWER', " +
  "'NOTSET' or 'VALID'";
// Other names that ONNX has; NOTSET leaves the padding to numbers, and without any it is 0.
const SYNONYMS = { SAME_UPPER: "SAME", NOTSET: 0 };

/**
 * Return "SAME" or "SAME_LOWER", or the [top, bottom, left, right] of any other form.
 * @example parsePadding([1, 2]) // [1, 1, 2, 2]
 */
export function parsePadding(padding) {
  const plain = formOf(padding);
  if (plain === "SAME" || plain === "SAME_LOWER") return plain;
  if (plain === "VALID") return [0, 0, 0, 0];
  if (Number.isInteger(plain)) return [plain, plain, plain, plain];
  if (isIntegers(plain, 2)) return [plain[0], plain[0], plain[1], plain[1]];
  if (isIntegers(plain, 4)) return plain;
  if (Array.isArray(plain) && plain.length === 4 && plain.every((ends) => isIntegers(ends, 2))) {
    const [batch, channels, rows, columns] = plain;
    if ([...batch, ...channels].every((side) => side === 0)) return [...rows, ...columns];
    const message = `padding of batch and channels must be (0, 0), got ${repr(padding)}`;
    throw new Refusal("ValueError", message);
  }
  throw new Refusal("ValueError", `padding must be ${PADDING_FORMS}, got ${repr(padding)}`);
}

/** Return `padding`, checked, in the form it was given: to keep and to print. */
export function paddingForm(padding) {
  parsePadding(padding);
  return formOf(padding);
}

function formOf(padding) {
  const plain = plainPadding(padding);
  return typeof plain === "string" ? (SYNONYMS[plain] ?? plain) : plain;
}

function plainPadding(padding) {
  if (typeof padding === "string") return padding.toUpperCase();
  if (Array.isArray(padding)) return padding.map(plainPadding);
  if (!Number.isInteger(padding)) {
    const received = `${repr(padding)} (${typeName(padding)})`;
    throw new Refusal("TypeError", `padding must be ${PADDING_FORMS}, got ${received}`);
  }
  return wholeNumber(padding, "padding", 0);
}

/** Refuse a frame that asks for more pixels than a plane has to repeat. */
export function requireFrame(size, sides, mode) {
  ["height", "width"].forEach((axis, i) => {
    const amount = Math.max(...sides.slice(2 * i, 2 * i + 2));
    const most = { reflect: size[i] - 1, circular: size[i] }[mode] ?? amount;
    if (amount > most) {
      const limit = `can pad ${axis} ${size[i]} by at most ${most}, got ${amount}`;
      throw new Refusal("ValueError", `padding_mode ${repr(mode)} ${limit}`);
    }
  });
}

function isIntegers(values, count) {
  return Array.isArray(values) && values.length === count && values.every(Number.isInteger);
}
