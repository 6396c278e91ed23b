/** The padded image seen from above with every window's place beside it, and the output. */
import { TEXT } from "../text/en/shared.js";

const GUTTER = 18;
const RULERS = 52;
const LANE = 8;
const NUMBERED_CELL = 16;
const LINED_CELL = 4;

/** Draw the padded image, and beside each axis a short line for each window. */
export function paintPadded(pen, area, { axes, at, sides }) {
  const [down, across] = axes;
  const rows = extentOf(down);
  const columns = extentOf(across);
  const room = area.side - 2 * GUTTER - RULERS;
  const cell = cellOf(room, Math.max(rows, columns), area.dot);
  const sheet = { ...area, cell, x: GUTTER + across.begin * cell, y: GUTTER + down.begin * cell };
  paintBeyond(pen, sheet, rows * cell, columns * cell);
  paintCells(pen, sheet, down, across);
  paintWindow(pen, sheet, axes, at);
  paintCounts(pen, sheet, down, across);
  const bottom = GUTTER + rows * cell;
  const right = GUTTER + columns * cell;
  paintSides(pen, sheet, sides, { down, across, bottom, right });
  paintPlaces(pen, sheet, across, at[1], sheet.x, bottom + GUTTER, false);
  paintPlaces(pen, sheet, down, at[0], sheet.y, right + GUTTER, true);
}

/** Draw the output, gray where a window holds padding; return the size of its cells. */
export function paintWindows(pen, area, { axes, at, count }) {
  const cell = outputCell(area, count);
  const [height, width] = count.map((places) => places * cell);
  const { ink, blue } = area.colors;
  const bordering = axes.map(({ starts, taps, size }) =>
    starts.map((start) => start < 0 || start + taps.at(-1) >= size),
  );
  pen.globalAlpha = 0.16;
  pen.fillStyle = ink;
  bordering[0].forEach((borders, i) => {
    if (borders) pen.fillRect(0, i * cell, width, cell);
    else {
      bordering[1].forEach((each, j) => each && pen.fillRect(j * cell, i * cell, cell, cell));
    }
  });
  paintLines(pen, area, [0, 0, width, height], cell);
  const box = [at[1] * cell, at[0] * cell, cell, cell];
  pen.globalAlpha = 0.5;
  pen.fillStyle = blue;
  pen.fillRect(...box);
  outline(pen, box, blue, 3, area.side);
}

/** Return how large a cell of the output is drawn. */
export function outputCell({ side, dot }, count) {
  return cellOf(side, Math.max(...count), dot);
}

/** A cell is a whole number of the screen's dots, so that no line is blurred. */
function cellOf(room, cells, dot) {
  return Math.min(40, Math.max(1, Math.floor(room / cells / dot)) * dot);
}

/** Count the places of an axis, those over which a last window hangs included. */
function extentOf({ begin, size, end, starts, span }) {
  return begin + Math.max(size + end, starts.at(-1) + span);
}

/** Draw padding gray, and pixels the bluer the more windows read them; hatch the unread. */
function paintCells(pen, { cell, x, y, dot, side, colors }, down, across) {
  const padded = boxOf(down, across, x, y, cell);
  const image = [x, y, across.size * cell, down.size * cell];
  pen.globalAlpha = 0.16;
  pen.fillStyle = colors.ink;
  pen.fillRect(...padded);
  pen.globalAlpha = 1;
  pen.fillStyle = colors.paper;
  pen.fillRect(...image);
  pen.fillStyle = colors.blue;
  const most = Math.max(...down.visits) * Math.max(...across.visits);
  const runs = runsOf(across.visits);
  for (const [i, height, rowVisits] of runsOf(down.visits)) {
    for (const [j, width, visits] of runs) {
      pen.globalAlpha = (0.38 * rowVisits * visits) / most;
      pen.fillRect(x + j * cell, y + i * cell, width * cell, height * cell);
    }
  }
  hatch(pen, image, colors.red, () => {
    for (const i of down.unread) pen.rect(x, y + i * cell, image[2], cell);
    for (const j of across.unread) pen.rect(x + j * cell, y, cell, image[3]);
  });
  paintLines(pen, { dot, colors }, padded, cell);
  outline(pen, image, colors.ink, 2, side);
}

/** Return [start, length, value] of each run of equal values: fewer, larger pieces to paint. */
function runsOf(values) {
  const runs = [];
  values.forEach((value, i) => {
    if (runs.at(-1)?.[2] === value) runs.at(-1)[1] += 1;
    else runs.push([i, 1, value]);
  });
  return runs;
}

/** Dashes go around all that a window reaches, where one hangs over the end as well. */
function paintBeyond(pen, { colors }, height, width) {
  pen.globalAlpha = 0.6;
  pen.strokeStyle = colors.ink;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.strokeRect(GUTTER, GUTTER, width, height);
  pen.setLineDash([]);
}

function boxOf(down, across, x, y, cell) {
  const height = down.begin + down.size + down.end;
  const width = across.begin + across.size + across.end;
  return [x - across.begin * cell, y - down.begin * cell, width * cell, height * cell];
}

