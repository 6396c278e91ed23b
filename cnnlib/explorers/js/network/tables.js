/** A count as comma-separated values and as Markdown, as cnnlib writes them. */
import { totals } from "./counting.js";
import { thousands } from "./thousands.js";

const CSV_COLUMNS = {
  name: (row) => row.name,
  layer_type: (row) => row.layerType,
  input_shape: (row) => row.inputShape.join("x"),
  output_shape: (row) => row.outputShape.join("x"),
  params: (row) => row.params,
  trainable_params: (row) => row.trainableParams,
  flops: (row) => row.flops,
  formula: (row) => row.formula,
  activation_bytes: (row) => row.activationBytes,
  receptive_field: (row) => row.receptiveField?.join("x") ?? "",
};

/** Return the rows as comma-separated values, sizes written as 1x6x28x28. */
export function toCsv({ rows }) {
  const cells = rows.map((row) => Object.values(CSV_COLUMNS).map((column) => column(row)));
  return [Object.keys(CSV_COLUMNS), ...cells].map((line) => `${line.join(",")}\n`).join("");
}

/** Return a Markdown table with its totals. */
export function toMarkdown(report) {
  const { params, flops } = totals(report);
  const { unit } = report;
  const rows = report.rows.map((row) => [
    row.name,
    row.layerType,
    row.inputs.map((shape) => shape.join("×")).join(", "),
    row.outputShape.join("×"),
    thousands(row.params),
    thousands(row.flops),
    row.formula,
  ]);
  const lines = [
    ["Layer", "Type", "Input", "Output", "Parameters", headOf(unit), "Formula"],
    ["---", "---", "---", "---", "---:", "---:", "---"],
    ...rows,
    ["**Total**", "", "", "", thousands(params), thousands(flops), ""],
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Write a unit as the head of its column. */
export function headOf(unit) {
  return unit[0].toUpperCase() + unit.slice(1);
}
