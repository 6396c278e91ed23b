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

/** Set an attribute only where it changes: the page then has no style to find anew. */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Set a text only where it changes: the page then has nothing to lay out anew. A text that stands
 * alone stays the same node, for which no style is found anew.
 */
export function setText(element, text) {
  const { firstChild: node, lastChild } = element;
  if (text !== "" && node?.nodeType === Node.TEXT_NODE && node === lastChild) {
    if (node.data !== text) node.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}
