/** Activations. */

const PLAIN = {
  HardSwish: "Hardswish",
  Relu: "ReLU",
  Sigmoid: "Sigmoid",
  Tanh: "Tanh",
};

export const ACTIVATIONS = {
  ...Object.fromEntries(
    Object.entries(PLAIN).map(([operator, type]) => [
      operator,
      (node) => node.emit({ type }, node.signal()),
    ]),
  ),
  /** Cut at both ends: attributes up to opset 10, inputs later. */
  Clip(node) {
    const [low, high] =
      node.opset >= 11 ? [node.number(1), node.number(2)] : [node.get("min"), node.get("max")];
    const open = high === undefined || high > 1e38;
    node.require(low === 0 && (open || high === 6), `it cuts at ${low} and ${high}`);
    return node.emit({ type: open ? "ReLU" : "ReLU6" }, node.signal());
  },
  LeakyRelu: (node) => sloped(node, { type: "LeakyReLU", negative_slope: node.get("alpha", 0.01) }),
  Elu: (node) => sloped(node, { type: "ELU", alpha: node.get("alpha", 1) }),
  PRelu(node) {
    const x = node.signal();
    const slope = node.stored(1);
    const size = slope.shape.reduce((so, each) => so * each, 1);
    const [, channels, ...planes] = x.shape;
    const own = slope.shape.slice(-planes.length - 1);
    const alike = size === channels && String(own) === String([channels, ...planes.map(() => 1)]);
    node.require(size === 1 || alike, "no slope a channel");
    return node.emit({ type: "PReLU", num_parameters: size }, x, [slope]);
  },
  HardSigmoid(node) {
    const [slope, height] = [node.get("alpha", 0.2), node.get("beta", 0.5)];
    const usual = Math.abs(6 * slope - 1) < 1e-5 && height === 0.5;
    node.require(usual, `it rises by ${slope} from ${height}`);
    return node.emit({ type: "Hardsigmoid" }, node.signal());
  },
  Gelu: gelu,
  "com.microsoft.Gelu": gelu,
  "com.microsoft.FastGelu": gelu,
  Swish: (node) => swish(node, 1),
  "com.microsoft.QuickGelu": (node) => swish(node, 1.702),
  /** Turn scores into shares; up to opset 12 all axes from the one stated on are one. */
  Softmax(node) {
    const x = node.signal();
    const { length: rank } = x.shape;
    const given = node.get("axis", node.opset >= 13 ? -1 : 1);
    const axis = given < 0 ? given + rank : given;
    const alone = x.shape.slice(axis + 1).every((size) => size === 1);
    node.require(node.opset >= 13 || alone, "it takes several axes together");
    return node.emit({ type: "Softmax", axis }, x);
  },
};

/** What a file has as a number of four bytes is short again. */
function sloped(node, layer) {
  const [name] = Object.keys(layer).slice(-1);
  return node.emit({ ...layer, [name]: Number(layer[name].toPrecision(7)) }, node.signal());
}

function gelu(node) {
  node.require(node.inputs.length === 1, "it has a bias");
  const approximate = node.get("approximate") === "tanh" || node.operator === "FastGelu";
  return node.emit({ type: "GELU", approximate }, node.signal());
}

function swish(node, usual) {
  node.require(node.get("alpha", usual) === 1, "its sigmoid is scaled");
  return node.emit({ type: "SiLU" }, node.signal());
}
