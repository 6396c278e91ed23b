// What a reader asks for, piece by piece, and how close what stands in a text comes to it.
//
// A number is found with and without its commas, with the sign that touches it, a size however it
// is written, a word in its other forms and where it only begins another, Chinese wherever its
// signs stand.
const Asked = (() => {
  const { escaped, isLetter, isOfNumber, isWhole } = Signs;
  // Stands between two passages; no piece reaches over it, nor asks for it.
  const BETWEEN = "\0";
  // Longer queries ask for nothing more, and would keep the page from answering.
  const MOST_SIGNS = 200;
  const MOST_PIECES = 12;
  const SAME = 3;
  const SAME_STEM = 2.5;
  const BEGINS = 1;
  const WITHIN = 0.5;

  const LETTER = "(?:(?!\\p{Script=Han})[\\p{L}\\p{M}\\p{N}])";
  const SPACED = "\\d{1,3}(?: \\d{3})+(?![.,]?\\d)";
  const PIECE = new RegExp(
    [
      '"\\s*(?<phrase>[^"\\s][^"]*)"',
      "(?<size>\\d+(?:\\s*[x×*⋅·]\\s*\\d+)+)(?![\\p{L}\\p{N}])",
      "(?<power>[\\p{L}\\p{N}]+\\^[-−]?[\\p{L}\\p{N}]+)",
      "(?<ratio>\\d+/\\d+)(?![\\p{L}\\p{N}])",
      `(?<number>(?<![\\p{L}\\p{N}])[-−]?(?:${SPACED}|\\d+(?:[.,]\\d+)*)(?:\\s*%)?)(?![.,]?[\\p{L}\\p{N}])`,
      "(?<named>[\\p{L}\\p{N}]+(?:\\+\\+|#))(?![\\p{L}\\p{N}])",
      "(?<chinese>\\p{Script=Han}+)",
      `(?<word>${LETTER}+(?:[-_.'’]${LETTER}+)*)`,
      "(?<sign>[^\\s\\p{L}\\p{N}])",
    ].join("|"),
    "giu",
  );
  const TIMES = "\\s*[x×*⋅·]\\s*";
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ";
  const LOWERED = "0123456789-n";
  const translated = (text, from, to) =>
    [...text].map((sign) => (from.includes(sign) ? to[from.indexOf(sign)] : sign)).join("");
  // VGG16 and VGG-16, MaxPool2D and max_pool2d are one.
  const JOINT = "[-_.'’\u2011]?";
  const JOINTS = new RegExp(JOINT, "g");
  const bare = (text) => text.replace(JOINTS, "");

  // What the rest of a word is: one pattern for all, for what is written in it takes long to read.
  const REST = new RegExp(`${LETTER}*`, "uy");
  const endOfWord = (text, from) => {
    REST.lastIndex = from;
    REST.test(text);
    return REST.lastIndex;
  };

  // For each kind of piece the pattern that finds it, and whether the rest of the word is part of
  // what matched. `rate` says how close that comes, from itself and the signs before and after it.
  const KINDS = {
    phrase: (text) => ({
      pattern: text.trim().split(/\s+/).map(escaped).join("\\s+"),
      rate: rateWhole,
    }),
    sign: (text) => ({ pattern: escaped(text) }),
    chinese: (text) => ({ pattern: text }),
    size: (text) => ({ pattern: text.split(new RegExp(TIMES)).join(TIMES), rate: rateNumber }),
    power(text) {
      const [base, power] = text.replace("−", "-").split("^");
      const sign = power.startsWith("-") ? "[-−]" : "";
      const raised = translated(power, LOWERED, RAISED);
      const written = `(?:\\^|\\*\\*)\\(?${sign}${power.replace("-", "")}`;
      return { pattern: `${base}(?:${written}|${raised})`, rate: rateWhole };
    },
    ratio(text) {
      const [over, under] = text.split("/");
      // The one sign that says it, as in ¼, where there is one.
      const one = [..."¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"].filter(
        (sign) => sign.normalize("NFKC").replace("⁄", "/") === text,
      );
      return { pattern: [`${over}\\s*/\\s*${under}`, ...one].join("|"), rate: rateNumber };
    },
    named: (text) => ({ pattern: escaped(text), rate: rateWhole }),
    number(text) {
      const [, sign, spaced, rest] = text.match(/^([-−]?)(\d{1,3}(?:[, ]\d{3})+(?![, ]?\d)|\d+)(.*)$/);
      const whole = spaced.replace(/[, ]/g, "");
      // Typed with spaces it may also be a shape.
      const joint = spaced.includes(" ") ? ",? ?|[\u202f\u00a0]" : "[,\u202f\u00a0]?";
      const groups = whole.replace(/\B(?=(\d{3})+$)/g, `(?:${joint})`);
      const decimals = rest.replace(".", "\\.").replace(",", "[.,]").replace(/\s*%/, "\\s*%");
      return { pattern: (sign && "[-−\u2011]") + groups + decimals, rate: rateNumber };
    },
    word(text, stemOf) {
      const runs = text.match(/\d+|[^\d\-_.'’]+/g);
      const stem = stemOf(text);
      let beginning = runs.join(JOINT);
      if (runs.length === 1) {
        let shared = 1;
        while (shared < stem.length && stem[shared] === text[shared]) shared += 1;
        // The stem of strategy and strategies is strategi.
        if (shared > 1 && shared === stem.length && stem.endsWith("i")) shared -= 1;
        beginning = text.slice(0, shared);
      }
      const word = bare(text);
      // Within another word a few letters say nothing, but 2D is a part of Conv2D.
      const alone = word.length > 3 ? "" : /^\d/.test(word) ? "(?<!\\d)" : `(?<!${LETTER})`;
      const rateAlone = remembered((found) => {
        const alike = runs.length === 1 && stemOf(found) === stem ? SAME_STEM : 0;
        return Math.max(rateBeginning(word, bare(found)), alike);
      });
      const rateWithin = remembered((found) => (bare(found).startsWith(word) ? WITHIN : 0));
      return {
        pattern: alone + beginning,
        goesOn: true,
        rate: (found, before) => (isLetter(before.slice(-1)) ? rateWithin : rateAlone)(found),
      };
    },
  };

  function rateNumber(found, before, after) {
    if (isOfNumber(before, found, after)) return 0;
    return isLetter(before.slice(-1)) || isLetter(after.slice(0, 1)) ? WITHIN : SAME;
  }

  function rateWhole(found, before, after) {
    return isWhole(before, found, after) ? SAME : 0;
  }

  function rateBeginning(word, found) {
    if (!found.startsWith(word)) return 0;
    return found === word ? SAME : BEGINS * (word.length > 1);
  }

  /** Return a function that works an answer out once: the same words stand all over a text. */
  function remembered(work) {
    const known = new Map();
    return (text) => {
      if (!known.has(text)) known.set(text, work(text));
      return known.get(text);
    };
  }

  return {
    BETWEEN,
    remembered,

    /**
     * Return the pieces of a query: what only joins words is left out where words are there. Of a
     * long query only the beginning is taken; `cut` says so.
     */
    pieces(query, { stemOf, stopwords }) {
      const raised = new RegExp(`(?<=[\\p{L}\\p{N}])[${RAISED}]+`, "gu");
      const typed = query.slice(0, MOST_SIGNS).replaceAll(BETWEEN, " ").trim();
      const powers = typed.replace(raised, (run) => `^${translated(run, RAISED, LOWERED)}`);
      const asked = powers.normalize("NFKC").replace("⁄", "/");
      const all = [...asked.matchAll(PIECE)].map(({ 0: text, groups }) => {
        const [kind, said] = Object.entries(groups).find(([, value]) => value !== undefined);
        return { text, kind, said: said.toLowerCase() };
      });
      const saying = all.filter(
        ({ kind, said }) => kind !== "sign" && !stopwords.includes(said),
      );
      const chosen = new Map((saying.length ? saying : all).map((piece) => [piece.text, piece]));
      const pieces = [...chosen.values()].slice(0, MOST_PIECES).map(({ text, kind, said }) => {
        const { pattern, goesOn = false, rate = () => SAME } = KINDS[kind](said, stemOf);
        return { text, expression: new RegExp(pattern, "gu"), goesOn, rate };
      });
      pieces.cut = query.length > MOST_SIGNS || chosen.size > MOST_PIECES;
      return pieces;
    },

    /** Return where a text in small letters has a piece: from where until where, how close. */
    hits(text, { expression, goesOn, rate }) {
      const hits = [];
      expression.lastIndex = 0;
      for (let match; (match = expression.exec(text)); ) {
        let start = match.index;
        let end = expression.lastIndex;
        if (goesOn) end = expression.lastIndex = endOfWord(text, end);
        const [before, after] = Signs.around(text, start, end);
        const close = rate(text.slice(start, end), before, after);
        if (!close) continue;
        // The word as a whole is what a reader sees.
        if (close === WITHIN) {
          while (start && isLetter(text[start - 1])) start -= 1;
          end = endOfWord(text, end);
        }
        hits.push({ start, end, close });
      }
      return hits;
    },
  };
})();
