import { make } from "../shared/dom.js";
import { TEXT } from "../text/en/differences.js";
import { CASES, ENGINES, colorOf, letterOf, placeOf } from "./table.js";

/** The class that hides a column: no cell is touched, and no other column found a style for. */
export const hiding = ({ place }) => `cx-without-${place}`;

export const HIDING = ENGINES.map(
  (engine) => `.${hiding(engine)} .cx-e${engine.place} { display: none }`,
).join("");

/** A case: its words, and a letter for each engine. */
export class Row {
  constructor(each) {
    this.each = each;
    const named = { class: "cx-case", role: "rowheader", tabindex: -1, title: titleOf(each) };
    const head = make("span", named, make("span", {}, titleOf(each)));
    this.cells = [head, ...ENGINES.map((engine) => cellOf(each, engine))];
    const place = { class: "cx-line", role: "row", "data-case": each.place };
    this.element = make("div", { ...place, "aria-hidden": "true" }, ...this.cells);
  }
}

/** The setting, and where another case of the difference has the same one, the input too. */
function titleOf(each) {
  const { setting, difference } = each;
  const twin = CASES.some(
    (other) => other !== each && other.difference === difference && other.setting === setting,
  );
  return twin ? `${each.input}: ${setting}` : setting;
}

function cellOf(each, engine) {
  const place = placeOf(each, engine);
  const letter = letterOf(each, place);
  const said = place < 0 ? TEXT.unmeasured(engine.title) : null;
  return make(
    "span",
    {
      class: `cx-answer cx-e${engine.place}`,
      role: "gridcell",
      tabindex: -1,
      "data-color": colorOf(each, place),
      "aria-label": said ?? TEXT.cell(engine.title, letter, each.answers[place]),
    },
    // The dots of a row are one picture behind its cells: half of all were not measured.
    place < 0 ? "" : letter,
  );
}

/** The cases of a difference, below its title. */
export function groupsOf(rows) {
  return [...Map.groupBy(rows, ({ each }) => each.difference)].map(([{ title }, own]) => {
    const head = make("span", { role: "rowheader" }, title);
    const line = make("div", { class: "cx-title", role: "row", "aria-hidden": "true" }, head);
    const element = make("div", { class: "cx-cases" }, line, ...own.map(({ element: row }) => row));
    return { element, line, rows: own };
  });
}
