import { make, setText } from "../shared/dom.js";
import { PixelPicture } from "../shared/picture.js";

// The second of the book's colors, as the bytes that a canvas keeps: blue, green, red.
const SHADE = 0x7766ee;
const DARKEST = 200;
const MOST_DOTS = 256;

/**
 * A photograph laid over the input of a network, with room around it for what lies in the padding:
 * a frame around a patch, and a shade on each pixel. All of it is placed in pixels of the input.
 * `onPoint(row, column)` is called with the pixel that is pointed at or tapped.
 */
export class FieldPicture {
  constructor(onPoint) {
    this.photograph = new PixelPicture({ frames: [] });
    this.shade = make("canvas", { class: "cx-shade", "aria-hidden": true });
    this.frame = make("div", { class: "cx-seen" });
    this.caption = make("p", { class: "cx-caption" });
    const { canvas } = this.photograph;
    canvas.className = "cx-under";
    this.sheet = make("div", { class: "cx-sheet cx-over" }, canvas, this.shade, this.frame);
    this.box = make("div", { class: "cx-box" }, this.sheet);
    this.element = make("div", { class: "cx-picture cx-large" }, this.caption, this.box);
    const point = (event) => {
      const { left, top, width, height } = this.sheet.getBoundingClientRect();
      const down = (event.clientY - top) / height;
      const across = (event.clientX - left) / width;
      const at = [down, across].map((part, axis) =>
        Math.floor(part * this.room[axis] - this.margin[axis][0]),
      );
      onPoint(...at);
    };
    this.sheet.addEventListener("click", point);
    this.sheet.addEventListener("pointermove", (event) => {
      // A finger that moves scrolls the page; it points by a tap.
      if (event.pointerType !== "touch") point(event);
    });
  }

  /** Show a picture over an input of `size`, `margin` [[top, bottom], [left, right]] around it. */
  lay({ plane, scale }, size, margin, label) {
    this.photograph.paint({ plane, scale, label, proportions: 1 });
    this.margin = margin;
    this.room = size.map((length, axis) => length + margin[axis][0] + margin[axis][1]);
    const [height, width] = this.room;
    this.box.style.setProperty("--proportions", 1);
    this.sheet.style.height = `${100 * Math.min(1, height / width)}%`;
    this.sheet.style.width = `${100 * Math.min(1, width / height)}%`;
    this.place(this.photograph.canvas, [0, 0, ...size]);
  }

  /** Frame a patch, [top, left, height, width]; null frames none. */
  outline(patch) {
    if (this.frame.hidden !== !patch) this.frame.hidden = !patch;
    if (patch) this.place(this.frame, patch);
  }

  /** Shade each pixel in the `box` of a plane by its part of `most`; null shades none. */
  darken(ways, most) {
    const [top, bottom, left, right] = ways?.box ?? [0, 0, 0, 0];
    const [height, width] = [bottom - top, right - left];
    const empty = height <= 0 || width <= 0;
    if (this.shade.hidden !== empty) this.shade.hidden = empty;
    if (empty) return;
    // A dot for several pixels where there are more of them than a screen would show.
    const step = Math.ceil(Math.max(height, width) / MOST_DOTS);
    const [rows, columns] = [Math.ceil(height / step), Math.ceil(width / step)];
    if (this.image?.height !== rows || this.image.width !== columns) {
      this.image = new ImageData(columns, rows);
      [this.shade.height, this.shade.width] = [rows, columns];
      this.sums = new Float64Array(rows * columns);
    }
    this.sums.fill(0);
    for (let row = 0; row < height; row++) {
      const [from, to] = [row * width, Math.floor(row / step) * columns];
      for (let column = 0; column < width; column++) {
        this.sums[to + ((column / step) | 0)] += ways.values[from + column];
      }
    }
    const pixels = new Uint32Array(this.image.data.buffer);
    const part = DARKEST / (most * step * step || 1);
    for (let dot = 0; dot < pixels.length; dot++) {
      pixels[dot] = ((this.sums[dot] * part + 0.5) << 24) | SHADE;
    }
    this.shade.getContext("2d").putImageData(this.image, 0, 0);
    this.place(this.shade, [top, left, rows * step, columns * step]);
  }

  place({ style }, extent) {
    ["top", "left", "height", "width"].forEach((side, i) => {
      const from = i < 2 ? this.margin[i][0] : 0;
      style[side] = `${((100 * (extent[i] + from)) / this.room[i % 2]).toFixed(3)}%`;
    });
  }

  say(caption) {
    setText(this.caption, caption);
  }
}
