import { matrix } from "../shared/values.js";

/** Kernels to start from. */
export const KERNELS = {
  leftRight: DEFAULTS.kernel,
  upDown: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  corners: [[1, 0, -1], [0, 0, 0], [-1, 0, 1]],
  blur: matrix([5, 5], () => 0.04),
  sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  identity: [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
};

/** Name the one of these kernels that `rows` are, or "own". */
export function kernelName(rows) {
  const text = JSON.stringify(rows);
  const found = Object.entries(KERNELS).find(
    ([, kernel]) => JSON.stringify(kernel) === text,
  );
  return found ? found[0] : "own";
}

/** Return a kernel with other numbers of rows and columns, its middle kept, zeros around it. */
export function resizedKernel(rows, size) {
  const top = Math.trunc((size[0] - rows.length) / 2);
  const left = Math.trunc((size[1] - rows[0].length) / 2);
  return matrix(size, (i, j) => rows[i - top]?.[j - left] ?? 0);
}