/** Draw slanted lines where `shape()` adds rectangles to the path. */
function hatch(pen, [x, y, width, height], color, shape) {
  pen.save();
  pen.beginPath();
  shape();
  pen.clip();
  pen.beginPath();
  for (let start = -height; start < width; start += 5) {
    pen.moveTo(x + start, y + height);
    pen.lineTo(x + start + height, y);
  }
  pen.globalAlpha = 1;
  pen.strokeStyle = color;
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.restore();
}

function paintLines(pen, { dot, colors }, [x, y, width, height], cell) {
  pen.globalAlpha = 0.3;
  pen.fillStyle = colors.ink;
  const step = cell < LINED_CELL ? Math.max(width, height) : cell;
  for (let i = 0; i <= width + dot; i += step) pen.fillRect(x + i, y, dot, height);
  for (let i = 0; i <= height + dot; i += step) pen.fillRect(x, y + i, width, dot);
}

/** Draw a frame whose line is never cut off by the canvas. */
function outline(pen, [x, y, width, height], color, thickness) {
  const inset = thickness / 2;
  pen.globalAlpha = 1;
  pen.strokeStyle = color;
  pen.lineWidth = thickness;
  pen.strokeRect(x + inset, y + inset, width - thickness, height - thickness);
}

/** Draw what the selected window reads, and a frame around all that it spans. */
function paintWindow(pen, { cell, x, y, side, colors }, [down, across], at) {
  const top = y + down.starts[at[0]] * cell;
  const left = x + across.starts[at[1]] * cell;
  pen.globalAlpha = 0.5;
  pen.fillStyle = colors.blue;
  for (const i of down.taps) {
    for (const j of across.taps) pen.fillRect(left + j * cell, top + i * cell, cell, cell);
  }
  outline(pen, [left, top, across.span * cell, down.span * cell], colors.blue, 3, side);
}

/** Write how many windows read each pixel, where there is room for it. */
function paintCounts(pen, { cell, x, y, colors, font }, down, across) {
  const most = String(Math.max(...down.visits) * Math.max(...across.visits));
  if (cell < NUMBERED_CELL + 5 * Math.max(0, most.length - 2)) return;
  pen.globalAlpha = 1;
  pen.font = `${Math.min(14, 0.6 * cell)}px ${font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  down.visits.forEach((rowVisits, i) =>
    across.visits.forEach((visits, j) => {
      const [left, top] = [x + j * cell, y + i * cell];
      pen.fillStyle = colors.paper;
      // A card keeps the number clear of the hatching.
      if (!rowVisits || !visits) {
        pen.fillRect(left + 0.3 * cell, top + 0.2 * cell, 0.4 * cell, 0.6 * cell);
      }
      pen.fillStyle = colors.ink;
      pen.fillText(rowVisits * visits, left + 0.5 * cell, top + 0.55 * cell);
    }),
  );
}

function paintSides(pen, { cell, x, y, colors, font }, sides, { down, across, bottom, right }) {
  pen.globalAlpha = 1;
  pen.fillStyle = colors.ink;
  pen.font = `12px ${font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const center = x + (across.size * cell) / 2;
  const middle = y + (down.size * cell) / 2;
  const places = [
    [center, GUTTER / 2, 0],
    [center, bottom + GUTTER / 2, 0],
    [GUTTER / 2, middle, -Math.PI / 2],
    [right + GUTTER / 2, middle, -Math.PI / 2],
  ];
  TEXT.padding.numbers[4].forEach((name, side) => {
    const [left, top, turn] = places[side];
    pen.save();
    pen.translate(left, top);
    pen.rotate(turn);
    pen.fillText(`${name} ${sides[side]}`, 0, 0);
    pen.restore();
  });
}

/** Draw a line for each window of an axis from `origin` on; lines that do not meet share a lane. */
function paintPlaces(pen, { cell, colors }, axis, selected, origin, edge, vertical) {
  const { starts, span, stride, count, taps, dilation } = axis;
  const lanes = Math.min(count, Math.ceil(span / stride));
  const lane = Math.min(LANE, RULERS / lanes);
  const thickness = Math.max(0.7, 0.6 * lane);
  const margin = Math.min(1.5, 0.2 * cell);
  const bar = (from, length, at, size) => {
    const along = origin + from * cell + margin;
    if (vertical) pen.rect(at, along, size, length * cell - 2 * margin);
    else pen.rect(along, at, length * cell - 2 * margin, size);
  };
  const line = (i, size) => {
    const at = edge + (i % lanes) * lane + (lane - size) / 2;
    if (dilation === 1) return bar(starts[i], span, at, size);
    // A thin line through a dilated window shows the pixels that it leaves out.
    bar(starts[i], span, at + 0.3 * size, 0.4 * size);
    for (const tap of taps) bar(starts[i] + tap, 1, at, size);
  };
  const fill = (color, alpha, draw) => {
    pen.beginPath();
    draw();
    pen.globalAlpha = alpha;
    pen.fillStyle = color;
    pen.fill();
  };
  fill(colors.ink, 0.5, () => starts.forEach((_, i) => i !== selected && line(i, thickness)));
  fill(colors.blue, 1, () => line(selected, Math.max(thickness + 2, 4)));
}
