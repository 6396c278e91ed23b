import { wholeNumber } from "../arithmetic.js";
import { make, setText } from "../shared/dom.js";
import { checkField, group, numberField, pairField, selectField, typed } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { Grid } from "../shared/grid.js";
import { numberText, sizeText } from "../shared/numbers.js";
import { paddingField } from "../shared/paddingField.js";
import { PixelPicture, ScaleStrip } from "../shared/picture.js";
import { remembering } from "../shared/remembering.js";
import { checkExtent } from "../shared/values.js";
import { TEXT } from "../text/en/convolution.js";
import { TEXT as SHARED } from "../text/en/shared.js";
import { KERNELS, kernelName, resizedKernel } from "./kernels.js";
import { ProductTable, signClass } from "./products.js";
import {
  derivation,
  inWords,
  valueAt,
} from "./result.js";

// A photograph stays out of links, and out of programs where it is the one they start with.
const CODECS = {
  image: { write: null, python: (image) => (image && !image.portrait ? "image" : "None") },
};

function build(settings) {
  return { controls: controls(settings), stage: stage(settings) };
}

function controls(settings) {
  const rectified = checkField(settings, {
    label: TEXT.relu,
    get: (values) => values.relu,
    set: (relu) => ({ relu }),
  });
  const pooling = selectField(settings, {
    label: TEXT.pooling,
    options: Object.entries(TEXT.poolings),
    get: (values) => values.pooling ?? "none",
    set: (name) => ({ pooling: name === "none" ? null : name }),
  });
  return [
    kernelFields(settings),
    pairField(settings, "stride", { label: TEXT.stride, symbol: "s" }),
    paddingField(settings, "padding", { maximum: LIMITS.padding }),
    group(TEXT.after, pooling, rectified),
  ];
}

function kernelFields(settings) {
  const sizeOf = ({ kernel }) => [kernel.length, kernel[0].length];
  const sides = [0, 1].map((axis) =>
    numberField(settings, {
      label: SHARED.axes[axis],
      symbol: make("span", {}, "k", make("sub", {}, "hw"[axis])),
      get: (values) => sizeOf(values)[axis],
      set: (count) => {
        const size = sizeOf(settings.values).with(axis, wholeNumber(count, "kernel_size"));
        checkExtent(size, "kernel", LIMITS.kernel);
        return { kernel: resizedKernel(settings.values.kernel, size) };
      },
      minimum: 1,
      maximum: LIMITS.kernel,
    }),
  );
  const preset = selectField(settings, {
    label: TEXT.preset,
    options: Object.entries(TEXT.presets),
    get: (values) => kernelName(values.kernel),
    set: (name) => (name === "own" ? {} : { kernel: KERNELS[name] }),
  });
  return group(TEXT.kernel, preset, ...sides);
}

function stage(settings) {
  const photograph = new PixelPicture({ frames: ["cx-field-frame", "cx-pixel-frame"] });
  const strip = new ScaleStrip();
  const range = make("p", { class: "cx-note" });
  const output = new PixelPicture({
    label: TEXT.walk,
    onPick: (row, column) => settings.change({ pixel: [row, column] }),
    frames: ["cx-pixel-frame"],
    below: [strip.element, range],
  });
  const kernel = new Grid({
    label: TEXT.kernelGrid,
    onEdit: (row, column, words, field) => editWeight(settings, row, column, words, field),
    onLeave: () => settings.endTyping(),
  });
  const products = new ProductTable();
  const steps = [0, 1, 2].map(() => make("p"));
  const words = make("div", { class: "cx-words cx-sum" }, ...steps);
  let drawn = null;
  const show = remembering((...picture) => paintPhotograph(photograph, ...picture));
  settings.listen((values, result) => {
    if (result.maps !== drawn) {
      drawn = result.maps;
      show(result.picture, ...drawn.windows.sides);
      paintOutput(output, result);
      drawRange(strip, range, result.maps);
      drawKernel(kernel, values.kernel);
    }
    framePixel(photograph, output, values, result);
    products.draw(TEXT.products, result.maps.weights.size, result.products);
    const sentences = inWords(result, values);
    steps.forEach((step, place) => setText(step, sentences[place] ?? ""));
    words.dataset.value = valueAt(result.maps.output, result.at);
  });
  return [
    make("div", { class: "cx-pictures" }, photograph.element, output.element),
    make("div", { class: "cx-pictures" }, kernel.panel, products.element, words),
  ];
}

function paintPhotograph(picture, { plane, scale }, ...margin) {
  setText(picture.caption, TEXT.photograph(sizeText(plane.size)));
  picture.paint({
    plane,
    scale,
    margin,
    label: TEXT.photographLabel(sizeText(plane.size)),
    proportions: plane.size[0] / plane.size[1],
  });
}

function paintOutput(picture, { picture: { plane }, maps: { output, scale } }) {
  setText(picture.caption, TEXT.output(sizeText(output.size)));
  picture.paint({
    plane: output,
    scale,
    label: TEXT.outputLabel(sizeText(output.size), ...rangeTexts(scale)),
    proportions: plane.size[0] / plane.size[1],
  });
}

function drawRange(strip, range, { scale }) {
  strip.draw(scale, (value) => numberText(value, 4));
  setText(range, TEXT.range(...rangeTexts(scale)));
  range.dataset.smallest = scale.smallest;
  range.dataset.largest = scale.largest;
}

function rangeTexts({ smallest, largest }) {
  return [numberText(smallest, 4), numberText(largest, 4)];
}

function drawKernel(grid, rows) {
  grid.draw({
    caption: TEXT.kernelSize(sizeText([rows.length, rows[0].length])),
    size: [rows.length, rows[0].length],
    cell: (row, column) => {
      const value = rows[row][column];
      return {
        text: numberText(value, 4),
        value,
        label: TEXT.weight(row, column),
        kind: signClass(value),
        editable: true,
      };
    },
  });
}

/** Outline the shown pixel, the window it comes from, and all that a pooled one sees. */
function framePixel(photograph, output, { pooling }, { maps: { windows }, at, source }) {
  const { stride, kernel } = windows;
  const places = ([row, column]) => [row * stride[0], column * stride[1]];
  output.at = at;
  output.frame(0, [...at, 1, 1]);
  photograph.frame(1, [...places(source), ...kernel]);
  const seen = kernel.map((side, axis) => side + stride[axis]);
  const field = pooling && [...places(at.map((place) => 2 * place)), ...seen];
  photograph.frame(0, field);
}

function editWeight(settings, row, column, words, field) {
  const { kernel } = settings.values;
  const changed = kernel.with(row, kernel[row].with(column, typed(words)));
  return settings.change({ kernel: changed }, field);
}

function say(_, { maps, at }) {
  const { output, scale } = maps;
  const value = numberText(valueAt(output, at));
  return TEXT.said(at, value, sizeText(output.size), ...rangeTexts(scale));
}

export default {
  render: (view) =>
    startExplorer(view, {
      name: "ConvolutionExplorer",
      text: TEXT,
      defaults: DEFAULTS,
      pointers: ["pixel"],
      derive: derivation(),
      build,
      say,
      codecs: CODECS,
    }),
};
