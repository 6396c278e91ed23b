// Formulas can be taken along as LaTeX: a displayed one by the button below it, and all that a
// reader selects and copies, those within a sentence too.
(() => {
  const TEXT = {
    copy: "Copy LaTeX",
    copied: "Copied",
    byHand: "Copy this by hand:",
  };
  const SHOWN_MILLISECONDS = 1500;
  const UNSPOKEN = ".term-meaning, .headerlink, .formula-copy, script, style";

  const latex = (math) => math.getAttribute("alttext");

  for (const block of document.querySelectorAll("article div.math")) {
    const button = document.createElement("button");
    const said = document.createElement("span");
    const below = document.createElement("div");
    button.type = "button";
    button.textContent = TEXT.copy;
    said.setAttribute("role", "status");
    below.className = "formula-copy";
    below.append(said, button);
    block.after(below);
    button.addEventListener("click", async () => {
      const tex = latex(block.querySelector("math"));
      try {
        await navigator.clipboard.writeText(tex);
        said.textContent = TEXT.copied;
        setTimeout(() => said.replaceChildren(), SHOWN_MILLISECONDS);
      } catch {
        // Without leave to copy, the text stands there to be copied by hand.
        prompt(TEXT.byHand, tex);
      }
    });
  }

  document.addEventListener("copy", (event) => {
    const selected = getSelection();
    if (selected.isCollapsed) return;
    const range = selected.getRangeAt(0).cloneRange();
    // A formula that is selected in part is copied whole.
    const formula = (node) => (node.closest ? node : node.parentElement)?.closest("math");
    if (formula(range.startContainer)) range.setStartBefore(formula(range.startContainer));
    if (formula(range.endContainer)) range.setEndAfter(formula(range.endContainer));
    const copied = document.createElement("div");
    copied.append(range.cloneContents());
    const formulas = copied.querySelectorAll("math");
    if (!formulas.length) return;
    for (const each of copied.querySelectorAll(UNSPOKEN)) each.remove();
    event.clipboardData.setData("text/html", copied.innerHTML);
    for (const math of formulas) {
      const sign = math.getAttribute("display") === "block" ? "$$" : "$";
      math.replaceWith(`${sign}${latex(math)}${sign}`);
    }
    event.clipboardData.setData("text/plain", copied.textContent.trim());
    event.preventDefault();
  });
})();
