import { freshId, make, setText } from "../shared/dom.js";
import { shortCount } from "../shared/numbers.js";
import { button, group, numberField, selectField } from "../shared/fields.js";
import { copyButton, startExplorer } from "../shared/frame.js";
import { LAYER_CODEC, PRESETS, presetCalled, presetOf } from "../shared/presets.js";
import {
  isOperator,
  isUnruled,
  thousands,
  toCode,
  toCsv,
  toJson,
  toMarkdown,
} from "../network.js";
import { TEXT } from "../text/en/cost.js";
import { deriveCost, freshLayer, freshReads, shapeAt } from "./result.js";
import { comparison } from "./comparison.js";
import { Opening } from "./opening.js";
import { NetworkPicture } from "./picture.js";
import { ruleTable } from "./rules.js";
import { CostTable } from "./table.js";
import { labelIn, wordOf } from "./words.js";

/* global CONVENTIONS, DEFAULTS, LAYER_TYPES, NETWORKS */

// A table is what cnnlib gives, and cnnlib gives none while a layer does not fit; nor does it make
// a network of a layer that nothing reads.
const EXPORTS = {
  code: ({ layers, input_size, convention }, result) =>
    isBuilt(layers, result) ? toCode(layers, input_size, convention) : "",
  json: ({ layers, input_size }, result) =>
    isBuilt(layers, result) ? toJson(layers, input_size) : "",
  csv: (values, { report }) => (report.problem ? "" : toCsv(report)),
  markdown: (values, { report }) => (report.problem ? "" : toMarkdown(report)),
};

/** Whether cnnlib makes a network of layers: it has a class for each, and each is read. */
function isBuilt(layers, { unread }) {
  return !unread.length && !layers.some(isOperator);
}

function buildCost(settings, { model, live }) {
  const table = new CostTable(settings);
  const opening = new Opening(settings, live, Boolean(model.widget_manager));
  const picture = new NetworkPicture(settings, {
    onPoint: (place) => table.point(place),
    onOpen: (place) => table.reveal(place),
  });
  return {
    stage: [opening.element, totalsLine(settings), picture.element, table.element],
    controls: [
      networkFields(settings, table),
      sizeFields(settings),
      conventionField(settings),
      exportFields(settings, live),
    ],
    attach: (frame) => opening.attach(frame),
  };
}

/** The totals, and of which layers they are. */
function totalsLine(settings) {
  const figures = Object.entries(TEXT.totals).map(([name, words]) => {
    const label = new Text();
    const number = make("strong");
    const short = make("span", { class: "cx-muted" });
    settings.listen((values, result) => {
      const total = result.totals[name];
      setText(label, labelIn(words, result));
      number.dataset.value = total;
      setText(number, thousands(total));
      setText(short, total < 1000n ? "" : `≈ ${shortCount(total)}`);
    });
    return make("p", { "data-total": name }, label, number, short);
  });
  const whole = make("p", { class: "cx-note" });
  settings.listen((values, { report }) => setText(whole, wholeInWords(report)));
  return make("div", { class: "cx-totals" }, ...figures, whole);
}

function wholeInWords({ rows, layers, problem }) {
  const words = problem ? TEXT.partial(rows.length, problem.place) : TEXT.all(rows.length);
  const missing = new Map();
  for (const place of rows.keys()) {
    const { operator } = layers[place];
    if (isUnruled(layers[place])) missing.set(operator, [...(missing.get(operator) ?? []), place]);
  }
  return missing.size ? `${words} ${TEXT.missing([...missing])}` : words;
}

function whyNot({ report, unread }) {
  const { layers, problem } = report;
  if (problem) return wholeInWords(report);
  const foreign = new Set(layers.filter(isOperator).map(({ operator }) => operator));
  return foreign.size ? TEXT.foreign([...foreign]) : TEXT.reads.idleOnes(unread);
}

function networkFields(settings, table) {
  const preset = selectField(settings, {
    label: TEXT.preset,
    options: ["own", ...PRESETS].map((name) => [name, wordOf("presets", name)]),
    get: ({ layers }) => presetOf(layers) ?? "own",
    set: (name) => (name === "own" ? {} : presetCalled(name)),
  });
  const type = choice(
    TEXT.add,
    Object.keys(LAYER_TYPES).map((name) => [name, wordOf("types", name)]),
  );
  type.select.value = "Conv2D";
  const add = button(TEXT.addButton, () => {
    const { result } = settings;
    const { length } = settings.values.layers;
    const layer = freshLayer(type.select.value, shapeAt(result, length - 1));
    table.insert(length, layer, freshReads(layer, length, result));
  });
  return group(TEXT.network, preset, make("div", { class: "cx-row" }, type.field, add));
}

/** A choice that is no setting. */
function choice(label, options) {
  const id = freshId();
  const select = make("select", { id });
  for (const [value, words] of options) select.append(make("option", { value }, words));
  const field = make("div", { class: "cx-field" }, make("label", { for: id }, label), select);
  return { field, select };
}

function sizeFields(settings) {
  const fields = TEXT.sizes.map((label, axis) => {
    const field = numberField(settings, {
      label,
      symbol: "NCHW"[axis],
      get: ({ input_size }) => input_size[axis] ?? "",
      set: (size) => ({ input_size: settings.values.input_size.with(axis, size) }),
      minimum: 1,
    });
    settings.listen(({ input_size }) => (field.hidden = axis >= input_size.length));
    return field;
  });
  return group(TEXT.input, ...fields);
}

function conventionField(settings) {
  const field = selectField(settings, {
    label: TEXT.conventionLabel,
    options: Object.keys(CONVENTIONS).map((name) => [name, wordOf("conventions", name)]),
    get: (values) => values.convention,
    set: (convention) => ({ convention }),
  });
  return group(TEXT.convention, field, comparison(settings), ruleTable(settings));
}

/** Network and count as text; written only while it is open, since it is long. */
function exportFields(settings, live) {
  const format = choice(TEXT.format, Object.entries(TEXT.formats));
  const look = { readonly: true, rows: 8, spellcheck: "false", "aria-label": TEXT.exported };
  const area = make("textarea", look);
  const exported = () => EXPORTS[format.select.value](settings.values, settings.result);
  const row = make("div", { class: "cx-row" }, format.field, copyButton(TEXT.copy, exported, live));
  const summary = make("summary", {}, TEXT.export);
  const details = make("details", { class: "cx-fold cx-export" }, summary, row, area);
  const write = () => {
    if (!details.open) return;
    const words = exported();
    if (area.value !== words) area.value = words;
    area.placeholder = words ? "" : whyNot(settings.result);
  };
  details.addEventListener("toggle", write);
  format.select.addEventListener("change", write);
  settings.listen(write);
  return details;
}

function costInWords(values, { report, totals }) {
  const { said, misfit } = TEXT;
  const { problem, unit } = report;
  const words = said(thousands(totals.params), thousands(totals.flops), unit);
  return problem ? `${misfit(problem.place, problem.message)} ${words}` : words;
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "CostExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      derive: deriveCost,
      build: buildCost,
      codecs: { layers: LAYER_CODEC },
      say: costInWords,
    }),
};
