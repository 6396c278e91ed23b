import { isJoin, isOperator, typeOf } from "../network.js";

const KINDS = {
  convolved: "convolution",
  transposed: "convolution",
  "last axis": "linear",
  "matrix product": "linear",
  pooled: "pooling",
  cells: "pooling",
  "k largest": "pooling",
  channels: "normalization",
  "channels of a sequence": "normalization",
  "channels in groups": "normalization",
  "last axes": "normalization",
  "scaled channels": "normalization",
};

/** The kinds of layers, in the order of a legend. */
export const KIND_NAMES = [...new Set([...Object.values(KINDS), "join", "other"])];

/** Return of which kind a layer is: a picture has a color for each. */
export function kindOf(layer) {
  if (isJoin(layer) && !isOperator(layer)) return KINDS[typeOf(layer).shape] ?? "join";
  return KINDS[typeOf(layer).shape] ?? "other";
}
