/** The rows of a network in which layers are found and put in the place of several others. */

/** Return what a row is: a layer's type, Arithmetic, or an operator without a rule by its name. */
export function kindOf({ layer, operation }) {
  if (operation) return "Arithmetic";
  return layer.type === "Operator" ? `operator ${layer.operator}` : layer.type;
}

/** Knows who reads what; what nobody reads any longer goes. `ends` leave the network. */
export class Editor {
  constructor(entries, ends, inputSize) {
    this.readers = new Map(entries.map((entry) => [entry, 0]));
    this.inputSize = inputSize;
    for (const each of [...entries.flatMap(({ reads }) => reads), ...ends]) this.join(each);
  }

  has(entry) {
    return this.readers.has(entry);
  }

  shapeOf(entry) {
    return entry?.shape ?? this.inputSize;
  }

  /** Return what a row reads there, if it is of such a kind and only that row reads it. */
  source(entry, kinds, place = 0) {
    const found = entry?.reads[place];
    if (!found || ![kinds].flat().includes(kindOf(found))) return null;
    const times = entry.reads.filter((read) => read === found).length;
    return this.readers.get(found) === times ? found : null;
  }

  /** Return one of two inputs that is of such a kind, and the other input. */
  ofTwo(entry, kinds) {
    for (const place of entry?.reads.length === 2 ? [0, 1] : []) {
      const found = this.source(entry, kinds, place);
      if (found) return { found, other: entry.reads[1 - place] };
    }
    return null;
  }

  /** Let a row be another layer; it may be named by one of those that it stands for. */
  put(entry, layer, reads, { weights = [], named } = {}) {
    if (named) entry.label = named.label ?? named.name;
    const before = entry.reads;
    for (const each of reads) this.join(each);
    Object.assign(entry, { layer, reads, weights, operation: undefined, by: undefined });
    for (const each of before) this.leave(each);
    return true;
  }

  join(entry) {
    if (this.has(entry)) this.readers.set(entry, this.readers.get(entry) + 1);
  }

  leave(entry) {
    if (!this.has(entry)) return;
    this.readers.set(entry, this.readers.get(entry) - 1);
    if (this.readers.get(entry) > 0) return;
    this.readers.delete(entry);
    for (const each of entry.reads) this.leave(each);
  }
}

/** Return the number that a row adds, or multiplies by; undefined where it does not. */
export function numberOf(entry, operation) {
  if (!entry?.operation || entry.first || entry.by === undefined) return undefined;
  if (operation === "Mul" && entry.operation === "Div") return 1 / entry.by;
  if (operation === "Add" && entry.operation === "Sub") return -entry.by;
  return entry.operation === operation ? entry.by : undefined;
}

export function near(number, wanted) {
  return Math.abs(number - wanted) <= 1e-4 * Math.max(Math.abs(number), Math.abs(wanted));
}
