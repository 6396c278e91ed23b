import { freshId, make } from "../shared/dom.js";

/**
 * Words that count once they are complete: by Enter, or when the field is left. `get(values)` reads
 * them from the settings of a layer; `enter(text)` tells whether they were taken.
 */
export function wordField(layer, { label, hint, get, enter: take }) {
  const [id, about] = [freshId(), freshId()];
  const look = { autocomplete: "off", autocapitalize: "none", spellcheck: "false", size: 8 };
  const input = make("input", { id, type: "text", "aria-describedby": about, ...look });
  let refused = false;
  const enter = () => {
    if (input.value === get(layer.values)) return;
    refused = !take(input.value);
    input.setAttribute("aria-invalid", String(refused));
  };
  input.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") enter();
  });
  input.addEventListener("blur", () => {
    // What was refused by Enter is not refused again.
    if (!refused) enter();
    refused = false;
    input.value = get(layer.values);
    input.removeAttribute("aria-invalid");
  });
  input.addEventListener("input", () => (refused = false));
  layer.listen((values) => {
    if (!refused) input.value = get(values);
  });
  const words = make("label", { for: id }, label);
  const note = make("small", { id: about, class: "cx-muted" }, hint);
  return make("div", { class: "cx-field cx-tie" }, words, input, note);
}
