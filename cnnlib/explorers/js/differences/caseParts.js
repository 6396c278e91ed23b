import { make } from "../shared/dom.js";
import { TEXT } from "../text/en/differences.js";
import {
  ENGINES,
  STANDARD,
  askedOf,
  colorOf,
  engineOf,
  letterOf,
  placeOf,
} from "./table.js";

/** Return all that is known of a case, and how one engine stands in it; `engine` may be null. */
export function caseParts(each, engine) {
  const { question, why, remedy, sources } = each.difference;
  const asked = engine !== null && askedOf([engine]).length > 0;
  return [
    make("p", {}, question),
    make("p", { class: "cx-muted" }, each.setting),
    ...(each.when ? [make("p", {}, make("i", {}, TEXT.route.when(each.when)))] : []),
    ...(each.input ? [part(TEXT.input, make("code", {}, each.input))] : []),
    ...(engine ? [answerOf(each, engine)] : []),
    part(TEXT.standard, byStandard(each, asked ? engine : null)),
    ...(asked ? documentedPart(each, engine) : []),
    ...arrivals(each, engine),
    remedyPart(remedy),
    part(TEXT.answers),
    answerTable(each, engine),
    part(TEXT.why, ...inCode(why)),
    part(TEXT.sources, ...sourceLinks(sources)),
  ];
}

export function remedyPart(remedy) {
  const part = make("p", { class: "cx-remedy" }, make("b", {}, `${TEXT.remedy}. `));
  part.append(...inCode(remedy));
  return part;
}

/** Text in which code stands between backticks. */
function inCode(text) {
  return text.split("`").map((words, i) => (i % 2 ? make("code", {}, words) : words));
}

/** A sign for an answer, in the color that it has in the matrix. */
function signOf(each, place) {
  const look = { class: "cx-answer", "data-color": colorOf(each, place) };
  return make("b", look, letterOf(each, place));
}

function part(words, ...content) {
  return make("p", {}, make("b", {}, `${words}. `), ...content);
}

function answerOf(each, engine) {
  const place = placeOf(each, engine);
  const { title, version, date } = engine;
  const by = make("span", { class: "cx-muted" }, TEXT.asked(title, version, date));
  if (place < 0) return make("p", {}, TEXT.noAnswer(title), " ", by);
  const answer = make("code", { "data-value": each.answers[place] }, each.answers[place]);
  return make("p", { class: "cx-own" }, signOf(each, place), " ", answer, " ", by);
}

/** Who answers what: a line an answer, the most frequent first. */
function answerTable(each, engine) {
  const lines = each.answers.map((answer, place) => {
    const names = ENGINES.filter((one) => placeOf(each, one) === place).map((one, i) => [
      ...(i ? [", "] : []),
      one === engine ? make("b", {}, one.title) : one.title,
    ]);
    if (!names.length) return [];
    const said = make("td", {}, make("code", {}, answer));
    const sign = make("td", {}, signOf(each, place));
    return [make("tr", {}, sign, said, make("td", {}, ...names.flat()))];
  });
  return make("table", {}, make("tbody", {}, ...lines.flat()));
}

function byStandard(each, engine) {
  const right = placeOf(each, STANDARD);
  if (right < 0) return TEXT.undecided;
  const answer = each.answers[right];
  const own = engine ? placeOf(each, engine) : -1;
  if (own < 0) return TEXT.asksFor(answer);
  if (each.groups[own] === each.groups[right]) return TEXT.follows(engine.title);
  return each.groups[own] < 0
    ? TEXT.refuses(engine.title, answer)
    : TEXT.departs(engine.title, answer);
}

/** Of an engine that was not asked, only what it says. */
function documentedPart(each, engine) {
  const words = each.difference.documented[engine.key];
  if (!words && placeOf(each, engine) < 0) return [];
  return [part(TEXT.documented(engine.title), ...inCode(words ?? TEXT.undocumented))];
}

/** What the case becomes where another tool has exported it and this engine has read it. */
function arrivals(each, engine) {
  if (!engine) return [];
  const lines = Object.keys(each.routes).flatMap((key) => {
    const source = engineOf(key);
    const [own, there] = [placeOf(each, source), placeOf(each, engine, source)];
    if (there < 0 || own < 0) return [];
    return TEXT.arrived(source.title, each.answers[own], each.answers[there]);
  });
  return lines.length ? [part(TEXT.arrives(engine.title), `${lines.join("; ")}.`)] : [];
}

function sourceLinks(sources) {
  return Object.entries(sources).flatMap(([name, url], i) => [
    ...(i ? [", "] : []),
    make("a", { href: url }, name),
  ]);
}
