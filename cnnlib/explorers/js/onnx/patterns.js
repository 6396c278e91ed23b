/** Layers that a file writes as several operators, found in what was read. */

/** Each looks at the last of several rows and returns `{ layer, reads, gone }`, or nothing. */
const PATTERNS = [swish, hardSigmoid, hardSwish, gelu, shuffle, biased, layerNorm];

/** Put one row in the place of several that are it. `ends` are those that leave the network. */
export function simplified(entries, ends) {
  const readers = new Map(entries.map((entry) => [entry, []]));
  for (const entry of entries) for (const read of entry.reads) readers.get(read)?.push(entry);
  const gone = new Set();
  for (const entry of entries) {
    for (const pattern of PATTERNS) {
      const found = pattern(entry);
      const inside = new Set(found?.gone).add(entry);
      // What is read elsewhere, too, has to stay.
      const alone = (each) => !ends.has(each) && readers.get(each).every((one) => inside.has(one));
      if (!found || !found.gone.every(alone)) continue;
      const weights = [...found.gone.flatMap((each) => each.weights), ...entry.weights];
      Object.assign(entry, { layer: found.layer, reads: found.reads, weights });
      for (const each of found.gone) gone.add(each);
      for (const read of found.reads) readers.get(read)?.push(entry);
    }
  }
  return entries.filter((entry) => !gone.has(entry));
}

function is(entry, type) {
  return entry?.layer.type === type;
}

/** Whether a row computes with one number, or is an operator without a rule where `by` is left out. */
function does(entry, operator, by) {
  if (!is(entry, "Operator") || entry.layer.operator !== operator || entry.first) return false;
  return by === undefined || Math.abs(entry.by / by - 1) < 1e-3;
}

/** Return the other one of two that a product reads, if one of them is `one`. */
function besides(entry, one) {
  const { reads } = entry;
  return reads.length === 2 && reads.includes(one) ? reads[1 - reads.indexOf(one)] : undefined;
}

/** x · sigmoid(x), or the same with the straight line that stands for the sigmoid. */
function swish(entry) {
  if (!is(entry, "Multiply")) return null;
  const types = { Sigmoid: "SiLU", Hardsigmoid: "Hardswish" };
  const gate = entry.reads.find((read) => types[read?.layer.type]);
  if (!gate || besides(entry, gate) !== gate.reads[0]) return null;
  return { layer: { type: types[gate.layer.type] }, reads: gate.reads, gone: [gate] };
}

/** relu6(x + 3) / 6 */
function hardSigmoid(entry) {
  const found = does(entry, "Div", 6) || does(entry, "Mul", 1 / 6);
  const [cut] = entry.reads;
  if (!found || !is(cut, "ReLU6") || !does(cut.reads[0], "Add", 3)) return null;
  return { layer: { type: "Hardsigmoid" }, reads: cut.reads[0].reads, gone: [cut, cut.reads[0]] };
}

/** x · relu6(x + 3) / 6 */
function hardSwish(entry) {
  const found = does(entry, "Div", 6) || does(entry, "Mul", 1 / 6);
  const [product] = entry.reads;
  if (!found || !is(product, "Multiply")) return null;
  const cut = product.reads.find((read) => is(read, "ReLU6"));
  if (!cut || !does(cut.reads[0], "Add", 3)) return null;
  const [x] = cut.reads[0].reads;
  if (besides(product, cut) !== x) return null;
  return { layer: { type: "Hardswish" }, reads: [x], gone: [product, cut, cut.reads[0]] };
}

/** x / 2 · (1 + erf(x / √2)), or 1 + tanh(√(2 / π) · (x + 0.044715 · x³)), in either order. */
function gelu(entry) {
  const halved = does(entry, "Mul", 0.5);
  const product = halved ? entry.reads[0] : entry;
  if (!is(product, "Multiply")) return null;
  const raised = product.reads.find((read) => does(read, "Add", 1));
  if (!raised) return null;
  const half = halved ? null : besides(product, raised);
  if (!halved && !does(half, "Mul", 0.5)) return null;
  const x = halved ? besides(product, raised) : half.reads[0];
  const curve = raised.reads[0];
  const inner = does(curve, "Erf") ? scaledBy(curve.reads[0], Math.SQRT1_2, x) : cubic(curve, x);
  if (!inner) return null;
  const gone = [...(halved ? [product] : [half]), raised, curve, ...inner];
  return { layer: { type: "GELU", approximate: is(curve, "Tanh") }, reads: [x], gone };
}

