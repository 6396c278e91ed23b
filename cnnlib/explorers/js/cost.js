import {
  CONVENTIONS,
  LAYER_TYPES,
  layerCode,
  parseLayerCode,
  toCode,
  toCsv,
  toMarkdown,
} from "./arithmetic.js";
import { CostTable } from "./costTable.js";
import { deriveCost, freshLayer, shapeBefore } from "./costResult.js";
import { countText, make, setText, shortCount } from "./elements.js";
import { button, group, numberField, selectField } from "./fields.js";
import { copyButton, startExplorer } from "./frame.js";
import { TEXT } from "./text.js";

const EXPORTS = {
  code: ({ layers, input_size, convention }) => toCode(layers, input_size, convention),
  csv: (values, { report }) => toCsv(report),
  markdown: (values, { report }) => toMarkdown(report),
};

const LAYER_CODEC = {
  write: (layers) => layers.map((layer) => `${layerCode(layer).replaceAll(" ", "")};`).join(""),
  read: (text) => text.split(";").filter(Boolean).map(parseLayerCode),
};

function buildCost(settings, { model, live }) {
  const table = new CostTable(settings);
  return {
    stage: [totalsLine(settings), table.element],
    controls: [
      networkFields(settings, model.get("presets"), table),
      sizeFields(settings),
      conventionField(settings),
      exportFields(settings, live),
    ],
  };
}

function totalsLine(settings) {
  const text = TEXT.cost;
  const [params, flops, trainable, partial] = [1, 2, 3, 4].map(() => make("span", {}));
  settings.listen((values, { totals, report }) => {
    setText(params, countText(totals.params));
    setText(flops, countText(totals.flops));
    params.dataset.value = totals.params;
    flops.dataset.value = totals.flops;
    const fewer = totals.trainableParams !== totals.params;
    setText(trainable, fewer ? text.trainable(countText(totals.trainableParams)) : "");
    const places = report.problem ? text.upTo(report.problem.place) : "";
    setText(partial, places || `≈ ${shortCount(totals.flops)}FLOPs`);
  });
  return make(
    "div",
    { class: "cx-totals" },
    make("p", {}, make("strong", {}, params), ` ${text.params} `, trainable),
    make("p", {}, make("strong", {}, flops), ` ${text.flops} `, partial),
  );
}

function networkFields(settings, presets, table) {
  const text = TEXT.cost;
  const names = [["", text.choose], ...Object.keys(presets).map((name) => [name, name])];
  const preset = selectField(settings, {
    label: text.preset,
    options: names,
    get: () => "",
    set: (name) => (name ? { ...presets[name] } : {}),
  });
  let type = "Conv2D";
  const chooser = {
    values: {},
    listen: (listener) => listener(),
    change: (patch) => ((type = patch().type), true),
  };
  const added = selectField(chooser, {
    label: text.add,
    options: Object.keys(LAYER_TYPES).map((name) => [name, name]),
    get: () => type,
    set: (name) => ({ type: name }),
  });
  const add = button(text.addButton, () => {
    const { layers } = settings.values;
    const layer = freshLayer(type, shapeBefore(settings.result, layers.length));
    if (settings.change({ layers: [...layers, layer] })) table.open(layers.length);
  });
  return group(text.network, preset, make("div", { class: "cx-row" }, added, add));
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
  return group(text.inputSize, ...fields);
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

function exportFields(settings, live) {
  const text = TEXT.cost;
  let form = "code";
  const area = make("textarea", {
    readonly: true,
    rows: 5,
    spellcheck: "false",
    "aria-label": text.exported,
  });
  const write = () => {
    const words = EXPORTS[form](settings.values, settings.result);
    if (area.value !== words) area.value = words;
  };
  const chooser = {
    values: {},
    listen: (listener) => listener(),
    change: (patch) => {
      form = patch().form;
      write();
      return true;
    },
  };
  const choice = selectField(chooser, {
    label: text.exportAs,
    options: Object.entries(text.exports),
    get: () => form,
    set: (name) => ({ form: name }),
  });
  settings.listen(write);
  const copy = copyButton(text.copy, () => area.value, live);
  return group(text.exportGroup, choice, copy, area);
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "CostExplorer",
      text: TEXT.cost,
      defaults: { layers: null, input_size: [1, 1, 28, 28], convention: "paddle" },
      derive: deriveCost,
      build: buildCost,
      codecs: { layers: LAYER_CODEC },
      say: (values, { report, totals }) =>
        report.problem
          ? TEXT.cost.saidMisfit(report.problem.place, report.problem.message)
          : TEXT.cost.said(countText(totals.params), countText(totals.flops)),
    }),
};
