import { TEXT } from "../text/en/shared.js";
import { asPair, checkField, joinPair, pairField } from "./fields.js";

/** The stride of a pooling, which follows the kernel until it is set. */
export function strideField(settings) {
  const effective = (values) => asPair(values.stride ?? values.kernel_size);
  const field = pairField(settings, "stride", { label: TEXT.stride, symbol: "s", get: effective });
  field.append(
    checkField(settings, {
      label: TEXT.strideAsKernel,
      get: (values) => values.stride === null,
      set: (follows) => ({ stride: follows ? null : joinPair(effective(settings.values)) }),
    }),
  );
  return field;
}
