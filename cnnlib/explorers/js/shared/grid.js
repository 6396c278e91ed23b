import { ARROWS, make, setText } from "./dom.js";

/**
 * A grid of numbers that keeps its cells from one drawing to the next.
 *
 * `onPick(row, column)` is called when a cell is pointed at, tapped or focused. With
 * `onEdit(row, column, text, field)` the cells that `draw` calls editable can be typed into; it
 * says whether the text was good. `onLeave` is called when such a cell is left. `panel` is the
 * grid under its caption, `below` what else it holds.
 */
export class Grid {
  constructor({ label, onPick, onEdit, onLeave, below = [] }) {
    Object.assign(this, { onPick, onEdit, onLeave });
    this.size = [0, 0];
    this.cells = [];
    this.current = [0, 0];
    this.frame = make("div", { class: "cx-window", hidden: true });
    this.caption = make("p", { class: "cx-caption" });
    this.element = make("div", { class: "cx-grid", role: "grid", "aria-label": label }, this.frame);
    this.panel = make("div", { class: "cx-panel" }, this.caption, this.element, ...below);
    this.element.addEventListener("keydown", (event) => this.step(event));
    for (const kind of ["focusin", "pointerover", "click"]) {
      this.element.addEventListener(kind, (event) => this.pick(event));
    }
    this.element.addEventListener("input", (event) => this.edit(event));
    this.element.addEventListener("focusout", (event) => this.restore(event));
  }

  /**
   * Show `size[0]` × `size[1]` cells; `cell(row, column)` returns the look of each:
   * `{ text, value, label, kind, editable }`, `kind` being its style classes. `frame` is the
   * window to outline: `[top, left, height, width]` in cells. `current` is the cell that the tab
   * key leads to; the last one visited where left out.
   */
  draw({ caption, size, cell, frame, current = this.current }) {
    setText(this.caption, caption);
    if (size[0] !== this.size[0] || size[1] !== this.size[1]) this.resize(size);
    this.current = current.map((place, axis) => Math.min(place, size[axis] - 1));
    let longest = 3;
    this.cells.forEach((row, i) =>
      row.forEach((place, j) => {
        const look = cell(i, j);
        longest = Math.max(longest, look.text.length);
        this.fill(place, look, i, j);
      }),
    );
    if (longest !== this.longest) this.panel.style.setProperty("--longest", longest);
    this.longest = longest;
    this.frame.hidden = !frame;
    if (frame) {
      const [top, left, height, width] = frame;
      const { style } = this.frame;
      style.top = `${(100 * top) / size[0]}%`;
      style.left = `${(100 * left) / size[1]}%`;
      style.height = `${(100 * height) / size[0]}%`;
      style.width = `${(100 * width) / size[1]}%`;
    }
  }

  /** Make the grid larger or smaller at its ends; the cells that stay are kept. */
  resize([rows, columns]) {
    this.size = [rows, columns];
    this.panel.style.setProperty("--columns", columns);
    while (this.cells.length > rows) this.cells.pop()[0].element.parentElement.remove();
    while (this.cells.length < rows) {
      const row = make("div", { role: "row" });
      this.frame.before(row);
      this.cells.push([this.addCell(row, this.cells.length, 0)]);
    }
    this.cells.forEach((cells, row) => {
      const { parentElement } = cells[0].element;
      while (cells.length > columns) cells.pop().element.remove();
      while (cells.length < columns) cells.push(this.addCell(parentElement, row, cells.length));
    });
  }

  addCell(parent, row, column) {
    const element = make("div", { role: "gridcell", "data-at": `${row},${column}` });
    parent.append(element);
    return { element, look: {} };
  }

  fill(place, look, row, column) {
    const { element, look: before } = place;
    const current = row === this.current[0] && column === this.current[1];
    if (look.editable !== before.editable) {
      place.input = look.editable
        ? make("input", { type: "text", inputmode: "decimal", autocomplete: "off" })
        : null;
      element.replaceChildren(...(place.input ? [place.input] : []));
    }
    const target = place.input ?? element;
    if (look.text !== before.text || look.editable !== before.editable) {
      if (!place.input) element.textContent = look.text;
      else if (place.input.getAttribute("aria-invalid") !== "true") place.input.value = look.text;
    }
    if (look.label !== before.label || look.editable !== before.editable) {
      target.setAttribute("aria-label", look.label);
    }
    if (look.kind !== before.kind) element.className = look.kind ?? "";
    if (look.value !== before.value) element.dataset.value = look.value;
    const tabindex = current ? 0 : -1;
    if (target.getAttribute("tabindex") !== String(tabindex)) target.tabIndex = tabindex;
    place.look = look;
  }

  /** Return the row and column of the cell that an event happened in. */
  at(event) {
    const cell = event.target.closest?.("[data-at]");
    return cell ? cell.dataset.at.split(",").map(Number) : null;
  }

  pick(event) {
    const at = this.at(event);
    if (!at) return;
    if (event.type === "focusin") {
      event.target.select?.();
      this.lead(at);
    }
    if (event.pointerType === "touch" && event.type === "pointerover") return;
    this.onPick?.(...at);
  }

  /** Let the tab key lead to a cell, and no longer to the one it led to before. */
  lead(at) {
    this.target(this.current).tabIndex = -1;
    this.target(at).tabIndex = 0;
    this.current = at;
  }

  target([row, column]) {
    const place = this.cells[row]?.[column];
    return place?.input ?? place?.element;
  }

  step(event) {
    const at = this.at(event);
    const step = ARROWS[event.key];
    if (!at || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    const { value = "", selectionStart, selectionEnd } = event.target;
    const typing = selectionStart === selectionEnd && value !== "";
    const inside = step[1] < 0 ? selectionStart > 0 : selectionStart < value.length;
    if (step[1] && typing && inside) return;
    event.preventDefault();
    this.target([at[0] + step[0], at[1] + step[1]])?.focus();
  }

  edit(event) {
    const at = this.at(event);
    if (!at) return;
    event.target.setAttribute("aria-invalid", "false");
    const accepted = this.onEdit(...at, event.target.value, event.target);
    event.target.setAttribute("aria-invalid", String(!accepted));
  }

  /** A cell left with what was refused shows the last good number again. */
  restore(event) {
    const at = this.at(event);
    if (!at || !event.target.matches("input")) return;
    this.onLeave?.();
    event.target.removeAttribute("aria-invalid");
    // A cell in a row or column that has just gone has no number any more.
    event.target.value = this.cells[at[0]]?.[at[1]]?.look.text ?? "";
  }
}
