import { product } from "./values.js";

/** Return the row of an operator that is no layer of cnnlib's; without a rule, its share misses. */
export function operatorRow(operator, shape, { weights = [], ruled = true } = {}) {
  const parameters = weights.reduce((sum, each) => sum + product(each.shape), 0);
  const size = shape.length ? shape : [1];
  return { type: "Operator", operator, output_size: size, parameters, ruled };
}
