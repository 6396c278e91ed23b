// Formulas can be taken along as LaTeX: a displayed one by the button below it, and all that a
// reader selects and copies, those within a sentence too.
(() => {
  const text = JSON.parse(document.currentScript.dataset.words);
  const SHOWN_MILLISECONDS = 1500;
  const UNSPOKEN = ".term-meaning, .headerlink, .formula-copy, button, script, style";

  const latex = (math) => math.getAttribute("alttext");

  for (const block of document.querySelectorAll("article div.math")) {
    const button = document.createElement("button");
    const said = document.createElement("span");
    const below = document.createElement("div");
    button.type = "button";
    button.textContent = text.copy;
    said.setAttribute("role", "status");
    below.className = "formula-copy";
    below.append(said, button);
    block.after(below);
    button.addEventListener("click", async () => {
      const tex = latex(block.querySelector("math"));
      try {
        await navigator.clipboard.writeText(tex);
        said.textContent = text.copied;
        setTimeout(() => said.replaceChildren(), SHOWN_MILLISECONDS);
      } catch {
        // Without leave to copy, the text stands there to be copied by hand.
        prompt(text.by_hand, tex);
      }
    });
  }

  document.addEventListener("copy", (event) => {
    const selected = getSelection();
    if (selected.isCollapsed) return;
    const range = selected.getRangeAt(0);
    const root = range.commonAncestorContainer;
    const around = (root.closest ? root : root.parentElement).closest("math")?.parentElement ?? root;
    const inside = [...(around.querySelectorAll?.("*") ?? [])].filter((each) => range.intersectsNode(each));
    const formulas = inside.filter((each) => each.matches("math") && each.checkVisibility());
    if (!formulas.length) return;

    // For a moment each formula stands as its LaTeX: so the browser itself says what is seen.
    const outer = range.cloneRange();
    const undo = [];
    const set = (element, name, value) => {
      const before = element.getAttribute(name);
      element.setAttribute(name, value);
      undo.push(() => (before === null ? element.removeAttribute(name) : element.setAttribute(name, before)));
    };
    for (const each of inside) {
      if (each.matches(UNSPOKEN)) set(each, "style", "display: none");
      if (!each.checkVisibility()) set(each, "data-unseen", "");
    }
    // A formula that is selected in part is copied whole.
    for (const math of formulas) {
      if (math.contains(range.startContainer)) outer.setStartBefore(math);
      if (math.contains(range.endContainer)) outer.setEndAfter(math);
    }
    const rich = document.createElement("div");
    rich.append(outer.cloneContents());
    for (const each of rich.querySelectorAll("[data-unseen]")) each.remove();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selected;
    let plain;
    try {
      for (const math of formulas) {
        const sign = math.getAttribute("display") === "block" ? "$$" : "$";
        const text = document.createElement("span");
        text.textContent = `${sign}${latex(math)}${sign}`;
        math.replaceWith(text);
        // A box of its own, as the page gives it, would stand on a line of its own.
        const box = text.closest("span.math");
        if (box) set(box, "style", "display: inline");
        undo.push(() => text.replaceWith(math));
      }
      selected.removeAllRanges();
      selected.addRange(outer);
      plain = selected.toString();
    } finally {
      for (const step of undo.reverse()) step();
      selected.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
    event.clipboardData.setData("text/html", rich.innerHTML);
    event.clipboardData.setData("text/plain", plain.trim());
    event.preventDefault();
  });
})();
