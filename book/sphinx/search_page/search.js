// Looks what a reader asks for up in the text of the book, and shows the sentences that have it.
// The book is short enough to be looked through as it stands: as one text, in a few milliseconds.
const setIndex = (() => {
  const WITHIN = " › ";
  const LONGEST_EXCERPT = 240;
  // How much a place says about what stands there: a heading, prose, what is printed or typed.
  const HEADING = 4;
  const PROSE = 2;
  const PRINTED = 1;
  // What counts more: all pieces in one passage; one beside the other.
  const TOGETHER = 3;
  const TOUCHING = 3;
  const NARROWEST = 2;
  // About as many results as a screen has room for, and how many more are written frame by frame.
  const IN_SIGHT = 6;
  const A_FRAME = 20;
  const REHEARSALS = 8;

  /** Return the parts of the book that have all pieces, the best first. */
  function search(book, pieces) {
    const hits = hitsOf(book, pieces);
    const looked = book.parts.map((part) => look(part, hits, pieces)).filter(({ score }) => score);
    const lacking = pieces.filter((_, at) => !looked.some(({ close }) => close[at]));
    const complete = looked.filter(({ close }) => close.every(Boolean));
    const results = complete.length ? complete : bestOfPages(looked, pieces);
    return { results: results.sort((a, b) => b.score - a.score), lacking };
  }

  /** Return for each passage of the book what it has of the pieces; nothing where it has none. */
  function hitsOf({ text, starts }, pieces) {
    const found = new Array(starts.length);
    pieces.forEach((piece, at) => {
      let place = 0;
      for (const { start, end, close } of Asked.hits(text, piece)) {
        while (starts[place + 1] <= start) place += 1;
        const from = starts[place];
        (found[place] ??= []).push({ start: start - from, end: end - from, close, at });
      }
    });
    return found;
  }

  /** Return how close a part comes to each piece, its score, and the passage to show of it. */
  function look(part, found, pieces) {
    const close = pieces.map(() => 0);
    let score = 0;
    let [heading, best] = [null, null];
    for (const { text, weight, place } of part.passages) {
      const hits = found[place];
      if (!hits) continue;
      const inside = pieces.map(() => 0);
      for (const hit of hits) inside[hit.at] = Math.max(inside[hit.at], hit.close);
      let worth = sum(inside) * weight;
      if (weight === HEADING) worth *= 1 + sum(hits.map((hit) => hit.end - hit.start)) / text.length;
      if (pieces.length > 1 && inside.every(Boolean)) {
        worth += TOGETHER + (touching(hits, pieces.length) ? TOUCHING : 0);
      }
      inside.forEach((each, at) => (close[at] = Math.max(close[at], each * weight)));
      score = Math.max(score, worth);
      const count = inside.filter(Boolean).length;
      // A heading stands above the excerpt as it is.
      if (weight === HEADING) heading = { text, hits };
      else if (!best || count > best.count || (count === best.count && worth > best.worth)) {
        best = { text, weight, hits, count, worth };
      }
    }
    return { part, close, heading, best, score: score + sum(close) };
  }

  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

  /** Say whether the pieces stand one beside the other somewhere, in their order. */
  function touching(hits, count) {
    const goesOn = ({ end, at }) =>
      at === count - 1 ||
      hits.some((next) => {
        const gap = next.start - end;
        return next.at === at + 1 && gap >= 0 && gap <= NARROWEST && goesOn(next);
      });
    return hits.some((hit) => hit.at === 0 && goesOn(hit));
  }

  /** Where no part has all pieces: the best part of each page that has them. */
  function bestOfPages(looked, pieces) {
    return [...new Set(looked.map(({ part }) => part.page))]
      .map((page) => looked.filter(({ part }) => part.page === page))
      .filter((ones) => pieces.every((_, at) => ones.some(({ close }) => close[at])))
      .map((ones) => ones.reduce((a, b) => (b.score > a.score ? b : a)));
  }

  /** Return from where until where a passage is shown: the sentence or the line with most hits. */
  function excerpt({ text, weight, hits = [] }) {
    const ends = weight === PRINTED ? /\n/g : /[.!?]["”’)]*\s+(?=[\p{Lu}“(])|[。！？]/gu;
    const cuts = [0, ...[...text.matchAll(ends)].map(({ 0: end, index }) => index + end.length)];
    const inside = (from, until) => hits.filter((hit) => hit.start >= from && hit.start < until);
    const until = (at) => cuts[at + 1] ?? text.length;
    const count = (at) => new Set(inside(cuts[at], until(at)).map((hit) => hit.at)).size;
    const best = cuts.reduce((most, _, at) => (count(at) > count(most) ? at : most), 0);
    let start = cuts[best];
    let end = until(best);
    if (end - start > LONGEST_EXCERPT) {
      const hit = inside(start, end)[0]?.start ?? start;
      const from = Math.max(start, hit - LONGEST_EXCERPT / 3);
      const space = text.indexOf(" ", from) + 1;
      if (from > start) start = space && space < hit ? space : Math.floor(from);
      const last = text.lastIndexOf(" ", start + LONGEST_EXCERPT);
      end = Math.min(end, last > hit ? last : start + LONGEST_EXCERPT);
    } else if (weight !== PRINTED) {
      // What follows explains it; a passage that is short stays whole.
      for (const cut of [...cuts, text.length]) {
        if (cut > end && cut - start <= LONGEST_EXCERPT) end = cut;
      }
      if (end <= LONGEST_EXCERPT) start = 0;
    }
    return [start, end];
  }

  /** Return a piece of a text as nodes, its hits marked, its Chinese named as such. */
  function marked(text, hits, start, end) {
    const nodes = [];
    let done = start;
    for (const hit of [...hits].sort((a, b) => a.start - b.start)) {
      if (hit.start < done || hit.end > end) continue;
      const mark = document.createElement("mark");
      mark.className = "highlighted";
      mark.append(...spoken(text.slice(hit.start, hit.end)));
      nodes.push(...spoken(text.slice(done, hit.start)), mark);
      done = hit.end;
    }
    return [...nodes, ...spoken(text.slice(done, end))];
  }

  function spoken(text) {
    return text.split(/(\p{Script=Han}+)/u).map((run, place) => {
      if (place % 2 === 0) return run;
      const chinese = document.createElement("span");
      chinese.lang = "zh";
      chinese.textContent = run;
      return chinese;
    });
  }

  function item({ part, heading, best }) {
    const result = document.createElement("li");
    const link = document.createElement("a");
    const shown = best ?? part.passages.find(({ weight }) => weight === PROSE);
    // The page marks what the excerpt has, or the heading alone.
    const { text, hits } = best ?? heading;
    const found = new Set(hits.map(({ start, end }) => text.slice(start, end).toLowerCase()));
    const query = new URLSearchParams([...found].map((text) => ["highlight", text]));
    link.href = `${part.page}?${query}#${part.anchor}`;
    link.append(...spoken([...new Set([part.pageTitle, part.title])].join(WITHIN)));
    result.append(link);
    if (shown) {
      const [start, end] = excerpt(shown);
      const context = document.createElement("p");
      context.className = shown.weight === PRINTED ? "context printed" : "context";
      context.append(
        start > 0 && shown.weight !== PRINTED ? "… " : "",
        ...marked(shown.text, shown.hits ?? [], start, end),
        end < shown.text.length && shown.weight !== PRINTED ? " …" : "",
      );
      result.append(context);
    }
    return result;
  }

  function show(query, book) {
    const out = document.getElementById("search-results");
    const pieces = Asked.pieces(query, book);
    out.hidden = !pieces.length;
    if (out.hidden) return;
    const { results, lacking } = search(book, pieces);
    const [title, summary, list] = ["h2", "p", "ul"].map((tag) => document.createElement(tag));
    title.textContent = Signs.text("title");
    summary.className = "search-summary";
    summary.setAttribute("role", "status");
    const quoted = lacking.map(({ text }) => Signs.text("lacking_word", { word: text })).join(", ");
    const found = results.length === 1 ? "found_one" : "found_many";
    if (quoted) summary.textContent = Signs.text("lacking", { words: quoted });
    else if (results.length) summary.textContent = Signs.text(found, { count: results.length });
    else summary.textContent = Signs.text("apart");
    const words = pieces.map(({ text }) => text).join(" ");
    if (pieces.cut) summary.append(Signs.text("cut", { words }));
    list.className = "search";
    out.replaceChildren(title, summary, list);
    write(results, list);
  }

  /** Write results into a list: those in sight now, the others when what stands is painted. */
  function write(results, list, from = 0) {
    // Another question has another list.
    if (!list.isConnected) return;
    const until = from ? from + A_FRAME : IN_SIGHT;
    list.append(...results.slice(from, until).map(item));
    const isMore = until < results.length;
    list.setAttribute("aria-busy", isMore);
    if (isMore) requestAnimationFrame(() => setTimeout(write, 0, results, list, until));
  }

  /**
   * Search for one title after the other before anyone asks: what a browser does for the first
   * times is slow. Each has a moment of its own, so that who asks meanwhile does not wait for all.
   */
  function rehearse(book, count) {
    const { results } = search(book, Asked.pieces(book.parts[count].title, book));
    results.slice(0, IN_SIGHT).forEach(item);
    if (count > 0) setTimeout(rehearse, 0, book, count - 1);
  }

  /** Return the book with its text in small letters, passage after passage, as one. */
  function asOne(pages) {
    const small = [];
    const starts = [];
    let start = 0;
    const passage = (text, weight) => {
      const place = starts.push(start) - 1;
      small.push(text.toLowerCase());
      start += small[place].length + Asked.BETWEEN.length;
      return { text, weight, place };
    };
    const parts = pages.flatMap(([page, sections]) =>
      sections.map(([anchor, title, prose, printed]) => ({
        page,
        anchor,
        title,
        pageTitle: sections[0][1],
        passages: [
          passage(title, HEADING),
          ...prose.map((text) => passage(text, PROSE)),
          ...printed.map((text) => passage(text, PRINTED)),
        ],
      })),
    );
    return { parts, starts, text: small.join(Asked.BETWEEN) };
  }

  /** Take the book's text: for each page its parts, each as anchor, title, prose and printed. */
  return (pages, stopwords, stemmer) => {
    const stemOf = Asked.remembered((word) => stemmer.stemWord(word));
    const book = { ...asOne(pages), stemOf, stopwords };
    const field = document.querySelector(".bd-search-container input[name=q]");
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    if (field.value) show(field.value, book);
    else setTimeout(rehearse, 0, book, Math.min(REHEARSALS, book.parts.length - 1));
    field.addEventListener("input", () => {
      show(field.value, book);
      // The answer need not wait for the address.
      const query = new URLSearchParams({ q: field.value });
      setTimeout(() => history.replaceState(null, "", `?${query}`));
    });
  };
})();
