/** Return a function that computes anew only where what it is given has changed. */
export function remembering(compute) {
  let last = [];
  let result;
  return (...parts) => {
    if (last.length !== parts.length || parts.some((part, i) => part !== last[i])) {
      result = compute(...parts);
      last = parts;
    }
    return result;
  };
}
