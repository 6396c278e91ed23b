/** Convolution: one small kernel, used at every place of the picture. */
import { placeWindows } from "./geometry.js";
import { emptyPlane } from "./planes.js";

/** Slide a kernel over a plane and sum the products (cross-correlation, padded with zeros). */
export function conv2d(plane, kernelPlane, settings = {}) {
  const { bias = 0, stride = 1, padding = 0, dilation = 1 } = settings;
  const windows = placeWindows(plane.size, kernelPlane.size, stride, padding, dilation);
  const convolved = emptyPlane(windows.count);
  convolved.values.fill(bias);
  addProducts(convolved, framedFor(plane, windows), kernelPlane.values, windows);
  return convolved;
}

/** Add to a plane what the weights of a kernel make of a plane within its padding. */
export function addProducts(into, frame, weights, { kernel, dilation, stride }) {
  // One weight at all places, then the next: the inner loop is a plain run over two arrays.
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      const first = i * dilation[0] * frame.size[1] + j * dilation[1];
      addWeighted(into, frame, weights[i * kernel[1] + j], first, stride);
    }
  }
}

/** Replace every negative number by zero. */
export function relu({ size, values }) {
  return { size, values: values.map((value) => Math.max(value, 0)) };
}

function addWeighted(into, frame, weight, first, stride) {
  const [height, width] = into.size;
  const [sums, values, step] = [into.values, frame.values, stride[1]];
  for (let row = 0; row < height; row++) {
    let from = first + row * stride[0] * frame.size[1];
    const end = (row + 1) * width;
    for (let place = row * width; place < end; place++) {
      sums[place] += weight * values[from];
      from += step;
    }
  }
}

/** Return the plane within its padding; the plane itself where there is none. */
export function framedFor(plane, { sides: [top, bottom, left, right] }) {
  if (top + bottom + left + right === 0) return plane;
  const [height, width] = plane.size;
  const frame = emptyPlane([top + height + bottom, left + width + right]);
  for (let row = 0; row < height; row++) {
    const line = plane.values.subarray(row * width, (row + 1) * width);
    frame.values.set(line, (top + row) * frame.size[1] + left);
  }
  return frame;
}
