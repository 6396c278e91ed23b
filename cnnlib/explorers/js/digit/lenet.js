import {
  addProducts,
  emptyPlane,
  framedFor,
  maxPool2d,
  placeWindows,
  relu,
} from "../arithmetic.js";

/** Return LeNet's ten arrays from what Python sends: signed bytes with an exponent, or float32. */
export function decodedParameters({ parameters }) {
  return parameters.map(({ bytes, exponent, floats }, place) => {
    const { buffer } = Uint8Array.from(atob(bytes ?? floats), (letter) => letter.charCodeAt(0));
    const numbers = bytes === undefined ? new Float32Array(buffer) : new Int8Array(buffer);
    const unit = bytes === undefined ? 1 : 2 ** exponent;
    return { shape: SHAPES[place], values: Float64Array.from(numbers, (value) => value * unit) };
  });
}

/** Enlarge 8 × 8 counts of ink to the 28 × 28 pixels, 0 to 1, that LeNet takes. */
export function enlarged({ size: [height, width], values }, fullInk) {
  const large = emptyPlane([LENET_SIDE, LENET_SIDE]);
  const [down, along] = [weightsBetween(height), weightsBetween(width)];
  for (let i = 0; i < LENET_SIDE; i++) {
    for (let j = 0; j < LENET_SIDE; j++) {
      let sum = 0;
      for (const [row, vertical] of down[i]) {
        for (const [column, horizontal] of along[j]) {
          sum += vertical * horizontal * (values[row * width + column] / fullInk);
        }
      }
      // cnnlib keeps these pixels as float32.
      large.values[i * LENET_SIDE + j] = Math.fround(sum);
    }
  }
  return large;
}

/** For each of 28 places on a line, which of `count` values lie beside it, and how near. */
function weightsBetween(count) {
  return Array.from({ length: LENET_SIDE }, (_, place) => {
    const middle = ((place + 0.5) * count) / LENET_SIDE - 0.5;
    const at = Math.min(Math.max(middle, 0), count - 1);
    const beside = [...new Set([Math.floor(at), Math.ceil(at)])];
    return beside.map((each) => [each, 1 - Math.abs(at - each)]);
  });
}

/** Return the planes behind each ReLU and each pooling, and the ten shares. */
export function readByLenet(picture, [w1, b1, w2, b2, ...head]) {
  const first = convolved([picture], w1, b1, 1);
  const firstPooled = first.map(halved);
  const second = convolved(firstPooled, w2, b2, 0);
  const secondPooled = second.map(halved);
  let values = secondPooled.flatMap((plane) => [...plane.values]);
  for (let layer = 0; layer < head.length; layer += 2) {
    values = linear(values, head[layer], head[layer + 1]);
  }
  return { maps: [first, firstPooled, second, secondPooled], shares: softmax(values) };
}

const halved = (plane) => maxPool2d(plane, { kernelSize: 2 }).plane;

function convolved(planes, { shape: [count, , ...size], values }, bias, padding) {
  const length = size[0] * size[1];
  const windows = placeWindows(planes[0].size, size, 1, padding);
  const frames = planes.map((plane) => framedFor(plane, windows));
  const sums = emptyPlane(windows.count);
  return Array.from({ length: count }, (_, kernel) => {
    const total = emptyPlane(windows.count);
    total.values.fill(bias.values[kernel]);
    frames.forEach((frame, channel) => {
      const start = (kernel * planes.length + channel) * length;
      sums.values.fill(0);
      addProducts(sums, frame, values.subarray(start, start + length), windows);
      for (let i = 0; i < sums.values.length; i++) total.values[i] += sums.values[i];
    });
    return relu(total);
  });
}

function linear(inputs, { shape: [, count], values }, bias) {
  const outputs = [...bias.values];
  inputs.forEach((input, row) => {
    for (let column = 0; column < count; column++) {
      outputs[column] += input * values[row * count + column];
    }
  });
  return outputs;
}

function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
