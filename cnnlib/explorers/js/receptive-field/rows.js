import { fieldOf } from "../network/signals.js";
import { ARROWS, make, setAttribute, setText } from "../shared/dom.js";
import { asPair } from "../shared/fields.js";
import { sizeText } from "../shared/numbers.js";
import { remembering } from "../shared/remembering.js";
import { TEXT } from "../text/en/receptivefield.js";

/* global KEEPING, LAYER_TYPES */

/** The layers that look at more than one place or join ways, each with its field: one is picked. */
export class LayerRows {
  constructor(onPick) {
    this.onPick = onPick;
    this.rows = [];
    const head = TEXT.columns.map((name) => make("th", { scope: "col" }, name));
    this.body = make("tbody");
    const thead = make("thead", {}, make("tr", {}, ...head));
    const table = make("table", { "aria-label": TEXT.layers }, thead, this.body);
    this.element = make("div", { class: "cx-layer-rows" }, table);
    this.show = remembering((network) => this.fill(network));
    this.element.addEventListener("keydown", (event) => this.step(event));
  }

  draw({ network, place }) {
    this.show(network);
    if (place !== this.place) requestAnimationFrame(() => this.reveal(place));
    this.place = place;
    for (const row of this.rows) {
      setAttribute(row.name, "aria-pressed", String(row.place === place));
    }
  }

  /** Bring the row of a layer into view, and leave the page where it is. */
  reveal(place) {
    const row = this.rows.find((each) => each.place === place)?.element;
    if (!row) return;
    const { scrollTop, clientHeight } = this.element;
    const head = this.rows[0].element.offsetTop;
    const [top, bottom] = [row.offsetTop - head, row.offsetTop + row.offsetHeight];
    if (top < scrollTop) this.element.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
  }

  /** Show the layers of another network; rows that are there already are kept. */
  fill({ layers, signals }) {
    const shown = [...signals.keys()].filter((place) => isShown(layers[place], signals[place]));
    while (this.rows.length > shown.length) this.rows.pop().element.remove();
    while (this.rows.length < shown.length) this.rows.push(this.made());
    shown.forEach((place, i) => {
      const row = this.rows[i];
      const { shape, jump, ...seen } = signals[place];
      const field = fieldOf(seen);
      row.place = place;
      setText(row.name, `${place} ${layerText(layers[place])}`);
      const texts = [sizeText(shape.slice(2)), field ? pairText(field) : TEXT.all, pairText(jump)];
      row.cells.forEach((cell, column) => setText(cell, texts[column]));
    });
  }

  made() {
    const row = { cells: TEXT.columns.slice(1).map(() => make("td")) };
    const onclick = () => this.onPick(row.place);
    row.name = make("button", { type: "button", class: "cx-open", onclick });
    row.element = make("tr", {}, make("th", { scope: "row" }, row.name), ...row.cells);
    this.body.append(row.element);
    return row;
  }

  /** The arrows lead from row to row, and pick it. */
  step(event) {
    const by = ARROWS[event.key]?.[0];
    const at = this.rows.findIndex(({ name }) => name === event.target);
    if (!by || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const row = this.rows[at + by];
    if (!row) return;
    row.name.focus();
    this.onPick(row.place);
  }
}

function isShown({ type }, { shape }) {
  const family = LAYER_TYPES[type].shape;
  const looks = !KEEPING.includes(family) || LAYER_TYPES[type].inputs !== 1;
  return shape.length === 4 && looks;
}

/** A layer in short: its type, its window, and how far that moves. */
function layerText({ type, kernel_size, stride, dilation }) {
  const words = [type];
  if (kernel_size) words.push(sizeText(asPair(kernel_size)));
  if (stride && String(asPair(stride)) !== "1,1") words.push(`/${pairText(asPair(stride))}`);
  if (dilation && String(asPair(dilation)) !== "1,1") words.push(`d${pairText(asPair(dilation))}`);
  return words.join(" ");
}

/** A pair as one number where both agree; what lies between two whole numbers in three figures. */
export function pairText(pair) {
  const [rows, columns] = pair.map((side) => String(Number(side.toPrecision(6))));
  return rows === columns ? rows : `${rows} × ${columns}`;
}
