import { wholeNumber } from "../arithmetic.js";
import { make, setText } from "../shared/dom.js";
import {
  button,
  checkField,
  group,
  numberField,
  pairField,
  selectField,
  setResting,
  typed,
} from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { Grid } from "../shared/grid.js";
import { numberText } from "../shared/numbers.js";
import { paddingField } from "../shared/paddingField.js";
import { playerBar } from "../shared/player.js";
import { remembering } from "../shared/remembering.js";
import { strideField } from "../shared/strideField.js";
import { checkExtent, matrix } from "../shared/values.js";
import { TEXT } from "../text/en/pooling.js";
import { TEXT as SHARED } from "../text/en/shared.js";
import { PRESETS } from "./presets.js";
import { derivation, isMoved, inWords } from "./result.js";

const SHIFTS = { left: [0, -1], right: [0, 1], up: [-1, 0], down: [1, 0] };
const SLIDING = ["average", "max"];

function build(settings) {
  return { controls: controls(settings), stage: stage(settings) };
}

function controls(settings) {
  const only = (operations, element) => {
    settings.listen((values) => (element.hidden = !operations.includes(values.operation)));
    return element;
  };
  const operation = selectField(settings, {
    label: TEXT.keeps,
    options: Object.entries(TEXT.operations),
    get: (values) => values.operation,
    set: (name) => ({ operation: name }),
  });
  return [
    group(
      TEXT.operation,
      operation,
      only(["average"], flagField(settings, "exclusive", TEXT.exclusive)),
      only(SLIDING, flagField(settings, "ceil_mode", TEXT.ceilMode)),
      only(["k-max"], kMaxFields(settings)),
    ),
    only(SLIDING, pairField(settings, "kernel_size", { label: TEXT.kernel, symbol: "k" })),
    only(SLIDING, strideField(settings)),
    only(SLIDING, paddingField(settings)),
    inputFields(settings),
  ];
}

function flagField(settings, name, label) {
  return checkField(settings, {
    label,
    get: (values) => values[name],
    set: (checked) => ({ [name]: checked }),
  });
}

function kMaxFields(settings) {
  const count = numberField(settings, {
    label: TEXT.k,
    symbol: "K",
    get: (values) => values.k,
    set: (k) => ({ k }),
    minimum: 1,
    maximum: LIMITS.input,
  });
  const axis = selectField(settings, {
    label: TEXT.axis,
    options: Object.entries(TEXT.axes),
    get: (values) => String((values.axis + 2) % 2),
    set: (chosen) => ({ axis: Number(chosen) }),
  });
  return make("div", { class: "cx-row" }, count, axis);
}

function inputFields(settings) {
  const sizeOf = ({ input }) => [input.length, input[0].length];
  const resized = (size) => {
    const { input } = settings.values;
    checkExtent(size.map((side) => wholeNumber(side, "input")), "input", LIMITS.input);
    return { input: matrix(size, (i, j) => input[i]?.[j] ?? 0) };
  };
  const sides = [0, 1].map((axis) =>
    numberField(settings, {
      label: SHARED.axes[axis],
      symbol: "HW"[axis],
      get: (values) => sizeOf(values)[axis],
      set: (count) => resized(sizeOf(settings.values).with(axis, count)),
      minimum: 1,
      maximum: LIMITS.input,
    }),
  );
  const preset = selectField(settings, {
    label: TEXT.preset,
    options: Object.entries(TEXT.presets),
    get: () => "none",
    set: (name) =>
      name === "none"
        ? {}
        : { input: PRESETS[name](sizeOf(settings.values)), shift: [0, 0] },
  });
  return group(TEXT.inputGroup, preset, ...sides);
}

function shiftFields(settings) {
  const buttons = Object.entries(SHIFTS).map(([name, step]) =>
    button(TEXT.shifts[name], () =>
      settings.change({ shift: settings.values.shift.map((by, axis) => by + step[axis]) }),
    ),
  );
  const back = button(TEXT.shiftBack, () => settings.change({ shift: [0, 0] }));
  settings.listen(({ shift }) => setResting(back, !isMoved(shift)));
  return group(TEXT.shift, make("div", { class: "cx-row" }, ...buttons, back));
}

