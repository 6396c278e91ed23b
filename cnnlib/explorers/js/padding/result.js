import {
  Refusal,
  effectiveKernelSize,
  paddingForm,
  pair,
  parsePadding,
  placeWindows,
} from "../arithmetic.js";
import { joinPair } from "../shared/fields.js";
import { numberText } from "../shared/numbers.js";
import { checkLargest } from "../shared/values.js";
import { TEXT } from "../text/en/padding.js";

/** Return what follows from the settings: both axes, and what other paddings would give. */
export function derive(values) {
  const size = pair(values.input_size, "input_size");
  checkLargest(size, "input_size", LIMITS.input_size);
  const now = placeUnder(values, values.padding);
  now.axes.forEach(({ size, begin, end }, axis) => {
    const padded = begin + size + end;
    if (padded <= LIMITS.padded) return;
    throw new Refusal(
      "ValueError",
      `padding may widen the input to ${LIMITS.padded} here, got input ${size} + ` +
        `padding ${begin} + ${end} = ${padded} (${["height", "width"][axis]})`,
    );
  });
  const at = values.window.map((place, axis) => Math.min(place, now.count[axis] - 1));
  return { ...now, at, compared: compared(values, now.axes) };
}

/** Return the windows under a padding, and each axis with the pixels that they read. */
function placeUnder(values, padding) {
  const { input_size, kernel_size, stride, dilation, ceil_mode } = values;
  const { sides, count } = placeWindows(
    input_size, kernel_size, stride, padding, dilation, ceil_mode,
  );
  const axes = [0, 1].map((axis) =>
    placesOn({
      size: pair(input_size, "input_size")[axis],
      kernel: pair(kernel_size, "kernel_size")[axis],
      stride: pair(stride, "stride")[axis],
      dilation: pair(dilation, "dilation")[axis],
      begin: sides[2 * axis],
      end: sides[2 * axis + 1],
      count: count[axis],
    }),
  );
  const [rows, columns] = axes.map(({ size, unread }) => size - unread.length);
  return { sides, count, axes, unread: axes[0].size * axes[1].size - rows * columns };
}

/** Add where the windows of an axis start, what each reads, and how often each pixel is read. */
function placesOn(axis) {
  const { size, kernel, stride, dilation, begin, count } = axis;
  const starts = Array.from({ length: count }, (_, i) => i * stride - begin);
  const taps = Array.from({ length: kernel }, (_, i) => i * dilation);
  const visits = new Array(size).fill(0);
  for (const start of starts) {
    for (const tap of taps) if (start + tap >= 0 && start + tap < size) visits[start + tap] += 1;
  }
  const unread = Array.from(visits.keys()).filter((pixel) => visits[pixel] === 0);
  return { ...axis, starts, taps, visits, unread, span: effectiveKernelSize(kernel, dilation) };
}

/**
 * Set SAME, VALID and a third padding side by side: the setting, where that is neither, else the
 * padding that keeps the size at stride 1, rounded down and equal at both ends.
 */
function compared(values, axes) {
  const padding = paddingForm(values.padding);
  const third = ["SAME", "VALID"].includes(padding)
    ? joinPair(axes.map(({ span }) => Math.floor((span - 1) / 2)))
    : padding;
  return ["SAME", "VALID", third].map((each) => {
    const row = { padding: each, now: each === padding };
    try {
      return { ...row, ...placeUnder(values, each) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...row, problem: error.message };
    }
  });
}

/** Write the output size of an axis as the formula with its numbers, and what is odd about it. */
export function sizeInNumbers(axis, ceilMode) {
  const { size, kernel, stride, dilation, begin, end, count, span } = axis;
  const room = size + begin + end - span;
  const [open, close] = ceilMode ? "⌈⌉" : "⌊⌋";
  const sum = `${size} + ${begin} + ${end} − ${dilation}·(${kernel} − 1) − 1`;
  const steps = (ceilMode ? Math.ceil : Math.floor)(room / stride);
  const dropped = steps + 1 - count;
  const formula =
    `${open}(${sum}) / ${stride}${close} + 1 = ` +
    `${open}${room}\u00a0/\u00a0${stride}${close} + 1 ${dropped ? `− ${dropped} ` : ""}=`;
  const rest = ceilMode ? 0 : room % stride;
  return { formula, note: dropped ? TEXT.dropped : rest ? TEXT.remainder(rest) : "" };
}

/** Say where the padding of an axis comes from; of SAME, how it follows from the size. */
export function paddingInNumbers(axis, padding) {
  const { size, stride, begin, end, span } = axis;
  const word = parsePadding(padding);
  if (Array.isArray(word)) return TEXT.given(begin, end);
  const windows = Math.ceil(size / stride);
  return TEXT.same({ ...axis, word, windows, reach: (windows - 1) * stride + span });
}

/** Say what no window reads, or how often the pixels are read. */
export function unreadInWords({ axes, unread }) {
  const all = axes[0].size * axes[1].size;
  const most = axes[0].visits.reduce((a, b) => Math.max(a, b)) * Math.max(...axes[1].visits);
  if (!unread) return TEXT.allRead(Math.min(...axes[0].visits) * Math.min(...axes[1].visits), most);
  const [rows, columns] = axes.map((axis) => runsInWords(axis.unread));
  return TEXT.unread(rows, columns, unread, all);
}

/** Say which rows and columns the window at `at` reads, and how many of them are pixels. */
export function windowInWords({ axes, at }) {
  const lines = axes.map(({ starts, taps, size }, axis) => {
    const read = taps.map((tap) => starts[at[axis]] + tap);
    return { words: runsInWords(read), inside: read.filter((i) => i >= 0 && i < size).length };
  });
  const all = axes[0].kernel * axes[1].kernel;
  const [rows, columns] = lines.map(({ words }) => words);
  const inside = lines[0].inside * lines[1].inside;
  return TEXT.reads(rows, columns, inside, all);
}

/** Write whole numbers in rising order, those that follow one another as a run. */
function runsInWords(numbers) {
  const runs = [];
  for (const each of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === each - 1) last[1] = each;
    else runs.push([each, each]);
  }
  const words = ([first, last]) => {
    if (first === last) return numberText(first);
    const between = last === first + 1 ? ", " : TEXT.to;
    return `${numberText(first)}${between}${numberText(last)}`;
  };
  return runs.map(words).join(", ");
}

/** Write a padding as Python does. */
export function paddingText(padding) {
  return Array.isArray(padding) ? `(${padding.map(paddingText).join(", ")})` : String(padding);
}
