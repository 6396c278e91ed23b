/** Layers that keep a shape and have numbers of their own along it. */
import { batchShape, channelShape, channelsLast, nchwShape } from "../../arithmetic/checks.js";
import { Refusal } from "../../arithmetic/refusal.js";
import { tupleText } from "../../arithmetic/python.js";
import { POINT } from "./windows.js";

/** The families of normalization, and of a factor a channel. */
export const NORMALIZED = {
  channels: { takes: ["num_features", 1], shape: imageShape },
  "channels of a sequence": { takes: ["num_features", 1], shape: sequenceShape },
  "scaled channels": { takes: ["num_features", 1], shape: scaledShape },
  "channels in groups": {
    takes: ["num_channels", 1],
    agree: requireDividedChannels,
    shape: groupedShape,
    window: () => null,
  },
  "last axes": { takes: ["normalized_shape", -1], shape: lastAxesShape, window: lastAxesWindow },
};

function imageShape({ num_features }, shape) {
  return requireFeatures(nchwShape(shape), num_features);
}

function sequenceShape({ num_features }, shape) {
  const sizes = channelShape(shape);
  if (sizes.length > 3) {
    const message = "input_shape must be (N, C) or (N, C, L), two sizes or three";
    const hint = sizes.length === 4 ? "; BatchNorm2D takes images" : "";
    const got = `${sizes.length}: ${tupleText(sizes)}${hint}`;
    throw new Refusal("ValueError", `${message}, got ${got}`);
  }
  return requireFeatures(sizes, num_features);
}

function scaledShape({ num_features }, shape) {
  return requireFeatures(channelShape(shape), num_features);
}

function requireDividedChannels({ num_groups, num_channels }) {
  if (num_channels % num_groups !== 0) {
    const message = `num_groups ${num_groups} must divide num_channels ${num_channels}`;
    throw new Refusal("ValueError", message);
  }
}

function groupedShape({ num_channels }, shape) {
  return requireChannels(channelShape(shape), num_channels, `num_channels ${num_channels}`);
}

function requireFeatures(sizes, channels) {
  return requireChannels(sizes, channels, `num_features ${channels} channels`);
}

function requireChannels(sizes, channels, stated) {
  if (sizes[1] !== channels) {
    const got = `${sizes[1]}: ${tupleText(sizes)}${channelsLast(sizes, channels)}`;
    throw new Refusal("ValueError", `input must have ${stated}, got ${got}`);
  }
  return sizes;
}

function lastAxesShape({ normalized_shape }, shape) {
  const sizes = batchShape(shape);
  const normalized = [normalized_shape].flat();
  const last = sizes.slice(1).slice(-normalized.length);
  if (String(last) !== String(normalized)) {
    const ofChannels = sizes.length === 4 && String(normalized) === String(sizes[1]);
    const hint = "; over the channels? Permute((0, 2, 3, 1)) brings them to the end";
    const rule = `have a batch and end in normalized_shape ${tupleText(normalized)}`;
    const got = `${tupleText(sizes)}${ofChannels ? hint : ""}`;
    throw new Refusal("ValueError", `input_shape must ${rule}, got ${got}`);
  }
  return sizes;
}

function lastAxesWindow({ normalized_shape }) {
  return [normalized_shape].flat().length === 1 ? POINT : null;
}
