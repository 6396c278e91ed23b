import { layerCode } from "./arithmetic.js";
import { countText, make, setText, sizeText } from "./elements.js";
import { button } from "./fields.js";
import { fitted, shapeBefore } from "./costResult.js";
import { TEXT } from "./text.js";

/**
 * One layer's row of the table, kept while its numbers change. `onOpen(place)` is called when the
 * reader opens it, `onFit(place, layer)` when a layer is to take the size that reaches it.
 */
export class CostRow {
  constructor({ onOpen, onFit }) {
    this.place = make("td", { role: "cell", class: "cx-place" });
    const closed = { class: "cx-button cx-layer", "aria-expanded": "false" };
    this.open = button("", () => onOpen(this.at), closed);
    this.message = make("span", { class: "cx-misfit" });
    this.fit = button("", () => onFit(this.at, this.offer.layer), { hidden: true });
    this.layer = make("td", { role: "cell", class: "cx-what" }, this.open, this.message, this.fit);
    this.shape = numberCell("cx-shape", TEXT.cost.columns.shape);
    this.params = barCell(TEXT.cost.columns.params, "cx-bar-params");
    this.flops = barCell(TEXT.cost.columns.flops, "cx-bar-flops");
    this.formula = make("small", { class: "cx-formula" });
    this.flops.cell.append(this.formula);
    this.element = make(
      "tr",
      { role: "row" },
      this.place,
      this.layer,
      this.shape,
      this.params.cell,
      this.flops.cell,
    );
  }

  draw(place, layer, result) {
    this.at = place;
    const { rows, problem } = result.report;
    const row = rows[place];
    setText(this.place, String(place));
    if (layer !== this.drawn) setText(this.open, layerCode(layer));
    this.drawn = layer;
    const misfit = problem?.place === place;
    this.element.className = row ? "" : misfit ? "cx-stopped" : "cx-waiting";
    const waits = row || misfit ? "" : TEXT.cost.waits(problem.place);
    setText(this.message, misfit ? problem.message : waits);
    this.offerFit(misfit ? fitted(layer, shapeBefore(result, place)) : null);
    setText(this.shape, row ? sizeText(row.outputShape) : "");
    this.params.draw(row?.params, result.largest.params);
    this.flops.draw(row?.flops, result.largest.flops);
    setText(this.formula, row && row.flops ? row.formula : "");
  }

  offerFit(offer) {
    this.offer = offer;
    this.fit.hidden = offer === null;
    if (offer) setText(this.fit, TEXT.cost.fit(offer.name, offer.value));
  }
}

function numberCell(kind, label) {
  return make("td", { role: "cell", class: kind, "data-label": label });
}

/** A cell with a count and its share of the largest one as a bar. */
function barCell(label, kind) {
  const number = make("span", {});
  const bar = make("span", { class: `cx-bar-of ${kind}`, "aria-hidden": true });
  const cell = make("td", { role: "cell", class: "cx-count", "data-label": label }, number, bar);
  let before;
  const draw = (amount, largest) => {
    const share = amount && largest ? Number((amount * 1000n) / largest) / 10 : 0;
    if (share !== before) bar.style.setProperty("--share", `${share}%`);
    before = share;
    setText(number, amount === undefined ? "" : countText(amount));
    if (cell.dataset.value !== String(amount)) cell.dataset.value = String(amount);
  };
  return { cell, draw };
}
