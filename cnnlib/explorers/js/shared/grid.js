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
    this.rows = [];
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
   * `{ text, value, label, kind, editable }`, `kind` being its style classes. Places count from
   * `origin`, those above and left of it are negative: a cell that is there before and after stays
   * the same element, whatever grows around it. `current` is the cell that the tab key leads to;
   * the last one visited where left out.
   */
  draw({ caption, size, origin = [0, 0], cell, current = this.current }) {
    setText(this.caption, caption);
    this.resize(size, origin);
    this.current = current.map((place, axis) =>
      Math.max(-origin[axis], Math.min(place, size[axis] - origin[axis] - 1)),
    );
    let longest = 3;
    for (const row of this.rows) {
      for (const place of row.cells) {
        const look = cell(row.at, place.at);
        longest = Math.max(longest, look.text.length);
        this.fill(place, look, row.at, place.at);
      }
    }
    if (longest !== this.longest) this.panel.style.setProperty("--cx-longest", longest);
    this.longest = longest;
  }

  /** Outline a window of the cells drawn: `[top, left, height, width]`, counted as they are. */
  outline([top, left, height, width]) {
    const [rows, columns] = this.size;
    this.frame.hidden = false;
    const { style } = this.frame;
    style.height = `${(100 * height) / rows}%`;
    style.width = `${(100 * width) / columns}%`;
    // In heights and widths of its own: a window that only moves needs no layout.
    const [across, down] = [(left + this.origin[1]) / width, (top + this.origin[0]) / height];
    style.transform = `translate(${100 * across}%, ${100 * down}%)`;
  }

  /** Make the grid larger or smaller at its sides; the cells that stay are kept. */
  resize(size, origin) {
    if (String([size, origin]) === String([this.size, this.origin])) return;
    Object.assign(this, { size, origin });
    this.panel.style.setProperty("--cx-columns", size[1]);
    stretch(this.element, this.rows, -origin[0], size[0], (at) => {
      return { at, element: make("div", { role: "row" }), cells: [] };
    });
    for (const row of this.rows) {
      stretch(row.element, row.cells, -origin[1], size[1], (at) => {
        const look = { role: "gridcell", "data-at": `${row.at},${at}` };
        return { at, element: make("div", look), look: {} };
      });
    }
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
      if (!place.input) setText(element, look.text);
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

  target(at) {
    const place = this.place(at);
    return place?.input ?? place?.element;
  }

  place([row, column]) {
    return this.rows[row + this.origin[0]]?.cells[column + this.origin[1]];
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
    event.target.value = this.place(at)?.look.text ?? "";
  }
}

/** Let an element have parts at `count` places from `first` on; those that stay are kept. */
function stretch(element, parts, first, count, makePart) {
  const last = first + count - 1;
  while (parts.at(-1)?.at > last) parts.pop().element.remove();
  while (parts[0]?.at < first) parts.shift().element.remove();
  while (parts[0]?.at > first) {
    parts.unshift(makePart(parts[0].at - 1));
    element.prepend(parts[0].element);
  }
  while (parts.length < count) {
    parts.push(makePart(first + parts.length));
    element.append(parts.at(-1).element);
  }
}
