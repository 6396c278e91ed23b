/** Names of rows from those of a file: the paths of the modules, as words, each once. */

/* global RESERVED: names that cnnlib.Graph has for itself. */

// A forward pass uses these beside modules: a module's path alone would not tell them.
const FUNCTIONS =
  "Add Concat Div Expand Flatten Gather Mul Pad ReduceMean Reshape Slice Split Sqrt Squeeze Sub " +
  "Transpose Unsqueeze";
const LONGEST = 80;

export class Names {
  constructor() {
    this.taken = new Map();
  }

  /**
   * Return the name of an operator: by the path of its module beside it or in its name, by its
   * weight, or by what it is. Equal weights have one name, so that is asked last.
   */
  of(node) {
    const byWeight = node.name?.includes("/") ? "" : ofWeight(node);
    return this.free(ofScopes(node) || byWeight || ofOperator(node) || node.op_type.toLowerCase());
  }

  free(wanted) {
    let name = wanted.replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^_+|_+$/g, "");
    name = name.slice(0, LONGEST) || "layer";
    if (/^\d/.test(name) || RESERVED.includes(name)) name = `layer_${name}`;
    if (!this.taken.has(name)) return this.take(name);
    for (;;) {
      const times = this.taken.get(name) + 1;
      this.taken.set(name, times);
      const other = `${name}_${times}`;
      if (!this.taken.has(other)) return this.take(other);
    }
  }

  take(name) {
    this.taken.set(name, 0);
    return name;
  }
}

/** Return the path of the module that the newer exporter of PyTorch writes beside a node. */
function ofScopes({ metadata_props: notes, op_type: operator }) {
  const scopes = notes.find(({ key }) => key === "pkg.torch.onnx.name_scopes");
  const modules = [...(scopes?.value ?? "").matchAll(/'([^']*)'/g)].slice(0, -1);
  if (!scopes) return "";
  const called = FUNCTIONS.split(" ").includes(operator) ? operator.toLowerCase() : "";
  return [modules.at(-1)?.[1], called].filter(Boolean).join("_");
}

function ofWeight({ input }) {
  const found = input.filter((each) => each.endsWith(".weight"));
  return found.length === 1 ? found[0].slice(0, -".weight".length) : "";
}

function ofOperator({ name = "", op_type: operator }) {
  let steps = name.split(/[/;]/).filter(Boolean);
  const [last] = steps.slice(-1);
  if (steps.length > 1 && last.replace(/_\d+$/, "") === operator) {
    const own = FUNCTIONS.split(" ").includes(operator) ? [operator.toLowerCase()] : [];
    steps = [...steps.slice(0, -1), ...own];
  }
  return steps.filter((step, i) => !steps[i + 1]?.startsWith(`${step}.`)).join("_");
}
