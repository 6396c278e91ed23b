import { ARROWS, make, setAttribute, setText } from "../shared/dom.js";
import { shape } from "../shared/svg.js";
import { TEXT } from "../text/en/roofline.js";
import { figures } from "./result.js";

/* global PLANE: the first and the last number of both axes; PINS: the layers to compare with. */

const POWERS = "⁰¹²³⁴⁵⁶";

/** Where a number stands on an axis, from 0 to 1; none stands beyond the ends. */
function placeOf(value, axis) {
  return Math.min(1, Math.max(0, freePlaceOf(value, axis)));
}

function freePlaceOf(value, axis) {
  const [first, last] = PLANE[axis];
  return Math.log(value / first) / Math.log(last / first);
}

/** The number at a place of an axis. */
function valueAt(place, axis) {
  const [first, last] = PLANE[axis];
  return first * (last / first) ** Math.min(1, Math.max(0, place));
}

function decades(axis) {
  const [first, last] = PLANE[axis].map((end) => Math.round(Math.log10(end)));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function powerText(power) {
  if (power < 0) return String(10 ** power);
  return power < 4 ? String(10 ** power) : `10${POWERS[power]}`;
}

/**
 * The roof of a machine over operations a byte, both logarithmic, with the pinned layers and two
 * handles: the layer and the ridge. `onDrag.point(x, y)` and `onDrag.ridge(x, y)` are called with
 * the numbers that one is dragged to, `onStep` in the same way with the arrow that was pressed;
 * `onPin(name)` when a pinned layer is pressed.
 */
export class Plane {
  constructor({ onDrag, onStep, onPin }) {
    this.roof = shape("path", { class: "cx-roof" });
    this.memory = shape("path", { class: "cx-memory" });
    this.compute = shape("path", { class: "cx-compute" });
    this.guide = shape("path", { class: "cx-guide" });
    const look = { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" };
    const drawn = [this.memory, this.compute, lines(), this.guide, this.roof];
    this.handles = {
      ridge: this.handle("ridge", onDrag.ridge, onStep.ridge),
      point: this.handle("point", onDrag.point, onStep.point),
    };
    this.pins = Object.keys(PINS).map((name, place) => {
      const label = TEXT.take(TEXT.pins[name]);
      const onclick = () => onPin(name);
      const pin = { type: "button", class: "cx-pin", "aria-label": label, title: label, onclick };
      return make("button", pin, "ABCDEFGH"[place]);
    });
    this.sides = make("div", { class: "cx-sides", "aria-hidden": true });
    this.sides.append(...Object.values(TEXT.bounds).map((bound) => make("span", {}, bound)));
    const handles = Object.values(this.handles);
    const parts = [shape("svg", look, ...drawn), this.sides, ...this.pins, ...handles];
    this.area = make("div", { class: "cx-area" }, ...parts);
    const room = make("div", { class: "cx-plane" }, this.area, ...labels());
    const speed = make("p", { class: "cx-note" }, TEXT.speed);
    const intensity = make("p", { class: "cx-note cx-below" }, TEXT.intensity);
    this.element = make("div", { class: "cx-roofline" }, speed, room, intensity);
  }

  handle(name, drag, step) {
    const element = make("div", {
      class: `cx-handle cx-${name}`,
      role: "slider",
      tabindex: 0,
      "aria-label": TEXT[name],
    });
    const follow = ({ clientX, clientY }) => {
      const { left, bottom, width, height } = this.area.getBoundingClientRect();
      drag(valueAt((clientX - left) / width, "x"), valueAt((bottom - clientY) / height, "y"));
    };
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      element.focus();
      event.preventDefault();
    });
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) follow(event);
    });
    element.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      step(arrow[1], -arrow[0]);
    });
    return element;
  }

  draw({ peak, bandwidth }, { cost, pins, ridge }) {
    const across = 100 * freePlaceOf(ridge, "x");
    const top = 100 - 100 * freePlaceOf(peak, "y");
    const start = 100 - 100 * freePlaceOf(bandwidth * PLANE.x[0], "y");
    const [x, y, from] = [across, top, start].map((value) => value.toFixed(2));
    setAttribute(this.roof, "d", `M0 ${from}L${x} ${y}H100`);
    setAttribute(this.memory, "d", `M0 ${from}L${x} ${y}V100H0Z`);
    setAttribute(this.compute, "d", `M${x} ${y}H100V100H${x}Z`);
    this.pins.forEach((pin, place) => this.put(pin, pins[place].intensity, pins[place].speed));
    this.put(this.handles.ridge, ridge, peak);
    this.sides.style.setProperty("--ridge", `${(100 * placeOf(ridge, "x")).toFixed(2)}%`);
    this.put(this.handles.point, cost.intensity, cost.speed);
    const [at, under] = [placeOf(cost.intensity, "x"), 1 - placeOf(cost.speed, "y")];
    setAttribute(this.guide, "d", `M${(100 * at).toFixed(2)} 100V${(100 * under).toFixed(2)}`);
    const machine = TEXT.ridgeAt(figures(peak), figures(bandwidth), figures(ridge));
    this.tell(this.handles.ridge, ridge, machine);
    const speed = `${figures(cost.speed)} ${TEXT.speed}`;
    const words = TEXT.pointAt(figures(cost.intensity), speed, TEXT.bounds[cost.bound]);
    this.tell(this.handles.point, cost.intensity, words);
  }

  put(element, intensity, speed) {
    element.style.left = `${(100 * placeOf(intensity, "x")).toFixed(2)}%`;
    element.style.bottom = `${(100 * placeOf(speed, "y")).toFixed(2)}%`;
  }

  tell(handle, value, words) {
    setAttribute(handle, "aria-valuenow", String(value));
    setAttribute(handle, "aria-valuetext", words);
  }
}

function lines() {
  const places = (axis) => decades(axis).map((power) => 100 * placeOf(10 ** power, axis));
  const down = places("x").map((x) => `M${x.toFixed(2)} 0V100`);
  const across = places("y").map((y) => `M0 ${(100 - y).toFixed(2)}H100`);
  return shape("path", { class: "cx-lines", d: [...down, ...across].join("") });
}

function labels() {
  const side = { x: "left", y: "bottom" };
  return Object.entries(side).flatMap(([axis, from]) =>
    decades(axis).map((power) => {
      const label = make("span", { class: `cx-tick cx-on-${axis}`, "aria-hidden": true });
      setText(label, powerText(power));
      label.style.setProperty(from, `${(100 * placeOf(10 ** power, axis)).toFixed(2)}%`);
      return label;
    }),
  );
}
