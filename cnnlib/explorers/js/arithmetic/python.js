/** Values as Python writes them: messages and programs must read as cnnlib's do. */

/**
 * Write a value as Python's repr does. A number without a fraction is an int, an array a list.
 * @example repr(["a", 1e-5, null]) // ['a', 1e-05, None]
 */
export function repr(value) {
  if (value === undefined || value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quotedText(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (typeof value === "object") {
    const items = Object.entries(value).map(([key, item]) => `${repr(key)}: ${repr(item)}`);
    return `{${items.join(", ")}}`;
  }
  return Number.isInteger(value) ? String(BigInt(value)) : floatText(value);
}

/** Name the Python type that a value would have. */
export function typeName(value) {
  if (value === undefined || value === null) return "NoneType";
  if (Number.isInteger(value)) return "int";
  if (Array.isArray(value)) return "list";
  return { number: "float", string: "str", boolean: "bool", object: "dict" }[typeof value];
}

/**
 * Write sizes as a Python tuple.
 * @example tupleText([400]) // (400,)
 */
export function tupleText(sizes) {
  return sizes.length === 1 ? `(${repr(sizes[0])},)` : `(${sizes.map(repr).join(", ")})`;
}

function floatText(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Math.abs(value) >= 1e-4) return String(value);
  // Python writes small numbers with an exponent sooner than JavaScript, and with two digits.
  const [digits, exponent] = value.toExponential().split("e-");
  return `${digits}e-${exponent.padStart(2, "0")}`;
}

function quotedText(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + Array.from(text, (letter) => escapedLetter(letter, quote)).join("") + quote;
}

function escapedLetter(letter, quote) {
  const short = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", [quote]: `\\${quote}` };
  if (Object.hasOwn(short, letter)) return short[letter];
  if (letter === " " || !/[\p{C}\p{Z}]/u.test(letter)) return letter;
  const code = letter.codePointAt(0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}
