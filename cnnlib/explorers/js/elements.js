/** Make an element: `make("p", { class: "note", onclick: f }, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * Keep JupyterLab from taking plain keys, such as arrows, from what is in focus inside an element.
 * Keys with Ctrl or ⌘, such as those that save the notebook, stay JupyterLab's.
 */
export function keepPlainKeys(element) {
  const tell = ({ target, ctrlKey, metaKey }) =>
    target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || metaKey));
  for (const name of ["focusin", "keydown", "keyup"]) element.addEventListener(name, tell);
  return element;
}

/** Where the arrow keys lead in a grid: rows down, columns right. */
export const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

let made = 0;

/** Return an id that nothing else on the page has. */
export function freshId() {
  made += 1;
  return `cx-${made}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Set a text only where it changes: the page then has nothing to lay out anew. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Write a number with at most `digits` significant digits and a true minus sign. */
export function numberText(value, digits = 6) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}

/** Write a whole number, also a BigInt, in groups of three digits. */
export function countText(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Write sizes as 1 × 28 × 28. */
export function sizeText(sizes) {
  return sizes.join(" × ");
}

/** Write a count with three figures and a prefix: 15.5 G. */
export function shortCount(amount) {
  const value = Number(amount);
  const prefixes = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const [factor, prefix] = prefixes.find(([least]) => value >= least) ?? [1, ""];
  return `${Number((value / factor).toPrecision(3))} ${prefix}`;
}
