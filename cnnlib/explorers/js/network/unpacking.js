/** Rows of a known network as Python packs them: without what those above decide. */
import { layerShape } from "./families.js";
import { checkLayer } from "./layers.js";

/* global LAYER_TYPES */

/** Return the rows with each argument that they need: one left out is the size of axis 1. */
export function unpacked({ layers, input_size }) {
  const shapes = [];
  return layers.map((row, place) => {
    const { inputs = [1], ...layer } = row;
    const read = inputs.map((far) => shapes[place - far] ?? input_size);
    for (const { name, default: usual } of LAYER_TYPES[row.type].arguments) {
      if (usual === undefined) layer[name] ??= read[0][1];
    }
    shapes.push(layerShape(checkLayer(layer), ...read));
    return { ...row, ...layer };
  });
}
