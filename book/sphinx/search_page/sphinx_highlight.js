// Marks on a page what the search found there, opens what hides the first of it, and goes there.
// Stands where Sphinx's script of this name would, which marks text that nobody sees.
(() => {
  const BLOCKS = "p, li, dt, dd, td, th, pre, figcaption, caption, summary, h1, h2, h3, h4, h5, h6, div";
  const UNSEEN = "script, style, .headerlink, .term-meaning, .cx, .quiz, .quiz-still";
  const address = new URL(location.href);
  // An address may come from anywhere; the search names a few words.
  const MOST = 50;
  const SETTLED_MILLISECONDS = 5000;
  const asked = address.searchParams.getAll("highlight").map((text) => text.trim().slice(0, 200));
  const found = asked.filter(Boolean).slice(0, MOST);
  if (!asked.length) return;
  address.searchParams.delete("highlight");
  history.replaceState(history.state, "", address);

  if (!found.length) return;

  const spaced = (text) => text.split(/\s+/).map(Signs.escaped).join("\\s*");
  const longestFirst = [...found].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(spaced).join("|"), "giu");

  /** Return the text nodes and formulas of the article, those of one block together. */
  function blocks(article) {
    const all = new Map();
    const { FILTER_ACCEPT, FILTER_SKIP, FILTER_REJECT } = NodeFilter;
    const taken = (node) => {
      if (node.nodeType === Node.TEXT_NODE || node.matches("math")) return FILTER_ACCEPT;
      return node.matches(UNSEEN) ? FILTER_REJECT : FILTER_SKIP;
    };
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, taken);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest("math")) continue;
      const block = node.parentElement.closest(BLOCKS);
      all.set(block, [...(all.get(block) ?? []), node]);
    }
    return all;
  }

  const textOf = (node) => node.data ?? node.dataset.plain;

  /** Mark what a block has of the words; return the words. */
  function markBlock(nodes) {
    const text = nodes.map(textOf).join("");
    const hits = [...text.matchAll(pattern)].filter(({ 0: hit, index }) => {
      const [before, after] = Signs.around(text, index, index + hit.length);
      return Signs.isWhole(before, hit, after);
    });
    // From the end on, so that what stands before keeps its place.
    let from = text.length;
    for (const node of [...nodes].reverse()) {
      const { length } = textOf(node);
      from -= length;
      for (const { 0: hit, index } of [...hits].reverse()) {
        const [start, end] = [index - from, index + hit.length - from];
        if (end > 0 && start < length) mark(node, Math.max(0, start), end);
      }
    }
    return new Set(hits.map(({ 0: hit }) => hit.toLowerCase().replace(/\s+/g, " ")));
  }

  function mark(node, start, end) {
    if (!node.data) {
      node.classList.add("highlighted");
      return;
    }
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, Math.min(end, node.data.length));
    const around = document.createElement("mark");
    around.className = "highlighted";
    range.surroundContents(around);
  }

  /** Open the closed boxes around an element: drop-downs, folded code, hints, tabs. */
  function open(element) {
    for (let box = element; box; box = box.parentElement) {
      if (box.matches("details")) box.open = true;
      if (box.matches(".toggle-hidden")) box.querySelector(".toggle-button").click();
      if (box.matches(".sd-tab-content")) box.previousElementSibling.click();
    }
  }

  function anchor(hash) {
    try {
      return decodeURIComponent(hash);
    } catch {
      return hash;
    }
  }

  addEventListener("load", () => {
    const article = document.querySelector("article");
    const words = new Map();
    for (const [block, nodes] of blocks(article)) {
      const has = markBlock(nodes);
      if (has.size) words.set(block, has);
    }
    const place = document.getElementById(anchor(address.hash.slice(1)));
    const follows = (block) =>
      !place ||
      block === place ||
      place.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
    const there = [...words.keys()].filter(follows);
    const most = Math.max(...there.map((block) => words.get(block).size));
    const first = there.find((block) => words.get(block).size === most);
    if (first) {
      open(first);
      // What a widget hides is shown by the widget in its own way.
      let seen = first.querySelector(".highlighted") ?? first;
      while (!seen.getClientRects().length) seen = seen.parentElement;
      keepInSight(seen, article);
    }
    offerToHide();
  });

  /** Go to an element, again when what comes to life above has moved it, until a reader acts. */
  function keepInSight(element, article) {
    const go = () => element.scrollIntoView({ block: "center", behavior: "instant" });
    const moved = new ResizeObserver(go);
    moved.observe(article);
    for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      addEventListener(act, () => moved.disconnect(), { once: true, passive: true });
    }
    setTimeout(() => moved.disconnect(), SETTLED_MILLISECONDS);
    go();
  }

  function hide() {
    for (const each of document.querySelectorAll("mark.highlighted")) each.replaceWith(...each.childNodes);
    for (const each of document.querySelectorAll("math.highlighted")) each.classList.remove("highlighted");
    document.querySelector("#searchbox").replaceChildren();
  }

  function offerToHide() {
    const button = document.createElement("button");
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = Signs.text("hide");
    button.onclick = hide;
    document.querySelector("#searchbox").append(button);
    addEventListener("keydown", ({ key }) => {
      if (key === "Escape") hide();
    });
  }
})();
