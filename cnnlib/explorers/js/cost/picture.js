import { TEXT } from "../text/en/cost.js";
import { freshId, make, setText } from "../shared/dom.js";
import { button } from "../shared/fields.js";
import { sizeText } from "../shared/numbers.js";
import { shape } from "../shared/svg.js";
import { thousands } from "../network.js";
import { KIND_NAMES, kindOf } from "./kinds.js";
import { arcsPath, blockPath, layOut } from "./blocks.js";
import { shareText } from "./row.js";
import { layerInWords } from "./words.js";

const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
const ENDS = { Home: 0, End: Infinity };

/** What a block can be as wide as: a number of its row. */
const WIDTHS = { flops: "flops", memory: "activationBytes" };

/**
 * The network as blocks in the order of work, joins as arcs above them. A block is as wide as what
 * the layer costs, and the higher the larger the planes that it gives. `onPoint(place)` is called
 * when a block is pointed at, null when none is any more, and `onOpen(place)` when it is pressed.
 */
export class NetworkPicture {
  constructor(settings, { onPoint, onOpen }) {
    Object.assign(this, { settings, onPoint, onOpen, place: 0, pointed: null, by: "flops" });
    this.blocks = KIND_NAMES.map((kind) => shape("path", { class: "cx-block", "data-kind": kind }));
    this.arcs = shape("path", { class: "cx-arcs" });
    this.ties = shape("path", { class: "cx-arcs cx-lit" });
    this.held = shape("path", { class: "cx-held" });
    this.lit = shape("path", { class: "cx-lit" });
    const drawn = [this.arcs, ...this.blocks, this.held, this.ties, this.lit];
    this.svg = shape("svg", { "aria-hidden": "true" }, ...drawn);
    const about = make("p", { id: freshId(), class: "cx-muted" });
    this.said = about;
    this.slider = make("div", {
      class: "cx-blocks",
      role: "slider",
      tabindex: 0,
      "aria-label": TEXT.picture.label,
      "aria-valuemin": 0,
      "aria-describedby": about.id,
      onkeydown: (event) => this.press(event),
      onpointermove: ({ offsetX }) => this.point(this.placeAt(offsetX)),
      onpointerleave: () => this.point(null),
      onfocus: () => this.point(this.place),
      onblur: () => this.point(null),
      onclick: ({ offsetX }) => this.onOpen(this.placeAt(offsetX)),
    });
    this.slider.append(this.svg);
    this.legend = KIND_NAMES.map((kind) =>
      make("span", { "data-kind": kind }, make("i", { "aria-hidden": "true" }), TEXT.kinds[kind]),
    );
    const legend = make("div", { class: "cx-legend" }, ...this.legend);
    const head = make("div", { class: "cx-row" }, legend, this.switch());
    this.element = make("div", { class: "cx-picture" }, head, this.slider, about);
    // To ask for the width while a change is written would have the page laid out twice.
    this.width = 0;
    new ResizeObserver(([{ contentRect: { width } }]) => {
      if (!width || width === this.width) return;
      this.width = width;
      this.lay();
    }).observe(this.slider);
    settings.listen((values, result) => this.draw(result));
  }

  switch() {
    const buttons = Object.keys(WIDTHS).map((name) => {
      const choose = () => {
        this.by = name;
        for (const each of buttons) each.setAttribute("aria-pressed", String(each.value === name));
        this.lay();
      };
      const pressed = String(this.by === name);
      return button(TEXT.picture.widths[name], choose, { value: name, "aria-pressed": pressed });
    });
    const look = { class: "cx-switch", role: "group", "aria-label": TEXT.picture.width };
    return make("div", look, make("span", { class: "cx-muted" }, TEXT.picture.width), ...buttons);
  }

