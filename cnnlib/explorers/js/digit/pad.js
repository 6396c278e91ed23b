import { Canvas } from "../shared/canvas.js";
import { ARROWS, setText } from "../shared/dom.js";
import { TEXT } from "../text/en/digit.js";

const STEP = 8;
const LEAP = 32;
const LEAST_DISTANCE = 2;
const LINE = 14;

/** A pad to draw on, with mouse, finger, pen, or the arrow keys. */
export class Pad {
  constructor(settings, live) {
    Object.assign(this, { settings, live, pen: [PAD_SIDE / 2, PAD_SIDE / 2] });
    this.pointer = null;
    this.stroke = null;
    this.canvas = new Canvas(
      { class: "cx-canvas cx-pad", tabindex: 0, role: "application", "aria-label": TEXT.pad },
      (pen, area) => this.paint(pen, area),
    );
    this.element = this.canvas.element;
    const listen = (name, react) => this.element.addEventListener(name, react.bind(this));
    listen("pointerdown", this.press);
    listen("pointermove", this.move);
    listen("pointerup", this.lift);
    listen("pointercancel", this.lift);
    listen("keydown", this.key);
    listen("blur", this.leave);
    settings.listen(() => this.canvas.draw());
  }

  press(event) {
    // A second finger, or another button of the mouse, is no pen.
    if (this.pointer !== null || event.button > 0) return;
    this.pointer = event.pointerId;
    this.element.setPointerCapture(event.pointerId);
    this.walking = false;
    this.begin(this.at(event));
  }

  move(event) {
    if (event.pointerId !== this.pointer || !this.stroke) return;
    const between = event.getCoalescedEvents();
    this.extend((between.length ? between : [event]).map((each) => this.at(each)));
  }

  lift(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.end();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = ARROWS[event.key];
    if (!step && event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    this.walking = true;
    if (step) this.walk(step, event.shiftKey ? LEAP : STEP);
    else if (this.stroke) this.end();
    else this.begin(this.pen);
    if (!step) setText(this.live, this.stroke ? TEXT.penDown : TEXT.penUp);
    this.canvas.draw();
  }

  walk([down, right], by) {
    this.pen = [right, down].map((sign, axis) => onPad(this.pen[axis] + sign * by));
    if (this.stroke) this.extend([this.pen]);
  }

  leave() {
    this.walking = false;
    this.end();
    this.canvas.draw();
  }

  /** Begin a stroke; what is drawn until its end is undone at once. */
  begin(point) {
    const stroke = {};
    const strokes = [...this.settings.values.strokes, [point]];
    this.stroke = this.settings.change({ strokes }, stroke) ? stroke : null;
    this.pen = point;
  }

  extend(points) {
    const strokes = [...this.settings.values.strokes];
    // A cell, or another view, may have taken the stroke away.
    let line = strokes.length ? [...strokes.pop()] : [this.pen];
    for (const point of points) {
      if (distance(line.at(-1), point) < LEAST_DISTANCE) continue;
      if (line.length === LIMITS.points) {
        strokes.push(line);
        line = [line.at(-1)];
      }
      line.push(point);
    }
    this.pen = line.at(-1);
    this.settings.change({ strokes: [...strokes, line] }, this.stroke);
  }

  end() {
    this.stroke = null;
    this.settings.endTyping();
  }

  at({ clientX, clientY }) {
    const { left, top, width } = this.element.getBoundingClientRect();
    const part = (pixels) => onPad(Math.round((pixels / width) * PAD_SIDE));
    return [part(clientX - left), part(clientY - top)];
  }

  paint(pen, { side, colors, font }) {
    const { strokes } = this.settings.values;
    const unit = side / PAD_SIDE;
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = LINE * unit;
    pen.strokeStyle = pen.fillStyle = colors.ink;
    for (const stroke of strokes) {
      pen.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) pen.lineTo(x * unit, y * unit);
      pen.stroke();
    }
    if (!strokes.length) {
      pen.font = `16px ${font}`;
      pen.textAlign = "center";
      pen.fillText(TEXT.drawHere, side / 2, side / 2);
    }
    if (this.walking) this.paintPen(pen, unit, colors);
  }

  paintPen(pen, unit, { blue }) {
    pen.beginPath();
    pen.arc(this.pen[0] * unit, this.pen[1] * unit, LINE * unit, 0, 2 * Math.PI);
    pen.lineWidth = 3;
    pen.strokeStyle = pen.fillStyle = blue;
    pen.stroke();
    if (this.stroke) pen.fill();
  }
}

const onPad = (part) => Math.min(PAD_SIDE - 1, Math.max(0, part));

const distance = ([x0, y0], [x1, y1]) => Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
