/** Convolutions and products of matrices. */
import { padding, pair } from "./settings.js";

export const PRODUCTS = {
  Conv: (node) => convolved(node, 1, 2),
  QLinearConv: (node) => convolved(node, 3, 8),
  ConvInteger: (node) => convolved(node, 1),
  ConvTranspose: transposed,
  Gemm(node) {
    node.require(!node.get("transA", 0), "its input is transposed");
    return multiplied(node, 1, node.get("beta", 1) ? 2 : null, node.get("transB", 0));
  },
  MatMul: matrixProduct,
  MatMulInteger: matrixProduct,
  QLinearMatMul: (node) => multiplied(node, 3),
  "com.microsoft.QGemm": (node) => multiplied(node, 3, 6, node.get("transB", 0)),
};

function convolved(node, place, biasPlace) {
  const weight = node.stored(place);
  node.require(weight.shape.length === 4, "only images are convolved");
  const bias = biasPlace && node.has(biasPlace) ? [node.stored(biasPlace)] : [];
  const [out_channels, depth, ...kernel_size] = weight.shape;
  const groups = node.get("group", 1);
  const layer = {
    ...{ type: "Conv2D", in_channels: depth * groups, out_channels, kernel_size, groups },
    ...{ stride: pair(node, "strides"), padding: padding(node), dilation: pair(node, "dilations") },
    bias: bias.length > 0,
  };
  return node.emit(layer, node.signal(), [weight, ...bias]);
}

function transposed(node) {
  const x = node.signal();
  const weight = node.stored(1);
  node.require(weight.shape.length === 4, "only images are convolved");
  const bias = node.has(2) ? [node.stored(2)] : [];
  const [in_channels, depth, ...kernel_size] = weight.shape;
  const groups = node.get("group", 1);
  const [stride, dilation] = [pair(node, "strides"), pair(node, "dilations")];
  const output_padding = pair(node, "output_padding", [0, 0]);
  const full = kernel_size.map((size, axis) => {
    const span = (size - 1) * dilation[axis] + 1;
    return stride[axis] * (x.shape[2 + axis] - 1) + output_padding[axis] + span;
  });
  const layer = {
    ...{ type: "Conv2DTranspose", in_channels, out_channels: depth * groups, kernel_size, groups },
    ...{ stride, dilation, output_padding, padding: cutOff(node, x, full, stride) },
    bias: bias.length > 0,
  };
  return node.emit(layer, x, [weight, ...bias]);
}

/** Return what is cut off the full output: stated, or what leads to a stated size. */
function cutOff(node, x, full, stride) {
  const mode = node.get("auto_pad", "NOTSET");
  const stated = node.get("output_shape");
  if (!stated?.length && !mode.startsWith("SAME")) return padding(node);
  const wanted = stated?.slice(-2) ?? stride.map((step, axis) => step * x.shape[2 + axis]);
  const cuts = full.map((size, axis) => size - wanted[axis]);
  node.require(Math.min(...cuts) >= 0, "its output is larger than what is convolved");
  return cuts.flatMap((cut) => {
    const [small, large] = [Math.floor(cut / 2), Math.ceil(cut / 2)];
    return mode === "SAME_UPPER" ? [small, large] : [large, small];
  });
}

/** Multiply by a constant matrix; two signals are multiplied with each other. */
function matrixProduct(node) {
  if (node.inputs[1]?.stored !== undefined && node.inputs[1].shape.length === 2) {
    return multiplied(node, 1);
  }
  const [x, y] = [node.signal(0), node.signal(1)];
  node.require(Math.min(x.shape.length, y.shape.length) > 1, "a vector is multiplied");
  return node.emit({ type: "MatMul" }, [x, y]);
}

function multiplied(node, place, biasPlace = null, turned = 0) {
  const weight = node.stored(place);
  node.require(weight.shape.length === 2, "its weight is no matrix");
  const [inputs, outputs] = turned ? weight.shape.toReversed() : weight.shape;
  const bias = biasPlace !== null && node.has(biasPlace) ? [node.stored(biasPlace)] : [];
  const fits = bias.every(({ shape }) => {
    return shape.at(-1) === outputs && shape.slice(0, -1).every((size) => size === 1);
  });
  node.require(fits, "no bias a feature");
  const sizes = { in_features: inputs, out_features: outputs };
  const layer = { type: "Linear", ...sizes, bias: bias.length > 0 };
  return node.emit(layer, node.signal(), [weight, ...bias]);
}
