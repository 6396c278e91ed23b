/**
 * Changing a list of layers so that each goes on reading what it read. A name belongs to its layer
 * and moves with it; a layer without `inputs` reads the one above it, whichever that is.
 */
import { Refusal } from "../arithmetic.js";
import {
  ENTRY,
  INPUT,
  isJoin,
  nodesOf,
  readsAbove,
  requireFreeName,
  sourcesOf,
  written,
} from "../network.js";
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
