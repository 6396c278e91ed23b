import { make } from "../shared/dom.js";
import { TEXT } from "../text/en/cost.js";
import { wordOf } from "./words.js";

/* global CONVENTIONS, LAYER_TYPES */

/** Each cell of the chosen convention, in its words and in letters; written while it is open. */
export function ruleTable(settings) {
  const text = TEXT.rules;
  const [source, body] = [make("caption"), make("tbody")];
  const heads = text.columns.map((words) => make("th", { scope: "col" }, words));
  const table = make("table", {}, source, make("thead", {}, make("tr", {}, ...heads)), body);
  const free = make("p");
  const notes = make("ul", { class: "cx-notes" });
  const parts = [make("summary", {}, text.label), table, free, make("p", {}, text.letters), notes];
  const details = make("details", { class: "cx-fold cx-rules" }, ...parts);
  let written = null;
  const write = () => {
    const { convention } = settings.values;
    if (!details.open || convention === written) return;
    written = convention;
    const { rules } = CONVENTIONS[convention];
    source.textContent = CONVENTIONS[convention].source;
    const counted = Object.keys(LAYER_TYPES).filter((type) => type in rules);
    body.replaceChildren(
      ...counted.map((type) => {
        const name = make("th", { scope: "row" }, wordOf("types", type));
        return make("tr", {}, name, make("td", {}, ...ruleInLetters(type, convention)));
      }),
    );
    const others = Object.keys(LAYER_TYPES).filter((type) => !(type in rules));
    const said = CONVENTIONS[convention].notes ?? [];
    notes.replaceChildren(...said.map((note) => make("li", {}, note)));
    free.textContent = text.free(others.map((type) => wordOf("types", type)));
  };
  details.addEventListener("toggle", write);
  settings.listen(write);
  return details;
}

/** Say what a layer of a type costs by a convention: its words, then the same in letters. */
export function ruleInLetters(type, convention) {
  const { rules, letters } = CONVENTIONS[convention];
  if (!(type in rules)) return [TEXT.rules.nothing];
  // k_h is written k with a small h below.
  const parts = letters[type].split(/_(\w+)/);
  const signs = parts.map((part, i) => (i % 2 ? make("sub", {}, part) : part));
  return [rules[type], make("span", { class: "cx-letters" }, "= ", ...signs)];
}
