import { Refusal } from "../arithmetic/refusal.js";
import { make, setText } from "../shared/dom.js";
import { button, group, selectField } from "../shared/fields.js";
import { startExplorer } from "../shared/frame.js";
import { postponing } from "../shared/postponing.js";
import { TEXT as ALL } from "../text/en/differences.js";
import { caseParts, remedyPart } from "./caseParts.js";
import { searchField, WORDS } from "./searchField.js";
import { ENGINES, STANDARD, engineOf, found, placeOf } from "./table.js";

/* global DATA, DEFAULTS */

const TEXT = ALL.route;
// So many fill a screen; the others are written when it has been painted.
const IN_SIGHT = 3;
const ENDS = ENGINES.filter((engine) => engine !== STANDARD);

/** Return what bites between two engines, by severity, and what was not measured. */
function derive({ source, target, search }) {
  const [from, to] = [endOf("source", source), endOf("target", target)];
  const result = { from, to, bites: {}, missing: [], along: 0, apart: 0, same: 0, all: 0 };
  for (const severity of DATA.severities) result.bites[severity] = [];
  for (const each of found(search)) {
    result.all += 1;
    const own = placeOf(each, from);
    const exported = placeOf(each, to, from);
    const there = exported < 0 ? placeOf(each, to) : exported;
    // What the source refuses itself, no network hands on.
    if (own < 0 || there < 0 || each.groups[own] < 0) {
      result.missing.push(each);
      continue;
    }
    result[exported < 0 ? "apart" : "along"] += 1;
    const severity = severityOf(each, own, there);
    if (severity) result.bites[severity].push({ each, own, there, along: exported >= 0 });
    else result.same += 1;
  }
  // What bites always comes first.
  for (const own of Object.values(result.bites)) {
    own.sort((one, other) => Boolean(one.each.when) - Boolean(other.each.when));
  }
  return result;
}

function endOf(name, key) {
  const known = ENDS.map((end) => end.key);
  if (!known.includes(key)) throw new Refusal("ValueError", ALL.unknown(name, key, known));
  return engineOf(key);
}

/** Return how bad it is where one answer becomes another, as `cnnlib.differences.severity` does. */
function severityOf({ answers, groups, shapes }, own, there) {
  if (own === there || alike(answers[own], answers[there])) return null;
  const [wrong, shape, refused] = DATA.severities;
  if (groups[there] < 0) return refused;
  return shapes[own] === shapes[there] ? wrong : shape;
}

/** Tell whether two answers differ by rounding alone: by a unit of the fourth digit. */
function alike(one, other) {
  const [words, others] = [one, other].map((text) => text.split(" "));
  const near = (word, place) => word === others[place] || close(+word, +others[place]);
  return words.length === others.length && words.every(near);
}

function close(a, b) {
  const size = Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= 1.01 * 10 ** (Math.floor(Math.log10(size)) - 3);
}

function build(settings) {
  const said = make("p", { class: "cx-sum" });
  const measured = make("p", { class: "cx-muted" });
  const list = make("div", { class: "cx-bites" });
  const missing = make("div");
  const later = postponing(list);
  const sections = DATA.severities.map((severity) => new Section(severity));
  settings.listen((values, result) => {
    if (result === list.result) return;
    list.result = result;
    setText(said, say(values, result));
    setText(measured, measuredOf(result));
    let room = IN_SIGHT;
    for (const each of sections) room -= each.draw(result, room);
    const own = sections.filter(({ parts }) => parts.length).map(({ element }) => element);
    const standing = [...list.children];
    if (own.length !== standing.length || own.some((element, i) => element !== standing[i])) {
      list.replaceChildren(...own);
    }
    later(() => {
      for (const each of sections) each.draw(result);
      missing.replaceChildren(...missingPart(result));
    });
  });
  const parts = [ends(settings), said, measured, list, missing];
  return { controls: [], stage: [make("div", { class: "cx-answers" }, ...parts)] };
}

function ends(settings) {
  const end = (name) =>
    selectField(settings, {
      label: TEXT[name],
      options: ENDS.map(({ key, title }) => [key, title]),
      get: (values) => values[name],
      set: (key) => ({ [name]: key }),
    });
  const swap = button(TEXT.swap, () => {
    const { source, target } = settings.values;
    settings.change({ source: target, target: source });
  });
  return group(TEXT.ends, end("source"), end("target"), swap, searchField(settings, TEXT.search));
}

