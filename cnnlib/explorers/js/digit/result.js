import { remembering } from "../shared/remembering.js";
import { TEXT } from "../text/en/digit.js";
import { decodedParameters, enlarged, readByLenet } from "./lenet.js";
import { FULL_INK, rasterize } from "./strokes.js";

const WRITTEN = DRAWINGS.map((drawing) => JSON.stringify(drawing));

/** Return the function that says what follows from the settings; it decodes a network once. */
export function derivation() {
  const parametersOf = remembering(decodedParameters);
  return ({ strokes, network }) => {
    const counts = rasterize(strokes);
    const { maps, shares } = readByLenet(enlarged(counts, FULL_INK), parametersOf(network));
    const drawn = counts.values.some(Boolean);
    const answer = drawn ? shares.indexOf(Math.max(...shares)) : null;
    return { counts, maps, shares: drawn ? shares : null, answer };
  };
}

/** Say what is read. */
export function inWords({ shares, answer }) {
  if (answer === null) return TEXT.nothing;
  return TEXT.read(answer, percentText(shares[answer]));
}

/** Write a share as a percentage. */
export function percentText(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** Name the drawing to start from that the strokes are, or "own". */
export function drawingName(strokes) {
  const found = WRITTEN.indexOf(JSON.stringify(strokes));
  return found < 0 ? "own" : String(found);
}

/** Lay planes of one size side by side, `columns` in a row, NaN between them. */
export function sideBySide(planes, columns) {
  const [height, width] = planes[0].size;
  const rows = Math.ceil(planes.length / columns);
  const size = [rows * (height + 1) - 1, columns * (width + 1) - 1];
  const values = new Float64Array(size[0] * size[1]).fill(NaN);
  planes.forEach((plane, place) => {
    const top = Math.floor(place / columns) * (height + 1);
    const left = (place % columns) * (width + 1);
    for (let row = 0; row < height; row++) {
      const line = plane.values.subarray(row * width, (row + 1) * width);
      values.set(line, (top + row) * size[1] + left);
    }
  });
  return { size, values };
}
