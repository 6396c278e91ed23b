// What a reader asks for, piece by piece, and how close what stands in a text comes to it.
//
// A number is found with and without its commas, a size however it is written, a word in its other
// forms and where it only begins another, Chinese wherever its signs stand.
const Asked = (() => {
  const SAME = 3;
  const SAME_STEM = 2.5;
  const BEGINS = 1;
  const WITHIN = 0.5;

  const LETTER = "(?:(?!\\p{Script=Han})[\\p{L}\\p{M}\\p{N}])";
  const PIECE = new RegExp(
    [
      '"(?<phrase>[^"]+)"',
      "(?<size>\\d+(?:\\s*[x×*]\\s*\\d+)+)(?![\\p{L}\\p{N}])",
      "(?<number>\\d+(?:[.,]\\d+)*)(?![.,]?[\\p{L}\\p{N}])",
      "(?<chinese>\\p{Script=Han}+)",
      `(?<word>${LETTER}+(?:[-_.'’]${LETTER}+)*)`,
      "(?<sign>[^\\s\\p{L}\\p{N}])",
    ].join("|"),
    "giu",
  );
  const TIMES = "\\s*[x×*]\\s*";
  // VGG16 and VGG-16, MaxPool2D and max_pool2d are one.
  const JOINT = "[-_.'’\u2011]?";
  const isLetter = (sign) => /[\p{L}\p{M}\p{N}]/u.test(sign) && !/\p{Script=Han}/u.test(sign);
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  const bare = (text) => text.replace(new RegExp(JOINT, "g"), "");

  // For each kind of piece the pattern that finds it. `rate` says how close a match comes, from
  // what matched and the signs before and after it.
  const KINDS = {
    phrase: (text) => ({ pattern: text.trim().split(/\s+/).map(escaped).join("\\s+") }),
    sign: (text) => ({ pattern: escaped(text) }),
    chinese: (text) => ({ pattern: text }),
    size: (text) => ({ pattern: text.split(new RegExp(TIMES)).join(TIMES), rate: rateNumber }),
    number(text) {
      const [, whole, rest] = text.match(/^(\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(.*)$/);
      const groups = whole.replaceAll(",", "").replace(/\B(?=(\d{3})+$)/g, "[,\u202f\u00a0]?");
      return { pattern: groups + rest.replace(/[.,]/g, "[.,]"), rate: rateNumber };
    },
    word(text, stemOf) {
      const runs = text.match(/\d+|[^\d\-_.'’]+/g);
      if (runs.length > 1) {
        return { pattern: `${runs.join(JOINT)}${LETTER}*`, rate: rateBeginning(bare(text)) };
      }
      const stem = stemOf(text);
      let shared = 1;
      while (shared < stem.length && stem[shared] === text[shared]) shared += 1;
      // The stem of strategy and strategies is strategi.
      if (shared > 1 && shared === stem.length && stem.endsWith("i")) shared -= 1;
      const rate = rateBeginning(text);
      return {
        pattern: `${text.slice(0, shared)}${LETTER}*`,
        rate(found, before) {
          const alike = stemOf(found) === stem && !isLetter(before.slice(-1));
          return Math.max(rate(found, before), alike ? SAME_STEM : 0);
        },
      };
    },
  };

  /** Digits before or behind make another number of it, one that it may begin. */
  function rateNumber(found, before, after) {
    if (/\d[.,]?$/.test(before)) return 0;
    if (/^[.,]?\d/.test(after)) return found.length > 1 ? BEGINS : 0;
    return isLetter(before.slice(-1)) || isLetter(after.slice(0, 1)) ? WITHIN : SAME;
  }

  function rateBeginning(word) {
    return (found, before) => {
      const text = bare(found);
      if (!text.startsWith(word)) return 0;
      // Within another word a few letters say nothing, but 2D is a part of Conv2D.
      const joined = /^\d/.test(word) && /\D$/.test(before);
      if (isLetter(before.slice(-1))) return joined || word.length > 3 ? WITHIN : 0;
      return text === word ? SAME : BEGINS * (word.length > 1);
    };
  }

  return {
    /** Return the pieces of a query: what only joins words is left out where words are there. */
    pieces(query, { stemOf, stopwords }) {
      const all = [...query.normalize("NFKC").matchAll(PIECE)].map(({ 0: text, groups }) => {
        const [kind, said] = Object.entries(groups).find(([, value]) => value !== undefined);
        const { pattern, rate = () => SAME } = KINDS[kind](said.toLowerCase(), stemOf);
        return { text, kind, expression: new RegExp(pattern, "gu"), rate };
      });
      const saying = all.filter(
        ({ text, kind }) => kind !== "sign" && !stopwords.includes(text.toLowerCase()),
      );
      return saying.length ? saying : all;
    },

    /** Return where a text in small letters has a piece: from where until where, how close. */
    hits(text, { expression, rate }) {
      const hits = [];
      for (const { 0: found, index } of text.matchAll(expression)) {
        const end = index + found.length;
        const before = text.slice(Math.max(0, index - 2), index);
        const close = rate(found, before, text.slice(end, end + 2));
        if (!close) continue;
        let start = index;
        // The word as a whole is what a reader sees.
        if (close === WITHIN) while (start && isLetter(text[start - 1])) start -= 1;
        hits.push({ start, end, close });
      }
      return hits;
    },
  };
})();
