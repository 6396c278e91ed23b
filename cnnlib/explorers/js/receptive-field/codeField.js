import { rowCode } from "../network/code.js";
import { freshId, make } from "../shared/dom.js";
import { LAYER_CODEC } from "../shared/presets.js";
import { TEXT } from "../text/en/receptivefield.js";

/** The layers as calls, one a line, to be read and written; filled only while it is open. */
export function codeField(settings) {
  const id = freshId();
  const area = make("textarea", { id, rows: 6, spellcheck: "false", autocapitalize: "none" });
  const label = make("label", { for: id }, TEXT.code);
  const field = make("div", { class: "cx-field" }, label, area);
  const details = make("details", { class: "cx-code" }, make("summary", {}, TEXT.asCode), field);
  let typing = false;
  const write = () => {
    if (!details.open || typing) return;
    const code = settings.values.layers.map((layer) => `${rowCode(layer)};`).join("\n");
    if (area.value !== code) area.value = code;
  };
  area.addEventListener("input", () => {
    typing = true;
    const code = area.value.replaceAll("\n", "");
    const taken = settings.change(() => ({ layers: LAYER_CODEC.read(code) }), area);
    area.setAttribute("aria-invalid", String(!taken));
  });
  area.addEventListener("blur", () => {
    typing = false;
    settings.endTyping();
    area.removeAttribute("aria-invalid");
    write();
  });
  details.addEventListener("toggle", write);
  settings.listen(write);
  return details;
}
