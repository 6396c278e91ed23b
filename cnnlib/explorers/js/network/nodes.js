/** Layers as nodes that know one another: a list is changed without losing what reads what. */
import { INPUT, sourcesOf } from "./wiring.js";

/** Return layers with names where they are read by name, and nowhere else. */
export function tidyLayers(layers) {
  return written(nodesOf(layers));
}

/** Return layers with names, given how far above a layer those stand that it reads. */
export function namedLayers(layers) {
  const nodes = layers.map(({ inputs, ...layer }) => ({ layer }));
  layers.forEach(({ inputs = [1] }, place) => {
    nodes[place].sources = inputs.map((distance) => nodes[place - distance] ?? ENTRY);
  });
  return written(nodes);
}

/** What enters the network. */
export const ENTRY = { name: INPUT };

/** Return layers as nodes that know one another: `{ layer, name, sources }`. */
export function nodesOf(layers) {
  const nodes = layers.map((before) => {
    const { name, inputs, ...layer } = before;
    return { layer, name, before };
  });
  sourcesOf(layers).forEach((sources, place) => {
    nodes[place].sources = sources.map((source) => nodes[source] ?? ENTRY);
  });
  return nodes;
}

/** Return nodes as layers again. One that is read by name has one, the first free letter, say. */
export function written(nodes) {
  const chained = (node, place) => readsAbove(node, nodes[place - 1] ?? ENTRY);
  const read = new Set(nodes.filter((...at) => !chained(...at)).flatMap(({ sources }) => sources));
  const taken = new Set([...read].map(({ name }) => name));
  for (const node of nodes.filter((each) => read.has(each))) {
    node.name ??= freeName(taken);
    taken.add(node.name);
  }
  return nodes.map((node, place) => {
    const name = read.has(node) ? { name: node.name } : {};
    const inputs = chained(node, place) ? {} : { inputs: node.sources.map((each) => each.name) };
    const layer = { ...node.layer, ...name, ...inputs };
    // The same object where nothing changed: whoever follows a layer knows it by that.
    return JSON.stringify(layer) === JSON.stringify(node.before) ? node.before : layer;
  });
}

export function readsAbove({ sources }, above) {
  return sources.length === 1 && sources[0] === above;
}

function freeName(taken) {
  for (let length = 1; ; length++) {
    for (let letter = 97; letter <= 122; letter++) {
      const name = String.fromCharCode(letter).repeat(length);
      if (!taken.has(name)) return name;
    }
  }
}
