/** Layers that a file writes as several operators, found in what was read. */
import { Editor, kindOf, near, numberOf } from "./editing.js";

const PATTERNS = [
  bias,
  shuffle,
  gate,
  hardSigmoid,
  hardSwish,
  gelu,
  layerNorm,
  groupNorm,
  scale,
];

/** Return rows with one in the place of several that are it. `ends` leave the network. */
export function simplified(entries, ends, inputSize) {
  const editor = new Editor(entries, ends, inputSize);
  for (const entry of entries) {
    if (editor.has(entry)) PATTERNS.some((pattern) => pattern(editor, entry));
  }
  return entries.filter((entry) => editor.has(entry));
}

/** A product without a bias, and an addition of one number a feature or a channel. */
function bias(editor, entry) {
  if (!computes(entry, "Add")) return false;
  const source = editor.source(entry, ["Linear", "Conv2D", "Conv2DTranspose"]);
  if (!source || source.layer.bias) return false;
  const axis = source.layer.type === "Linear" ? entry.shape.length - 1 : 1;
  if (!fits(entry, axis)) return false;
  const weights = [...source.weights, ...entry.weights];
  const layer = { ...source.layer, bias: true };
  return editor.put(entry, layer, source.reads, { weights, named: source });
}

/** Channels cut into groups and put back by turns, or put beside one another as pixels. */
function shuffle(editor, entry) {
  const turned = kindOf(entry) === "Reshape" ? editor.source(entry, "Permute") : null;
  const apart = editor.source(turned, "Reshape");
  if (!apart) return false;
  const before = editor.shapeOf(apart.reads[0]);
  const axes = String(turned.layer.axes);
  const [, channels, ...cut] = apart.shape;
  const put = (layer) => editor.put(entry, layer, apart.reads);
  const same = String(entry.shape) === String(before);
  if (axes === "0,2,1,3,4" && same && String(cut.slice(1)) === String(before.slice(2))) {
    return put({ type: "ChannelShuffle", groups: channels });
  }
  const [factor, other, ...plane] = cut;
  if (axes !== "0,1,4,2,5,3" || factor !== other || String(plane) !== String(before.slice(2))) {
    return false;
  }
  const wanted = [channels, ...plane.map((size) => size * factor)];
  return String(entry.shape.slice(1)) === String(wanted) && put({ type: "PixelShuffle", factor });
}

/** x · sigmoid(x), and x · hardsigmoid(x). */
function gate(editor, entry) {
  const types = { Sigmoid: "SiLU", Hardsigmoid: "Hardswish" };
  const two = kindOf(entry) === "Multiply" ? editor.ofTwo(entry, Object.keys(types)) : null;
  if (!two || two.found.reads[0] !== two.other) return false;
  const layer = { type: types[two.found.layer.type] };
  return editor.put(entry, layer, [two.other], { named: two.found });
}

/** relu6(x + 3) / 6 */
function hardSigmoid(editor, entry) {
  if (!near(numberOf(entry, "Mul"), 1 / 6)) return false;
  const cut = editor.source(entry, "ReLU6");
  const added = editor.source(cut, "Arithmetic");
  if (!near(numberOf(added, "Add"), 3)) return false;
  return editor.put(entry, { type: "Hardsigmoid" }, added.reads, { named: cut });
}

/** x · relu6(x + 3), divided by 6 afterwards. */
function hardSwish(editor, entry) {
  const product = editor.source(entry, "Multiply");
  const two = near(numberOf(entry, "Mul"), 1 / 6) ? editor.ofTwo(product, "ReLU6") : null;
  const added = editor.source(two?.found, "Arithmetic");
  if (!near(numberOf(added, "Add"), 3) || added.reads[0] !== two.other) return false;
  return editor.put(entry, { type: "Hardswish" }, added.reads, { named: two.found });
}

/** x / 2 · (1 + erf(x / √2)), in any order, or its form with tanh. */
function gelu(editor, entry) {
  const { factors, number } = factorsOf(editor, entry);
  if (factors.length !== 2 || !near(number, 0.5)) return false;
  for (const [x, added] of [factors, factors.toReversed()]) {
    if (!near(numberOf(added, "Add"), 1)) continue;
    const erf = editor.source(added, "operator Erf");
    const halved = editor.source(erf, "Arithmetic");
    if (halved?.reads[0] === x && near(numberOf(halved, "Mul"), Math.SQRT1_2)) {
      return editor.put(entry, { type: "GELU" }, [x], { named: erf });
    }
    const tanh = editor.source(added, "Tanh");
    if (tanh && readsCube(editor, tanh, x)) {
      return editor.put(entry, { type: "GELU", approximate: true }, [x], { named: tanh });
    }
  }
  return false;
}

