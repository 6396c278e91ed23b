// Runs a file of Python in Pyodide: node pyodide.mjs <the package's module> <the file>
import { readFileSync } from "node:fs";

const { loadPyodide } = await import(process.argv[2]);
const python = await loadPyodide();
await python.runPythonAsync(readFileSync(process.argv[3], "utf-8"));
