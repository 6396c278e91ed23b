/** The known networks, to start from and to name: layers that are one are written as its name. */
import { rowCode } from "../network/code.js";
import { shortLayer } from "../network/layers.js";
import { namedLayers, tidyLayers } from "../network/nodes.js";
import { parseLayerCode } from "../network/reading.js";
import { unpacked } from "../network/unpacking.js";
import { sourcesOf } from "../network/wiring.js";
import { pythonLiteral } from "../links.js";
import { remembering } from "./remembering.js";

/*
 * global NETWORKS: those to start from, { layers, input_size } by name; Python joins them in,
 * without names for what is read and sizes that follow.
 */

// The empty one leaves the input as it is.
const KNOWN = { ...NETWORKS, empty: { layers: [] } };

// Of those that were asked for: a page opens before thousands of rows could be worked on.
const FORMS = new Map();

/** The names of the networks to start from. */
export const PRESETS = Object.keys(KNOWN);

/** Return a network to start from. */
export function presetCalled(name) {
  return { ...KNOWN[name], layers: namedLayers(unpacked(KNOWN[name])) };
}

/** Return the name of the preset that layers are, whatever they are called; or null. */
export const presetOf = remembering((layers) => {
  const alike = PRESETS.filter((name) => KNOWN[name].layers.length === layers.length);
  const form = alike.length ? formOf(layers) : null;
  return alike.find((name) => presetForm(name) === form) ?? null;
});

function presetForm(name) {
  if (!FORMS.has(name)) FORMS.set(name, formOf(presetCalled(name).layers));
  return FORMS.get(name);
}

function formOf(layers) {
  const bare = layers.map((layer) => {
    const { name, inputs, ...plain } = shortLayer(layer);
    return plain;
  });
  return JSON.stringify([bare, sourcesOf(layers)]);
}

/**
 * In a link, layers are calls: `a=Conv2D(1,6,3,padding=1);ReLU();Add(a,input);`. A known network is
 * its name, there and in a program.
 */
export const LAYER_CODEC = {
  python(layers) {
    const name = presetOf(layers);
    return pythonLiteral(NETWORKS[name] ? name : layers.map(shortLayer));
  },
  write(layers) {
    const name = presetOf(layers);
    return NETWORKS[name] ? name : layers.map((layer) => `${rowCode(layer)};`).join("");
  },
  read(text) {
    if (Object.hasOwn(NETWORKS, text)) return presetCalled(text).layers;
    return tidyLayers(text.split(";").filter(Boolean).map(parseLayerCode).map(shortLayer));
  },
};
