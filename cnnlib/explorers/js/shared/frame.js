import { Refusal } from "../arithmetic/refusal.js";
import { pythonCall, readLink, writeLink } from "../links.js";
import { TEXT } from "../text/en/shared.js";
import { freshId, keepPlainKeys, make, setText } from "./dom.js";
import { button, setResting } from "./fields.js";
import { Settings } from "./settings.js";

const QUIET_MILLISECONDS = 500;
// Longer ones are cut on their way by messengers and by mail.
const LONGEST_LINK = 8000;

/**
 * Put an explorer on the page: its controls and its stage, and around them what all explorers
 * have. `explorer` holds
 *
 * - `name`, of the Python class, and `text`, its part of the table of strings;
 * - `defaults`, a value for each setting, and `pointers`, the names of those that only point;
 * - `derive(values)`, what follows from the settings, or a Refusal;
 * - `build(settings, { model, live })`, which returns `{ controls, stage }`, two lists of elements,
 *   and perhaps `attach(frame)`, which is given what holds both;
 * - `say(values, result)`, the result in a sentence, for those who listen;
 * - `codecs`, for settings that are written into a link or a program in a way of their own.
 *
 * Returns what stops it. `model.address`, where the page has one, is where the state can live;
 * `model.project()` shows the explorer alone, for a projector, and brings the page back.
 */
export function startExplorer({ model, el }, explorer) {
  const { name, text, defaults, pointers = [], derive, build, say, codecs } = explorer;
  const settings = new Settings(model, Object.keys(defaults), pointers, derive);
  const live = make("p", { class: "cx-live", "aria-live": "polite" });
  const problem = make("p", { class: "cx-problem", role: "alert" });
  const { controls, stage, attach } = build(settings, { model, live });
  const link = () => {
    const words = writeLink(settings.values, codecs);
    if (words.length <= LONGEST_LINK) return model.address.link(words);
    settings.refuse(TEXT.longLink(words.length, LONGEST_LINK));
    return null;
  };
  const help = make("p", { id: freshId(), class: "cx-help", hidden: true }, text.help);
  const undo = button(TEXT.undo, () => settings.undo());
  const bar = make(
    "div",
    { class: "cx-bar" },
    make("strong", {}, text.title),
    undo,
    button(TEXT.reset, () => settings.reset()),
    ...(model.address ? [copyButton(TEXT.link, link, live)] : []),
    copyButton(TEXT.python, () => pythonCall(name, settings.values, defaults, codecs), live),
    ...(model.project ? [button(TEXT.projector, model.project, { "aria-pressed": "false" })] : []),
    helpButton(help),
  );
  const parts = [
    bar,
    help,
    make("div", { class: "cx-stage" }, ...stage),
    problem,
    make("div", { class: "cx-controls" }, ...controls),
    live,
  ];
  const frame = make("div", { class: "cx", role: "group", "aria-label": text.title }, ...parts);
  el.replaceChildren(keepPlainKeys(frame));
  attach?.(frame);

  let pause;
  let first = true;
  settings.listen((values, result, message) => {
    setText(problem, message ?? "");
    setResting(undo, !settings.past.length);
    clearTimeout(pause);
    if (!first && !message) {
      pause = setTimeout(() => {
        setText(live, say(values, result));
        const words = writeLink(values, codecs);
        model.address?.write(words.length <= LONGEST_LINK ? words : "");
      }, QUIET_MILLISECONDS);
    }
    first = false;
  });
  model.address?.follow((linked) => take(settings, linked, codecs));
  return () => {
    clearTimeout(pause);
    settings.stop();
  };
}

/** Set what a link says; one that makes no sense says why, and changes nothing. */
function take(settings, link, codecs) {
  try {
    settings.change(readLink(link, settings.names, codecs));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof URIError)) throw error;
    settings.refuse(error.message);
  }
}

/** A button that copies a text, and says so; null is nothing to copy. */
export function copyButton(label, textToCopy, live) {
  const copy = async () => {
    const text = textToCopy();
    if (text === null) return;
    try {
      await navigator.clipboard.writeText(text);
      setText(live, TEXT.copied);
      setText(copied, TEXT.copied);
      setTimeout(() => setText(copied, label), 1500);
    } catch {
      // Without leave to copy, the text stands there to be copied by hand.
      window.prompt(TEXT.copyByHand, text);
    }
  };
  const copied = button(label, copy);
  return copied;
}

function helpButton(help) {
  const toggle = button("?", () => {
    help.hidden = !help.hidden;
    toggle.setAttribute("aria-expanded", String(!help.hidden));
  });
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", help.id);
  toggle.setAttribute("aria-label", TEXT.help);
  return toggle;
}
