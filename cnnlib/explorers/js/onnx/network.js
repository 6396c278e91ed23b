/** From the model of a file to a list of layers. */
import { Refusal } from "../arithmetic/refusal.js";
import { checkLayer, isOperator, layerShape, shortLayer } from "../network.js";
import { TEXT } from "../text/en/cost.js";
import { folded } from "./folding.js";
import { Names } from "./names.js";
import { Node } from "./node.js";
import { operatorRow } from "./operators.js";
import { simplified } from "./patterns.js";
import { RULES } from "./rules.js";
import { Sizes } from "./sizes.js";
import { isSignal, isStored, NoRule, product, storedOf } from "./values.js";

/* global LAYER_TYPES */

const DOMAINS = ["", "ai.onnx"];
const OLDEST_OPSET = 7;
const MOST_ROWS = 5000;
const MOST_ENTRIES = 50_000;
const MOST_COMPUTED = 10_000_000;
const LARGEST = 2 ** 53;

/**
 * Return the network of a model: `layers`, which read those above them by distance; a name for each
 * in `names`; `inputSize`; how many numbers of `weights` the file has, equal arrays once; what is
 * `open` of the input's sizes; and the operators that are `lost`, since no size of theirs is known.
 */
export function networkOf(model) {
  const { graph } = model;
  const network = new Network();
  for (const tensor of graph.initializer) network.values.set(tensor.name, storedOf(tensor));
  const inputs = graph.input.filter(({ name }) => !network.values.has(name));
  if (!inputs.length) throw new Refusal("ValueError", TEXT.onnx.noInput);
  const sizes = new Sizes(inputs, graph);
  for (const { name } of inputs) network.enter(name, sizes.ofInput(name));
  for (const proto of graph.node) readNode(network, sizes, proto, opsetOf(model, proto.domain));
  const ends = graph.output.map(({ name }) => network.values.get(name)).filter(isSignal);
  const last = [...new Set(ends.map(({ entry }) => entry))];
  const rows = simplified(network.entries, last, network.inputSize);
  const entries = network.leadingTo(last, rows).map(settled);
  const names = labels(entries);
  if (!entries.length) throw new Refusal("ValueError", TEXT.onnx.nothing);
  if (entries.length > MOST_ROWS) {
    throw new Refusal("ValueError", TEXT.onnx.rows(entries.length, MOST_ROWS));
  }
  const places = new Map(entries.map((entry, place) => [entry, place]));
  const arrays = entries.flatMap((entry) => entry.weights);
  const weights = new Map(arrays.map((each) => [each.stored, each]));
  return {
    layers: entries.map(({ layer, reads }, place) => {
      const above = reads.map((read) => place - (places.get(read) ?? -1));
      return above.length === 1 && above[0] === 1 ? layer : { ...layer, inputs: above };
    }),
    names,
    inputSize: network.inputSize,
    weights: [...weights.values()].reduce((sum, { shape }) => sum + BigInt(product(shape)), 0n),
    open: sizes.open,
    lost: network.lost,
  };
}

/** Return what each row is called: as it was read, or by what it stands for where that is free. */
function labels(entries) {
  const taken = new Set(entries.map(({ name }) => name));
  return entries.map(({ name, label }) => {
    if (!label || taken.has(label)) return name;
    taken.add(label);
    return label;
  });
}

/** Return an entry whose layer is written as cnnlib writes it. */
function settled(entry) {
  return Object.assign(entry, { layer: shortLayer(entry.layer) });
}

function opsetOf({ opset_import: sets }, domain = "") {
  const same = sets.filter((each) => {
    return DOMAINS.includes(domain) ? DOMAINS.includes(each.domain ?? "") : each.domain === domain;
  });
  const opset = Math.max(1, ...same.map(({ version }) => version));
  if (DOMAINS.includes(domain) && opset < OLDEST_OPSET) {
    throw new Refusal("ValueError", TEXT.onnx.old(opset, OLDEST_OPSET));
  }
  return opset;
}