/** The cases of one severity, those of a difference together. */
class Section {
  constructor(severity) {
    this.severity = severity;
    this.title = make("p", { class: "cx-caption", role: "heading", "aria-level": 3 });
    this.element = make("section", { "data-severity": severity }, this.title);
    this.written = [];
  }

  /**
   * Write as many parts as there is room for, and return how many stand. Those at the top that
   * were there before stay as they are.
   */
  draw(result, room = Infinity) {
    const own = result.bites[this.severity];
    this.parts = [...Map.groupBy(own, ({ each }) => each.difference)];
    setText(this.title, `${TEXT.severities[this.severity]} (${own.length})`);
    const names = this.parts.map((part) => nameOf(part, result));
    const other = this.written.findIndex(({ name }, place) => name !== names[place]);
    const old = other < 0 ? [] : this.written.splice(other);
    for (const { element } of old) element.remove();
    for (let place = this.written.length; place < Math.min(room, names.length); place++) {
      const element = bitePart(...this.parts[place], result);
      this.written.push({ name: names[place], element });
      this.element.append(element);
    }
    return this.written.length;
  }
}

/** What a part says depends on nothing else. */
function nameOf([, cases], { from, to }) {
  return [from.key, to.key, ...cases.map(({ each }) => each.key)].join(" ");
}

function bitePart(difference, cases, { from, to }) {
  const lines = cases.map(({ each, own, there, along }) => {
    const [before, after] = [each.answers[own], each.answers[there]];
    return make(
      "li",
      {},
      make("div", { class: "cx-muted" }, each.input && `${each.input}: `, each.setting),
      ...(each.when ? [make("div", {}, make("i", {}, TEXT.when(each.when)))] : []),
      `${from.title} `,
      make("code", { "data-value": before }, before),
      ` ${TEXT.becomes} ${to.title} `,
      make("code", { "data-value": after }, ...changed(before, after)),
      make("small", { class: "cx-muted" }, ` (${along ? TEXT.along : TEXT.apart})`),
    );
  });
  const head = make("p", {}, make("b", {}, difference.title));
  const rest = more(cases[0].each, to);
  return make("article", {}, head, make("ul", {}, ...lines), remedyPart(difference.remedy), rest);
}

/** An answer with those numbers marked that are others than before. */
function changed(before, after) {
  const [old, now] = [before, after].map((text) => text.split(" "));
  if (old.length !== now.length) return [after];
  return now.flatMap((word, i) => [
    ...(i ? [" "] : []),
    word === old[i] ? word : make("mark", {}, word),
  ]);
}

/** The rest of what is known, written when it is asked for. */
function more(each, engine) {
  const details = make("details", {}, make("summary", {}, ALL.allAnswers));
  details.addEventListener(
    "toggle",
    () => details.append(make("div", { class: "cx-finding" }, ...caseParts(each, engine))),
    { once: true },
  );
  return details;
}

function missingPart({ from, missing }) {
  if (!missing.length) return [];
  const names = missing.map(({ setting, difference }) =>
    make("li", {}, `${difference.title}: ${setting}`),
  );
  const summary = make("summary", {}, TEXT.missing(missing.length, from.title));
  return [make("details", { class: "cx-fold" }, summary, make("ul", {}, ...names))];
}

function measuredOf({ from, all, along, apart, same, missing }) {
  return TEXT.measured(all, along, apart, same, missing.length, from.title);
}

function say(values, { from, to, bites, along, apart }) {
  if (from === to) return TEXT.same;
  if (along + apart === 0) return TEXT.none;
  const counts = DATA.severities.map((severity) => [severity, bites[severity].length]);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const parts = counts.filter(([, count]) => count).map(([name, count]) => TEXT.parts[name](count));
  return TEXT.counted(all, parts.join(", "));
}

export function startRoute(view) {
  return startExplorer(view, {
    name: "RouteFinder",
    text: TEXT,
    defaults: DEFAULTS.RouteFinder,
    derive,
    build,
    say,
    codecs: { search: WORDS },
  });
}
