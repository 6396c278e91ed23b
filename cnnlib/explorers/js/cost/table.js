import { make, setText } from "../shared/dom.js";
import { postponing } from "../shared/postponing.js";
import { shortLayer } from "../network.js";
import { TEXT } from "../text/en/cost.js";
import { layerEditor } from "./editor.js";
import { originOf } from "./opening.js";
import { CostRow } from "./row.js";
import { copyLayer, insertLayer, removeLayer, swapLayers } from "./wiring.js";
import { labelIn } from "./words.js";

// So many rows above and below those in sight are written for who scrolls.
const READY = 3;

/** The layers with their costs, one row each, and the form of the one that is open. */
export class CostTable {
  constructor(settings) {
    this.settings = settings;
    this.rows = [];
    this.opened = null;
    this.editor = null;
    this.body = make("div", { role: "rowgroup" });
    this.heads = Object.keys(TEXT.columns).map((name) =>
      make("span", { role: "columnheader", class: `cx-${name}` }),
    );
    const heads = make("div", { role: "row", class: "cx-layer" }, ...this.heads);
    const head = make("div", { role: "rowgroup", class: "cx-head" }, heads);
    this.table = make("div", { role: "table", "aria-label": TEXT.table }, head, this.body);
    this.element = make("div", { class: "cx-reach" }, this.table);
    this.later = postponing(this.table);
    this.top = 0;
    this.sight = { height: Infinity, row: 1 };
    this.element.addEventListener("scroll", () => {
      this.top = this.element.scrollTop;
      this.drawInSight(READY);
    });
    const sizes = new ResizeObserver(() => {
      const row = this.body.offsetHeight / this.rows.length || 1;
      this.sight = { height: this.element.clientHeight, row };
    });
    for (const each of [this.element, this.body]) sizes.observe(each);
    settings.listen((values, result) => this.draw(values, result));
  }

  draw({ layers }, result) {
    if (result === this.drawn) return;
    this.drawn = result;
    for (const [at, words] of Object.values(TEXT.columns).entries()) {
      setText(this.heads[at], labelIn(words, result));
    }
    while (this.rows.length > layers.length) this.rows.pop().element.remove();
    while (this.rows.length < layers.length) {
      const row = new CostRow(this.rows.length, {
        onOpen: (place) => (this.opened === place ? this.close() : this.open(place)),
        onFit: (place, layer) => this.set(place, layer),
      });
      this.rows.push(row);
      this.body.append(row.element);
    }
    this.element.style.setProperty("--lanes", result.ways.lanes);
    this.element.style.setProperty("--digits", String(layers.length - 1).length);
    this.drawInSight();
    this.later(() => this.drawRows(this.rows));
    if (this.opened !== null) this.follow(layers);
  }

  drawInSight(ready = 0) {
    const { height, row } = this.sight;
    const first = Math.floor(this.top / row) - ready;
    const after = Math.ceil((this.top + height) / row) + ready;
    this.drawRows(this.rows.slice(Math.max(0, first), after));
  }

  drawRows(rows) {
    const { layers } = this.settings.values;
    for (const row of rows) row.draw(this.drawn, originOf(layers[row.at]));
  }

  /** The form stays with its layer, wherever that has gone. */
  follow(layers) {
    const found = layers.indexOf(this.layer);
    const place = found < 0 ? this.opened : found;
    if (place < layers.length) this.open(place);
    else this.close();
  }

  /** Open the form of a layer below its row; whoever is at a control in it stays there. */
  open(place) {
    const row = this.rows[place];
    this.drawRows([row]);
    const name = nameOf(this.controls().find((each) => each === document.activeElement));
    const { opened } = this;
    this.rows[opened]?.expand(false);
    row.expand(true);
    this.opened = place;
    this.layer = this.settings.values.layers[place];
    if (this.layer.type === this.editor?.type) this.editor.tell(place);
    else this.renew(place);
    if (place === opened && this.editor.row.isConnected) return;
    row.element.after(this.editor.row);
    for (const each of [this.editor.row, row.element]) each.scrollIntoView({ block: "nearest" });
    this.controls().find((each) => nameOf(each) === name)?.focus({ preventScroll: true });
  }

  renew(place) {
    this.editor?.row.remove();
    this.editor = layerEditor(this.settings, place, {
      move: (by) => this.move(by),
      insert: (layer) => this.insert(this.opened + 1, layer),
      duplicate: () => {
        const place = this.opened;
        this.change((layers) => copyLayer(layers, place));
        this.open(place + 1);
      },
      remove: () => this.remove(),
      close: () => {
        const { open } = this.rows[this.opened];
        this.close();
        open.focus();
      },
    });
    const cell = make("div", { role: "cell", "aria-colspan": 7 }, this.editor.form);
    this.editor.row = make("div", { role: "row" }, cell);
  }

  /** Show which row is pointed at; null for none. */
  point(place) {
    this.rows[this.pointed]?.point(false);
    this.pointed = place;
    this.rows[place]?.point(true);
  }

  /** Bring a row into view, for the keyboard too. */
  reveal(place) {
    this.drawRows([this.rows[place]]);
    const { open, element } = this.rows[place];
    element.scrollIntoView({ block: "center" });
    open.focus({ preventScroll: true });
  }

  close() {
    if (this.opened === null) return;
    this.editor.row.remove();
    this.rows[this.opened]?.expand(false);
    this.opened = null;
    this.editor = null;
  }

  set(place, layer) {
    this.change((layers) => layers.with(place, shortLayer(layer)));
    this.rows[place].open.focus();
  }

  move(by) {
    const place = this.opened;
    this.change((layers) => swapLayers(layers, Math.min(place, place + by)));
  }

  /** Put in a layer that reads those at `reads`, and open it. */
  insert(place, layer, reads) {
    this.change((layers) => insertLayer(layers, place, layer, reads));
    this.open(place);
  }

  remove() {
    const place = this.opened;
    this.close();
    this.change((layers) => removeLayer(layers, place));
    (this.rows[place] ?? this.rows.at(-1))?.open.focus();
  }

  /** Change the layers, or say why they cannot be changed so. */
  change(edit) {
    this.settings.change(() => ({ layers: edit(this.settings.values.layers) }));
  }

  controls() {
    return [...(this.editor?.form.querySelectorAll("select, .cx-button") ?? [])];
  }
}

function nameOf(control) {
  return control && (control.labels[0]?.textContent ?? control.textContent);
}
