/** Settings that convolutions and poolings share. */

/** Return an attribute that has a number for height and width. */
export function pair(node, name, usual = [1, 1]) {
  const values = node.get(name) ?? usual;
  node.require(values.length === 2, `${name} is no pair: only images are counted`);
  return values;
}

/** Return the padding as a layer takes it, as short as it may be written. */
export function padding(node) {
  const mode = node.get("auto_pad") || "NOTSET";
  if (mode === "SAME_UPPER") return "SAME";
  if (mode === "SAME_LOWER") return mode;
  const pads = mode === "NOTSET" ? (node.get("pads") ?? []) : [];
  if (!pads.length) return 0;
  node.require(pads.length === 4, "pads are not four: only images are counted");
  node.require(Math.min(...pads) >= 0, "a pad below 0 cuts the image");
  const [top, left, bottom, right] = pads;
  if (top !== bottom || left !== right) return [top, bottom, left, right];
  return top === left ? top : [top, left];
}
