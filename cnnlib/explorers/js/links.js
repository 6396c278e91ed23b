/**
 * Settings as text for the part of an address behind `#`: numbers, words, `2,3` for a pair and
 * `1,2;3,4;` for rows. `codecs` may hold another `{ write, read }` for a setting; one whose `write`
 * is null is too large for a link, and stays out of it.
 */
export function writeLink(values, codecs = {}) {
  return Object.entries(values)
    .filter(([name]) => codecs[name]?.write !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent((codecs[name]?.write ?? write)(value))}`)
    .join("&")
    .replaceAll("%2C", ",")
    .replaceAll("%3B", ";")
    .replaceAll("%3D", "=");
}

/** Return the settings that a link names; of other names it says nothing. */
export function readLink(text, names, codecs = {}) {
  const values = {};
  for (const part of text.split("&")) {
    const [name, ...value] = part.split("=");
    if (names.includes(name) && codecs[name]?.write !== null && value.length) {
      values[name] = (codecs[name]?.read ?? read)(decodeURIComponent(value.join("=")));
    }
  }
  return values;
}

function write(value) {
  if (!Array.isArray(value)) return String(value);
  if (Array.isArray(value[0])) return value.map((row) => `${write(row)};`).join("");
  return value.join(",");
}

function read(text) {
  if (text.includes(";")) return text.split(";").slice(0, -1).map(readList);
  if (text.includes(",")) return readList(text);
  const words = { null: null, true: true, false: false };
  if (text in words) return words[text];
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function readList(text) {
  return text.split(",").map(read);
}

/**
 * Return the Python call that makes an explorer with these settings; what is written as the
 * default is left out. A codec's `python(value)` may write a setting in a way of its own.
 */
export function pythonCall(name, values, defaults, codecs = {}) {
  const written = (key, value) => (codecs[key]?.python ?? pythonLiteral)(value);
  const given = Object.entries(values)
    .map(([key, value]) => [key, written(key, value)])
    .filter(([key, text]) => text !== written(key, defaults[key]));
  return `${name}(${given.map(([key, text]) => `${key}=${text}`).join(", ")})`;
}

/** Return a value as Python writes it. */
export function pythonLiteral(value) {
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const items = Object.entries(value).map(([key, item]) => `"${key}": ${pythonLiteral(item)}`);
    return `{${items.join(", ")}}`;
  }
  const words = new Map([[null, "None"], [true, "True"], [false, "False"]]);
  return words.get(value) ?? JSON.stringify(value);
}
