const SVG = "http://www.w3.org/2000/svg";

/** Make an element of a drawing: `shape("path", { d: "M0 0H1" })`. */
export function shape(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
