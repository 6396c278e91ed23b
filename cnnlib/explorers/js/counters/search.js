import { freshId, keepPlainKeys, make, setText } from "../shared/dom.js";
import { TEXT } from "../text/en/counters.js";

const UNITS = { "": 0, K: 3, M: 6, G: 9, B: 9, T: 12 };
const NUMBER = /^\s*([0-9]+)(?:\.([0-9]+))?\s*(?:e\+?([0-9]{1,2})|([KMGBT]?))/i;

/** Return the counters whose counts round to a number as it is written, by network. */
function matches(counts, text) {
  const written = NUMBER.exec(text.replace(/[,_'\u202f\u00a0]/g, ""));
  if (written === null) return {};
  const [, whole, part = "", power, unit = ""] = written;
  const exponent = (power ? Number(power) : UNITS[unit.toUpperCase()]) - part.length;
  // In whole numbers: twice what is written, and twice the count, with the step as unit.
  const more = 10n ** BigInt(Math.max(exponent, 0));
  const less = 10n ** BigInt(Math.max(-exponent, 0));
  const number = BigInt(whole + part) * more;
  const near = (count) => {
    const apart = BigInt(count) * less - number;
    return 2n * (apart < 0n ? -apart : apart) <= more;
  };
  const found = Object.entries(counts).map(([network, row]) => [
    network,
    Object.keys(row).filter((tool) => near(row[tool])),
  ]);
  return Object.fromEntries(found.filter(([, tools]) => tools.length > 0));
}

function render({ model, el }) {
  const rows = model.get("counts").map(([network, row]) => [network, Object.fromEntries(row)]);
  const counts = Object.fromEntries(rows);
  const id = freshId();
  const input = make("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  input.value = model.get("number");
  const said = make("p", { class: "counters-said", role: "status" });
  const list = make("ul", { class: "counters-found" });
  const { table, mark } = tableOf(counts);
  const search = () => {
    const found = matches(counts, input.value);
    const names = Object.keys(found);
    const many = Object.values(found).flat().length;
    const nothing = /[0-9]/.test(input.value) ? TEXT.none : TEXT.empty;
    setText(said, many ? TEXT.found(many, names.length) : nothing);
    list.replaceChildren(...names.map((name) => make("li", {}, TEXT.line(name, found[name]))));
    mark(found);
  };
  input.addEventListener("input", search);
  search();
  const label = make("label", { for: id }, TEXT.field);
  const field = make("p", { class: "counters-field" }, label, input);
  const box = make("div", { class: "counters-table", tabindex: 0, role: "region" }, table);
  box.setAttribute("aria-label", TEXT.table);
  const named = { class: "counters", role: "group", "aria-label": TEXT.title };
  el.append(keepPlainKeys(make("div", named, field, said, list, box)));
}

/** Return the table of all counts, and what marks some of them. */
function tableOf(counts) {
  const heads = [TEXT.network, TEXT.counts].map((name) => make("th", { scope: "col" }, name));
  const parts = new Map();
  const rows = Object.entries(counts).map(([network, row]) => {
    const all = Object.entries(row).flatMap(([tool, count]) => {
      const part = make("span", {}, `${tool} ${count.toLocaleString("en")}`);
      parts.set(`${network} ${tool}`, part);
      return [part, " "];
    });
    return make("tr", {}, make("th", { scope: "row" }, network), make("td", {}, ...all));
  });
  const head = make("thead", {}, make("tr", {}, ...heads));
  const caption = make("caption", {}, TEXT.table);
  const table = make("table", {}, caption, head, make("tbody", {}, ...rows));
  const mark = (found) => {
    for (const part of parts.values()) delete part.dataset.found;
    for (const [network, some] of Object.entries(found)) {
      for (const tool of some) parts.get(`${network} ${tool}`).dataset.found = "";
    }
  };
  return { table, mark };
}

export default { render };
