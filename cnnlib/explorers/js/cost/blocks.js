/** Where the blocks and the arcs of a network's picture stand, in pixels. */

// The tallest block, the most room for arcs above it and for what is held below it, and a margin.
const TALL = 92;
const ARCS = 60;
const FOOT = 6;
const HELD = 34;
const MARGIN = 3;
// The lowest block against the tallest, and the narrowest: of all the width at most this part.
const LOW = 0.13;
const NARROW = 5;
const NARROW_PART = 0.4;
const GAP = 1;

/**
 * Lay out rows whose `valueOf` says how wide a block is to be. `sources` are the places that each
 * reads, `live` the bytes held while each works, or null to leave that out. Returns `{ blocks,
 * arcs, held, height, start }`: a block as its four sides, an arc as the two places that it ties,
 * what is held as an outline, `start` where what enters the network stands.
 */
export function layOut({ rows, sources, live, valueOf, width }) {
  const values = rows.map((row) => Number(valueOf(row)));
  const sum = values.reduce((total, value) => total + value, 0) || 1;
  const least = Math.min(NARROW, (NARROW_PART * width) / rows.length);
  const free = width - least * rows.length;
  const arcs = sources.slice(0, rows.length).flatMap((read, to) =>
    [...new Set(read)].filter((from) => from !== to - 1).map((from) => [from, to]),
  );
  const levels = rows.map(({ outputShape }) => Math.log2(1 + sideOf(outputShape)));
  const highest = Math.max(...levels);
  const gap = least > 2.5 * GAP ? GAP : 0;
  let left = 0;
  const blocks = rows.map((_, place) => {
    const right = left + least + (free * values[place]) / sum;
    const tall = TALL * (LOW + (1 - LOW) * (levels[place] / highest));
    const block = { left, right, inner: right - gap, top: (TALL - tall) / 2, tall };
    left = right;
    return block;
  });
  const spans = arcs.map(([from, to]) => blocks[to].left - (blocks[from]?.right ?? 0));
  const top = MARGIN + liftOf(Math.max(0, ...spans), left);
  for (const block of blocks) block.top += top;
  const foot = top + TALL + MARGIN;
  const held = live ? heldPath(live.map(Number), blocks, foot + FOOT) : "";
  const height = live ? foot + FOOT + HELD : foot;
  return { blocks, arcs, held, height, start: { x: 0, y: top + TALL / 2 } };
}

/** How high an arc rises over the blocks that it ties. */
function liftOf(span, width) {
  return span && ARCS * Math.sqrt(span / width);
}

/** The bytes held, as an area with a flat foot under the blocks. */
function heldPath(live, blocks, top) {
  const most = Math.max(...live);
  const steps = blocks.map(({ right }, place) => {
    return `V${n(top + HELD * (1 - live[place] / most))}H${n(right)}`;
  });
  return `M0 ${n(top + HELD)}${steps.join("")}V${n(top + HELD)}Z`;
}

/** The side of the planes of a signal; what has no planes counts as one of 1. */
function sideOf(shape) {
  return shape.length === 4 ? Math.sqrt(shape[2] * shape[3]) : 1;
}

export function blockPath({ left, inner, top, tall }) {
  return `M${n(left)} ${n(top)}H${n(inner)}V${n(top + tall)}H${n(left)}Z`;
}

/** Arcs from the end of the block that is read to the middle of the one that reads it. */
export function arcsPath(arcs, { blocks, start }) {
  const width = blocks.at(-1)?.right;
  return arcs
    .map(([from, to]) => {
      const { left, inner, top } = blocks[to];
      const [x, y] = [(left + inner) / 2, top];
      const [x0, y0] = from < 0 ? [start.x, start.y] : [blocks[from].inner, blocks[from].top];
      // Three quarters of the way to where it is drawn to.
      const lift = Math.min(y, y0) - (4 / 3) * liftOf(x - x0, width);
      return `M${n(x0)} ${n(y0)}C${n(x0)} ${n(lift)} ${n(x)} ${n(lift)} ${n(x)} ${n(y)}`;
    })
    .join("");
}

function n(value) {
  return String(Math.round(10 * value) / 10);
}
