import { TEXT } from "../text/en/shared.js";
import { freshId, make, setAttribute } from "./dom.js";

/** Plain words, and the symbol that formulas have for them. */
function named(label, symbol) {
  return symbol ? [label, " ", make("i", { class: "cx-symbol" }, symbol)] : [label];
}

function labelled(id, label, symbol) {
  return make("label", { for: id }, ...named(label, symbol));
}

/** Return what was typed as a number where it is one, else as it stands: the check will say. */
export function typed(text) {
  // A cell shows its number with a true minus sign; what is typed behind it is still a number.
  const number = Number(text.replace("−", "-"));
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}

/**
 * A number that can be typed or stepped.
 *
 * `get(values)` reads it from the settings; `set(number)` returns what to change, or refuses.
 */
export function numberField(settings, { label, symbol, get, set, minimum = 0, maximum, step = 1 }) {
  const id = freshId();
  const input = make("input", {
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    role: "spinbutton",
    size: 3,
  });
  const shown = () => get(settings.values);
  const enter = (value, field) => {
    input.setAttribute("aria-invalid", String(!settings.change(() => set(value), field)));
  };
  const move = (by) => {
    // An empty field counts from 0; 0.8 − 0.1 is 0.7000000000000001.
    const next = Number((Number(shown()) + by * step).toPrecision(15));
    const value = Math.min(maximum ?? Infinity, Math.max(minimum, next));
    if (value === shown()) return;
    enter(value);
    input.value = shown();
  };
  // What is typed stays as it is until the field is left: "0." is on its way to 0.5.
  let typing = false;
  input.addEventListener("input", () => {
    typing = true;
    enter(typed(input.value), input);
  });
  input.addEventListener("blur", () => {
    typing = false;
    settings.endTyping();
    input.value = shown();
    input.removeAttribute("aria-invalid");
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    move(by);
  });
  // For the finger; the keyboard has its arrows, a screen reader the spin button's own.
  const aside = { type: "button", tabindex: -1, "aria-hidden": true };
  const button = (sign, by) => make("button", { ...aside, onclick: () => move(by) }, sign);
  settings.listen((values, result, problem) => {
    const value = String(shown());
    if (!typing && input.value !== value) input.value = value;
    if (!typing && !problem) input.removeAttribute("aria-invalid");
    setAttribute(input, "aria-valuenow", value);
  });
  return make(
    "div",
    { class: "cx-field" },
    labelled(id, label, symbol),
    make("span", { class: "cx-stepper" }, button("−", -1), input, button("+", 1)),
  );
}

/**
 * Two numbers, for height and width; a setting that holds both is written short if they agree. An
 * `optional` one may be null: both fields are empty then, and emptying one empties both. To fill
 * one empties the setting that it stands for `instead`.
 */
export function pairField(settings, name, fields) {
  const { label, symbol, get, optional, open, instead, ...limits } = fields;
  const read = get ?? ((values) => asPair(values[name]).map((side) => side ?? ""));
  const changed = (axis, value) => {
    if (optional && value === "") return null;
    if (optional && settings.values[name] === null) return value;
    const sides = read(settings.values).with(axis, value);
    return joinPair(open ? sides.map((side) => (side === "" ? null : side)) : sides);
  };
  const one = (axis) =>
    numberField(settings, {
      label: TEXT.axes[axis],
      symbol: symbol && make("span", {}, symbol, make("sub", {}, "hw"[axis])),
      get: (values) => read(values)[axis],
      set: (value) => {
        const sides = changed(axis, value);
        return { [name]: sides, ...(instead && sides !== null ? { [instead]: null } : {}) };
      },
      minimum: 1,
      ...limits,
    });
  return group(label, one(0), one(1));
}

/** Fields that belong together, under one name; a name with a symbol is [name, symbol]. */
export function group(label, ...fields) {
  const legend = make("legend", {}, ...named(...[label].flat()));
  return make("fieldset", { class: "cx-group" }, legend, ...fields);
}

/** One of a few words. `options` are [value, label]. */
export function selectField(settings, { label, symbol, options, get, set }) {
  const id = freshId();
  const select = make("select", { id });
  for (const [value, words] of options) select.append(make("option", { value }, words));
  select.addEventListener("change", () => {
    settings.change(() => set(select.value));
    select.value = get(settings.values);
  });
  settings.listen(() => {
    const value = get(settings.values);
    if (select.value !== value) select.value = value;
  });
  return make("div", { class: "cx-field" }, labelled(id, label, symbol), select);
}

/** Yes or no. */
export function checkField(settings, { label, symbol, get, set }) {
  const id = freshId();
  const box = make("input", { id, type: "checkbox" });
  box.addEventListener("change", () => {
    settings.change(() => set(box.checked));
    box.checked = get(settings.values);
  });
  settings.listen(() => (box.checked = get(settings.values)));
  return make("div", { class: "cx-field cx-check" }, box, labelled(id, label, symbol));
}

/** A button with words on it. */
export function button(label, press, attributes = {}) {
  const onclick = () => {
    if (element.getAttribute("aria-disabled") !== "true") press();
  };
  const look = { type: "button", class: "cx-button", onclick, ...attributes };
  const element = make("button", look, label);
  return element;
}

/** Let a button rest. Not by `disabled`: that would take the focus from whoever just pressed it. */
export function setResting(element, resting) {
  setAttribute(element, "aria-disabled", String(resting));
}

/** Return one number or a pair as a pair. */
export function asPair(value) {
  return Array.isArray(value) ? value : [value, value];
}

/** Return a pair as one number where both agree. */
export function joinPair(pair) {
  return pair[0] === pair[1] ? pair[0] : pair;
}
