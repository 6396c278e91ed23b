import { isUnruled, thousands } from "../network.js";
import { make, setText } from "../shared/dom.js";
import { sizeText } from "../shared/numbers.js";
import { button } from "../shared/fields.js";
import { TEXT } from "../text/en/cost.js";
import { fitted, shapeBefore } from "./result.js";
import { layerInWords } from "./words.js";

/**
 * The layer at a place: what it is and what it costs, or why it does not fit. The row stays while
 * its numbers change. `onOpen(place)` is called when the reader opens it, `onFit(place, layer)`
 * when a layer is to take the size that reaches it.
 */
export class CostRow {
  constructor(place, { onOpen, onFit }) {
    this.at = place;
    const cell = (name, ...parts) =>
      make("span", { role: "cell", class: `cx-${name}` }, ...parts);
    this.open = make("button", {
      type: "button",
      class: "cx-open",
      "aria-expanded": "false",
      onclick: () => onOpen(this.at),
    });
    this.ways = make("span", { class: "cx-ways", "aria-hidden": "true" });
    this.ties = make("span", { class: "cx-ties" });
    this.origin = make("span", { class: "cx-origin" });
    this.output = cell("shape");
    this.params = new CostCell("params");
    this.flops = new CostCell("flops");
    this.formula = cell("formula");
    this.patch = cell("patch");
    this.message = make("span", {});
    const look = { hidden: true, class: "cx-button cx-fit" };
    this.fit = button("", () => onFit(this.at, this.offer.layer), look);
    const wide = { role: "cell", class: "cx-misfit", "aria-colspan": 5 };
    this.problem = make("span", wide, this.message, " ", this.fit);
    this.costs = [this.output, this.params.element, this.flops.element, this.formula, this.patch];
    this.element = make(
      "div",
      { role: "row", class: "cx-layer" },
      this.ways,
      cell("place", place),
      cell("name", this.open, " ", this.ties, this.origin),
      ...this.costs,
      this.problem,
    );
  }

  draw(result, origin) {
    if (result === this.drawn) return;
    this.drawn = result;
    const { at: place } = this;
    const { layers, rows, problem } = result.report;
    setText(this.open, layerInWords(layers[place]));
    setText(this.origin, origin);
    const ties = tiesInWords(layers[place], result.unread.includes(place));
    setText(this.ties, ties);
    this.open.classList.toggle("cx-tied", ties !== "");
    this.drawWays(result.ways.beside[place]);
    if (rows[place]) this.show(rows[place], layers[place], result);
    else this.wait(problem, result);
  }

  drawWays(words) {
    if (words === this.waysDrawn) return;
    this.waysDrawn = words;
    const parts = words.split(" ").filter(Boolean).map((word) => word.split("-"));
    this.ways.replaceChildren(
      ...parts.map(([lane, part]) => make("i", { "data-part": part, style: `--lane: ${lane}` })),
    );
  }

  /** Show that the picture points here. */
  point(pointed) {
    this.element.classList.toggle("cx-pointed", pointed);
  }

  expand(open) {
    this.open.setAttribute("aria-expanded", String(open));
  }

  show({ outputShape, params, flops, formula, receptiveField }, layer, { totals, largest }) {
    this.state("fits");
    setText(this.output, sizeText(outputShape));
    this.params.show(params, totals.params, largest.params);
    this.flops.show(flops, totals.flops, largest.flops);
    setText(this.formula, isUnruled(layer) ? TEXT.noRule : flops ? formula : "");
    setText(this.patch, receptiveField ? TEXT.sees(sizeText(receptiveField)) : "");
  }

  wait({ place, message }, result) {
    const misfit = place === this.at;
    this.state(misfit ? "misfit" : "waits");
    setText(this.message, misfit ? message : TEXT.waits(place));
    this.offer = misfit ? fitted(result.report.layers[place], shapeBefore(result, place)) : null;
    this.fit.hidden = this.offer === null;
    if (this.offer) setText(this.fit, TEXT.fit(this.offer.name, this.offer.value));
  }

  state(state) {
    if (this.element.dataset.state === state) return;
    this.element.dataset.state = state;
    for (const cell of this.costs) cell.hidden = state !== "fits";
    this.problem.hidden = state === "fits";
  }
}

/** A count with its share of the total, as a bar and in percent. */
class CostCell {
  constructor(kind) {
    this.number = make("span");
    this.bar = make("span", { class: "cx-length", "aria-hidden": true });
    this.percent = make("span");
    this.share = make("span", { class: "cx-share" }, this.bar, this.percent);
    this.element = make("span", { role: "cell", class: `cx-${kind}` }, this.number, this.share);
  }

  show(count, total, largest) {
    if (this.element.dataset.value !== String(count)) this.element.dataset.value = count;
    setText(this.number, thousands(count));
    if (this.share.hidden !== (count === 0n)) this.share.hidden = count === 0n;
    if (count === 0n) return;
    setText(this.percent, shareText(count, total));
    const length = `${((100 * Number(count)) / Number(largest)).toFixed(2)}% 100%`;
    if (this.length !== length) this.bar.style.backgroundSize = length;
    this.length = length;
  }
}

/** Say what a layer reads that is not the one above it, and what it is called. */
function tiesInWords({ name, inputs }, unread) {
  const { reads, called, idle } = TEXT.reads;
  const words = [inputs && reads(inputs), name !== undefined && called(name), unread && idle];
  return words.filter(Boolean).join(", ");
}

export function shareText(count, total) {
  const percent = (100 * Number(count)) / Number(total);
  return percent < 1 ? "< 1 %" : `${Math.round(percent)} %`;
}
