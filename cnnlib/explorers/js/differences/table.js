/**
 * What was measured, as Python hands it over, unpacked once for all that shows it. An answer is a
 * place in its case's list of answers, the most frequent first and refusals last; -1 is none. What
 * differs by rounding alone is of one group, and all refusals are of group -1.
 */

/* global DATA */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const REFUSED = "×";
export const UNKNOWN = "·";

export const ENGINES = DATA.engines.map(([key, title, version, date], place) => ({
  key,
  title,
  version,
  date,
  place,
}));
export const FAMILIES = DATA.families.map(([name, title]) => ({ name, title }));
export const CASES = [];

/** What is compared with a search: signs that a keyboard has not are written with its own. */
export function plain(text) {
  return text.toLowerCase().replaceAll("−", "-").replaceAll("×", "x");
}

for (const [family, familyTitle, differences] of DATA.families) {
  for (const [name, title, question, why, remedy, documented, sources, cases] of differences) {
    const difference = { name, title, question, why, remedy, documented, sources, family };
    for (const [key, setting, input, when, answers, groups, shapes, asked, routes] of cases) {
      const said = [key, setting, input, title, question, familyTitle, ...answers];
      const own = { key, setting, input, when, answers, groups, shapes, asked, routes };
      CASES.push({ ...own, difference, words: plain(said.join(" ")), place: CASES.length });
    }
  }
}

export const CNNLIB = engineOf("cnnlib");
export const STANDARD = engineOf("standard");

export function engineOf(key) {
  return ENGINES.find((engine) => engine.key === key);
}

/** Return those that were asked: not cnnlib, and not the standard. */
export function askedOf(engines) {
  return engines.filter((engine) => engine !== CNNLIB && engine !== STANDARD);
}

export function caseOf(key) {
  return CASES.find((each) => each.key === key);
}

/** Return the answer of an engine, and on a route that of its end. */
export function placeOf(each, engine, source) {
  return (source ? each.routes[source.key] : each.asked)?.[engine.place] ?? -1;
}

/** Return the letter of an answer; there is one sign for all refusals, and one for no answer. */
export function letterOf(each, place) {
  if (place < 0) return UNKNOWN;
  return each.groups[place] < 0 ? REFUSED : LETTERS[each.groups[place]] ?? "…";
}

/** Return the number of an answer's color; refusals and what was not asked have names. */
export function colorOf(each, place) {
  if (place < 0) return "none";
  return each.groups[place] < 0 ? "refused" : Math.min(each.groups[place], 7);
}

/** Tell whether some of these engines answered otherwise than others; refusals are all alike. */
export function differs(each, engines) {
  let first;
  for (const { place } of engines) {
    const group = each.groups[each.asked[place]];
    if (group === undefined) continue;
    if (first === undefined) first = group;
    else if (group !== first) return true;
  }
  return false;
}

/** Return which cases hold all the words of a search, and are of a family. */
export function found(search, family = "") {
  const words = plain(search).split(/[\s,]+/).filter(Boolean);
  return CASES.filter(
    (each) =>
      (!family || each.difference.family === family) &&
      words.every((word) => each.words.includes(word)),
  );
}
