import { LAYER_TYPES, checkLayer } from "./arithmetic.js";
import { make } from "./elements.js";
import { button, checkField, numberField, pairField, selectField } from "./fields.js";
import { freshLayer, shapeBefore, shortLayer } from "./costResult.js";
import { paddingField } from "./paddingField.js";
import { strideField } from "./strideField.js";
import { TEXT } from "./text.js";

const PAIR_SYMBOLS = { kernel_size: "k", stride: "s", dilation: "d", output_size: "m" };

/** One layer of the list as settings of its own: the fields need not know of the others. */
class LayerSettings {
  constructor(settings, place) {
    Object.assign(this, { settings, place });
    this.listeners = [];
  }

  get values() {
    return checkLayer(this.settings.values.layers[this.place]);
  }

  listen(listener) {
    this.listeners.push(listener);
    listener(this.values);
  }

  tell() {
    for (const listener of this.listeners) listener(this.values);
  }

  /** A layer that becomes one of another type keeps what both types know. */
  change(patch, field) {
    const { settings, place } = this;
    return settings.change(() => {
      const before = this.values;
      const wanted = { ...before, ...(typeof patch === "function" ? patch() : patch) };
      const layer =
        wanted.type === before.type
          ? wanted
          : freshLayer(wanted.type, shapeBefore(settings.result, place), before);
      return { layers: settings.values.layers.with(place, shortLayer(layer)) };
    }, field);
  }

  endTyping() {
    this.settings.endTyping();
  }
}

/**
 * The form of one layer: its type, its arguments, and what can be done with its row, which `edit`
 * holds: `move(by)`, `addAfter()`, `remove()` and `close()`.
 */
export function layerEditor(settings, place, edit) {
  const text = TEXT.cost;
  const layer = new LayerSettings(settings, place);
  const { type } = layer.values;
  const typeField = selectField(layer, {
    label: text.type,
    options: Object.keys(LAYER_TYPES).map((name) => [name, name]),
    get: (values) => values.type,
    set: (name) => ({ type: name }),
  });
  const fields = LAYER_TYPES[type].map((argument) => argumentField(layer, argument));
  const actions = make(
    "div",
    { class: "cx-row" },
    button(text.up, () => edit.move(-1)),
    button(text.down, () => edit.move(1)),
    button(text.addAfter, () => edit.addAfter()),
    button(text.remove, () => edit.remove()),
    button(text.close, () => edit.close()),
  );
  const form = make("div", { class: "cx-editor" }, typeField, ...fields, actions);
  return { form, type, tell: () => layer.tell() };
}

function argumentField(layer, { name, kind, choices, ...argument }) {
  const label = TEXT.cost.arguments[name];
  const get = (values) => values[name];
  const set = (value) => ({ [name]: value });
  if (kind === "padding") return paddingField(layer, name);
  if (name === "stride" && argument.default === null) return strideField(layer);
  if (kind === "pair") return pairField(layer, name, { label, symbol: PAIR_SYMBOLS[name] });
  if (kind === "flag") return checkField(layer, { label, symbol: name, get, set });
  if (kind === "choice") {
    const options = choices.map((choice) => [choice, choice]);
    return selectField(layer, { label, symbol: name, options, get, set });
  }
  return numberField(layer, {
    label,
    symbol: name,
    // An empty field stands for None, where an argument takes it.
    get: (values) => values[name] ?? "",
    set: (value) => set(value === "" && argument.default === null ? null : value),
    minimum: kind === "axis" ? -4 : kind === "whole" ? 1 : 0,
    step: kind === "share" ? 0.1 : 1,
  });
}
