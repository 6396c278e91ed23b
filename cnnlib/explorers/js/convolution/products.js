import { freshId, make, setText } from "../shared/dom.js";
import { numberText } from "../shared/numbers.js";

const DIGITS = 4;
const SHORTEST = 6;

/** A table of products, each written one below the other: pixel, × weight, product. */
export class ProductTable {
  constructor() {
    this.columns = 0;
    this.cells = [];
    this.caption = make("p", { id: freshId(), class: "cx-caption" });
    this.table = make("table", { "aria-labelledby": this.caption.id });
    this.element = make("div", { class: "cx-products" }, this.caption, this.table);
  }

  /** Show a product for each place of a kernel of `size`, row by row. */
  draw(caption, size, products) {
    setText(this.caption, caption);
    const weights = products.map(({ weight }) => `× ${numberText(weight, DIGITS)}`);
    // The weights set the size of the letters: it must not change from pixel to pixel.
    const longest = Math.max(SHORTEST, ...weights.map((text) => text.length));
    if (this.longest !== longest) this.element.style.setProperty("--cx-longest", longest);
    this.longest = longest;
    if (this.columns !== size[1] || this.cells.length !== products.length) this.resize(size);
    this.cells.forEach((cell, place) => {
      const { value, product, inside } = products[place];
      setText(cell.value, numberText(value, DIGITS));
      setText(cell.weight, weights[place]);
      setText(cell.product, numberText(product, DIGITS));
      const kind = `${signClass(product)} ${inside ? "" : "cx-padding"}`;
      if (cell.element.className !== kind) cell.element.className = kind;
      cell.element.dataset.value = product;
    });
  }

  resize([height, width]) {
    this.columns = width;
    this.cells = Array.from({ length: height * width }, () => {
      const [value, weight, product] = [make("span"), make("span"), make("b")];
      return { value, weight, product, element: make("td", {}, value, weight, product) };
    });
    const rows = Array.from({ length: height }, (_, row) =>
      make(
        "tr",
        {},
        ...this.cells.slice(row * width, (row + 1) * width).map(({ element }) => element),
      ),
    );
    this.element.style.setProperty("--cx-columns", width);
    this.table.replaceChildren(make("tbody", {}, ...rows));
  }
}

/** Return the style class for the sign of a number. */
export function signClass(value) {
  if (value === 0) return "";
  return value > 0 ? "cx-positive" : "cx-negative";
}
