import { Refusal } from "../arithmetic/refusal.js";
import { make, setText } from "../shared/dom.js";
import { checkField, group, selectField } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { TEXT } from "../text/en/differences.js";
import { cellSheet } from "./cellSheet.js";
import { engineChoice } from "./engineChoice.js";
import { AnswerGrid } from "./grid.js";
import { searchField, WORDS } from "./searchField.js";
import {
  CASES,
  ENGINES,
  FAMILIES,
  REFUSED,
  UNKNOWN,
  askedOf,
  caseOf,
  differs,
  engineOf,
  found,
  letterOf,
  placeOf,
} from "./table.js";

/* global DEFAULTS */

const LIST = {
  write: (keys) => keys.join(","),
  read: (text) => text.split(",").filter(Boolean),
};

/** Return what is shown by these settings: cases and engines, and which cell is open. */
function derive({ engines, search, family, differing, case: open, engine }) {
  const known = ENGINES.map(({ key }) => key);
  for (const key of [...engines, ...(engine ? [engine] : [])]) check("engine", key, known);
  if (open) check("case", open, CASES.map(({ key }) => key));
  if (family) check("family", family, FAMILIES.map(({ name }) => name));
  const columns = engines.length ? ENGINES.filter(({ key }) => engines.includes(key)) : ENGINES;
  const words = found(search, family);
  const rows = differing ? words.filter((each) => differs(each, columns)) : words;
  return { columns, rows, open: caseOf(open) ?? null, engine: engineOf(engine) ?? null };
}

function check(name, key, known) {
  if (!known.includes(key)) throw new Refusal("ValueError", TEXT.unknown(name, key, known));
}

function build(settings) {
  const grid = new AnswerGrid((each, engine) =>
    settings.change({ case: each.key, engine: engine?.key ?? "" }),
  );
  const close = () => {
    settings.change({ case: "", engine: "" });
    grid.focus();
  };
  const sheet = cellSheet(close);
  const count = make("p", { class: "cx-muted cx-count" });
  const nothing = make("p", { class: "cx-note", hidden: true }, TEXT.nothing);
  settings.listen((values, result) => {
    const { columns, rows, open, engine } = result;
    setText(count, counted(result));
    nothing.hidden = rows.length > 0;
    grid.draw(rows, columns);
    sheet.show(open, engine);
    grid.mark(open, engine, sheet.element);
  });
  const root = make("div", { class: "cx-answers" }, filters(settings), count, legend());
  root.append(nothing, grid.element, sheet.element);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && settings.result.open) {
      event.preventDefault();
      close();
    }
  });
  grid.onEnter = () => sheet.element.focus();
  grid.onWalk = (each, engine) => settings.result.open && grid.onOpen(each, engine);
  return { controls: [], stage: [root] };
}

function filters(settings) {
  const family = selectField(settings, {
    label: TEXT.family,
    options: [["", TEXT.anyFamily], ...FAMILIES.map(({ name, title }) => [name, title])],
    get: (values) => values.family,
    set: (name) => ({ family: name }),
  });
  const differing = checkField(settings, {
    label: TEXT.differing,
    get: (values) => values.differing,
    set: (on) => ({ differing: on }),
  });
  const search = searchField(settings, TEXT.search);
  const fields = group(TEXT.filters, search, family, differing);
  return make("div", {}, fields, engineChoice(settings));
}

function legend() {
  const sign = (color, letter) => make("b", { class: "cx-answer", "data-color": color }, letter);
  const part = (words, ...signs) => make("span", {}, ...signs, ` ${words}`);
  return make(
    "p",
    { class: "cx-legend" },
    part(TEXT.most, sign(0, "A")),
    part(TEXT.others, sign(1, "B"), sign(2, "C"), sign(3, "D")),
    part(TEXT.refusedSign, sign("refused", REFUSED)),
    part(TEXT.notAsked, sign("none", UNKNOWN)),
  );
}

function counted({ columns, rows }) {
  return TEXT.counted(rows.length, CASES.length, askedOf(columns).length);
}

function say(values, result) {
  const { open, engine } = result;
  if (!open) return rows(result);
  if (!engine) return open.setting;
  const place = placeOf(open, engine);
  if (place < 0) return TEXT.unmeasured(engine.title);
  return TEXT.cell(engine.title, letterOf(open, place), open.answers[place]);
}

function rows(result) {
  return result.rows.length ? counted(result) : TEXT.nothing;
}

export function startMatrix(view) {
  return startExplorer(view, {
    name: "DifferenceMatrix",
    text: TEXT,
    defaults: DEFAULTS.DifferenceMatrix,
    pointers: ["case", "engine"],
    derive,
    build,
    say,
    codecs: { engines: LIST, search: WORDS, case: WORDS },
  });
}
