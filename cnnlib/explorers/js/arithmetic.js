/**
 * The arithmetic of cnnlib, for pages that have no Python.
 *
 * The same names (in camel case), the same rules and the same refusals, word for word. A test
 * compares the two on thousands of settings. A size is a Number, exact up to 2 to the power of 53.
 */
export * from "./arithmetic/python.js";
export * from "./arithmetic/refusal.js";
export * from "./arithmetic/checks.js";
export * from "./arithmetic/padding.js";
export * from "./arithmetic/geometry.js";
export * from "./arithmetic/planes.js";
export * from "./arithmetic/pooling.js";
export * from "./arithmetic/convolution.js";