  draw(result) {
    if (result === this.result) return;
    this.result = result;
    const { rows, layers } = result.report;
    this.element.hidden = rows.length === 0;
    if (!rows.length) return;
    this.kinds = layers.map(kindOf);
    this.legend.forEach((each) => (each.hidden = !this.kinds.includes(each.dataset.kind)));
    this.place = Math.min(this.place, rows.length - 1);
    this.slider.setAttribute("aria-valuemax", rows.length - 1);
    this.lay();
  }

  /** Lay the blocks out anew: for other layers, another width of the page, or another measure. */
  lay() {
    const { width } = this;
    const { rows, sources } = this.result.report;
    if (!rows.length || !width) return;
    const live = this.by === "memory" ? this.result.live : null;
    const valueOf = (row) => row[WIDTHS[this.by]];
    this.layout = layOut({ rows, sources, live, valueOf, width });
    const { height, blocks, arcs, held } = this.layout;
    this.held.setAttribute("d", held);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (height !== this.height) this.slider.style.setProperty("--height", `${height}px`);
    this.height = height;
    KIND_NAMES.forEach((kind, i) => {
      const own = blocks.filter((_, place) => this.kinds[place] === kind);
      this.blocks[i].setAttribute("d", own.map(blockPath).join(""));
    });
    this.arcs.setAttribute("d", arcsPath(arcs, this.layout));
    const ink = Math.min(0.7, 7 / Math.sqrt(arcs.length + 1));
    if (ink !== this.ink) this.arcs.style.setProperty("--ink", ink);
    this.ink = ink;
    this.point(this.pointed);
  }

  /** Light up the block at `place` and what it reads or is read by; null lights none. */
  point(place) {
    const { rows } = this.result.report;
    const { blocks, arcs } = this.layout;
    const known = place !== null && place < rows.length;
    const changed = place !== this.pointed;
    this.pointed = known ? place : null;
    const own = arcs.filter((arc) => known && arc.includes(place));
    this.lit.setAttribute("d", known ? blockPath(blocks[place]) : "");
    this.ties.setAttribute("d", arcsPath(own, this.layout));
    setText(this.said, known ? this.wordsOf(place) : this.summary());
    if (document.activeElement === this.slider && known) this.place = place;
    this.slider.setAttribute("aria-valuenow", this.place);
    this.slider.setAttribute("aria-valuetext", this.wordsOf(this.place));
    if (changed) this.onPoint(this.pointed);
  }

  placeAt(x) {
    const after = this.layout.blocks.findIndex(({ right }) => right > x);
    return after < 0 ? this.layout.blocks.length - 1 : after;
  }

  press(event) {
    const { key } = event;
    if (key === "Enter") this.onOpen(this.place);
    const last = this.result.report.rows.length - 1;
    const wanted = ENDS[key] ?? this.place + KEYS[key];
    if (Number.isNaN(wanted)) return;
    event.preventDefault();
    this.place = Math.max(0, Math.min(last, wanted));
    this.point(this.place);
  }

  wordsOf(place) {
    const { report, totals, live } = this.result;
    const { outputShape, ...row } = report.rows[place];
    const count = row[WIDTHS[this.by]];
    const share = count ? shareText(count, totals[WIDTHS[this.by]]) : "0 %";
    const held = thousands(live[place]);
    const cost = TEXT.picture.costs[this.by](thousands(count), share, held, report.unit);
    const layer = layerInWords(report.layers[place]);
    return TEXT.picture.block(place, layer, sizeText(outputShape), cost);
  }

  /** Say where most is done or held. */
  summary() {
    const { report, totals, live } = this.result;
    const { rows, layers } = report;
    const values = this.by === "memory" ? live : rows.map((row) => row.flops);
    const most = values.reduce((one, other) => (one > other ? one : other));
    const place = values.indexOf(most);
    const share = most && this.by === "flops" ? shareText(most, totals.flops) : "";
    const layer = layerInWords(layers[place]);
    const words = TEXT.picture.most[this.by](layer, place, thousands(most), share);
    return most ? `${words} ${TEXT.picture.planes}` : TEXT.picture.planes;
  }
}
