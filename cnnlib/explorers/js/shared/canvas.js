import { ARROWS, make } from "./dom.js";

const THEME = { attributeFilter: ["data-theme", "data-jp-theme-light"] };
const COLORS = ["ink", "paper", "blue", "red"];

/**
 * A square canvas for what has too many cells to be elements of the page.
 *
 * It is as wide as its place, sharp on any screen, and drawn anew when its width or the theme
 * changes. `paint(pen, area)` draws in CSS pixels; `area` holds the `side`, the width of a `dot`
 * of the screen, and the theme's `colors`.
 */
export class Canvas {
  constructor(attributes, paint) {
    this.paint = paint;
    this.element = make("canvas", { class: "cx-canvas", ...attributes });
    this.pen = this.element.getContext("2d");
    new ResizeObserver(() => this.fit()).observe(this.element);
    // The page outlives its explorers; it must not keep them.
    const self = new WeakRef(this);
    const themes = new MutationObserver(() => {
      const canvas = self.deref();
      // JupyterLab hides all that it shows until the next frame; then the canvas has a width again.
      if (canvas) requestAnimationFrame(() => canvas.fit());
      else themes.disconnect();
    });
    themes.observe(document.documentElement, THEME);
    themes.observe(document.body, THEME);
  }

  fit() {
    const side = this.element.clientWidth;
    if (!side) return;
    const style = getComputedStyle(this.element);
    const color = (name) => [name, style.getPropertyValue(`--cx-${name}`)];
    const colors = Object.fromEntries(COLORS.map(color));
    const dot = 1 / devicePixelRatio;
    this.area = { side, dot, colors, font: style.fontFamily };
    this.element.width = this.element.height = Math.round(side / dot);
    this.draw();
  }

  draw() {
    if (!this.area) return;
    const { side, dot } = this.area;
    this.pen.setTransform(1 / dot, 0, 0, 1 / dot, 0, 0);
    this.pen.clearRect(0, 0, side, side);
    this.paint(this.pen, this.area);
  }
}

/**
 * Let the cells drawn on a canvas be pointed at, tapped, and walked with the arrow keys.
 *
 * `cellAt(x, y)` is the [row, column] at a point, `current()` the one to step from, and `count()`
 * how many there are down and across; `pick(row, column)` is called with another one of them.
 */
export function walkCells(element, { cellAt, current, count, pick }) {
  const pickInside = (cell) => {
    const [now, counts] = [current(), count()];
    const inside = cell.every((place, axis) => place >= 0 && place < counts[axis]);
    if (inside && cell.some((place, axis) => place !== now[axis])) pick(...cell);
  };
  const point = (event) => pickInside(cellAt(event.offsetX, event.offsetY));
  element.addEventListener("click", point);
  element.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") point(event);
  });
  element.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    pickInside(current().map((place, axis) => place + step[axis]));
  });
}
