import {
  avgPool2d,
  kMaxPool,
  maxPool2d,
  planeOf,
  poolingWindows,
  windowPixels,
} from "../arithmetic.js";
import { numberText } from "../shared/numbers.js";
import { remembering } from "../shared/remembering.js";
import { checkChoice, checkedPlane } from "../shared/values.js";
import { TEXT } from "../text/en/pooling.js";

const NONE = [];

/**
 * Return the function that says what follows from the settings: the output, what each number is
 * made of, what stayed. It keeps its last outputs: a pointer that moves computes none anew.
 */
export function derivation() {
  const pooledOf = remembering(pooled);
  return (values) => {
    const { input, shift, window } = values;
    const { operation, kernel_size, stride, padding, ceil_mode, exclusive, k, axis } = values;
    const how = [operation, kernel_size, stride, padding, ceil_mode, exclusive, k, axis];
    const result = pooledOf(input, shift, ...how);
    const at = window.map((place, each) => Math.min(place, result.output.size[each] - 1));
    const pixels = pixelsOf(result, values, at);
    return { ...result, at, pixels, chosen: chosenPixels(result, values, at) };
  };
}

function pooled(input, shift, ...how) {
  checkChoice(how[0], "operation", OPERATIONS);
  const before = pool(checkedPlane(input, "input", LIMITS.input), ...how);
  const x = planeOf(shifted(input, shift));
  const after = isMoved(shift) ? pool(x, ...how) : before;
  const stayed = Array.from(after.output.values, (value, i) => value === before.output.values[i]);
  return { x, ...after, stayed };
}

function pool(x, operation, kernel_size, stride, padding, ceil_mode, exclusive, k, axis) {
  if (operation === "k-max") {
    const { plane, kept } = kMaxPool(x, { k, axis });
    return { output: plane, kept, windows: null };
  }
  const settings = { kernelSize: kernel_size, stride, padding, ceilMode: ceil_mode };
  const windows = poolingWindows(x.size, kernel_size, stride, padding, ceil_mode);
  if (operation === "average") {
    return { output: avgPool2d(x, { ...settings, exclusive }), windows };
  }
  const { plane, mask } = maxPool2d(x, settings);
  return { output: plane, windows, kept: mask };
}

/** The pixels that the output number at `at` looks at. */
function pixelsOf({ x, windows }, values, at) {
  if (windows) return windowPixels(windows, x.size, ...at);
  const along = axisOf(values);
  return Array.from({ length: x.size[along] }, (_, i) => {
    const [row, column] = along === 0 ? [i, at[1]] : [at[0], i];
    return { row, column, inside: true };
  });
}

/** The flat places of the pixels that the output number at `at` was chosen from its window. */
function chosenPixels({ kept, output }, values, at) {
  if (!kept) return NONE;
  if (values.operation === "max") return [kept[at[0] * output.size[1] + at[1]]];
  const along = axisOf(values);
  return Array.from(kept).filter((_, place) => {
    const across = along === 0 ? place % output.size[1] : Math.floor(place / output.size[1]);
    return across === at[1 - along];
  });
}

function axisOf(values) {
  return values.axis < 0 ? values.axis + 2 : values.axis;
}

/** Say whether an input is shown shifted. */
export function isMoved(shift) {
  return shift[0] !== 0 || shift[1] !== 0;
}

function shifted(rows, [down, right]) {
  const inside = (place, count) => Math.min(count - 1, Math.max(0, place));
  return rows.map((_, i) => {
    const row = rows[inside(i - down, rows.length)];
    return row.map((_, j) => row[inside(j - right, row.length)]);
  });
}

/** Write the window's number as the sum, or the choice, that it is. */
export function inWords({ x, output, pixels, at, windows, chosen }, values) {
  const value = numberText(output.values[at[0] * output.size[1] + at[1]]);
  const inside = pixels.filter((pixel) => pixel.inside);
  const padding = pixels.filter((pixel) => !pixel.inside && !pixel.beyond);
  const beyond = pixels.length - inside.length - padding.length;
  const read = ({ row, column }) => x.values[row * x.size[1] + column];
  const numbers = inside.map((pixel) => numberText(read(pixel)));
  const notes = beyond ? [TEXT.beyond(beyond)] : [];
  if (!windows) {
    const largest = chosen.map((place) => numberText(x.values[place]));
    return { sum: TEXT.keptOf(numbers.join(", "), largest.join(", "), values.k), notes };
  }
  if (values.operation === "max") {
    if (padding.length) notes.unshift(TEXT.neverPicked(padding.length));
    return { sum: `${TEXT.maximumOf(numbers.join(", "))} = ${value}`, notes };
  }
  const terms = values.exclusive ? numbers : [...numbers, ...padding.map(() => "0")];
  const sum = terms.map((term) => (term.startsWith("−") ? `(${term})` : term)).join(" + ");
  if (padding.length) {
    const note = values.exclusive ? TEXT.left : TEXT.counted;
    notes.unshift(note(padding.length, inside.length + padding.length));
  }
  return { sum: `(${sum}) / ${terms.length} = ${value}`, notes };
}
