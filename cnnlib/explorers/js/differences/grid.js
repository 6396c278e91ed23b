import { ARROWS, make } from "../shared/dom.js";
import { TEXT } from "../text/en/differences.js";
import { CASES, ENGINES, colorOf, letterOf, placeOf } from "./table.js";

/** How far a key leads: rows down, columns right. */
const STEPS = {
  ...ARROWS,
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * The matrix: a row a case, a column an engine, and before them the case itself. What is not shown
 * is hidden and stays; rows out of sight cost nothing, by `content-visibility`.
 *
 * `onOpen(case, engine)` is called when a cell is pressed, `onEnter()` when that was done by a key,
 * and `onWalk(case, engine)` when an arrow has led to another. Of a case alone `engine` is null.
 */
export class AnswerGrid {
  constructor(onOpen) {
    this.onOpen = onOpen;
    this.shown = { rows: CASES, columns: ENGINES };
    this.heads = ENGINES.map(({ title, version }) =>
      make("span", { role: "columnheader", title: `${title} ${version}` }, make("span", {}, title)),
    );
    const corner = make("span", { class: "cx-case", role: "columnheader" }, TEXT.caseHead);
    const head = make("div", { class: "cx-heads", role: "row" }, corner, ...this.heads);
    this.rows = CASES.map((each) => new Row(each));
    this.groups = groupsOf(this.rows);
    const named = { class: "cx-matrix", role: "grid", "aria-label": TEXT.grid };
    this.element = make("div", named, head, ...this.groups.map(({ element }) => element));
    this.current = { row: this.rows[0], column: 0 };
    this.tab(0);
    this.element.addEventListener("click", (event) => this.press(event));
    this.element.addEventListener("keydown", (event) => this.step(event));
    this.element.addEventListener("focusin", (event) => this.lead(this.at(event)));
  }

  /** Show these cases and engines. */
  draw(rows, columns) {
    if (columns !== this.shown.columns) this.drawColumns(columns);
    if (rows !== this.shown.rows) this.drawRows(rows);
    this.shown = { rows, columns };
    const { row, column } = this.current;
    if (row.element.hidden || row.cells[column].hidden) {
      const first = this.rows.find(({ element }) => !element.hidden);
      if (first) this.lead({ row: first, column: 0 });
    }
  }

  drawRows(rows) {
    const shown = new Set(rows);
    for (const { element, each } of this.rows) show(element, shown.has(each));
    for (const { element, rows: own } of this.groups) {
      show(element, own.some((row) => !row.element.hidden));
    }
  }

  drawColumns(columns) {
    ENGINES.forEach((engine, i) => {
      const visible = columns.includes(engine);
      if (this.heads[i].hidden !== visible) return;
      show(this.heads[i], visible);
      for (const { cells } of this.rows) show(cells[i + 1], visible);
    });
    this.element.style.setProperty("--columns", columns.length);
  }

  /** Mark the open cell, and bring it to where the sheet, as high as that, does not lie over it. */
  mark(open, engine, height) {
    const cell = open && this.rows[open.place].cells[engine ? engine.place + 1 : 0];
    if (cell === this.open) return;
    this.open?.removeAttribute("aria-selected");
    this.open = cell;
    if (!cell) return;
    cell.setAttribute("aria-selected", "true");
    this.lead({ row: this.rows[open.place], column: engine ? engine.place + 1 : 0 });
    // Behind what else scrolls for it, such as a link to it.
    requestAnimationFrame(() => {
      const most = this.element.clientHeight - 2 * cell.offsetHeight;
      cell.style.scrollMarginBottom = `${Math.max(0, Math.min(height, most))}px`;
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  /** Let the tab key lead to a cell, and no longer to the one it led to before. */
  lead(at) {
    if (!at) return;
    this.tab(-1);
    this.current = at;
    this.tab(0);
  }

  tab(index) {
    const { row, column } = this.current;
    row.cells[column].tabIndex = index;
  }

  focus() {
    const { row, column } = this.current;
    row.cells[column].focus();
  }

  at({ target }) {
    const row = this.rows[target.closest("[data-case]")?.dataset.case];
    const column = row?.cells.indexOf(target.closest("[role=gridcell], [role=rowheader]"));
    return column >= 0 ? { row, column } : null;
  }

  press(event) {
    const at = this.at(event);
    if (at) this.onOpen(at.row.each, engineAt(at));
  }

  step(event) {
    const at = this.at(event);
    if (!at || event.metaKey || event.altKey) return;
    if (["Enter", " "].includes(event.key)) {
      event.preventDefault();
      this.press(event);
      this.onEnter();
    } else if (event.key in STEPS) {
      event.preventDefault();
      const all = event.ctrlKey ? Infinity : 1;
      const [down, right] = STEPS[event.key].map((step) => (step ? step * all : 0));
      this.walk(at, down || (event.ctrlKey && Math.abs(right) === Infinity ? right : 0), right);
    }
  }

  walk({ row, column }, down, right) {
    const visible = (element) => !element.hidden;
    const rows = this.rows.filter(({ element }) => visible(element));
    const columns = row.cells.map((_, i) => i).filter((i) => visible(row.cells[i]));
    this.lead({
      row: ahead(rows, row, down),
      column: ahead(columns, column, right),
    });
    this.focus();
    this.onWalk(this.current.row.each, engineAt(this.current));
  }
}

/** A case: its words, and a letter for each engine. */
class Row {
  constructor(each) {
    this.each = each;
    const named = { class: "cx-case", role: "rowheader", tabindex: -1, title: each.setting };
    const head = make("span", named, make("span", {}, each.setting));
    this.cells = [head, ...ENGINES.map((engine) => cellOf(each, engine))];
    const place = { class: "cx-line", role: "row", "data-case": each.place };
    this.element = make("div", place, ...this.cells);
  }
}

function cellOf(each, engine) {
  const place = placeOf(each, engine);
  const letter = letterOf(each, place);
  const said = place < 0 ? TEXT.unmeasured(engine.title) : null;
  return make(
    "span",
    {
      class: "cx-answer",
      role: "gridcell",
      tabindex: -1,
      "data-color": colorOf(each, place),
      "aria-label": said ?? TEXT.cell(engine.title, letter, each.answers[place]),
    },
    letter,
  );
}

/** The cases of a difference, below its title. */
function groupsOf(rows) {
  return [...Map.groupBy(rows, ({ each }) => each.difference)].map(([{ title }, own]) => {
    const head = make("span", { role: "rowheader" }, title);
    const line = make("div", { class: "cx-title", role: "row" }, head);
    const named = { role: "rowgroup", "aria-label": title };
    const element = make("div", named, line, ...own.map(({ element: row }) => row));
    return { element, rows: own };
  });
}

function engineAt({ column }) {
  return column ? ENGINES[column - 1] : null;
}

function show(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

/** Return what stands some steps ahead in a list, or at its end. */
function ahead(list, from, steps) {
  const place = list.indexOf(from) + steps;
  return list[Math.max(0, Math.min(list.length - 1, place))];
}
