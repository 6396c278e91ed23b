import { TEXT } from "../text/en/cost.js";
import { renameLayer, rereadLayer } from "./wiring.js";
import { wordField } from "./wordField.js";

/** What a layer reads: names or numbers of earlier ones; nothing for the one above it. */
export function readsField(layer) {
  return wordField(layer, {
    ...TEXT.reads.field,
    get: ({ inputs = [] }) => inputs.join(", "),
    enter: change(layer, rereadLayer),
  });
}

/** What a layer is called by those that read it, where one does by name. */
export function nameField(layer) {
  const field = wordField(layer, {
    ...TEXT.reads.nameField,
    get: ({ name = "" }) => name,
    enter: change(layer, (layers, place, text) => renameLayer(layers, place, text.trim())),
  });
  layer.listen(({ name }) => (field.hidden = name === undefined));
  return field;
}

/** Return what enters words in a form: `set` returns the list of layers that follows. */
function change(layer, set) {
  const { settings } = layer;
  return (text) =>
    settings.change(() => ({ layers: set(settings.values.layers, layer.place, text) }));
}
