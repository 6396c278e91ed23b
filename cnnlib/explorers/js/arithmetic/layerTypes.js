/** What each type of layer takes, with the names and the defaults of cnnlib's classes. */
import { Refusal, positiveNumber } from "./checks.js";
import { repr, typeName } from "./python.js";
import { didYouMean } from "./spelling.js";

const PADDING_MODES = ["zeros", "reflect", "replicate", "circular"];

const POOL_SETTINGS = [
  { name: "kernel_size", kind: "pair" },
  { name: "stride", kind: "pair", default: null },
  { name: "padding", kind: "padding", default: 0 },
];

/**
 * The arguments of each type, in order. One without a `default` must be given; one whose default
 * is null may be null.
 */
export const LAYER_TYPES = {
  AdaptiveAvgPool2D: [{ name: "output_size", kind: "pair" }],
  AvgPool2D: [
    ...POOL_SETTINGS,
    { name: "ceil_mode", kind: "flag", default: false },
    { name: "exclusive", kind: "flag", default: true },
    {
      name: "divisor_override",
      kind: "number",
      default: null,
      check: positiveNumber,
    },
  ],
  BatchNorm2D: [
    { name: "num_features", kind: "whole" },
    { name: "momentum", kind: "share", default: 0.9 },
    { name: "epsilon", kind: "number", default: 1e-5 },
  ],
  Conv2D: [
    { name: "in_channels", kind: "whole" },
    { name: "out_channels", kind: "whole" },
    { name: "kernel_size", kind: "pair" },
    { name: "stride", kind: "pair", default: 1 },
    { name: "padding", kind: "padding", default: 0 },
    { name: "dilation", kind: "pair", default: 1 },
    { name: "groups", kind: "whole", default: 1 },
    { name: "padding_mode", kind: "choice", default: "zeros", choices: PADDING_MODES },
    { name: "bias", kind: "flag", default: true },
  ],
  Dropout: [{ name: "p", kind: "share", default: 0.5 }],
  Flatten: [
    { name: "start_axis", kind: "axis", default: 1 },
    { name: "stop_axis", kind: "axis", default: -1 },
  ],
  KMaxPool: [
    { name: "k", kind: "whole" },
    { name: "axis", kind: "axis", default: -1 },
  ],
  Linear: [
    { name: "in_features", kind: "whole" },
    { name: "out_features", kind: "whole" },
    { name: "bias", kind: "flag", default: true },
  ],
  MaxPool2D: [
    ...POOL_SETTINGS,
    { name: "return_mask", kind: "flag", default: false },
    { name: "ceil_mode", kind: "flag", default: false },
  ],
  ReLU: [],
  ReLU6: [],
};

/** Return the arguments of a type, or say which types there are. */
export function argumentsOf(type) {
  if (typeof type !== "string") {
    const received = `${repr(type)} (${typeName(type)})`;
    throw new Refusal("TypeError", `type must be a name, got ${received}`);
  }
  if (Object.hasOwn(LAYER_TYPES, type)) return LAYER_TYPES[type];
  const hint = didYouMean(type, Object.keys(LAYER_TYPES));
  throw new Refusal("ValueError", `no type "${type}": ${hint}`);
}
