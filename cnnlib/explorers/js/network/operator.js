/**
 * The row of an operator of a model file that no layer of cnnlib stands for: what it gives is
 * stated. One that is not `ruled` costs operations that no convention has a rule for.
 */
export const OPERATOR = {
  arguments: [
    { name: "operator", kind: "text" },
    { name: "output_size", kind: "sizes" },
    { name: "parameters", kind: "count", default: 0 },
    { name: "ruled", kind: "flag", default: true },
  ],
  parameters: { numbers: ["parameters"] },
  statistics: {},
  shape: "stated",
  inputs: "several",
};

export function isOperator({ type }) {
  return type === "Operator";
}

/** Whether what a layer costs is missing from the count. */
export function isUnruled(layer) {
  return isOperator(layer) && !layer.ruled;
}
