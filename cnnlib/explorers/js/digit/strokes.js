import { Refusal, emptyPlane, repr, wholeNumber } from "../arithmetic.js";

const PICTURE_SIDE = DOTS / BLOCK;
/** The ink of a pixel of the picture that is all ink. */
export const FULL_INK = BLOCK * BLOCK;

/** Strokes in a link: points as `x,y`, joined by `_`, the strokes by `;`. */
export const STROKES_CODEC = {
  write: (strokes) => strokes.map((stroke) => stroke.map(String).join("_")).join(";"),
  read: (text) => {
    if (text === "") return [];
    if (!/^[-.\d,_;]+$/.test(text)) return text;
    const points = (stroke) => stroke.split("_").map((point) => point.split(",").map(Number));
    return text.split(";").map(points);
  },
};

/** Refuse what is no list of strokes on the pad. */
function checkStrokes(strokes) {
  const refuse = (message) => {
    throw new Refusal("ValueError", `strokes must ${message}`);
  };
  if (!Array.isArray(strokes)) refuse(`be a list of strokes, got ${repr(strokes)}`);
  const { length } = strokes;
  if (length > LIMITS.strokes) refuse(`be at most ${LIMITS.strokes}, got ${length}`);
  for (const stroke of strokes) {
    if (!Array.isArray(stroke) || !stroke.length) {
      refuse(`each be a list of points, got ${repr(stroke)}`);
    }
    if (stroke.length > LIMITS.points) {
      refuse(`each have at most ${LIMITS.points} points, got ${stroke.length}`);
    }
    for (const point of stroke) {
      if (!Array.isArray(point) || point.length !== 2) {
        refuse(`be made of points [x, y], got ${repr(point)}`);
      }
      for (const part of point) {
        if (wholeNumber(part, "strokes", 0) < PAD_SIDE) continue;
        refuse(`lie between 0 and ${PAD_SIDE - 1}, got ${repr(part)}`);
      }
    }
  }
}

/** Fit a drawing into 32 × 32 dots, and count the ink in each 4 × 4 of them. */
export function rasterize(strokes) {
  checkStrokes(strokes);
  const ink = emptyPlane([DOTS, DOTS]);
  const fit = fitting(strokes.flat());
  for (const stroke of strokes) {
    const points = stroke.map(fit);
    const ends = points.length > 1 ? points.slice(1) : points;
    ends.forEach((end, place) => drawLine(ink, points[place], end));
  }
  const counts = emptyPlane([PICTURE_SIDE, PICTURE_SIDE]);
  ink.values.forEach((dot, place) => {
    const row = Math.floor(place / DOTS / BLOCK);
    const column = Math.floor((place % DOTS) / BLOCK);
    counts.values[row * PICTURE_SIDE + column] += dot;
  });
  return counts;
}

/** Return the map from a point of the pad to its place among the dots. */
function fitting(points) {
  const ends = [0, 1].map((axis) => {
    const parts = points.map((point) => point[axis]);
    return [Math.min(...parts), Math.max(...parts)];
  });
  const extent = Math.max(...ends.map(([low, high]) => high - low));
  const scale = extent ? (DOTS - 2 * PEN_RADIUS) / extent : 0;
  return (point) =>
    point.map((part, axis) => (part - (ends[axis][0] + ends[axis][1]) / 2) * scale + DOTS / 2);
}

/** Mark the dots whose center is within the pen's radius of a straight line. */
function drawLine(ink, [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  for (let place = 0; place < ink.values.length; place++) {
    const x = (place % DOTS) + 0.5;
    const y = Math.floor(place / DOTS) + 0.5;
    const along = length ? ((x - x0) * dx + (y - y0) * dy) / length : 0;
    const inside = Math.min(Math.max(along, 0), 1);
    const offX = x - (x0 + inside * dx);
    const offY = y - (y0 + inside * dy);
    if (offX * offX + offY * offY <= PEN_RADIUS * PEN_RADIUS) ink.values[place] = 1;
  }
}
