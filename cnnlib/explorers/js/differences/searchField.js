import { freshId, make } from "../shared/dom.js";

/** How a word goes into a link and comes back: "3" is a word too. */
export const WORDS = { write: (text) => text, read: (text) => text };

/** Words that what is shown must hold. */
export function searchField(settings, label) {
  const id = freshId();
  const input = make("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => settings.change({ search: input.value }, input));
  input.addEventListener("blur", () => settings.endTyping());
  settings.listen((values) => {
    if (input.value !== values.search) input.value = values.search;
  });
  return make("div", { class: "cx-field" }, make("label", { for: id }, label), input);
}
