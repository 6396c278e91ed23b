/** Poolings, enlargements and normalizations. */
import { reducedAxes, reduction } from "./arithmetic.js";
import { moved } from "./moves.js";
import { padding, pair } from "./settings.js";

export const WINDOWS = {
  MaxPool: (node) => node.emit({ type: "MaxPool2D", ...windowOf(node) }, node.signal()),
  AveragePool(node) {
    const exclusive = !node.get("count_include_pad", 0);
    return node.emit({ type: "AvgPool2D", ...windowOf(node), exclusive }, node.signal());
  },
  GlobalAveragePool: (node) => ofPlanes(node, "AdaptiveAvgPool2D"),
  GlobalMaxPool: (node) => ofPlanes(node, "AdaptiveMaxPool2D"),
  ReduceMean: (node) => reducedPlanes(node, "AdaptiveAvgPool2D"),
  ReduceMax: (node) => reducedPlanes(node, "AdaptiveMaxPool2D"),
  BatchNormalization(node) {
    const x = node.signal();
    const { length: rank } = x.shape;
    node.require(rank > 1 && rank < 5, `its input has ${rank} axes`);
    return node.emit(
      {
        type: rank === 4 ? "BatchNorm2D" : "BatchNorm1D",
        num_features: node.stored(1).shape[0],
        momentum: single(node.get("momentum", 0.9)),
        epsilon: single(node.get("epsilon", 1e-5)),
      },
      x,
      [node.stored(1), node.stored(2)],
    );
  },
  LayerNormalization(node) {
    const x = node.signal();
    const axis = node.get("axis", -1);
    const shape = x.shape.slice(axis);
    node.require(axis < 0 ? -axis < x.shape.length : axis > 0, "it normalizes over the batch");
    return node.emit(
      { type: "LayerNorm", normalized_shape: shape, epsilon: epsilonOf(node) },
      x,
      affine(node, shape),
    );
  },
  GroupNormalization(node) {
    const x = node.signal();
    const groups = node.get("num_groups");
    const [, channels] = x.shape;
    node.require(node.opset >= 21 || groups === channels, "its factors are those of groups");
    return groupNorm(node, x, groups);
  },
  InstanceNormalization(node) {
    const x = node.signal();
    return groupNorm(node, x, x.shape[1]);
  },
  Resize: resized,
  Upsample: resized,
  DepthToSpace(node) {
    const x = node.signal();
    const factor = node.get("blocksize");
    if (node.get("mode", "DCR") === "CRD") return node.emit({ type: "PixelShuffle", factor }, x);
    const [batch, channels, height, width] = x.shape;
    const shape = [batch, channels / factor ** 2, height * factor, width * factor];
    return moved(node, shape, [x]);
  },
  SpaceToDepth(node) {
    const x = node.signal();
    const factor = node.get("blocksize");
    const [batch, channels, height, width] = x.shape;
    node.require(height % factor === 0 && width % factor === 0, "it does not divide");
    const shape = [batch, channels * factor ** 2, height / factor, width / factor];
    return moved(node, shape, [x]);
  },
};

function windowOf(node) {
  return {
    kernel_size: pair(node, "kernel_shape", []),
    stride: pair(node, "strides"),
    padding: padding(node),
    ceil_mode: Boolean(node.get("ceil_mode", 0)),
    ...dilationOf(node),
  };
}

function dilationOf(node) {
  const dilation = pair(node, "dilations");
  return dilation.every((gap) => gap === 1) ? {} : { dilation };
}

function ofPlanes(node, type) {
  node.require(node.signal().shape.length === 4, "only images are pooled");
  return node.emit({ type, output_size: 1 }, node.signal());
}

function reducedPlanes(node, type) {
  const { x, axes, keep } = reducedAxes(node);
  if (x.shape.length !== 4 || axes.join() !== "2,3") return reduction(node);
  const pooled = node.emit({ type, output_size: 1 }, x);
  return keep ? pooled : node.emit({ type: "Flatten" }, pooled, [], "flatten");
}

function groupNorm(node, x, groups) {
  const [, channels] = x.shape;
  const layer = { type: "GroupNorm", num_groups: groups, num_channels: channels };
  return node.emit({ ...layer, epsilon: epsilonOf(node) }, x, affine(node, [channels]));
}

function affine(node, shape) {
  const given = [1, 2].filter((place) => node.has(place)).map((place) => node.stored(place));
  const stretched = given.some((each) => String(each.shape) !== String(shape));
  node.require(!stretched, "its factors are stretched");
  return given;
}

function epsilonOf(node) {
  return single(node.get("epsilon", 1e-5));
}

/** A number of four bytes as short as it can be written. */
function single(value) {
  return Number(value.toPrecision(7));
}

/** Upsample is the name of Resize up to opset 9, and its scales were an attribute. */
function resized(node) {
  const x = node.signal();
  node.require(x.shape.length === 4, "only images are enlarged");
  const given = node.get("mode", "nearest");
  const mode = { nearest: "nearest", linear: "bilinear", bilinear: "bilinear" }[given];
  node.require(mode, `its mode is ${given}`);
  const { size, factors } = asked(node, x);
  const how = factors ? { scale_factor: factors } : { size };
  const times = size.map((end, axis) => end / x.shape[2 + axis]);
  const align_corners = corners(node, mode, times);
  return node.emit({ type: "Upsample", ...how, mode, align_corners }, x);
}

function asked(node, x) {
  const upsample = node.operator === "Upsample" || node.opset < 11;
  const sizes = upsample ? null : node.numbers(3);
  if (sizes?.length) {
    node.require(node.get("keep_aspect_ratio_policy", "stretch") === "stretch", "aspect ratio");
    const kept = sizes.length === 2 || String(sizes.slice(0, 2)) === String(x.shape.slice(0, 2));
    node.require(kept, "its channels change");
    return { size: sizes.slice(-2) };
  }
  const scales = node.get("scales") ?? node.numbers(upsample ? 1 : 2) ?? [];
  const kept = scales.length === 2 || (scales.length === 4 && scales[0] === 1 && scales[1] === 1);
  node.require(kept, "scales");
  const factors = scales.slice(-2);
  return { size: factors.map((by, axis) => Math.floor(x.shape[2 + axis] * by)), factors };
}

/** Tell whether corners stay corners; places that no layer of cnnlib has are refused. */
function corners(node, mode, factors) {
  node.require(!node.get("antialias", 0), "it smooths before");
  const old = node.operator === "Upsample" || node.opset < 11;
  const places = node.get("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
  if (mode === "bilinear") {
    node.require(["align_corners", "half_pixel", "pytorch_half_pixel"].includes(places), places);
    return places === "align_corners";
  }
  const rounding = node.get("nearest_mode", old ? "floor" : "round_prefer_floor");
  const exact = places === "asymmetric" && rounding === "floor";
  const whole = factors.every(Number.isInteger);
  node.require(exact || (whole && places === "half_pixel"), places);
  return false;
}
