import { make, setText } from "../shared/dom.js";
import { group, numberField, selectField } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { numberText, sizeText } from "../shared/numbers.js";
import { PixelPicture } from "../shared/picture.js";
import { LAYER_CODEC, presetCalled, presetOf } from "../shared/presets.js";
import { remembering } from "../shared/remembering.js";
import { TEXT } from "../text/en/receptivefield.js";
import { codeField } from "./codeField.js";
import { FieldPicture } from "./picture.js";
import { derivation, lastPlaced } from "./result.js";
import { LayerRows, pairText } from "./rows.js";

/* global DEFAULTS, FIRST, LIMITS, NETWORKS */

// A photograph stays out of links, and out of programs where it is the one they start with.
const CODECS = {
  image: { write: null, python: (image) => (image && !image.portrait ? "image" : "None") },
  layers: {
    ...LAYER_CODEC,
    // Without a word it is the first.
    python: (layers) => (layers ? LAYER_CODEC.python(layers) : JSON.stringify(FIRST)),
  },
};

function build(settings) {
  return { controls: controls(settings), stage: stage(settings) };
}

function stage(settings) {
  const photograph = new FieldPicture((...pixel) => {
    const position = nearestTo(pixel, settings.result);
    const { at } = settings.result;
    if (String(position) !== String(at)) settings.change({ position });
  });
  const map = new PixelPicture({
    label: TEXT.walk,
    onPick: (...position) => settings.change({ position }),
    frames: ["cx-here"],
  });
  const rows = new LayerRows((layer) => settings.change({ layer }));
  const lay = remembering((...parts) => layPicture(photograph, ...parts));
  const paint = remembering((...parts) => paintMap(map, ...parts));
  const darken = remembering((ways, most) => photograph.darken(ways, most));
  settings.listen(({ input_size }, result) => {
    const { picture, place, layer, at, start, ways, most } = result;
    lay(picture, input_size, layer, Boolean(start));
    darken(ways, most);
    photograph.outline(start && [...start, ...layer.field]);
    photograph.say(TEXT.photograph(sizeText(input_size.slice(2))));
    map.element.hidden = !layer.size;
    if (layer.size) {
      paint(picture, input_size, layer, place);
      map.at = at;
      map.frame(0, [...at, 1, 1]);
    }
    rows.draw(result);
  });
  return [
    make("div", { class: "cx-pictures" }, photograph.element, map.element, inNumbers(settings)),
    rows.element,
  ];
}

/** Return the number of a layer's output whose patch has its middle nearest to a pixel. */
function nearestTo(pixel, { start, at, layer: { field, jump, size } }) {
  if (!start) return at;
  return pixel.map((place, axis) => {
    const off = place + 0.5 - (start[axis] + field[axis] / 2);
    const wanted = at[axis] + Math.round(off / jump[axis]);
    return Math.min(size[axis] - 1, Math.max(0, wanted));
  });
}

/** Lay the photograph so that there is room for every patch of a layer that has `placed` ones. */
function layPicture(photograph, picture, inputSize, { field, edges }, placed) {
  const size = inputSize.slice(2);
  const margin = size.map((length, axis) => {
    if (!placed) return [0, 0];
    const [first, last] = edges[axis];
    return [Math.max(0, -first), Math.max(0, last + field[axis] - length)];
  });
  photograph.lay(picture, size, margin, TEXT.photographLabel(sizeText(size)));
}

