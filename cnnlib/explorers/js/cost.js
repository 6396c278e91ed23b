import {
  CONVENTIONS,
  LAYER_TYPES,
  layerCode,
  parseLayerCode,
  thousands,
  toCode,
  toCsv,
  toMarkdown,
} from "./arithmetic.js";
import { CostTable } from "./costTable.js";
import {
  COST_DEFAULTS,
  PRESETS,
  deriveCost,
  freshLayer,
  presetOf,
  shapeBefore,
  shortLayer,
} from "./costResult.js";
import { freshId, make, setText } from "./shared/dom.js";
import { shortCount } from "./shared/numbers.js";
import { button, group, numberField, selectField } from "./shared/fields.js";
import { copyButton, startExplorer } from "./shared/frame.js";
import { pythonLiteral } from "./links.js";
import { TEXT } from "./text.js";

// A table is what cnnlib gives, and cnnlib gives none while a layer does not fit.
const EXPORTS = {
  code: ({ layers, input_size, convention }) => toCode(layers, input_size, convention),
  csv: (values, { report }) => (report.problem ? "" : toCsv(report)),
  markdown: (values, { report }) => (report.problem ? "" : toMarkdown(report)),
};

/**
 * In a link, layers are calls: `Conv2D(1,6,3,padding=1);ReLU();`. In a program, a known network is
 * its name.
 */
const LAYER_CODEC = {
  python(layers) {
    const name = presetOf(layers);
    return pythonLiteral(NETWORKS[name] ? name : layers.map(shortLayer));
  },
  write: (layers) => layers.map((layer) => `${layerCode(layer).replaceAll(" ", "")};`).join(""),
  read: (text) => text.split(";").filter(Boolean).map(parseLayerCode).map(shortLayer),
};

function buildCost(settings, { live }) {
  const table = new CostTable(settings);
  return {
    stage: [totalsLine(settings), table.element],
    controls: [
      networkFields(settings, table),
      sizeFields(settings),
      conventionField(settings),
      exportFields(settings, live),
    ],
  };
}

/** The totals, and of which layers they are. */
function totalsLine(settings) {
  const text = TEXT.cost;
  const figures = Object.entries(text.totals).map(([name, label]) => {
    const number = make("strong");
    const short = make("span", { class: "cx-muted" });
    settings.listen((values, { totals }) => {
      const total = totals[name];
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

function wholeInWords({ rows, problem }) {
  return problem ? TEXT.cost.partial(rows.length, problem.place) : TEXT.cost.all(rows.length);
}

function networkFields(settings, table) {
  const text = TEXT.cost;
  const preset = selectField(settings, {
    label: text.preset,
    options: Object.entries(text.presets),
    get: ({ layers }) => presetOf(layers) ?? "own",
    set: (name) => PRESETS[name] ?? {},
  });
  const type = choice(
    text.add,
    Object.keys(LAYER_TYPES).map((name) => [name, text.types[name]]),
  );
  type.select.value = "Conv2D";
  const add = button(text.addButton, () => {
    const { length } = settings.values.layers;
    table.insert(length, freshLayer(type.select.value, shapeBefore(settings.result, length)));
  });
  return group(text.network, preset, make("div", { class: "cx-row" }, type.field, add));
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
  const text = TEXT.cost;
  const fields = text.sizes.map((label, axis) => {
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
  return group(text.input, ...fields);
}

function conventionField(settings) {
  const text = TEXT.cost;
  const field = selectField(settings, {
    label: text.conventionLabel,
    options: Object.keys(CONVENTIONS).map((name) => [name, text.conventions[name]]),
    get: (values) => values.convention,
    set: (convention) => ({ convention }),
  });
  return group(text.convention, field);
}

/** Network and count as text; written only while it is open, since it is long. */
function exportFields(settings, live) {
  const text = TEXT.cost;
  const format = choice(text.format, Object.entries(text.formats));
  const look = { readonly: true, rows: 8, spellcheck: "false", "aria-label": text.exported };
  const area = make("textarea", look);
  const exported = () => EXPORTS[format.select.value](settings.values, settings.result);
  const row = make("div", { class: "cx-row" }, format.field, copyButton(text.copy, exported, live));
  const summary = make("summary", {}, text.export);
  const details = make("details", { class: "cx-export" }, summary, row, area);
  const write = () => {
    if (!details.open) return;
    const words = exported();
    if (area.value !== words) area.value = words;
    area.placeholder = words ? "" : wholeInWords(settings.result.report);
  };
  details.addEventListener("toggle", write);
  format.select.addEventListener("change", write);
  settings.listen(write);
  return details;
}

function costInWords(values, { report, totals }) {
  const { said, misfit } = TEXT.cost;
  const words = said(thousands(totals.params), thousands(totals.flops));
  const { problem } = report;
  return problem ? `${misfit(problem.place, problem.message)} ${words}` : words;
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "CostExplorer",
      text: TEXT.cost,
      defaults: COST_DEFAULTS,
      derive: deriveCost,
      build: buildCost,
      codecs: { layers: LAYER_CODEC },
      say: costInWords,
    }),
};
