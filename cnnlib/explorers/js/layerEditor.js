import { LAYER_TYPES } from "./arithmetic.js";
import { make, setText } from "./shared/dom.js";
import {
  button,
  checkField,
  numberField,
  pairField,
  selectField,
  setResting,
} from "./shared/fields.js";
import { freshLayer, shapeBefore, shortLayer } from "./costResult.js";
import { paddingField } from "./shared/paddingField.js";
import { strideField } from "./shared/strideField.js";
import { TEXT } from "./text.js";

const LIMITS = {
  axis: { minimum: -Infinity },
  number: {},
  share: { maximum: 1, step: 0.1 },
  whole: { minimum: 1 },
};
const PAIR_SYMBOLS = { kernel_size: "k", stride: "s", dilation: "d", output_size: "m" };

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
    this.values = this.settings.result.layers[place];
    for (const listener of this.listeners) listener(this.values);
  }

  /** A layer that becomes one of another type keeps what both types know. */
  change(patch, field) {
    const { settings, place } = this;
    return settings.change(() => {
      const wanted = { ...this.values, ...(typeof patch === "function" ? patch() : patch) };
      const layer =
        wanted.type === this.values.type
          ? wanted
          : freshLayer(wanted.type, shapeBefore(settings.result, place), this.values);
      return { layers: settings.values.layers.with(place, shortLayer(layer)) };
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
  const text = TEXT.cost;
  const layer = new LayerSettings(settings, place);
  const { type } = layer.values;
  const typeField = selectField(layer, {
    label: text.type,
    options: Object.keys(LAYER_TYPES).map((name) => [name, text.types[name]]),
    get: (values) => values.type,
    set: (name) => ({ type: name }),
  });
  const fields = LAYER_TYPES[type].map((argument) => argumentField(layer, argument));
  const up = button(text.up, () => edit.move(-1));
  const down = button(text.down, () => edit.move(1));
  const actions = make(
    "div",
    { class: "cx-row" },
    up,
    down,
    button(text.duplicate, () => edit.duplicate()),
    // A ReLU fits everywhere; its type is the first thing that the form offers to change.
    button(text.addAfter, () => edit.insert({ type: "ReLU" })),
    button(text.remove, () => edit.remove()),
    button(text.close, () => edit.close()),
  );
  const legend = make("legend");
  const form = make("fieldset", { class: "cx-editor" }, legend, typeField, ...fields, actions);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") edit.close();
  });
  const tell = (at) => {
    const last = settings.values.layers.length - 1;
    layer.tell(at);
    setText(legend, text.layer(at));
    setResting(up, at === 0);
    setResting(down, at === last);
  };
  tell(place);
  return { form, type, tell };
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
    ...LIMITS[kind],
    ...(kind === "number" && argument.default !== null ? { step: argument.default } : {}),
  });
}
