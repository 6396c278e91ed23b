/** Layers read from Python code. */
import { Refusal } from "../arithmetic/refusal.js";
import { repr } from "../arithmetic/python.js";
import { typeOf } from "./layers.js";

const CODE_NAME = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const CODE_KEYWORD = /([\p{ID_Start}_]\p{ID_Continue}*)\s*=/uy;
const CODE_READ = /(?!(?:True|False|None)\b)([\p{ID_Start}_]\p{ID_Continue}*)\s*(?:,|(?=\)))/uy;
const CODE_NUMBER = /[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?!\w)/iy;
const CODE_STRING = /'([^'\\]*)'|"([^"\\]*)"/y;
const CODE_CONSTANTS = { True: true, False: false, None: null };

/**
 * Read a call such as `Conv2D(1, 6, 3, padding=1)` as a description, or say where it stops. Before
 * it may stand a name; the bare words before the arguments are what the layer reads:
 * `all=Concat(a, b, axis=1)`.
 */
export function parseLayerCode(text) {
  const reader = new LayerReader(text);
  const tie = {};
  const name = reader.take(CODE_KEYWORD)?.[1];
  if (name !== undefined) tie.name = name;
  const [type] = reader.require(CODE_NAME, "the name of a layer");
  const known = typeOf({ type }).arguments;
  reader.require(/\(/y, "(");
  const inputs = [];
  for (let read; (read = reader.take(CODE_READ)); ) inputs.push(read[1]);
  if (inputs.length) tie.inputs = inputs;
  return { type, ...Object.fromEntries(readArguments(reader, known)), ...tie };
}

function readArguments(reader, known) {
  const given = new Map();
  let byName = false;
  while (!reader.take(/\)/y)) {
    const keyword = reader.take(CODE_KEYWORD)?.[1];
    byName ||= keyword !== undefined;
    const name = byName ? keyword : known[given.size]?.name;
    if (name === undefined) {
      reader.fail(byName ? "a name for every later value" : `at most ${known.length} values`);
    }
    if (given.has(name)) reader.fail(`${name} only once`);
    given.set(name, reader.value());
    if (!reader.take(/,/y)) reader.require(/(?=\))/y, ", or )");
  }
  reader.require(/$/y, "the end");
  return given;
}

/** Text and the place up to which it has been read. */
class LayerReader {
  constructor(text) {
    this.text = text;
    this.place = 0;
  }

  /** Move past what `pattern` matches here, spaces skipped; return the match or null. */
  take(pattern) {
    this.place += this.text.slice(this.place).search(/\S|$/);
    pattern.lastIndex = this.place;
    const match = pattern.exec(this.text);
    if (match !== null) this.place = pattern.lastIndex;
    return match;
  }

  require(pattern, expected) {
    return this.take(pattern) ?? this.fail(expected);
  }

  fail(expected) {
    const rest = this.text.slice(this.place);
    const where = rest === "" ? "at its end" : `before ${repr(rest)}`;
    const message = `cannot read ${repr(this.text)}: expected ${expected} ${where}`;
    throw new Refusal("ValueError", message);
  }

  value() {
    const digits = this.take(CODE_NUMBER);
    if (digits !== null) return Number(digits[0]);
    const string = this.take(CODE_STRING);
    if (string !== null) return string[1] ?? string[2];
    if (this.take(/\[/y)) return this.values(/\]/y, ", or ]").items;
    if (this.take(/\(/y)) {
      const { items, comma } = this.values(/\)/y, ", or )");
      return items.length === 1 && !comma ? items[0] : items;
    }
    const word = this.take(/(True|False|None)\b/y) ?? this.fail("a value");
    return CODE_CONSTANTS[word[0]];
  }

  /** Read values up to a closing bracket; tell whether a comma stands behind the last. */
  values(close, expected) {
    const items = [];
    let comma = false;
    while (!this.take(close)) {
      if (items.length > 0 && !comma) this.fail(expected);
      items.push(this.value());
      comma = this.take(/,/y) !== null;
    }
    return { items, comma };
  }
}
