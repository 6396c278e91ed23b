import { ARROWS, make } from "../shared/dom.js";
import { TEXT } from "../text/en/differences.js";
import { HIDING, Row, groupsOf, hiding } from "./lines.js";
import { CASES, ENGINES, placeOf } from "./table.js";

// Beside so few engines there is room for the answers.
const FEW = 4;

/** How far a key leads: rows down, columns right. */
const STEPS = {
  ...ARROWS,
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

// So many lines above and below those in sight are ready for who scrolls.
const READY = 6;

/**
 * The matrix: a row a case, a column an engine, and before them the case itself. What a search
 * leaves out stays and has no height; a line out of sight is not drawn, but keeps what it has been
 * drawn with. All lines are of one height: which are in sight follows without a measurement.
 *
 * `onOpen(case, engine)` is called when a cell is pressed, `onEnter()` when that was done by a key,
 * and `onWalk(case, engine)` when an arrow has led to another. Of a case alone `engine` is null.
 */
export class AnswerGrid {
  constructor(onOpen) {
    this.onOpen = onOpen;
    this.shown = { rows: CASES, columns: ENGINES };
    const heads = ENGINES.map(({ title, version, place }) => {
      const named = { class: `cx-e${place}`, role: "columnheader", title: `${title} ${version}` };
      return make("span", named, make("span", {}, title));
    });
    const corner = make("span", { class: "cx-case", role: "columnheader" }, TEXT.caseHead);
    const head = make("div", { class: "cx-heads", role: "row" }, corner, ...heads);
    this.rows = CASES.map((each) => new Row(each));
    this.groups = groupsOf(this.rows);
    const named = { class: "cx-matrix", role: "grid", "aria-label": TEXT.grid };
    const groups = this.groups.map(({ element }) => element);
    const sheet = make("div", { class: "cx-lines" }, head, ...groups);
    this.element = make("div", named, make("style", {}, HIDING), sheet);
    this.current = { row: this.rows[0], column: 0 };
    this.tab(0);
    this.top = 0;
    this.inSight = 30;
    this.height = 1;
    this.near = [];
    this.drawRows(CASES);
    this.element.addEventListener("click", (event) => this.press(event));
    this.element.addEventListener("keydown", (event) => this.step(event));
    this.element.addEventListener("focusin", (event) => this.lead(this.at(event)));
    this.element.addEventListener("scroll", () => {
      this.top = this.element.scrollTop;
      this.drawNear(READY);
    });
    new ResizeObserver(() => {
      this.height = this.groups.find(({ out }) => !out)?.line.offsetHeight || 1;
      // Lines stand below the heads; of the first and the last a part may be seen.
      const room = this.element.clientHeight - head.offsetHeight;
      this.inSight = Math.ceil(room / this.height) + 1;
      this.drawNear();
    }).observe(this.element);
  }

  /** Show these cases and engines. */
  draw(rows, columns) {
    if (columns !== this.shown.columns) this.drawColumns(columns);
    if (rows !== this.shown.rows) this.drawRows(rows);
    this.shown = { rows, columns };
    const { row, column } = this.current;
    if (row.out || (column && !columns.includes(ENGINES[column - 1]))) {
      const first = this.rows.find(({ out }) => !out);
      if (first) this.lead({ row: first, column: 0 });
    }
  }

  drawRows(rows) {
    const shown = new Set(rows);
    for (const row of this.rows) setOut(row, !shown.has(row.each));
    this.lines = [];
    for (const group of this.groups) {
      const own = group.rows.filter(({ out }) => !out);
      setOut(group, own.length === 0);
      setCount(group, own.length && own.length + 1);
      if (own.length) this.lines.push(group.line, ...own.map(({ element }) => element));
    }
    this.element.ariaRowCount = this.lines.length + 1;
    if (this.top) this.element.scrollTop = this.top = 0;
    this.drawNear();
  }

  /** Draw the lines in sight, those beside them, and the one that the keyboard is at. */
  drawNear(ready = 0) {
    const first = Math.floor(this.top / this.height);
    const near = this.lines.slice(Math.max(0, first - ready), first + this.inSight + ready);
    if (!this.current.row.out) near.push(this.current.row.element);
    for (const line of this.near) if (!near.includes(line)) setNear(line, false);
    for (const line of near) setNear(line, true, this.lines.indexOf(line));
    this.near = near;
    const around = new Set(near.map(({ parentElement }) => parentElement));
    for (const { element } of this.groups) element.classList.toggle("cx-near", around.has(element));
  }

  drawColumns(columns) {
    for (const engine of ENGINES) {
      this.element.classList.toggle(hiding(engine), !columns.includes(engine));
    }
    const wide = columns.length <= FEW;
    this.element.classList.toggle("cx-wide", wide);
    if (!wide) return;
    for (const { each, cells } of this.rows) {
      for (const engine of columns) {
        const place = placeOf(each, engine);
        const answer = each.groups[place] < 0 ? TEXT.refusedSign : each.answers[place];
        if (answer) cells[engine.place + 1].dataset.answer = answer;
      }
    }
  }

  /** Mark the open cell, and bring it to where the sheet does not lie over it. */
  mark(open, engine, sheet) {
    const cell = open && this.rows[open.place].cells[engine ? engine.place + 1 : 0];
    if (cell === this.open) return;
    this.open?.removeAttribute("aria-selected");
    this.open = cell;
    if (!cell) return;
    cell.setAttribute("aria-selected", "true");
    this.lead({ row: this.rows[open.place], column: engine ? engine.place + 1 : 0 });
    this.drawNear();
    const reveal = () => revealAbove(sheet, cell);
    requestAnimationFrame(reveal);
    if (document.activeElement === cell) return;
    // A page that is on its way to the matrix, by a link to the cell, first comes to rest.
    const soon = AbortSignal.timeout(1000);
    document.addEventListener("scrollend", reveal, { once: true, signal: soon });
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
    this.drawNear();
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
    const rows = this.rows.filter(({ out }) => !out);
    const columns = [0, ...this.shown.columns.map(({ place }) => place + 1)];
    this.lead({ row: ahead(rows, row, down), column: ahead(columns, column, right) });
    this.focus();
    this.onWalk(this.current.row.each, engineAt(this.current));
  }
}

/** Bring a cell into sight, and to where the sheet does not lie over it. */
function revealAbove(sheet, cell) {
  const behavior = "instant";
  cell.scrollIntoView({ block: "nearest", inline: "nearest", behavior });
  const [{ bottom }, { top }] = [cell, sheet].map((each) => each.getBoundingClientRect());
  if (bottom > top) scrollBy({ top: bottom - top, behavior });
}

function engineAt({ column }) {
  return column ? ENGINES[column - 1] : null;
}

/** Draw a line or not; who listens is told of those that are drawn, and where they stand. */
function setNear(line, near, place) {
  line.classList.toggle("cx-near", near);
  if (near) line.setAttribute("aria-rowindex", place + 2);
  line.ariaHidden = near ? null : "true";
}

/** Leave a row, or a group of them, out or not. */
function setOut(each, out) {
  if (each.out === out) return;
  each.out = out;
  each.element.classList.toggle("cx-out", out);
}

/** Let a group be as high as so many lines, drawn or not. */
function setCount(group, count) {
  if (group.count === count) return;
  group.count = count;
  group.element.style.height = `calc(${count} * var(--cx-line-height))`;
}

/** Return what stands some steps ahead in a list, or at its end. */
function ahead(list, from, steps) {
  const place = list.indexOf(from) + steps;
  return list[Math.max(0, Math.min(list.length - 1, place))];
}