/** Find out what the outputs of an operator are, by a rule or by what the file says of them. */
function readNode(network, sizes, proto, opset) {
  const { values } = network;
  const operator = proto.op_type ?? "";
  const missing = proto.input.find((name) => name && !values.has(name));
  if (missing) throw new Refusal("ValueError", TEXT.onnx.unknown(proto.name || operator, missing));
  const inputs = proto.input.map((name) => (name ? values.get(name) : null));
  const name = operator === "Constant" ? "" : network.names.of({ ...proto, op_type: operator });
  let made;
  if (inputs.some((value) => value?.lost)) {
    network.lost.push(name);
    made = proto.output.map(() => ({ lost: true }));
  } else {
    const node = new Node(proto, name, opset, inputs, network);
    try {
      const domain = DOMAINS.includes(proto.domain ?? "") ? "" : `${proto.domain}.`;
      made = folded(node) ?? ruleOf(`${domain}${operator}`)(node);
    } catch (error) {
      if (error instanceof Refusal) {
        throw new Refusal(error.kind, `${operator} at ${name}: ${error.message}`);
      }
      // An operator whose attributes make no sense is one without a rule.
      if (![NoRule, RangeError, TypeError].some((kind) => error instanceof kind)) throw error;
      made = placed(network, sizes, node);
    }
  }
  const all = [made].flat();
  proto.output.forEach((output, place) => {
    if (output) values.set(output, all[place] ?? { lost: true });
  });
}

function ruleOf(name) {
  if (Object.hasOwn(RULES, name)) return RULES[name];
  throw new NoRule("no layer stands for it");
}

/** Put a row of its own where no layer stands for an operator, if the file states its sizes. */
function placed(network, sizes, node) {
  const { output } = node.proto;
  const shapes = output.map((name) => sizes.of(name));
  const first = shapes.findIndex(Boolean);
  if (first < 0) {
    network.lost.push(node.name);
    return output.map(() => ({ lost: true }));
  }
  const reads = node.inputs.filter(isSignal);
  const weights = node.inputs.filter((value) => isStored(value) && value.trained);
  const signal = node.emit(
    operatorRow(node.operator, shapes[first], { weights, ruled: false }),
    reads.length ? reads : [network.input],
    weights,
  );
  return output.map((name, place) => {
    if (place === first) return signal;
    if (!shapes[place]) return { lost: true };
    return node.emit(operatorRow(`output ${name}`, shapes[place]), [signal]);
  });
}

/** The layers in the order in which they work, and what each name of the file stands for. */
class Network {
  constructor() {
    Object.assign(this, { names: new Names(), values: new Map(), entries: [], lost: [] });
    this.constants = new Map();
    this.called = new Set();
    this.left = MOST_COMPUTED;
  }

  /** Refuse to compute more numbers than any file needs to say what it is. */
  spend(numbers) {
    this.left -= numbers;
    if (this.left < 0) throw new Refusal("ValueError", TEXT.onnx.large);
  }

  /** Say what enters the network; another one that enters is a row. */
  enter(name, shape) {
    const first = this.inputSize === undefined;
    if (first) this.inputSize = shape;
    this.values.set(name, first ? this.input : this.rowOf(name, shape));
  }

  get input() {
    return { entry: null, shape: this.inputSize };
  }

  add(name, description, signals, weights = []) {
    if (!isOperator(description) && !(description.type in LAYER_TYPES)) {
      throw new NoRule("no such layer");
    }
    const layer = checkLayer(description);
    const shape = layerShape(layer, ...signals.map((each) => each.shape));
    if (product(shape) > LARGEST) throw new Refusal("ValueError", TEXT.onnx.sizes(name, shape));
    const reads = signals.map(({ entry }) => entry);
    const taken = this.called.has(name);
    const entry = { name: taken ? this.names.free(name) : name, layer, reads, shape, weights };
    this.called.add(entry.name);
    this.entries.push(entry);
    if (this.entries.length > MOST_ENTRIES) throw new Refusal("ValueError", TEXT.onnx.large);
    return { entry, shape };
  }

  /** Return a constant as what a row gives. */
  given(stored) {
    const known = this.constants.get(stored);
    if (known) return known;
    const signal = this.rowOf(stored.stored, stored.shape, stored.trained ? [stored] : []);
    // What is done with one number may tell a layer that is written in parts.
    signal.entry.by = stored.numbers?.length === 1 ? stored.numbers[0] : undefined;
    this.constants.set(stored, signal);
    return signal;
  }

  rowOf(name, shape, weights = []) {
    const row = operatorRow("Given", shape, { weights });
    return this.add(this.names.free(name), row, [this.input], weights);
  }

  /** Return the rows that lead to the outputs; of several, a last one reads all. */
  leadingTo(ends, rows) {
    const needed = new Set(ends);
    for (const entry of rows.toReversed()) {
      if (needed.has(entry)) for (const read of entry.reads) needed.add(read);
    }
    const leading = rows.filter((entry) => needed.has(entry));
    if (ends.length < 2) return leading;
    const signals = ends.map((entry) => ({ entry, shape: entry?.shape ?? this.inputSize }));
    const row = operatorRow("Outputs", signals[0].shape);
    return [...leading, this.add(this.names.free("outputs"), row, signals).entry];
  }
}
