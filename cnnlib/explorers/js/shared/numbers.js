/** Write a number with at most `digits` significant digits and a true minus sign. */
export function numberText(value, digits = 6) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}

/** Write sizes as 1 × 28 × 28. */
export function sizeText(sizes) {
  return sizes.join(" × ");
}

/** Write a count with three figures and a prefix: 15.5 G. */
export function shortCount(amount) {
  const value = Number(amount);
  const prefixes = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const [factor, prefix] = prefixes.find(([least]) => value >= least) ?? [1, ""];
  return `${Number((value / factor).toPrecision(3))} ${prefix}`;
}
