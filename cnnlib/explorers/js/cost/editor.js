import { isOperator, shortLayer, typeOf } from "../network.js";
import { make, setText } from "../shared/dom.js";
import {
  button,
  checkField,
  numberField,
  pairField,
  selectField,
  setResting,
  typed,
} from "../shared/fields.js";
import { paddingField } from "../shared/paddingField.js";
import { strideField } from "../shared/strideField.js";
import { TEXT } from "../text/en/cost.js";
import { freshLayer, freshReads, shapeBefore } from "./result.js";
import { ruleInLetters } from "./rules.js";
import { nameField, readsField } from "./tieFields.js";
import { replaceLayer } from "./wiring.js";
import { wordField } from "./wordField.js";
import { wordOf } from "./words.js";

/* global LAYER_TYPES */

const LIMITS = {
  axis: { minimum: -Infinity },
  "finite number": { minimum: -Infinity, step: 0.05 },
  number: {},
  "pair from 0": { minimum: 0 },
  "pair of cells": { open: true },
  "positive number": {},
  scale: { minimum: 0.5, step: 0.5 },
  share: { maximum: 1, step: 0.1 },
  whole: { minimum: 1 },
};

/** Settings of which a layer takes one. */
const INSTEAD = { scale_factor: "size", size: "scale_factor" };

/** One layer of the list as settings of its own: the fields need not know of the others. */
class LayerSettings {
  constructor(settings, place) {
    Object.assign(this, { settings, listeners: [] });
    this.tell(place);
  }

  listen(listener) {
    this.listeners.push(listener);
    listener(this.values);
  }

  /** Speak of the layer at `place` from now on, as it is now. */
  tell(place) {
    this.place = place;
    this.values = this.settings.result.report.layers[place];
    for (const listener of this.listeners) listener(this.values);
  }

  /** A layer that becomes one of another type keeps what both types know. */
  change(patch, field) {
    const { settings, place } = this;
    return settings.change(() => {
      const wanted = { ...this.values, ...(typeof patch === "function" ? patch() : patch) };
      const { layers } = settings.values;
      if (wanted.type === this.values.type) {
        return { layers: layers.with(place, shortLayer(wanted)) };
      }
      const { result } = settings;
      const layer = freshLayer(wanted.type, shapeBefore(result, place), this.values);
      const reads = freshReads(layer, place, result);
      return { layers: replaceLayer(layers, place, shortLayer(layer), reads) };
    }, field);
  }

  endTyping() {
    this.settings.endTyping();
  }
}

/**
 * The form of one layer: its type, its arguments, and what can be done with its row, which `edit`
 * holds: `move(by)`, `insert(layer)`, `duplicate()`, `remove()` and `close()`. `tell(place)` lets
 * it speak of the layer of its type at another place.
 */
export function layerEditor(settings, place, edit) {
  const layer = new LayerSettings(settings, place);
  const { type } = layer.values;
  const typeField = selectField(layer, {
    label: TEXT.type,
    options: [...new Set([...Object.keys(LAYER_TYPES), type])].map((name) => [
      name,
      wordOf("types", name),
    ]),
    get: (values) => values.type,
    set: (name) => ({ type: name }),
  });
  // What an operator of a file gives is the file's to say.
  const known = isOperator(layer.values) ? [] : typeOf(layer.values).arguments;
  const fields = known.map((argument) => argumentField(layer, argument));
  const ties = make("div", { class: "cx-row" }, readsField(layer), nameField(layer));
  const up = button(TEXT.up, () => edit.move(-1));
  const down = button(TEXT.down, () => edit.move(1));
  const actions = make(
    "div",
    { class: "cx-row" },
    up,
    down,
    button(TEXT.duplicate, () => edit.duplicate()),
    // A ReLU fits everywhere; its type is the first thing that the form offers to change.
    button(TEXT.addAfter, () => edit.insert({ type: "ReLU" })),
    button(TEXT.remove, () => edit.remove()),
    button(TEXT.close, () => edit.close()),
  );
  const legend = make("legend");
  const rule = make("p", { class: "cx-rule" });
  const parts = [legend, typeField, ...fields, ties, rule, actions];
  const form = make("fieldset", { class: "cx-editor" }, ...parts);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") edit.close();
  });
  let counted = null;
  const tell = (at) => {
    const { layers, convention } = settings.values;
    const last = layers.length - 1;
    layer.tell(at);
    setText(legend, TEXT.layer(at));
    if (counted !== convention) rule.replaceChildren(...ruleOf(type, convention));
    counted = convention;
    setResting(up, at === 0);
    setResting(down, at === last);
  };
  tell(place);
  return { form, type, tell };
}

function ruleOf(type, convention) {
  return [make("b", {}, TEXT.rules.by(convention)), " ", ...ruleInLetters(type, convention)];
}

function argumentField(layer, { name, kind, choices, ...argument }) {
  const label = wordOf("arguments", name);
  const get = (values) => values[name];
  const set = (value) => ({ [name]: value });
  if (kind === "padding" || kind === "frame") return paddingField(layer, name);
  if (name === "stride" && argument.default === null) return strideField(layer);
  if (kind.startsWith("pair") || kind === "scale") {
    const ways = { optional: argument.default === null, instead: INSTEAD[name] };
    return pairField(layer, name, { label, symbol: TEXT.symbols[name], ...ways, ...LIMITS[kind] });
  }
  if (TEXT.lists[kind]) return listField(layer, name, { label, hint: TEXT.lists[kind] });
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
    ...LIMITS[kind],
    ...(kind === "number" && argument.default !== null ? { step: argument.default } : {}),
  });
}

/** Several whole numbers, one behind the other. */
function listField(layer, name, { label, hint }) {
  return wordField(layer, {
    label,
    hint,
    get: (values) => [values[name]].flat().join(", "),
    enter: (text) =>
      layer.change(() => ({ [name]: text.split(/[\s,×]+/).filter(Boolean).map(typed) })),
  });
}
