import { thousands } from "../network/thousands.js";
import { freshId, make, setText } from "../shared/dom.js";
import { group, numberField, selectField } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { shortCount } from "../shared/numbers.js";
import { TEXT } from "../text/en/roofline.js";
import { KNOBS, nearest, next } from "./knobs.js";
import { Plane } from "./plane.js";
import { LAYERS, derive, figures, layerOf, nameOf, settingsOf, timeText } from "./result.js";

/* global DEFAULTS, ITEMSIZE, LIMITS, MACHINES, PINS */

// How far an arrow key moves the ridge, up and sideways.
const STEP = 2 ** 0.25;

function build(settings) {
  // Which setting a dragged point changes; no setting itself.
  const chosen = { knob: "channels" };
  return { controls: controls(settings, chosen), stage: stage(settings, chosen) };
}

function stage(settings, chosen) {
  const moveLayer = (patch) => patch && settings.change(patch);
  const moveRidge = (peak, bandwidth) => {
    const limited = (value, name) => Math.min(LIMITS[name], figures(value));
    settings.change({ peak: limited(peak, "peak"), bandwidth: limited(bandwidth, "bandwidth") });
  };
  const plane = new Plane({
    onDrag: {
      point: (intensity) => moveLayer(nearest(settings.values, chosen.knob, intensity)),
      ridge: (intensity, speed) => moveRidge(speed, speed / intensity),
    },
    onStep: {
      point(right, up) {
        const { values, result } = settings;
        moveLayer(next(values, chosen.knob, result.cost.intensity, right + up));
      },
      ridge(right, up) {
        const { peak, bandwidth } = settings.values;
        moveRidge(peak * STEP ** up, bandwidth * STEP ** -right);
      },
    },
    onPin: (name) => settings.change(settingsOf(PINS[name])),
  });
  settings.listen((values, result) => plane.draw(values, result));
  return [plane.element, costInWords(settings), comparison(settings)];
}

/** The layer's numbers in sentences; each in full in `data-value`. */
function costInWords(settings) {
  const lines = Array.from({ length: 4 }, () => make("p"));
  const bound = make("strong");
  const words = make("div", { class: "cx-words cx-cost" }, ...lines, bound);
  settings.listen(({ peak }, { cost, ridge }) => {
    const { macs, flops, parts, moved, intensity, compute, memory, speed } = cost;
    const share = `${figures((100 * speed) / peak)} %`;
    const said = [
      TEXT.work(thousands(macs), thousands(flops)),
      TEXT.moved(thousands(moved), ...parts.map(thousands)),
      TEXT.intensityIs(figures(intensity), figures(ridge)),
      TEXT.times(timeText(compute), timeText(memory)),
    ];
    lines.forEach((line, place) => setText(line, said[place]));
    setText(bound, TEXT.bound(TEXT.bounds[cost.bound], share));
    Object.assign(words.dataset, { macs, moved, intensity, compute, memory, bound: cost.bound });
  });
  return words;
}

/** The layer beside those that are pinned, as a table. */
function comparison(settings) {
  const head = TEXT.columns.map((name) => make("th", { scope: "col" }, name));
  const names = [`● ${TEXT.own}`, ...Object.keys(PINS).map(pinName)];
  const rows = names.map((name) => {
    const cells = TEXT.columns.slice(1).map(() => make("td"));
    return { cells, element: make("tr", {}, make("th", { scope: "row" }, name), ...cells) };
  });
  const body = make("tbody", {}, ...rows.map(({ element }) => element));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), body);
  settings.listen((values, { cost, pins }) => {
    [cost, ...pins].forEach((each, place) => {
      const texts = [
        shortCount(each.macs),
        `${shortCount(each.moved)}B`,
        String(figures(each.intensity)),
        timeText(each.seconds),
      ];
      rows[place].cells.forEach((cell, column) => setText(cell, texts[column]));
      Object.assign(rows[place].element.dataset, {
        intensity: each.intensity,
        seconds: each.seconds,
      });
    });
  });
  return make("div", { class: "cx-compared-layers" }, table);
}

function pinName(name, place) {
  return `${"ABCDEFGH"[place]} ${TEXT.pins[name]}`;
}

function controls(settings, chosen) {
  const start = selectField(settings, {
    label: TEXT.start,
    options: Object.keys({ own: 0, ...LAYERS }).map((name) => [name, TEXT.starts[name]]),
    get: (values) => nameOf(layerOf(values), LAYERS),
    set: (name) => (name === "own" ? {} : settingsOf(LAYERS[name])),
  });
  const numbers = Object.entries(TEXT.fields).map(([name, label]) => number(settings, name, label));
  const dtype = selectField(settings, {
    label: TEXT.dtype,
    options: Object.keys(ITEMSIZE).map((name) => [name, name]),
    get: (values) => values.dtype,
    set: (name) => ({ dtype: name }),
  });
  const machine = selectField(settings, {
    label: TEXT.start,
    options: Object.entries(TEXT.machines),
    get: ({ peak, bandwidth, dtype: type }) => nameOf([peak, bandwidth, type], MACHINES),
    set(name) {
      if (name === "own") return {};
      const [peak, bandwidth, type] = MACHINES[name];
      return { peak, bandwidth, dtype: type };
    },
  });
  const peak = number(settings, "peak", TEXT.peak, 10);
  return [
    group(TEXT.layerGroup, start, ...numbers, dtype),
    group(TEXT.machineGroup, machine, peak, number(settings, "bandwidth", TEXT.bandwidth)),
    group(TEXT.dragGroup, knobField(chosen)),
  ];
}

function number(settings, name, label, step = 1) {
  return numberField(settings, {
    label,
    get: (values) => values[name],
    set: (value) => ({ [name]: value }),
    minimum: 1,
    maximum: LIMITS[name],
    step,
  });
}

function knobField(chosen) {
  const id = freshId();
  const select = make("select", { id });
  for (const name of Object.keys(KNOBS)) {
    select.append(make("option", { value: name }, TEXT.knobs[name]));
  }
  select.addEventListener("change", () => (chosen.knob = select.value));
  return make("div", { class: "cx-field" }, make("label", { for: id }, TEXT.knob), select);
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "RooflineExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      derive,
      build,
      say: (_, { cost }) =>
        TEXT.said(figures(cost.intensity), timeText(cost.seconds), TEXT.bounds[cost.bound]),
    }),
};
