// A term shows its meaning on hover and focus by the style sheet alone. Here: Escape closes it, and
// the first tap of a finger shows it instead of following the link.
(() => {
  const closed = "term-closed";
  const tipOf = (event) => event.target.closest?.(".term");
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const tip of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
      tip.classList.add(closed);
    }
  });
  for (const kind of ["pointerover", "focusin"]) {
    addEventListener(kind, (event) => {
      for (const each of document.querySelectorAll(`.${closed}`)) {
        const left = !each.matches(":hover, :focus-within");
        const cameBack = kind === "focusin" && each === tipOf(event);
        if (left || cameBack) each.classList.remove(closed);
      }
    });
  }
  let shown = null;
  addEventListener("pointerdown", (event) => {
    const tip = tipOf(event);
    if (event.pointerType !== "touch" || !event.target.closest("a")) shown = tip ?? null;
    else if (tip && tip !== shown) {
      shown = tip;
      tip.addEventListener("click", (click) => click.preventDefault(), { once: true });
    }
  });
})();
