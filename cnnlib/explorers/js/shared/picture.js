import { ARROWS, make, setAttribute, setText } from "./dom.js";

// As in the book's drawings: white is zero, blue positive, red negative.
const SIGNED_STOPS = ["#7a1428", "#ee6677", "#ffffff", "#4477aa", "#12304f"];
const GRAY_STOPS = ["#000000", "#ffffff"];
const SHADES = 511;
const SIGNED = shades(SIGNED_STOPS);
const GRAY = shades(GRAY_STOPS);

const PIXELS_A_LEAP = 10;

/** Colors between the stops, each as the four bytes that a canvas keeps of a pixel. */
function shades(stops) {
  const parts = stops.map((stop) => [1, 3, 5].map((at) => parseInt(stop.slice(at, at + 2), 16)));
  return Uint32Array.from({ length: SHADES }, (_, shade) => {
    const at = (shade / (SHADES - 1)) * (stops.length - 1);
    const before = Math.min(Math.floor(at), stops.length - 2);
    const [red, green, blue] = parts[before].map((from, channel) =>
      Math.round(from + (at - before) * (parts[before + 1][channel] - from)),
    );
    return 0xff000000 | (blue << 16) | (green << 8) | red;
  });
}

/**
 * Return the scale in which to show numbers: gray from zero to `high`, or signed from −`high` to
 * `high` where any are negative. `low` and `high` are the ends; a `white` given sets the upper
 * end of a gray one.
 */
export function scaleOf(values, white) {
  let smallest = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const signed = smallest < 0;
  const high = (signed ? Math.max(-smallest, largest) : (white ?? largest)) || 1;
  return { smallest, largest, signed, low: signed ? -high : 0, high };
}

/** The strip of colors of a scale, its numbers below. */
export class ScaleStrip {
  constructor() {
    this.strip = make("div", { class: "cx-strip" });
    this.numbers = [0, 1, 2].map(() => make("span"));
    this.element = make(
      "div",
      { class: "cx-scale", "aria-hidden": true },
      this.strip,
      make("div", { class: "cx-ends" }, ...this.numbers),
    );
  }

  draw({ signed, low, high }, write) {
    const stops = signed ? SIGNED_STOPS : GRAY_STOPS;
    if (signed !== this.signed) {
      this.strip.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    }
    this.signed = signed;
    const texts = [write(low), signed ? write(0) : "", write(high)];
    this.numbers.forEach((number, place) => setText(number, texts[place]));
  }
}

/**
 * A plane of numbers as a picture, one canvas pixel a number; the style makes them large and
 * keeps them sharp on any screen.
 *
 * With `onPick(row, column)` a pixel can be pointed at or tapped, and the arrow keys move from
 * `this.at`. `frames` are style classes of the frames that can be laid over the picture.
 */
export class PixelPicture {
  constructor({ label, onPick, frames, below = [] }) {
    this.onPick = onPick;
    this.size = [0, 0];
    this.caption = make("p", { class: "cx-caption" });
    this.canvas = make("canvas", { role: "img" });
    this.frames = frames.map((kind) => make("div", { class: kind, hidden: true }));
    this.sheet = make("div", { class: "cx-sheet" }, this.canvas, ...this.frames);
    if (onPick) this.listen(label);
    this.box = make("div", { class: "cx-box" }, this.sheet);
    this.element = make("div", { class: "cx-picture" }, this.caption, this.box, ...below);
  }

  listen(label) {
    const { sheet } = this;
    sheet.tabIndex = 0;
    sheet.setAttribute("role", "application");
    sheet.setAttribute("aria-label", label);
    sheet.addEventListener("keydown", (event) => this.step(event));
    sheet.addEventListener("click", (event) => this.point(event));
    sheet.addEventListener("pointermove", (event) => {
      // A finger that moves scrolls the page; it points by a tap.
      if (event.pointerType !== "touch") this.point(event);
    });
  }

  /**
   * Paint a plane with `margin` [top, bottom, left, right] of nothing around it. `label` says
   * what there is to see, `proportions` is height / width of the room that is reserved.
   */
  paint({ plane, scale, margin = [0, 0, 0, 0], label, proportions }) {
    const [top, bottom, left, right] = margin;
    const size = [top + plane.size[0] + bottom, left + plane.size[1] + right];
    this.resize(size, Math.min(2, Math.max(0.5, proportions)));
    const colors = scale.signed ? SIGNED : GRAY;
    const shade = (SHADES - 1) / (scale.high - scale.low);
    const { image } = this;
    const pixels = new Uint32Array(image.data.buffer);
    // The sides may have grown at each other's cost, in a picture of the same size.
    pixels.fill(0);
    let from = 0;
    for (let row = 0; row < plane.size[0]; row++) {
      let to = (top + row) * size[1] + left;
      for (let column = 0; column < plane.size[1]; column++) {
        pixels[to++] = colors[Math.round((plane.values[from++] - scale.low) * shade)];
      }
    }
    this.canvas.getContext("2d").putImageData(image, 0, 0);
    setAttribute(this.canvas, "aria-label", label);
  }

  resize(size, proportions) {
    if (String([size, proportions]) === String([this.size, this.proportions])) return;
    Object.assign(this, { size, proportions });
    [this.canvas.height, this.canvas.width] = size;
    this.image = new ImageData(size[1], size[0]);
    const tall = size[0] / size[1] / proportions;
    this.box.style.setProperty("--proportions", proportions);
    this.sheet.style.width = `${100 * Math.min(1, 1 / tall)}%`;
    this.sheet.style.height = `${100 * Math.min(1, tall)}%`;
  }

  /** Lay frame number `place` over `[top, left, height, width]` in pixels; null hides it. */
  frame(place, extent) {
    const { hidden, style } = this.frames[place];
    if (hidden === Boolean(extent)) this.frames[place].hidden = !extent;
    if (!extent) return;
    const [top, left, height, width] = extent;
    style.top = `${(100 * top) / this.size[0]}%`;
    style.left = `${(100 * left) / this.size[1]}%`;
    style.height = `${(100 * height) / this.size[0]}%`;
    style.width = `${(100 * width) / this.size[1]}%`;
  }

  point(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    this.pick([
      Math.floor(((event.clientY - top) / height) * this.size[0]),
      Math.floor(((event.clientX - left) / width) * this.size[1]),
    ]);
  }

  step(event) {
    const step = ARROWS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const by = event.shiftKey ? PIXELS_A_LEAP : 1;
    this.pick(step.map((sign, axis) => this.at[axis] + sign * by));
  }

  pick(place) {
    const at = place.map((value, axis) => Math.min(this.size[axis] - 1, Math.max(0, value)));
    if (at[0] !== this.at[0] || at[1] !== this.at[1]) this.onPick(...at);
  }
}
