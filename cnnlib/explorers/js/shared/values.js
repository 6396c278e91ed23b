import { Refusal, number, planeOf, repr } from "../arithmetic.js";

/** Return rows of numbers: `value(row, column)` at each place. */
export function matrix([height, width], value) {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => value(row, column)),
  );
}

/** Return rows of numbers as a plane; refuse others, and more than `largest` rows or columns. */
export function checkedPlane(rows, name, largest) {
  const lists = Array.isArray(rows) && rows.every(Array.isArray);
  const lengths = new Set(lists ? rows.map((row) => row.length) : []);
  if (lengths.size !== 1 || lengths.has(0)) {
    const message = `${name} must be a matrix of equally long rows, got ${repr(rows)}`;
    throw new Refusal("ValueError", message);
  }
  for (const value of rows.flat()) number(value, name);
  checkExtent([rows.length, rows[0].length], name, largest);
  return planeOf(rows);
}

/** Refuse numbers of which one is larger than an explorer shows. */
export function checkLargest(numbers, name, largest) {
  const most = Math.max(...numbers);
  if (most <= largest) return;
  throw new Refusal("ValueError", `${name} must be at most ${largest} here, got ${most}`);
}

/** Refuse more rows or columns than an explorer shows. */
export function checkExtent(size, name, largest) {
  if (Math.max(...size) <= largest) return;
  const message = `${name} must have at most ${largest} rows and columns`;
  throw new Refusal("ValueError", `${message}, got ${size.map(repr).join(" × ")}`);
}

/** Refuse what is none of a few words. */
export function checkChoice(value, name, choices) {
  if (choices.includes(value)) return;
  const message = `${name} must be one of ${repr(choices)}, got ${repr(value)}`;
  throw new Refusal("ValueError", message);
}