/** Return what a row is a product of, and the number that it is multiplied by besides. */
function factorsOf(editor, entry) {
  const own = numberOf(entry, "Mul");
  if (own === undefined && kindOf(entry) !== "Multiply") return { factors: [entry], number: 1 };
  let factors = [];
  let number = own ?? 1;
  entry.reads.forEach((read, place) => {
    const inner = editor.source(entry, ["Multiply", "Arithmetic"], place);
    const deeper = inner && factors.length < 4 ? factorsOf(editor, inner) : null;
    factors = [...factors, ...(deeper?.factors ?? [read])];
    number *= deeper?.number ?? 1;
  });
  return { factors, number };
}

/** Whether tanh works on √(2/π) · (x + 0.044715 · x³). */
function readsCube(editor, tanh, x) {
  const outer = editor.source(tanh, "Arithmetic");
  if (!near(numberOf(outer, "Mul"), Math.sqrt(2 / Math.PI))) return false;
  const two = editor.ofTwo(editor.source(outer, "Add"), "Arithmetic");
  if (two?.other !== x || !near(numberOf(two.found, "Mul"), 0.044715)) return false;
  return Boolean(editor.source(two.found, ["operator Pow", "Multiply"])?.reads.includes(x));
}

/** (x − mean) / √(mean of squares + ε), with weight and bias. */
function layerNorm(editor, entry) {
  const scaled = computes(entry, "Add") ? editor.source(entry, "Arithmetic") : null;
  if (!scaled || !computes(scaled, "Mul")) return false;
  const divided = editor.source(scaled, "operator Div");
  const added = editor.source(editor.source(divided, "operator Sqrt", 1), "Arithmetic");
  const mean = editor.source(added, "operator ReduceMean");
  const epsilon = numberOf(added, "Add");
  if (!mean || epsilon === undefined) return false;
  if (String(mean.shape) !== String(entry.shape.with(-1, 1))) return false;
  const squared = editor.source(mean, ["operator Pow", "Multiply"]);
  const [centered] = divided.reads;
  if (!squared?.reads.includes(centered) || kindOf(centered) !== "operator Sub") return false;
  const shape = entry.shape.slice(-1);
  const weights = [...scaled.weights, ...entry.weights];
  if (weights.some((each) => String(each.shape) !== String(shape))) return false;
  const layer = { type: "LayerNorm", normalized_shape: shape, epsilon };
  return editor.put(entry, layer, [centered.reads[0]], { weights });
}

/** Planes of groups normalized one by one, then scaled and shifted channel by channel. */
function groupNorm(editor, entry) {
  if (!computes(entry, "Add") || !fits(entry, 1)) return false;
  const scaled = editor.source(entry, "Scale");
  const norm = editor.source(editor.source(scaled, "Reshape"), "GroupNorm");
  const apart = editor.source(norm, "Reshape");
  const [, channels] = entry.shape;
  if (!apart || norm.shape.length !== 3 || channels % norm.shape[1]) return false;
  const sizes = { num_groups: norm.shape[1], num_channels: channels };
  const layer = { type: "GroupNorm", ...sizes, epsilon: norm.layer.epsilon };
  const weights = [...scaled.weights, ...entry.weights];
  return editor.put(entry, layer, apart.reads, { weights });
}

/** A product with one number a channel. */
function scale(editor, entry) {
  if (!computes(entry, "Mul") || !fits(entry, 1)) return false;
  const layer = { type: "Scale", num_features: entry.shape[1] };
  return editor.put(entry, layer, entry.reads, { weights: entry.weights });
}

/** Whether a row computes with an array that is trained. */
function computes(entry, operation) {
  return entry.operation === operation && !entry.first && entry.weights.length > 0;
}

/** Whether the array of a row has the size of that axis, and no other axis. */
function fits({ shape, weights: [array] }, axis) {
  const full = [...Array(shape.length - array.shape.length).fill(1), ...array.shape];
  return full.every((size, place) => size === (place === axis ? shape[place] : 1));
}
