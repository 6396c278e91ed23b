import { Refusal } from "../arithmetic.js";
import { freshId, make, setText } from "../shared/dom.js";
import { button } from "../shared/fields.js";
import { isOperator, namedLayers, thousands } from "../network.js";
import { readModel } from "../onnx/model.js";
import { networkOf } from "../onnx/network.js";
import { TEXT } from "../text/en/cost.js";

/** What each layer of an opened file is called there; a layer that is changed is no longer it. */
const ORIGINS = new WeakMap();

export function originOf(layer) {
  return ORIGINS.get(layer) ?? "";
}

/**
 * Model files, opened by a button, dropped on the explorer, or pasted into it. They are read where
 * they lie: nothing is sent.
 */
export class Opening {
  /** Where a kernel keeps the layers, all have to be cnnlib's. */
  constructor(settings, live, hasKernel) {
    Object.assign(this, { settings, live, hasKernel, opened: null });
    const look = { type: "file", accept: ".onnx", hidden: true, tabindex: -1 };
    this.input = make("input", { ...look, onchange: () => this.open(this.input.files) });
    this.said = make("p", { class: "cx-note cx-opened" });
    const about = make("p", { id: freshId(), class: "cx-note" }, TEXT.open.about);
    const described = { "aria-describedby": about.id };
    const open = button(TEXT.open.button, () => this.input.click(), described);
    this.element = make("div", { class: "cx-opening" }, open, this.input, about, this.said);
    settings.listen(() => setText(this.said, this.words()));
  }

  /** Take what is dropped on the explorer, or pasted into it. */
  attach(frame) {
    const over = (on) => frame.classList.toggle("cx-over", on);
    const holdsFile = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
    frame.addEventListener("dragover", (event) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      over(true);
    });
    frame.addEventListener("dragleave", ({ relatedTarget }) => {
      if (!frame.contains(relatedTarget)) over(false);
    });
    frame.addEventListener("drop", (event) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      over(false);
      this.open(event.dataTransfer.files);
    });
    frame.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      this.open(event.clipboardData.files);
    });
  }

  async open([file]) {
    if (!file) return;
    // The same file may be opened again.
    this.input.value = "";
    this.latest = file;
    setText(this.said, TEXT.open.reading(file.name));
    try {
      const network = networkOf(await readModel(file));
      if (this.latest === file) this.show(file.name, network);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.settings.refuse(TEXT.open.refused(file.name, error.message));
    }
  }

  show(name, { layers: unnamed, names, inputSize, ...about }) {
    const foreign = [...new Set(unnamed.filter(isOperator).map(({ operator }) => operator))];
    if (this.hasKernel && foreign.length) {
      this.settings.refuse(TEXT.open.foreign(name, foreign));
      return;
    }
    const layers = namedLayers(unnamed);
    layers.forEach((layer, place) => ORIGINS.set(layer, names[place]));
    const before = this.opened;
    this.opened = { name, count: layers.length, first: new Set(layers), ...about };
    if (!this.settings.change({ layers, input_size: inputSize })) this.opened = before;
    else setText(this.live, this.words());
  }

  /** Say of the file what the rows do not; nothing once they are none of its. */
  words() {
    const { opened } = this;
    const { layers } = this.settings.values;
    if (!opened || !layers.some((layer) => opened.first.has(layer))) return "";
    const { file, open, lost } = TEXT.open;
    const words = [file(opened.name, opened.count, thousands(opened.weights))];
    if (opened.open.length) words.push(open(layers.length));
    if (opened.lost.length) words.push(lost(opened.lost.slice(0, 5), opened.lost.length));
    return words.join(" ");
  }
}