/** Paint each number of a layer's output as gray as the pixel in the middle of its patch. */
function paintMap(map, { plane, scale }, inputSize, { size, field, jump, edges }, place) {
  const values = new Float64Array(size[0] * size[1]);
  const pixelAt = (at, axis) => {
    const middle = edges ? edges[axis][0] + at * jump[axis] + field[axis] / 2 : 0;
    const part = edges ? middle / inputSize[2 + axis] : (at + 0.5) / size[axis];
    return Math.min(plane.size[axis] - 1, Math.max(0, Math.floor(part * plane.size[axis])));
  };
  const columns = Array.from({ length: size[1] }, (_, column) => pixelAt(column, 1));
  for (let row = 0; row < size[0]; row++) {
    const from = pixelAt(row, 0) * plane.size[1];
    columns.forEach((column, j) => (values[row * size[1] + j] = plane.values[from + column]));
  }
  setText(map.caption, TEXT.map(place, sizeText(size)));
  map.paint({
    plane: { size, values },
    scale,
    label: TEXT.mapLabel(sizeText(size)),
    proportions: size[0] / size[1],
  });
}

/** What is seen, in numbers; each in full in `data-value`. */
function inNumbers(settings) {
  const lines = Object.entries(TEXT.numbers).map(([name, label]) => {
    const number = make("td", { "data-name": name });
    return { name, number, element: make("tr", {}, make("th", { scope: "row" }, label), number) };
  });
  const body = make("tbody", {}, ...lines.map(({ element }) => element));
  const note = make("p", { class: "cx-note" });
  settings.listen((values, result) => {
    const texts = numbersOf(values, result);
    for (const { name, number } of lines) {
      const [text, value] = texts[name] ?? ["–", ""];
      setText(number, text);
      number.dataset.value = value;
    }
    setText(note, noteOf(result));
  });
  return make("div", { class: "cx-numbers" }, make("table", {}, body), note);
}

function numbersOf({ input_size: [, , ...input] }, { at, layer, start, middle }) {
  const { size, field, jump } = layer;
  const found = { jump: [pairText(jump), jump] };
  if (size) found.number = [TEXT.at(...at), at];
  if (!field) return { ...found, field: [TEXT.whole, null] };
  found.field = [sizeText(field), field];
  if (!start) return found;
  const ends = start.map((first, axis) => first + field[axis] - 1);
  const inside = start.map((first, axis) =>
    Math.max(0, Math.min(input[axis], first + field[axis]) - Math.max(0, first)),
  );
  const part = (100 * (field[0] * field[1] - inside[0] * inside[1])) / (field[0] * field[1]);
  return {
    ...found,
    rows: [TEXT.fromTo(numberText(start[0]), numberText(ends[0])), [start[0], ends[0]]],
    columns: [TEXT.fromTo(numberText(start[1]), numberText(ends[1])), [start[1], ends[1]]],
    outside: [percentText(part), inside],
    middle: [percentText(100 * middle), middle],
  };
}

function percentText(percent) {
  return `${Number(percent.toPrecision(3))} %`;
}

function noteOf({ layer: { field }, start }) {
  if (!field) return TEXT.seesAll;
  return start ? TEXT.shade : TEXT.uneven;
}

function controls(settings) {
  const preset = selectField(settings, {
    label: TEXT.preset,
    options: [["own", TEXT.own], ...Object.keys(NETWORKS).map((name) => [name, name])],
    get: ({ layers }) => presetOf(layers) ?? "own",
    set(name) {
      if (name === "own") return {};
      const network = presetCalled(name);
      return { ...network, layer: lastPlaced(network) };
    },
  });
  const sizes = TEXT.sizes.map((label, axis) =>
    numberField(settings, {
      label,
      get: ({ input_size }) => input_size[2 + axis],
      set: (size) => ({ input_size: settings.values.input_size.with(2 + axis, size) }),
      minimum: 1,
      maximum: LIMITS.input_size,
    }),
  );
  return [group(TEXT.network, preset, codeField(settings)), group(TEXT.input, ...sizes)];
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "ReceptiveFieldExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      pointers: ["layer", "position"],
      derive: derivation(),
      build,
      codecs: CODECS,
      say: (_, { place, at, layer: { field }, start }) =>
        TEXT.said(place, at, field && sizeText(field), start?.map((each) => numberText(each))),
    }),
};
