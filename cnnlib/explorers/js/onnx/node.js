import { isSignal, isStored, NoRule, storedOf } from "./values.js";

// Where an attribute of each type of ONNX's has its value.
const HOME = { 1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints", 8: "strings" };
const USUAL = { f: 0, i: 0, s: "" };

/** One operator of a model file, with its attributes and what its inputs stand for. */
export class Node {
  constructor(proto, name, opset, inputs, network) {
    Object.assign(this, { proto, name, opset, inputs, network, operator: proto.op_type });
    this.attributes = new Map(proto.attribute.map((each) => [each.name, valueOf(each)]));
  }

  get(name, usual) {
    return this.attributes.get(name) ?? usual;
  }

  has(place) {
    return (this.inputs[place] ?? null) !== null;
  }

  /** Return an input that follows from the network's; a constant is made one. */
  signal(place = 0) {
    const value = this.inputs[place];
    if (isStored(value)) return this.network.given(value);
    if (!isSignal(value)) throw new NoRule(`input ${place} is missing`);
    return value;
  }

  signals() {
    return this.inputs.map((_, place) => this.signal(place));
  }

  stored(place) {
    const value = this.inputs[place];
    if (!isStored(value)) throw new NoRule(`input ${place} is no constant`);
    return value;
  }

  /** Return the numbers of a small constant; undefined where the input is left out. */
  numbers(place) {
    if (!this.has(place)) return undefined;
    const { numbers } = this.stored(place);
    if (!numbers) throw new NoRule("its settings are not in the file");
    return numbers;
  }

  number(place, usual) {
    return this.numbers(place)?.[0] ?? usual;
  }

  /** Add a layer that reads signals; `part` tells several layers of one operator apart. */
  emit(layer, signals, weights = [], part = "") {
    const name = part ? `${this.name}_${part}` : this.name;
    return this.network.add(name, layer, [signals].flat(), weights);
  }

  require(condition, why) {
    if (!condition) throw new NoRule(why);
  }
}

function valueOf(attribute) {
  const home = HOME[attribute.type] ?? Object.values(HOME).find((name) => attribute[name]?.length);
  const value = attribute[home] ?? USUAL[home];
  return home === "t" && value ? storedOf(value) : value;
}
