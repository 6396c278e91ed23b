/**
 * Protocol buffers, read from a file in pieces: what no schema asks for is stepped over by its
 * length, and never in memory.
 *
 * A schema names the fields to keep by their numbers, each made by one of `whole`, `float`, `text`,
 * `bytes` and `message`; one that may stand there several times by `list` of it, one that is only
 * wanted while it is small by `few` of it.
 */
import { Refusal } from "../arithmetic/refusal.js";
import { Pieces } from "./pieces.js";
import { TEXT } from "../text/en/cost.js";

const [VARINT, EIGHT, LENGTH, FOUR] = [0, 1, 2, 5];
const WIRES = [VARINT, EIGHT, LENGTH, FOUR];
const FIXED = { [EIGHT]: 8, [FOUR]: 4 };
// A field's key and its length, ten bytes each at most; no field of ONNX has a number as high.
const LONGEST_HEAD = 20;
const LAST_PLACE = 1000;
const LONGEST_TEXT = 4096;
const LONGEST_LIST = 65_536;
// A file that asks for more than this has no network that a table could show.
const MOST_FIELDS = 1_000_000;
const MOST_KEPT = 1 << 26;
const KEPT_OF_ANY = 256;

export const whole = (name) => ({ name, wire: VARINT, most: LONGEST_LIST });
export const float = (name) => ({ name, wire: FOUR, most: LONGEST_LIST });
export const text = (name) => ({ name, wire: LENGTH, most: LONGEST_TEXT, decoded: true });
export const bytes = (name) => ({ name, wire: LENGTH });
/** A field whose bytes, if more than `most`, are stepped over as if they were not there. */
export const few = (field, most) => ({ ...field, most, left: true });
export const message = (name, schema) => ({ name, wire: LENGTH, schema });
export const list = (field) => ({ ...field, many: true });

/** Read a file as a message, or say why it is none. */
export async function decode(file, schema) {
  const pieces = new Pieces(file);
  const budget = { fields: MOST_FIELDS, bytes: MOST_KEPT };
  const steps = messageAt(pieces, schema, file.size, budget);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pieces.bring(value);
  }
}

/** Read a message that ends at `end`; where bytes are to be brought first, yield how many. */
function* messageAt(pieces, schema, end, budget) {
  spend(budget, "bytes", KEPT_OF_ANY);
  const fields = Object.values(schema);
  const found = Object.fromEntries(fields.map(({ name, many }) => [name, many ? [] : undefined]));
  while (pieces.at < end) {
    if (pieces.lacks(LONGEST_HEAD)) yield LONGEST_HEAD;
    const key = pieces.varint(end);
    const [place, wire] = [Math.floor(key / 8), key % 8];
    const length = wire === LENGTH ? pieces.varint(end) : (FIXED[wire] ?? 0);
    if (place < 1 || place > LAST_PLACE || !WIRES.includes(wire)) pieces.refuse(TEXT.onnx.broken);
    pieces.require(length, end);
    spend(budget, "fields", 1);
    const field = schema[place];
    const packed = wire === LENGTH && field?.wire !== LENGTH && field?.many;
    if (field === undefined || !(wire === field.wire || packed)) {
      if (wire === VARINT) pieces.varint(end);
      else pieces.at += length;
    } else if (field.schema) {
      add(found, field, yield* messageAt(pieces, field.schema, pieces.at + length, budget));
    } else if (field.left && length > field.most) {
      pieces.at += length;
    } else {
      if (length > field.most) pieces.refuse(TEXT.onnx.long);
      spend(budget, "bytes", length);
      if (pieces.lacks(length)) yield length;
      const stop = pieces.at + length;
      if (packed) while (pieces.at < stop) add(found, field, one(pieces, field, stop));
      else add(found, field, one(pieces, field, wire === VARINT ? end : stop));
    }
  }
  return found;
}

function spend(budget, what, amount) {
  budget[what] -= amount;
  if (budget[what] < 0) throw new Refusal("ValueError", TEXT.onnx.large);
}

function add(found, { name, many }, value) {
  if (many) found[name].push(value);
  else found[name] = value;
}

/** Read one value, of the bytes up to `end` as many as it takes. */
function one(pieces, { wire, decoded }, end) {
  if (wire === VARINT) return pieces.varint(end);
  if (wire === FOUR) return pieces.float(end);
  const part = pieces.take(end - pieces.at);
  return decoded ? new TextDecoder().decode(part) : part.slice();
}
