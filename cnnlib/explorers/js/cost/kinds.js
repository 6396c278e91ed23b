import { isJoin } from "../network.js";

/* global LAYER_TYPES */

const KINDS = {
  convolved: "convolution",
  "transposed": "convolution",
  "last axis": "linear",
  pooled: "pooling",
  cells: "pooling",
  "k largest": "pooling",
  channels: "normalization",
};

/** The kinds of layers, in the order of a legend. */
export const KIND_NAMES = [...new Set([...Object.values(KINDS), "join", "other"])];

/** Return of which kind a layer is: a picture has a color for each. */
export function kindOf(layer) {
  if (isJoin(layer)) return "join";
  return KINDS[LAYER_TYPES[layer.type].shape] ?? "other";
}
