import { matrix } from "../shared/values.js";

// Cut from the portrait of Grace Hopper that ships with Matplotlib, where shirt and jacket meet.
const PATCH = [
  [113, 116, 117, 78, 14, 14, 184, 110, 141, 135, 133, 92],
  [95, 102, 37, 16, 15, 15, 215, 108, 126, 143, 131, 117],
  [63, 16, 15, 12, 15, 14, 231, 142, 102, 150, 129, 120],
  [15, 14, 15, 13, 12, 18, 235, 167, 80, 147, 129, 119],
  [15, 13, 16, 14, 15, 19, 230, 161, 63, 149, 142, 116],
  [16, 15, 14, 15, 16, 18, 222, 169, 39, 146, 148, 125],
  [14, 14, 16, 14, 17, 13, 198, 237, 87, 110, 144, 122],
  [13, 14, 13, 15, 15, 14, 143, 233, 201, 73, 133, 129],
  [15, 14, 16, 14, 15, 18, 132, 223, 239, 115, 96, 136],
  [13, 18, 14, 16, 15, 17, 126, 221, 241, 209, 61, 125],
  [13, 16, 14, 15, 14, 16, 108, 230, 235, 247, 187, 90],
  [14, 17, 17, 18, 15, 16, 68, 236, 238, 248, 249, 188],
];

/** Inputs to start from, each a function of the size asked for; the tutorial's has its own. */
export const PRESETS = {
  tutorial: () => DEFAULTS.input,
  ramp: (size) => matrix(size, (i, j) => size[1] * i + j + 1),
  random: (size) => matrix(size, () => Math.floor(10 * Math.random())),
  patch: (size) => matrix(size, (i, j) => PATCH[i][j]),
  negative: (size) => matrix(size, (i, j) => -(size[1] * i + j + 1)),
};
