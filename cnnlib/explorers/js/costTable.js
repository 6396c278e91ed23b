import { CostRow } from "./costRow.js";
import { make } from "./elements.js";
import { layerEditor } from "./layerEditor.js";
import { TEXT } from "./text.js";

/** The layers with their costs, one row each, and the form of the one that is open. */
export class CostTable {
  constructor(settings) {
    this.settings = settings;
    this.rows = [];
    this.opened = null;
    this.editor = null;
    this.body = make("tbody", { role: "rowgroup" });
    const columns = Object.entries(TEXT.cost.columns).map(([name, words]) =>
      make("th", { role: "columnheader", class: `cx-head-${name}` }, words),
    );
    const head = make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...columns));
    const table = make("table", { role: "table", class: "cx-table" }, head, this.body);
    const reach = { class: "cx-reach", tabindex: 0, role: "group", "aria-label": TEXT.cost.table };
    this.element = make("div", reach, table);
    settings.listen((values, result) => this.draw(values, result));
  }

  draw({ layers }, result) {
    while (this.rows.length > layers.length) this.rows.pop().element.remove();
    while (this.rows.length < layers.length) {
      const row = new CostRow({
        onOpen: (place) => (this.opened === place ? this.close() : this.open(place)),
        onFit: (place, layer) => this.set(place, layer),
      });
      this.rows.push(row);
      this.body.append(row.element);
    }
    this.rows.forEach((row, place) => row.draw(place, layers[place], result));
    if (this.opened === null) return;
    if (this.opened >= layers.length) this.close();
    else if (layers[this.opened].type !== this.editor.type) this.open(this.opened);
    else this.editor.tell();
  }

  /** Open the form of a layer below its row; of the one before, close it. */
  open(place, focus = true) {
    this.close();
    this.opened = place;
    const row = this.rows[place];
    this.editor = layerEditor(this.settings, place, {
      move: (by) => this.move(by),
      addAfter: () => this.addAfter(),
      remove: () => this.remove(),
      close: () => {
        this.close();
        row.open.focus();
      },
    });
    const cell = make("td", { role: "cell", colspan: 5 }, this.editor.form);
    this.editor.row = make("tr", { role: "row", class: "cx-editor-row" }, cell);
    row.element.after(this.editor.row);
    row.open.setAttribute("aria-expanded", "true");
    if (focus) this.editor.form.querySelector("select").focus();
  }

  close() {
    if (this.opened === null) return;
    this.editor.row.remove();
    this.rows[this.opened]?.open.setAttribute("aria-expanded", "false");
    this.opened = null;
    this.editor = null;
  }

  set(place, layer) {
    this.settings.change({ layers: this.settings.values.layers.with(place, layer) });
  }

  move(by) {
    const from = this.opened;
    const { layers } = this.settings.values;
    const to = from + by;
    if (to < 0 || to >= layers.length) return;
    const moved = layers.with(from, layers[to]).with(to, layers[from]);
    const name = document.activeElement.textContent;
    this.close();
    this.settings.change({ layers: moved });
    this.open(to);
    // The same button again, so that a layer can be moved on.
    const buttons = [...this.editor.form.querySelectorAll("button")];
    buttons.find((each) => each.textContent === name)?.focus();
  }

  addAfter() {
    const place = this.opened + 1;
    const { layers } = this.settings.values;
    // A ReLU fits everywhere; its type is the first thing that the form offers to change.
    this.close();
    this.settings.change({ layers: layers.toSpliced(place, 0, { type: "ReLU" }) });
    this.open(place);
  }

  remove() {
    const place = this.opened;
    this.close();
    this.settings.change({ layers: this.settings.values.layers.toSpliced(place, 1) });
    (this.rows[place] ?? this.rows.at(-1))?.open.focus();
  }
}