function stage(settings) {
  const input = new Grid({
    label: TEXT.inputGrid,
    onEdit: (row, column, words, field) => editCell(settings, row, column, words, field),
    onLeave: () => settings.endTyping(),
    below: [shiftFields(settings)],
  });
  const output = new Grid({
    label: TEXT.outputGrid,
    onPick: (row, column) => settings.change({ window: [row, column] }),
    below: [playerBar(settings, (result) => result.output.size)],
  });
  const place = make("span", { class: "cx-muted" });
  const sum = make("output", { class: "cx-sum" });
  const notes = make("p", { class: "cx-note" });
  const share = make("p", {});
  const drawInput = inputDrawing(input);
  settings.listen((values, result) => {
    drawInput(values, result);
    drawOutput(output, values, result);
    setText(share, shareInWords(values, result));
    const words = inWords(result, values);
    setText(place, TEXT.place(...result.at));
    setText(sum, words.sum);
    setText(notes, words.notes.join(" "));
  });
  const words = make("div", { class: "cx-words" }, make("p", {}, place, " ", sum), notes, share);
  return [input.panel, output.panel, words];
}

function shareInWords({ shift }, { stayed }) {
  if (!isMoved(shift)) return "";
  const same = stayed.filter(Boolean).length;
  const percent = numberText((100 * same) / stayed.length, 3);
  return TEXT.share(same, stayed.length, percent);
}

/** The input in its frame of padding; the window's pixels stand out. */
function inputDrawing(grid) {
  const drawCells = remembering((...drawn) => drawInputCells(grid, ...drawn));
  return ({ shift }, { x, windows, pixels, chosen }) => {
    const [top, bottom, left, right] = windows?.sides ?? [0, 0, 0, 0];
    const rows = pixels.map((pixel) => pixel.row);
    const columns = pixels.map((pixel) => pixel.column);
    // A last window that hangs over needs room that is not even padding.
    const height = top + Math.max(x.size[0] + bottom, ...rows.map((row) => row + 1));
    const width = left + Math.max(x.size[1] + right, ...columns.map((column) => column + 1));
    drawCells(height, width, x, windows, chosen, shift);
    grid.outline([rows[0], columns[0], rows.at(-1) - rows[0] + 1, columns.at(-1) - columns[0] + 1]);
  };
}

function drawInputCells(grid, height, width, x, windows, chosen, shift) {
  const [top, bottom, left, right] = windows?.sides ?? [0, 0, 0, 0];
  const frozen = isMoved(shift);
  grid.draw({
    caption: TEXT.input(...x.size) + (frozen ? TEXT.shifted(...shift) : ""),
    size: [height, width],
    origin: [top, left],
    cell: (row, column) => {
      const inside = row >= 0 && row < x.size[0] && column >= 0 && column < x.size[1];
      if (!inside) {
        const beyond = row >= x.size[0] + bottom || column >= x.size[1] + right;
        return { text: "", label: TEXT.paddingCell, kind: beyond ? "cx-beyond" : "cx-padding" };
      }
      const value = x.values[row * x.size[1] + column];
      return {
        text: numberText(value, 4),
        value,
        label: TEXT.cell(row, column) + (frozen ? `: ${numberText(value)}` : ""),
        kind: chosen.includes(row * x.size[1] + column) ? "cx-kept" : "cx-pixel",
        editable: !frozen,
      };
    },
  });
}

function drawOutput(grid, values, { output, stayed, at }) {
  const moved = isMoved(values.shift);
  grid.draw({
    caption: TEXT.output(...output.size),
    size: output.size,
    current: at,
    cell: (row, column) => {
      const place = row * output.size[1] + column;
      const value = output.values[place];
      const fate = moved ? (stayed[place] ? "cx-stayed" : "cx-changed") : "";
      const words = { "": "", "cx-stayed": TEXT.stays, "cx-changed": TEXT.changed }[fate];
      const selected = row === at[0] && column === at[1];
      return {
        text: numberText(value, 3),
        value,
        label: `${TEXT.cell(row, column)}: ${numberText(value)} ${words}`.trim(),
        kind: `cx-result ${fate} ${selected ? "cx-selected" : ""}`,
      };
    },
  });
}

function editCell(settings, row, column, words, field) {
  const { input } = settings.values;
  const changed = input.with(row, input[row].with(column, typed(words)));
  return settings.change({ input: changed }, field);
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "PoolingExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      pointers: ["window"],
      derive: derivation(),
      build,
      say: (values, result) =>
        `${TEXT.said(...result.output.size)} ${inWords(result, values).sum}`,
    }),
};
