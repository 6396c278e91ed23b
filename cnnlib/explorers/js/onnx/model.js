/** What a file in ONNX's format says of its network: all but the weights. */
import { Refusal } from "../arithmetic/refusal.js";
import { TEXT } from "../text/en/cost.js";
import { bytes, decode, few, float, list, message, text, whole } from "./protobuf.js";

// Shapes, axes and limits are arrays of few numbers; weights have more.
const FEW_BYTES = 4096;

const TENSOR = {
  1: list(whole("dims")),
  2: whole("data_type"),
  4: few(list(float("float_data")), FEW_BYTES),
  5: few(list(whole("int32_data")), FEW_BYTES),
  7: few(list(whole("int64_data")), FEW_BYTES),
  8: text("name"),
  9: few(bytes("raw_data"), FEW_BYTES),
  10: few(bytes("double_data"), FEW_BYTES),
  14: whole("data_location"),
};
const ATTRIBUTE = {
  1: text("name"),
  2: float("f"),
  3: whole("i"),
  4: text("s"),
  5: message("t", TENSOR),
  7: list(float("floats")),
  8: list(whole("ints")),
  9: list(text("strings")),
  20: whole("type"),
};
const NODE = {
  1: list(text("input")),
  2: list(text("output")),
  3: text("name"),
  4: text("op_type"),
  5: list(message("attribute", ATTRIBUTE)),
  7: text("domain"),
  9: list(message("metadata_props", { 1: text("key"), 2: few(text("value"), FEW_BYTES) })),
};
const SIZE = { 1: whole("dim_value"), 2: text("dim_param") };
const TENSOR_TYPE = { 2: message("shape", { 1: list(message("dim", SIZE)) }) };
const VALUE = { 1: text("name"), 2: message("type", { 1: message("tensor_type", TENSOR_TYPE) }) };
const GRAPH = {
  1: list(message("node", NODE)),
  5: list(message("initializer", TENSOR)),
  11: list(message("input", VALUE)),
  12: list(message("output", VALUE)),
  13: list(message("value_info", VALUE)),
};
const MODEL = {
  2: text("producer_name"),
  7: message("graph", GRAPH),
  8: list(message("opset_import", { 1: text("domain"), 2: whole("version") })),
};

/** Read a file's model, or say why there is none in it. */
export async function readModel(file) {
  if (file.size === 0) throw new Refusal("ValueError", TEXT.onnx.empty);
  const model = await decode(file, MODEL);
  if (!model.graph?.node.length) throw new Refusal("ValueError", TEXT.onnx.none);
  return model;
}
