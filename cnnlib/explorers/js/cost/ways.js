/** Lines that lead from a layer to those below it that read it, beside what stands between them. */

const MOST_LANES = 4;

/**
 * Lay the ways that skip layers side by side. `sources` are the places that each layer reads.
 * Returns for each layer the parts of lines beside it, as words: "0-start 1-over".
 */
export function waysBeside(sources) {
  const parts = sources.map(() => []);
  const ends = [];
  const skipping = sources.flatMap((read, to) =>
    read.filter((from) => from !== to - 1).map((from) => [from, to]),
  );
  for (const [from, to] of skipping.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    // One lane may end where the next begins, and a layer can be read several times.
    ends[lane] = to;
    if (lane >= MOST_LANES) continue;
    if (from >= 0) parts[from].push(`${lane}-start`);
    for (let place = from + 1; place < to; place++) parts[place].push(`${lane}-over`);
    parts[to].push(`${lane}-end`);
  }
  const lanes = Math.min(ends.length, MOST_LANES);
  return { lanes, beside: parts.map((each) => each.join(" ")) };
}
