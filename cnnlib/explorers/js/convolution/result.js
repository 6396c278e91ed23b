import {
  Refusal,
  avgPool2d,
  conv2d,
  flag,
  maxPool2d,
  parsePadding,
  placeWindows,
  planeOf,
  relu,
  repr,
  windowPixels,
  wholeNumber,
} from "../arithmetic.js";
import { numberText } from "../shared/numbers.js";
import { scaleOf } from "../shared/picture.js";
import { remembering } from "../shared/remembering.js";
import { checkChoice, checkLargest, checkedPlane } from "../shared/values.js";
import { TEXT } from "../text/en/convolution.js";

const POOLED = 2;
const WHITE_BYTE = 255;

/**
 * Return the function that says what follows from the settings. It keeps its last picture and its
 * last maps: a pointer that moves computes neither anew.
 */
export function derivation() {
  const pictureOf = remembering(decodedPicture);
  const mapsOf = remembering(computedMaps);
  return ({ image, kernel, stride, padding, relu: rectified, pooling, pixel }) => {
    const picture = pictureOf(image);
    const maps = mapsOf(picture.plane, kernel, stride, padding, rectified, pooling);
    return { picture, maps, ...shownPixel(picture.plane, maps, pooling, pixel) };
  };
}

/** Bytes come in base64 with their size, other numbers as rows. */
function decodedPicture(image) {
  if (Array.isArray(image)) {
    const plane = planeOf(image);
    return { plane, scale: scaleOf(plane.values) };
  }
  const bytes = Uint8Array.from(atob(image.bytes), (letter) => letter.charCodeAt(0));
  const plane = { size: image.size, values: Float64Array.from(bytes) };
  return { plane, scale: scaleOf(plane.values, WHITE_BYTE) };
}

function computedMaps(x, kernel, stride, padding, rectified, pooling) {
  const weights = checkedPlane(kernel, "kernel", LIMITS.kernel);
  checkSteps(padding, rectified, pooling);
  const windows = placeWindows(x.size, weights.size, stride, padding);
  const sums = conv2d(x, weights, { stride, padding });
  const activated = rectified ? relu(sums) : sums;
  const maps = { windows, weights, sums, activated, ...pooled(activated, pooling) };
  return { ...maps, scale: scaleOf(maps.output.values) };
}

function pooled(plane, pooling) {
  if (pooling === "average") return { output: avgPool2d(plane, { kernelSize: POOLED }) };
  if (pooling === null) return { output: plane };
  const { plane: output, mask } = maxPool2d(plane, { kernelSize: POOLED });
  return { output, mask };
}

function checkSteps(padding, rectified, pooling) {
  const sides = parsePadding(padding);
  if (Array.isArray(sides)) checkLargest(sides, "padding", LIMITS.padding);
  flag(rectified, "relu");
  checkChoice(pooling, "pooling", POOLINGS);
}

/**
 * Follow one output pixel back: `at` is its place, `source` that of the sum whose products are
 * shown, `pixels` what the kernel lies on there, `group` the pooled values.
 */
function shownPixel(x, maps, pooling, pixel) {
  if (!Array.isArray(pixel) || pixel.length !== 2) {
    throw new Refusal("ValueError", `pixel must be (rows, columns), got ${repr(pixel)}`);
  }
  const { output, windows, weights } = maps;
  const at = pixel.map((place, i) => Math.min(wholeNumber(place, "pixel", 0), output.size[i] - 1));
  const source = sourceOf(maps, pooling, at);
  const products = windowPixels(windows, x.size, ...source).map((place, i) => {
    const value = place.inside ? x.values[place.row * x.size[1] + place.column] : 0;
    const weight = weights.values[i];
    return { value, weight, product: value * weight, inside: place.inside };
  });
  return { at, source, products, group: pooling ? groupAt(maps.activated, at) : [] };
}

/** The largest of a pooled group, or its first: the one whose products are shown. */
function sourceOf({ mask, output, activated }, pooling, at) {
  if (pooling === null) return at;
  if (pooling === "average") return at.map((place) => POOLED * place);
  const flat = mask[at[0] * output.size[1] + at[1]];
  return [Math.floor(flat / activated.size[1]), flat % activated.size[1]];
}

function groupAt({ size, values }, at) {
  const first = POOLED * at[0] * size[1] + POOLED * at[1];
  return [0, 1, size[1], size[1] + 1].map((by) => values[first + by]);
}

/** Return the value of a plane at [row, column]. */
export function valueAt({ size, values }, [row, column]) {
  return values[row * size[1] + column];
}

/** Say how the shown pixel came about, a sentence a step. */
export function inWords(result, { relu: rectified, pooling }) {
  const { maps, at, source, products, group } = result;
  const term = (value) => (value < 0 ? `(${numberText(value)})` : numberText(value));
  const sum = numberText(valueAt(maps.sums, source));
  const steps = [
    pooling
      ? TEXT.sumBelow(source, products.length, sum, TEXT.chosen[pooling])
      : TEXT.sumAt(source, products.length, sum),
  ];
  if (rectified) steps.push(TEXT.rectified(sum, numberText(valueAt(maps.activated, source))));
  if (pooling) {
    const value = numberText(valueAt(maps.output, at));
    const join = { max: ", ", average: " + " }[pooling];
    steps.push(TEXT.pooled[pooling](at, group.map(term).join(join), value));
  }
  return steps;
}
