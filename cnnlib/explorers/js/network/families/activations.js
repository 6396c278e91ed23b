/** Activations that ask something of the shape, which they leave as it is. */
import { axisFromFirst, batchShape, channelsLast } from "../../arithmetic/checks.js";
import { Refusal } from "../../arithmetic/refusal.js";
import { tupleText } from "../../arithmetic/python.js";

export const ACTIVATIONS = {
  slopes: { shape: shapeWithSlopes },
  shares: { shape: shapeWithAxis, window: windowAlong },
};

/** One slope for all, or one a channel. */
function shapeWithSlopes({ num_parameters }, shape) {
  const sizes = batchShape(shape);
  if (num_parameters === 1 || num_parameters === sizes[1]) return sizes;
  const message = `input must have num_parameters ${num_parameters} channels`;
  const received = `got ${sizes[1] ?? "none"}: ${tupleText(sizes)}`;
  const hint = channelsLast(sizes, num_parameters);
  throw new Refusal("ValueError", `${message}, ${received}${hint}`);
}

function shapeWithAxis({ axis }, shape) {
  const sizes = batchShape(shape);
  axisFromFirst(axis, "axis", sizes);
  return sizes;
}

/** What is added up along an axis of the plane depends on more than its place. */
function windowAlong({ axis }, shape) {
  return axisFromFirst(axis, "axis", shape) > 1 ? null : { span: [1, 1], stride: [1, 1] };
}
