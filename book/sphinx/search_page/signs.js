// What the search and the marks that it leaves on a page hold to be a word and a number, and what
// both say.
const Signs = (() => {
  const isLetter = (sign) => /[\p{L}\p{M}\p{N}]/u.test(sign) && !/\p{Script=Han}/u.test(sign);

  /** Say whether digits before or behind make another number of one. */
  function isOfNumber(before, found, after) {
    const isThousands = (digits) => /^\d{3}(?!\d)/.test(digits);
    if (/^\d/.test(found)) {
      if (/\d\.?$/.test(before)) return true;
      if (/\d[,\u202f]$/.test(before) && isThousands(found)) return true;
    }
    if (!/\d$/.test(found)) return false;
    return /^\.?\d/.test(after) || (/^[,\u202f]/.test(after) && isThousands(after.slice(1)));
  }

  const texts = JSON.parse(document.currentScript.dataset.words);

  return {
    /** Return a text in the language of the book, with the values that stand in it. */
    text: (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]),

    /** Return a pattern that finds the text as it stands. */
    escaped: (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"),

    isLetter,

    /** Return as many signs of a text before and behind a place as say where a number ends. */
    around: (text, start, end) => [text.slice(Math.max(0, start - 2), start), text.slice(end, end + 5)],

    isOfNumber,

    /** Say whether what was found is whole: no part of a longer word or another number. */
    isWhole(before, found, after) {
      const joins = (a, b) => isLetter(a ?? "") && isLetter(b ?? "");
      if (joins(before.at(-1), found[0]) || joins(found.at(-1), after[0])) return false;
      return !isOfNumber(before, found, after);
    },
  };
})();
