/** What each operator of ONNX is in cnnlib: by its name, what returns its outputs. */
import { ARITHMETIC } from "./rules/arithmetic.js";
import { ACTIVATIONS } from "./rules/activations.js";
import { MOVES } from "./rules/moves.js";
import { PRODUCTS } from "./rules/products.js";
import { WINDOWS } from "./rules/windows.js";

export const RULES = { ...ARITHMETIC, ...ACTIVATIONS, ...MOVES, ...PRODUCTS, ...WINDOWS };
