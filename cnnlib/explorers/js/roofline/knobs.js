/** What a layer becomes while its point is dragged: other values of one of its settings. */
import { costOf, layerOf } from "./result.js";

/* global LIMITS */

/** Whole numbers from 1 on, four to each doubling. */
function upTo(most) {
  const found = [1, 2, 3];
  for (let base = 4; base <= most; base *= 2) {
    found.push(base, 1.25 * base, 1.5 * base, 1.75 * base);
  }
  return found.filter((value) => value <= most);
}

const SIZES = upTo(LIMITS.size);
const BATCHES = upTo(LIMITS.batch);

/** For each knob a function that returns what the settings can become. */
export const KNOBS = {
  channels({ in_channels, out_channels, groups }) {
    // A depthwise layer stays one.
    const depthwise = groups > 1 && groups === in_channels && groups === out_channels;
    const most = LIMITS.in_channels;
    return upTo(depthwise ? most : Math.floor(most / groups)).map((step) => {
      const channels = depthwise ? step : step * groups;
      const patch = { in_channels: channels, out_channels: channels };
      return depthwise ? { ...patch, groups: channels } : patch;
    });
  },
  size: () => SIZES.map((size) => ({ size })),
  kernel_size: () =>
    Array.from({ length: (LIMITS.kernel_size + 1) / 2 }, (_, i) => ({ kernel_size: 2 * i + 1 })),
  groups({ in_channels, out_channels }) {
    const most = Math.min(in_channels, out_channels);
    const all = Array.from({ length: most }, (_, i) => i + 1);
    const divides = (each) => in_channels % each === 0 && out_channels % each === 0;
    return all.filter(divides).map((groups) => ({ groups }));
  },
  batch: () => BATCHES.map((batch) => ({ batch })),
};

/** Return the change of a knob that comes closest to an intensity. */
export function nearest(values, knob, intensity) {
  return closest(variants(values, knob), intensity)?.patch;
}

/** Return the change of a knob to the next larger intensity, or the next smaller. */
export function next(values, knob, intensity, sign) {
  const further = variants(values, knob).filter((each) => {
    return sign * (each.intensity - intensity) > 1e-9 * intensity;
  });
  return closest(further, intensity)?.patch;
}

function variants(values, knob) {
  return KNOBS[knob](values).map((patch) => {
    const { intensity } = costOf(layerOf({ ...values, ...patch }), values.dtype);
    return { patch, intensity };
  });
}

function closest(found, intensity) {
  const away = (each) => Math.abs(Math.log(each.intensity / intensity));
  return found.reduce((one, other) => (one && away(one) <= away(other) ? one : other), undefined);
}