function scaledBy(entry, factor, x) {
  const found = does(entry, "Mul", factor) || does(entry, "Div", 1 / factor);
  return found && entry.reads[0] === x ? [entry] : null;
}

function cubic(curve, x) {
  const [scaled] = is(curve, "Tanh") ? curve.reads : [];
  if (!does(scaled, "Mul", Math.sqrt(2 / Math.PI))) return null;
  const [sum] = scaled.reads;
  const small = is(sum, "Add") ? besides(sum, x) : null;
  if (!does(small, "Mul", 0.044715)) return null;
  const [cube] = small.reads;
  const raised = does(cube, "Pow") && cube.reads[0] === x && cube.reads[1]?.by === 3;
  return raised ? [scaled, sum, small, cube, cube.reads[1]] : null;
}

/** Channels dealt out anew, or turned into pixels: a Reshape, a Permute and a Reshape. */
function shuffle(entry) {
  const [turn] = entry.reads;
  const [start] = is(entry, "Reshape") && is(turn, "Permute") ? turn.reads : [];
  if (!is(start, "Reshape")) return null;
  const [given, wanted] = [start.layer.shape, entry.layer.shape].map((shape) => [shape].flat());
  const axes = String(turn.layer.axes);
  const [channels, height, width] = wanted;
  const gone = [turn, start];
  const [groups, each] = given;
  const dealt = axes === "0,2,1,3,4" && String(given.slice(2)) === `${height},${width}`;
  if (dealt && channels === groups * each) {
    return { layer: { type: "ChannelShuffle", groups }, reads: start.reads, gone };
  }
  const [kept, factor, other, rows, columns] = given;
  const spread = axes === "0,1,4,2,5,3" && factor === other && kept === channels;
  if (spread && rows * factor === height && columns * factor === width) {
    return { layer: { type: "PixelShuffle", factor }, reads: start.reads, gone };
  }
  return null;
}

/** A product with a matrix, and a number added to each feature. */
function biased(entry) {
  const [linear] = entry.reads;
  const bias = does(entry, "Add") && is(linear, "Linear") && !linear.layer.bias && entry.weights[0];
  if (!bias || bias.shape.at(-1) !== linear.layer.out_features) return null;
  if (bias.shape.slice(0, -1).some((size) => size !== 1)) return null;
  return { layer: { ...linear.layer, bias: true }, reads: linear.reads, gone: [linear] };
}

/** (x − mean) / √(variance + ε) · weight + bias, over the last axes. */
function layerNorm(entry) {
  const [scaled] = entry.reads;
  const [weight, bias] = [scaled?.weights[0], entry.weights[0]];
  if (!does(entry, "Add") || !does(scaled, "Mul") || !weight || !bias) return null;
  const [quotient] = scaled.reads;
  const [centered, root] = does(quotient, "Div") ? quotient.reads : [];
  const [raised] = does(root, "Sqrt") ? root.reads : [];
  const [variance] = does(raised, "Add") ? raised.reads : [];
  const [square] = does(variance, "ReduceMean") ? variance.reads : [];
  if (!does(square, "Pow") || square.reads[0] !== centered || square.reads[1]?.by !== 2) return null;
  const [x, mean] = centered.reads;
  if (!does(mean, "ReduceMean") || mean.reads[0] !== x) return null;
  const layer = { type: "LayerNorm", normalized_shape: weight.shape, epsilon: raised.by };
  const gone = [scaled, quotient, root, raised, variance, square, square.reads[1], centered, mean];
  return { layer, reads: [x], gone };
}
