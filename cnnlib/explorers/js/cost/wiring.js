/**
 * Changing a list of layers so that each goes on reading what it read. A name belongs to its layer
 * and moves with it; a layer without `inputs` reads the one above it, whichever that is.
 */
import { Refusal } from "../arithmetic.js";
import { INPUT, isJoin, requireFreeName, sourcesOf } from "../network.js";
import { TEXT } from "../text/en/cost.js";

/** Put a layer in at `place`; who read the one above reads it now. It reads those at `reads`. */
export function insertLayer(layers, place, layer, reads = [place - 1]) {
  const nodes = nodesOf(layers);
  const above = nodes[place - 1] ?? ENTRY;
  const { name, inputs, ...plain } = layer;
  const node = { layer: plain, sources: reads.map((each) => nodes[each] ?? ENTRY) };
  const next = nodes[place];
  if (next && readsAbove(next, above)) next.sources = [node];
  // One that nobody would read goes to those who read the one above it by name.
  else if (next && above !== ENTRY) passOn(above, node, nodes.slice(place));
  return written(nodes.toSpliced(place, 0, node));
}

/** Put a copy behind a layer, to read it; the copy of a join reads it in place of the first. */
export function copyLayer(layers, place) {
  const sources = sourcesOf(layers)[place];
  const replaced = Math.max(0, sources.indexOf(place - 1));
  return insertLayer(layers, place + 1, layers[place], sources.with(replaced, place));
}

/** Take a layer out; who read it reads what it read: of several the one above it, or the first. */
export function removeLayer(layers, place) {
  const nodes = nodesOf(layers);
  const node = nodes[place];
  passOn(node, mainSource(node, nodes[place - 1] ?? ENTRY), nodes.slice(place));
  return written(nodes.toSpliced(place, 1));
}

/** Let a layer change places with the next one, or say why they cannot. */
export function swapLayers(layers, place) {
  const nodes = nodesOf(layers);
  const [first, second] = nodes.slice(place, place + 2);
  if (second.sources.includes(first)) {
    // In a chain the second now works before the first.
    if (second.sources.length > 1 || first.sources.length > 1) {
      throw new Refusal("ValueError", TEXT.reads.below(place + 1, place));
    }
    const behind = nodes.slice(place + 2);
    if (behind.length && readsAbove(behind[0], second)) behind[0].sources = [first];
    [second.sources, first.sources] = [first.sources, [second]];
    // What nobody would read, now at the end of its way, is read for the one that was there.
    if (!behind.some(({ sources }) => sources.includes(first))) passOn(second, first, behind);
  }
  return written(nodes.with(place, second).with(place + 1, first));
}

/** Replace a layer, by one of another type perhaps; `reads` are the places for a join to read. */
export function replaceLayer(layers, place, layer, reads) {
  const nodes = nodesOf(layers);
  const node = nodes[place];
  if (!isJoin(layer)) node.sources = [mainSource(node, nodes[place - 1] ?? ENTRY)];
  else if (!isJoin(node.layer)) node.sources = reads.map((each) => nodes[each] ?? ENTRY);
  node.layer = layer;
  return written(nodes);
}

/** Let a layer read those that a text names, by name or number; an empty text: the one above. */
export function rereadLayer(layers, place, text) {
  const nodes = nodesOf(layers);
  const above = nodes[place - 1] ?? ENTRY;
  const words = text.split(/[,\s]+/).filter(Boolean);
  const find = (word) => {
    if (word === INPUT) return ENTRY;
    const at = /^\d+$/.test(word)
      ? Number(word)
      : nodes.findIndex(({ name }) => name === word);
    if (at >= 0 && at < place) return nodes[at];
    const known = nodes.slice(0, place).flatMap(({ name }) => name ?? []);
    throw new Refusal("ValueError", TEXT.reads.unknown(word, place, [INPUT, ...known]));
  };
  nodes[place].sources = words.length ? words.map(find) : [above];
  return written(nodes);
}

/** Give a layer that is read by name another one, which its readers use from now on. */
export function renameLayer(layers, place, name) {
  const nodes = nodesOf(layers);
  requireFreeName(name, nodes.filter((_, each) => each !== place).map((node) => node.name));
  nodes[place].name = name;
  return written(nodes);
}

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
const ENTRY = { name: INPUT };

/** Return layers as nodes that know one another: `{ layer, name, sources }`. */
function nodesOf(layers) {
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
function written(nodes) {
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

function readsAbove({ sources }, above) {
  return sources.length === 1 && sources[0] === above;
}

function mainSource({ sources }, above) {
  return sources.includes(above) ? above : sources[0];
}

/** Let all that read one node read another, which takes over its name if it has none. */
function passOn(node, other, readers) {
  for (const reader of readers) {
    reader.sources = reader.sources.map((source) => (source === node ? other : source));
  }
  if (other.name === undefined) [node.name, other.name] = [undefined, node.name];
}

function freeName(taken) {
  for (let length = 1; ; length++) {
    for (let letter = 97; letter <= 122; letter++) {
      const name = String.fromCharCode(letter).repeat(length);
      if (!taken.has(name)) return name;
    }
  }
}
