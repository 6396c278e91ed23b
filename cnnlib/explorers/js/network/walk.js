/** What reaches each layer of a network: shapes, and how far a number there looks. */
import { batchShape } from "../arithmetic/checks.js";
import { Refusal } from "../arithmetic/refusal.js";
import { layerShape, layerWindow } from "./families.js";
import { checkLayer } from "./layers.js";
import { ENTERING, seenBehind } from "./signals.js";
import { sourcesOf } from "./wiring.js";

// What a description says with all arguments filled in; most stay while one setting changes.
const CHECKED = new WeakMap();

function checkedOnce(description, place) {
  const known = CHECKED.get(description);
  if (known) return known;
  const layer = checkLayer(description, `layers[${place}]`);
  CHECKED.set(description, layer);
  return layer;
}

/**
 * Follow an input through a network.
 *
 * Returns `{ inputSize, layers, sources, enters, signals, problem }`: the layers checked, the
 * places that each of them reads, and the signal behind each. Where an input does not fit a layer,
 * the signals end before it and `problem` is `{ place, kind, message }`; otherwise it is null.
 */
export function walk(descriptions, inputSize) {
  const layers = descriptions.map(checkedOnce);
  const sources = sourcesOf(layers);
  const shape = batchShape(inputSize, "input_size");
  const enters = { shape, ...ENTERING };
  const signals = [];
  const network = { inputSize: shape, layers, sources, enters, signals };
  const problem = firstMisfit(network, signals);
  return { ...network, problem };
}

/** Return the signals that a layer reads. */
export function signalsBefore({ sources, enters, signals }, place) {
  return sources[place].map((source) => signals[source] ?? enters);
}

/** Fill in the signals behind the layers; return the first that does not fit, and why. */
function firstMisfit(network, signals) {
  for (const [place, layer] of network.layers.entries()) {
    try {
      signals.push(signalBehind(layer, signalsBefore(network, place)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { place, kind: error.kind, message: error.message };
    }
  }
  return null;
}

/** Return the shape behind a layer, its receptive field and the way to the next number there. */
function signalBehind(layer, before) {
  const shapes = before.map(({ shape }) => shape);
  const after = layerShape(layer, ...shapes);
  return { shape: after, ...seenBehind(before, layerWindow(layer, shapes[0])) };
}
