import {
  Refusal,
  effectiveKernelSize,
  flag,
  paddingForm,
  pair,
  parsePadding,
  placeTransposed,
  placeWindows,
} from "../arithmetic.js";
import { joinPair } from "../shared/fields.js";
import { numberText } from "../shared/numbers.js";
import { checkLargest } from "../shared/values.js";
import { TEXT } from "../text/en/padding.js";

/**
 * Return what follows from the settings: both axes, what other paddings would give, and the words
 * for them.
 */
export function derive(values) {
  checkLargest(pair(values.input_size, "input_size"), "input_size", LIMITS.input_size);
  const words = flag(values.transposed, "transposed") ? TEXT.painted : TEXT.read;
  const now = placeUnder(values, values.padding);
  const at = values.window.map((place, axis) => Math.min(place, now.count[axis] - 1));
  return { ...now, at, words, compared: compared(values, now.axes) };
}

/** Return the windows under a padding, and each axis with the pixels that they meet. */
function placeUnder(values, padding) {
  const { input_size, kernel_size, stride, dilation, transposed } = values;
  const { windows, size } = (transposed ? placePainted : placeRead)(values, padding);
  const { sides, count } = windows;
  requireRoom(size, sides, transposed);
  const axes = [0, 1].map((axis) =>
    placesOn({
      size: size[axis],
      kernel: pair(kernel_size, "kernel_size")[axis],
      stride: pair(stride, "stride")[axis],
      dilation: pair(dilation, "dilation")[axis],
      begin: sides[2 * axis],
      end: sides[2 * axis + 1],
      count: count[axis],
    }),
  );
  const [rows, columns] = axes.map(({ size, unread }) => size - unread.length);
  const unread = axes[0].size * axes[1].size - rows * columns;
  return { sides, count, axes, unread, output: transposed ? size : count };
}

/** Place the windows that read the input; `size` is of what they stand on. */
function placeRead(values, padding) {
  const { input_size, kernel_size, stride, dilation, ceil_mode, output_padding } = values;
  const more = Math.max(...pair(output_padding, "output_padding", 0));
  if (more) {
    const message = `output_padding must be 0 without transposed, got ${more}`;
    throw new Refusal("ValueError", message);
  }
  const size = pair(input_size, "input_size");
  return {
    windows: placeWindows(size, kernel_size, stride, padding, dilation, ceil_mode),
    size,
  };
}

/** Place the windows that paint the output. */
function placePainted(values, padding) {
  const { input_size, kernel_size, stride, dilation, ceil_mode, output_padding } = values;
  if (flag(ceil_mode, "ceil_mode")) {
    const message = "ceil_mode must be False with transposed, which rounds nothing";
    throw new Refusal("ValueError", message);
  }
  return placeTransposed(input_size, kernel_size, stride, padding, output_padding, dilation);
}

/** Refuse what could not be drawn. */
function requireRoom(size, sides, transposed) {
  size.forEach((length, axis) => {
    const [begin, end] = sides.slice(2 * axis);
    const padded = begin + length + end;
    if (padded <= LIMITS.padded) return;
    const [name, rule] = transposed
      ? ["output", "what is painted may reach across"]
      : ["input", "padding may widen the input to"];
    throw new Refusal(
      "ValueError",
      `${rule} ${LIMITS.padded} here, got ${name} ${length} + ` +
        `padding ${begin} + ${end} = ${padded} (${["height", "width"][axis]})`,
    );
  });
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
export function sizeInNumbers(axis, values) {
  if (values.transposed) return paintedInNumbers(axis, values.padding);
  const { size, kernel, stride, dilation, begin, end, count, span } = axis;
  const ceilMode = values.ceil_mode;
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

/** The same of a transposed convolution; with a stride, several sizes belong to one input. */
function paintedInNumbers({ size, kernel, stride, dilation, begin, end, count, span }, padding) {
  const same = !Array.isArray(parsePadding(padding));
  const more = size + begin + end - (count - 1) * stride - span;
  const sum = `(${count} − 1)·${stride} + ${dilation}·(${kernel} − 1) + 1 − ${begin} − ${end}`;
  const least = same ? size - stride + 1 : size - more;
  const most = least + stride - 1;
  return {
    formula: same ? `${stride}·${count} =` : `${sum} + ${more} =`,
    note: stride > 1 && most > 0 ? TEXT.several(Math.max(least, 1), most, count) : "",
  };
}

/** Say where the padding of an axis comes from; of SAME, how it follows from the size. */
export function paddingInNumbers(axis, padding, words) {
  const { size, stride, begin, end, span } = axis;
  const word = parsePadding(padding);
  if (Array.isArray(word)) return words.given(begin, end);
  const windows = Math.ceil(size / stride);
  return words.same({ ...axis, word, windows, reach: (windows - 1) * stride + span });
}

/** Say what no window meets, or how often the pixels are met. */
export function unreadInWords({ axes, unread, words }) {
  const all = axes[0].size * axes[1].size;
  const most = axes[0].visits.reduce((a, b) => Math.max(a, b)) * Math.max(...axes[1].visits);
  if (!unread) {
    return words.allRead(Math.min(...axes[0].visits) * Math.min(...axes[1].visits), most);
  }
  const [rows, columns] = axes.map((axis) => runsInWords(axis.unread));
  return words.unread(rows, columns, unread, all);
}

/** Say which window is at `at`, the rows and columns it meets, and how many of them are pixels. */
export function windowInWords({ axes, at, words }) {
  const lines = axes.map(({ starts, taps, size }, axis) => {
    const read = taps.map((tap) => starts[at[axis]] + tap);
    return { runs: runsInWords(read), inside: read.filter((i) => i >= 0 && i < size).length };
  });
  const all = axes[0].kernel * axes[1].kernel;
  const [rows, columns] = lines.map(({ runs }) => runs);
  const inside = lines[0].inside * lines[1].inside;
  return `${words.place(...at)} ${words.reads(rows, columns, inside, all)}`;
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
