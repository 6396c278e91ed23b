/**
 * How far a number looks, from place to place of a network: its field in the input, the jump to
 * the next number, and on each axis the grid that an enlargement read, with the field and the jump
 * of the numbers there. Behind an enlargement a field may end between two numbers of the grid. It
 * also knows where the first number's patch begins, below 0 in the padding; that is null where
 * patches do not lie one jump apart, as behind an enlargement.
 */

/** What enters a network. */
export const ENTERING = { field: [1, 1], jump: [1, 1], grids: [null, null], begin: [0, 0] };

/** How far fractions may be off: their sums here are no exact ones, as cnnlib's are. */
export const ROUNDING = 1e-9;

/** Return what is seen behind a layer that looks at the ways that meet in it through a window. */
export function seenBehind(before, window) {
  const { field, jump, grids, begin } = widest(before);
  if (window === null || field === null) return { ...ENTERING, field: null, jump };
  const { span, stride, enlarges, overhang = [0, 0] } = window;
  return {
    begin: enlarges ? null : begin && begin.map((at, axis) => at - overhang[axis] * jump[axis]),
    field: field.map((size, axis) => size + (span[axis] - 1) * jump[axis]),
    jump: jump.map((step, axis) => step * stride[axis]),
    grids: enlarges ? grids.map((grid, axis) => coarsest(field[axis], jump[axis], grid)) : grids,
  };
}

/** Return a field in whole numbers of what was enlarged: none of them is seen in part. */
export function fieldOf({ field, grids }) {
  return field && field.map((size, axis) => whole(size, grids[axis]));
}

function whole(size, grid) {
  if (grid === null) return size;
  return grid.field + Math.floor((size - grid.field) / grid.jump + ROUNDING) * grid.jump;
}

/** Return the grid that a further enlargement leaves: of two, the coarser one decides. */
function coarsest(size, jump, grid) {
  if (grid !== null && jump < grid.jump - ROUNDING) return grid;
  return { field: whole(size, grid), jump };
}

/** Return what the ways that meet see together: of ways that lie unevenly, what the widest sees. */
function widest(signals) {
  if (signals.length === 1) return signals[0];
  const jump = [0, 1].map((axis) => Math.max(...signals.map((each) => each.jump[axis])));
  const fields = signals.map(fieldOf);
  if (fields.includes(null)) return { ...ENTERING, field: null, jump };
  const even = ({ begin, jump: [down, across] }) => begin && down === jump[0] && across === jump[1];
  if (signals.every(even)) {
    const first = [0, 1].map((axis) => Math.min(...signals.map(({ begin }) => begin[axis])));
    const end = (axis) => Math.max(...signals.map(({ begin, field }) => begin[axis] + field[axis]));
    const field = first.map((at, axis) => end(axis) - at);
    return { field, jump, grids: [null, null], begin: first };
  }
  const at = [0, 1].map((axis) => {
    const sizes = fields.map((field) => field[axis]);
    return signals[sizes.findIndex((size) => size >= Math.max(...sizes) - ROUNDING)];
  });
  return {
    field: at.map(({ field }, axis) => field[axis]),
    jump,
    grids: at.map(({ grids }, axis) => grids[axis]),
    begin: null,
  };
}
