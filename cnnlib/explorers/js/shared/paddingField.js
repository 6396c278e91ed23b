import { paddingForm, parsePadding } from "../arithmetic.js";
import { TEXT } from "../text/en/shared.js";
import { make, setText } from "./dom.js";
import { group, numberField, selectField } from "./fields.js";

// For each form in which padding is written: how many numbers, and the value they make.
const FORMS = {
  one: { count: 1, value: ([side]) => side },
  two: { count: 2, value: ([height, width]) => [height, width] },
  four: { count: 4, value: (sides) => sides },
  pairs: {
    count: 4,
    value: ([top, bottom, left, right]) => [[0, 0], [0, 0], [top, bottom], [left, right]],
  },
  SAME: { count: 0, value: () => "SAME" },
  SAME_LOWER: { count: 0, value: () => "SAME_LOWER" },
  VALID: { count: 0, value: () => "VALID" },
};

/** Padding in each of its seven forms. `sides(result)` are the four numbers it amounts to. */
export function paddingField(settings, name = "padding", { maximum } = {}) {
  const text = TEXT.padding;
  const shown = (values) => paddingForm(values[name]);
  const numbers = (values) => numbersOf(shown(values));
  const form = selectField(settings, {
    label: text.form,
    options: Object.keys(FORMS).map((key) => [key, text.forms[key]]),
    get: (values) => formOf(shown(values)),
    set: (key) => ({ [name]: FORMS[key].value(startOf(key, settings.values[name])) }),
  });
  const fields = [0, 1, 2, 3].map((place) =>
    numberField(settings, {
      label: "",
      get: (values) => numbers(values)[place] ?? 0,
      set: (number) => ({
        [name]: FORMS[formOf(shown(settings.values))].value(
          numbers(settings.values).with(place, number),
        ),
      }),
      maximum,
    }),
  );
  settings.listen((values) => {
    const { count } = FORMS[formOf(shown(values))];
    fields.forEach((field, place) => {
      field.hidden = place >= count;
      if (!field.hidden) setText(field.firstChild, text.numbers[count][place]);
    });
  });
  return group([text.label, "p"], form, make("div", { class: "cx-row" }, ...fields));
}

function formOf(padding) {
  if (typeof padding === "string") return padding;
  if (!Array.isArray(padding)) return "one";
  if (padding.length === 2) return "two";
  return Array.isArray(padding[0]) ? "pairs" : "four";
}

function numbersOf(padding) {
  if (typeof padding === "string") return [];
  if (!Array.isArray(padding)) return [padding];
  return Array.isArray(padding[0]) ? padding.slice(2).flat() : padding;
}

/** Carry as much as the new form can say over from the old one. */
function startOf(form, padding) {
  const sides = parsePadding(padding);
  const [top, bottom, left, right] = Array.isArray(sides) ? sides : [0, 0, 0, 0];
  return { 1: [top], 2: [top, left], 4: [top, bottom, left, right] }[FORMS[form].count] ?? [];
}
