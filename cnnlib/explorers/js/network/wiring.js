/** What reads what: each layer the one above it, or the earlier ones that it names. */
import { Refusal } from "../arithmetic/refusal.js";
import { repr } from "../arithmetic/python.js";
import { isJoin } from "./layers.js";

/*
 * global LAYER_TYPES: the types of layers by name;
 * RESERVED: names that are taken already, by cnnlib.Graph or by Python.
 */

/** The name of what enters a network. */
export const INPUT = "input";

const WORD = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

/** Return for each layer the places of those that it reads; −1 stands for what enters. */
export function sourcesOf(layers) {
  const places = new Map([[INPUT, -1]]);
  return layers.map(({ type, name, inputs = [] }, place) => {
    const who = name ?? String(place);
    if (name !== undefined) requireFreeName(name, [...places.keys()]);
    const named = inputs.map((each) => placeOf(each, places, who));
    if (named.length > 1 && !isJoin({ type })) {
      const joins = Object.keys(LAYER_TYPES).filter((each) => isJoin({ type: each }));
      const choice = `${joins.slice(0, -1).join(", ")} or ${joins.at(-1)}`;
      const join = `takes one input: join them before it, with ${choice}`;
      refuse(`${who} reads ${inputs.join(" and ")}, but ${type} ${join}`);
    }
    if (name !== undefined) places.set(name, place);
    return named.length ? named : [place - 1];
  });
}

/** Refuse a name that is no word, or that another has already. */
export function requireFreeName(name, taken) {
  if (!WORD.test(name) || RESERVED.includes(name)) {
    refuse(`name must be a word that is free, such as a or skip_1, got ${repr(name)}`);
  }
  if (taken.includes(name)) refuse(`layers must have different names, got ${repr(name)} twice`);
}

function placeOf(name, places, who) {
  if (places.has(name)) return places.get(name);
  const known = `there are ${[...places.keys()].join(", ")}`;
  return refuse(`${who} reads ${repr(name)}, which does not stand before it: ${known}`);
}

function refuse(message) {
  throw new Refusal("ValueError", message);
}
