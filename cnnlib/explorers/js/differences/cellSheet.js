import { freshId, make } from "../shared/dom.js";
import { button } from "../shared/fields.js";
import { TEXT } from "../text/en/differences.js";
import { caseParts } from "./caseParts.js";

/** What a cell has to say: a sheet at the foot of the matrix, in sight as long as the matrix is. */
export function cellSheet(close) {
  const id = freshId();
  const named = { class: "cx-finding", role: "region", "aria-labelledby": id, tabindex: -1 };
  const element = make("div", { ...named, hidden: true });
  let shown = [];
  const show = (open, engine) => {
    if (open === shown[0] && engine === shown[1]) return;
    shown = [open, engine];
    element.hidden = !open;
    if (!open) return;
    const title = make("strong", { id }, open.difference.title);
    const head = make("div", { class: "cx-finding-head" }, title, button(TEXT.close, close));
    element.replaceChildren(head, ...caseParts(open, engine));
    element.scrollTop = 0;
  };
  return { element, show };
}
