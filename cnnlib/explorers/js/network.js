/**
 * Networks, for pages that have no Python: a list of layers, each of which reads the one above it
 * or the earlier ones that it names.
 *
 * Which layers there are and what they cost by whose rule is cnnlib's to say: whoever joins these
 * files hands over `LAYER_TYPES` (cnnlib.description) and `CONVENTIONS` (cnnlib.conventions). What
 * is computed here, a test compares with cnnlib. What a network adds up to is a BigInt, exact at
 * any size.
 */
export * from "./network/layers.js";
export * from "./network/operator.js";
export * from "./network/families.js";
export * from "./network/wiring.js";
export * from "./network/nodes.js";
export * from "./network/conventions.js";
export * from "./network/walk.js";
export * from "./network/counting.js";
export * from "./network/memory.js";
export * from "./network/tables.js";
export * from "./network/thousands.js";
export * from "./network/code.js";
export * from "./network/reading.js";
export * from "./network/unpacking.js";
