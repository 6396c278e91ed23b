import { freshId, make, setText } from "../shared/dom.js";
import { button } from "../shared/fields.js";
import { TEXT } from "../text/en/differences.js";
import { CNNLIB, ENGINES, askedOf } from "./table.js";

const FIRST = [CNNLIB.key];

/** Which engines are shown: none named are all of them. */
export function engineChoice(settings) {
  const summary = make("summary");
  const boxes = ENGINES.map(({ key, title, version }) => {
    const id = freshId();
    const box = make("input", { id, type: "checkbox", value: key });
    const label = make("label", { for: id }, title, " ", make("small", {}, version));
    return { box, element: make("span", { class: "cx-check" }, box, label) };
  });
  const choose = (chosen) => {
    const keys = chosen.map(({ key }) => key);
    // Of no engine at all there is no matrix: one stays.
    settings.change({ engines: keys.length === ENGINES.length ? [] : keys.length ? keys : FIRST });
  };
  const list = make("div", { class: "cx-engines" }, ...boxes.map(({ element }) => element));
  list.addEventListener("change", () => choose(ENGINES.filter((_, i) => boxes[i].box.checked)));
  const all = button(TEXT.allEngines, () => choose(ENGINES));
  const few = button(TEXT.noEngines, () => choose([]));
  settings.listen((values, { columns }) => {
    setText(summary, TEXT.engines(askedOf(columns).length, askedOf(ENGINES).length));
    boxes.forEach(({ box }, i) => (box.checked = columns.includes(ENGINES[i])));
  });
  const row = make("div", { class: "cx-row" }, all, few);
  return make("details", { class: "cx-fold" }, summary, row, list);
}
