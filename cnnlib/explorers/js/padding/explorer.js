import { Canvas, walkCells } from "../shared/canvas.js";
import { make, setText } from "../shared/dom.js";
import { checkField, pairField } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { sizeText } from "../shared/numbers.js";
import { paddingField } from "../shared/paddingField.js";
import { playerBar } from "../shared/player.js";
import { TEXT } from "../text/en/padding.js";
import { TEXT as SHARED } from "../text/en/shared.js";
import { outputCell, paintWindows, paintPadded } from "./drawing.js";
import {
  derive,
  paddingInNumbers,
  paddingText,
  sizeInNumbers,
  unreadInWords,
  windowInWords,
} from "./result.js";

function build(settings) {
  return { controls: controls(settings), stage: stage(settings) };
}

function controls(settings) {
  const stride = pairField(settings, "stride", { label: TEXT.stride, symbol: "s" });
  const rounded = checkField(settings, {
    label: TEXT.ceilMode,
    get: (values) => values.ceil_mode,
    set: (ceil_mode) => ({ ceil_mode }),
  });
  stride.append(rounded);
  const image = { label: TEXT.image, symbol: "n", maximum: LIMITS.input_size };
  const input = pairField(settings, "input_size", image);
  input.append(
    checkField(settings, {
      label: TEXT.transposed,
      get: (values) => values.transposed,
      set: (transposed) => ({ transposed, ceil_mode: false, output_padding: 0 }),
    }),
  );
  const more = pairField(settings, "output_padding", { label: TEXT.outputPadding, minimum: 0 });
  settings.listen(({ transposed }) => {
    rounded.hidden = transposed;
    more.hidden = !transposed;
  });
  return [
    input,
    pairField(settings, "kernel_size", { label: TEXT.kernel, symbol: "k" }),
    stride,
    pairField(settings, "dilation", { label: TEXT.dilation, symbol: "d" }),
    paddingField(settings),
    more,
  ];
}

function stage(settings) {
  return [
    imagePanel(settings),
    outputPanel(settings),
    wordsOf(settings),
    formulas(settings),
    comparison(settings),
  ];
}

function imagePanel(settings) {
  const caption = make("p", { class: "cx-caption" });
  const canvas = new Canvas({ role: "img" }, (pen, area) =>
    paintPadded(pen, area, settings.result),
  );
  settings.listen((values, result) => {
    const { axes, sides, words } = result;
    const size = sizeText(axes.map((axis) => axis.size));
    setText(caption, words.imageCaption(size));
    const label = `${words.imageLabel(size, sides)} ${unreadInWords(result)}`;
    canvas.element.setAttribute("aria-label", label);
    canvas.element.dataset.value = axes.map(({ visits }) => visits.join(" ")).join(" | ");
    canvas.draw();
  });
  return make("div", { class: "cx-panel cx-image" }, caption, canvas.element);
}

function outputPanel(settings) {
  const caption = make("p", { class: "cx-caption" });
  const canvas = new Canvas({ role: "application", tabindex: 0 }, (pen, area) =>
    paintWindows(pen, area, settings.result),
  );
  walkCells(canvas.element, {
    cellAt: (x, y) => {
      const cell = outputCell(canvas.area, settings.result.count);
      return [Math.floor(y / cell), Math.floor(x / cell)];
    },
    current: () => settings.result.at,
    count: () => settings.result.count,
    pick: (...window) => settings.change({ window }),
  });
  settings.listen((values, { count, words }) => {
    setText(caption, words.outputCaption(sizeText(count)));
    canvas.element.setAttribute("aria-roledescription", words.outputRole);
    canvas.element.setAttribute("aria-label", words.outputLabel(sizeText(count)));
    canvas.element.dataset.value = count.join(" ");
    canvas.draw();
  });
  const marks = ["padding", "seldom", "often", "unread", "window"].map((mark) => {
    const meaning = make("span");
    settings.listen((values, { words }) => setText(meaning, words.marks[mark]));
    return make("li", {}, make("span", { class: `cx-mark cx-mark-${mark}` }), meaning);
  });
  return make(
    "div",
    { class: "cx-panel cx-places" },
    caption,
    canvas.element,
    playerBar(settings, (result) => result.count),
    make("ul", { class: "cx-legend" }, ...marks),
  );
}

function wordsOf(settings) {
  const place = make("p", {});
  const unread = make("p", { class: "cx-sum" });
  settings.listen((values, result) => {
    setText(place, windowInWords(result));
    setText(unread, unreadInWords(result));
  });
  return make("div", { class: "cx-words" }, place, unread);
}

/** For each axis how much padding there is, and the size formula with the setting's numbers. */
function formulas(settings) {
  const blocks = [0, 1].map((axis) => {
    const padding = make("p", { class: "cx-note" });
    const formula = make("span");
    const size = make("strong");
    const note = make("span");
    settings.listen((values, { axes, output, words }) => {
      setText(padding, paddingInNumbers(axes[axis], values.padding, words));
      const numbers = sizeInNumbers(axes[axis], values);
      setText(formula, numbers.formula);
      setText(note, numbers.note);
      fillCell(size, String(output[axis]), [output[axis]]);
    });
    const name = make("p", { class: "cx-caption" }, SHARED.axes[axis]);
    const sum = make("output", {}, formula, " ", size, note);
    return make("div", { class: "cx-axis" }, name, padding, sum);
  });
  return make("div", { class: "cx-axes" }, ...blocks);
}

/** What SAME, VALID and a third padding give, a row each. */
function comparison(settings) {
  const head = [0, 1, 2, 3].map((column) => {
    const name = make("th", { scope: "col" });
    settings.listen((values, { words }) => setText(name, words.columns[column]));
    return name;
  });
  const rows = [0, 1, 2].map((place) => {
    const name = make("th", { scope: "row" });
    const [output, sides, unread] = [0, 1, 2].map(() => make("td"));
    const problem = make("td", { colspan: 3, class: "cx-refused" });
    const row = make("tr", {}, name, output, sides, unread, problem);
    settings.listen((values, { compared }) => {
      const each = compared[place];
      setText(name, paddingText(each.padding));
      if (each.now) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      problem.hidden = !each.problem;
      for (const cell of [output, sides, unread]) cell.hidden = Boolean(each.problem);
      setText(problem, each.problem ?? "");
      if (each.problem) return;
      fillCell(output, sizeText(each.output), each.output);
      fillCell(sides, each.sides.join(", "), each.sides);
      fillCell(unread, String(each.unread), [each.unread]);
    });
    return row;
  });
  return make(
    "table",
    { class: "cx-compared" },
    make("caption", {}, TEXT.compared),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows),
  );
}

function fillCell(cell, words, numbers) {
  setText(cell, words);
  cell.dataset.value = numbers.join(" ");
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "PaddingExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      pointers: ["window"],
      derive,
      build,
      say: (values, result) =>
        `${windowInWords(result)} ${TEXT.said(sizeText(result.output))} ${unreadInWords(result)}`,
    }),
};
