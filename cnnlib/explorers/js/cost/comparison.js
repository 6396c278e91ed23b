import { make } from "../shared/dom.js";
import { count, thousands, totals } from "../network.js";
import { TEXT } from "../text/en/cost.js";
import { wordOf } from "./words.js";

/* global CONVENTIONS */

/** The network by all conventions; counted while it is open. */
export function comparison(settings) {
  const text = TEXT.comparison;
  const body = make("tbody");
  const heads = text.columns.map((words) => make("th", { scope: "col" }, words));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body);
  const summary = make("summary", {}, text.label);
  const details = make("details", { class: "cx-fold cx-rules cx-counts" }, summary, table);
  const rows = Object.keys(CONVENTIONS).map((name) => {
    const [params, flops] = [make("td"), make("td")];
    const head = make("th", { scope: "row" }, wordOf("conventions", name));
    body.append(make("tr", { "data-convention": name }, head, params, flops));
    return { name, params, flops };
  });
  let written = null;
  const write = () => {
    const { values, result } = settings;
    if (!details.open || result === written) return;
    written = result;
    for (const { name, params, flops } of rows) {
      const sums = totals(count(values.layers, values.input_size, name));
      for (const [cell, sum] of [[params, sums.params], [flops, sums.flops]]) {
        cell.dataset.value = sum;
        cell.textContent = thousands(sum);
      }
    }
  };
  details.addEventListener("toggle", write);
  settings.listen(write);
  return details;
}
