import { make, setText } from "../shared/dom.js";
import { button, group, selectField } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { sizeText } from "../shared/numbers.js";
import { PixelPicture, scaleOf } from "../shared/picture.js";
import { TEXT } from "../text/en/digit.js";
import { Pad } from "./pad.js";
import {
  derivation,
  inWords,
  drawingName,
  percentText,
  sideBySide,
} from "./result.js";
import { FULL_INK, STROKES_CODEC } from "./strokes.js";

const COLUMNS = [3, 3, 4, 4];

// A network stays out of links, and out of programs where it is the one that cnnlib stores.
const CODECS = {
  strokes: STROKES_CODEC,
  network: { write: null, python: (network) => (network && !network.stored ? "network" : "None") },
};

function build(settings, { live }) {
  return { controls: [], stage: stage(settings, live) };
}

/** What stands right below the pad, where the hand is. */
function padButtons(settings) {
  const names = DRAWINGS.map((_, digit) => [String(digit), String(digit)]);
  const start = selectField(settings, {
    label: TEXT.start,
    options: [...names, ["own", TEXT.own]],
    get: ({ strokes }) => drawingName(strokes),
    set: (name) => (name === "own" ? {} : { strokes: DRAWINGS[name] }),
  });
  const clear = button(TEXT.clear, () => settings.change({ strokes: [] }));
  return group(TEXT.drawing, start, clear);
}

function stage(settings, live) {
  const pad = make("div", { class: "cx-padbox" }, new Pad(settings, live).element);
  const drawn = make("div", { class: "cx-drawn" }, pad, padButtons(settings));
  const picture = new PixelPicture({ frames: [] });
  setText(picture.caption, TEXT.picture);
  const shares = new Shares();
  const layers = TEXT.layers.map(() => new PixelPicture({ frames: [] }));
  const words = make("p", { class: "cx-words cx-sum" });
  settings.listen((_, result) => {
    paintPicture(picture, result.counts);
    shares.draw(result);
    layers.forEach((layer, place) => paintMaps(layer, place, result.maps[place]));
    setText(words, inWords(result));
    words.dataset.value = result.answer;
  });
  const all = layers.map(({ element }) => element);
  return [
    make("div", { class: "cx-pictures cx-reading" }, drawn, picture.element, shares.element),
    words,
    make("div", { class: "cx-maps" }, ...all),
  ];
}

function paintPicture(picture, counts) {
  const scale = scaleOf(counts.values, FULL_INK);
  picture.paint({ plane: counts, scale, label: TEXT.pictureLabel, proportions: 1 });
  picture.element.dataset.value = counts.values;
}

function paintMaps(picture, place, planes) {
  const layer = TEXT.layers[place];
  const size = sizeText(planes[0].size);
  const plane = sideBySide(planes, COLUMNS[place]);
  setText(picture.caption, TEXT.maps(layer, planes.length, size));
  picture.paint({
    plane,
    scale: scaleOf(plane.values),
    label: TEXT.mapsLabel(layer, planes.length, size),
    proportions: plane.size[0] / plane.size[1],
  });
}

/** A bar for each digit's share. */
class Shares {
  constructor() {
    const digits = Array.from({ length: 10 }, (_, digit) => digit);
    this.numbers = digits.map(() => make("span"));
    this.fills = digits.map(() => make("div", { class: "cx-fill" }));
    this.lines = digits.map((digit) =>
      make("li", {}, make("b", {}, digit), this.fills[digit], this.numbers[digit]),
    );
    this.element = make(
      "div",
      { class: "cx-shares" },
      make("p", { class: "cx-caption" }, TEXT.shares),
      make("ul", { "aria-label": TEXT.shares }, ...this.lines),
    );
  }

  draw({ shares, answer }) {
    this.lines.forEach((line, digit) => {
      const share = shares?.[digit];
      setText(this.numbers[digit], shares ? percentText(share) : "");
      this.fills[digit].style.transform = `scaleX(${share ?? 0})`;
      line.dataset.value = share;
      line.classList.toggle("cx-answer", digit === answer);
    });
  }
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "DigitExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      derive: derivation(),
      build,
      say: (_, result) => inWords(result),
      codecs: CODECS,
    }),
};
