import { freshId, make } from "../shared/dom.js";
import { TEXT } from "../text/en/cost.js";
import { renameLayer, rereadLayer } from "./wiring.js";

/** What a layer reads: names or numbers of earlier ones; nothing for the one above it. */
export function readsField(layer) {
  return wordField(layer, {
    ...TEXT.reads.field,
    get: ({ inputs = [] }) => inputs.join(", "),
    set: (layers, place, text) => rereadLayer(layers, place, text),
  });
}

/** What a layer is called by those that read it, where one does by name. */
export function nameField(layer) {
  const field = wordField(layer, {
    ...TEXT.reads.nameField,
    get: ({ name = "" }) => name,
    set: (layers, place, text) => renameLayer(layers, place, text.trim()),
  });
  layer.listen(({ name }) => (field.hidden = name === undefined));
  return field;
}

/** Words that count once they are complete: by Enter, or when the field is left. */
function wordField(layer, { label, hint, get, set }) {
  const [id, about] = [freshId(), freshId()];
  const look = { autocomplete: "off", autocapitalize: "none", spellcheck: "false", size: 8 };
  const input = make("input", { id, type: "text", "aria-describedby": about, ...look });
  const { settings } = layer;
  let refused = false;
  const enter = () => {
    if (input.value === get(layer.values)) return;
    const { layers } = settings.values;
    refused = !settings.change(() => ({ layers: set(layers, layer.place, input.value) }));
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
