/**
 * Words that look alike, by the rule of Python's difflib (J. W. Ratcliff and D. E. Metzener,
 * Pattern matching: the gestalt approach, 1988), so that a slip gets cnnlib's very answer.
 */
const ALIKE = 0.6;
const MOST_OFFERED = 3;

/**
 * Return the known words nearest to `word`, or all of them where none is near.
 * @example didYouMean("kernal_size", ["stride", "kernel_size"]) // did you mean kernel_size?
 */
export function didYouMean(word, known) {
  const meant = Array.from(word.toLowerCase());
  const near = known
    .map((name) => ({ name, alike: likeness(Array.from(name.toLowerCase()), meant) }))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike - a.alike || (a.name.toLowerCase() < b.name.toLowerCase() ? 1 : -1))
    .slice(0, MOST_OFFERED);
  if (near.length === 0) return `there are ${known.join(", ")}`;
  return `did you mean ${near.map(({ name }) => name).join(" or ")}?`;
}

function likeness(a, b) {
  const letters = a.length + b.length;
  return letters === 0 ? 1 : (2 * lettersInCommon(a, b)) / letters;
}

/** Count the letters of the longest common run, then of those on either side of it. */
function lettersInCommon(a, b) {
  let [startA, startB, longest] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let run = 0;
      while (i + run < a.length && j + run < b.length && a[i + run] === b[j + run]) run++;
      if (run > longest) [startA, startB, longest] = [i, j, run];
    }
  }
  if (longest === 0) return 0;
  const before = lettersInCommon(a.slice(0, startA), b.slice(0, startB));
  const after = lettersInCommon(a.slice(startA + longest), b.slice(startB + longest));
  return before + longest + after;
}
