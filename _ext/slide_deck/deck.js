// Starts the slides. What moves on a slide keeps its own keys and touches.
(() => {
  // Browsers round what scrolls to whole pixels.
  const ROUNDING = 2;
  const ownKeys = "input, select, textarea, .explorer [tabindex], .explorer button";
  for (const each of document.querySelectorAll(".explorer, pre, .cost-report, table, div.math")) {
    each.setAttribute("data-prevent-swipe", "");
  }
  const below = (slide) => slide.scrollHeight - slide.clientHeight - slide.scrollTop;
  const showMore = () => {
    const more = below(Reveal.getCurrentSlide()) > ROUNDING;
    document.querySelector(".reveal").classList.toggle("has-more", more);
  };
  // On a slide longer than the screen, the keys for up and down move it, and turn it at its ends.
  const ways = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 };
  addEventListener(
    "keydown",
    (event) => {
      const way = ways[event.key];
      if (!way || Reveal.isOverview() || document.activeElement?.matches(ownKeys)) return;
      const slide = Reveal.getCurrentSlide();
      if ((way > 0 ? below(slide) : slide.scrollTop) <= ROUNDING) return;
      slide.scrollBy({ top: way * 0.7 * slide.clientHeight });
      event.stopPropagation();
      event.preventDefault();
    },
    { capture: true },
  );
  addEventListener("scroll", showMore, { capture: true });
  for (const name of ["resize", "load"]) addEventListener(name, showMore);
  for (const name of ["ready", "slidechanged", "fragmentshown"]) Reveal.on(name, showMore);
  Reveal.initialize({
    plugins: [RevealNotes],
    hash: true,
    // The page's own layout: nothing is scaled, so explorers meet the pointer where it is.
    disableLayout: true,
    center: false,
    // One way through all slides, by key and by finger; the first slide leads to each section.
    navigationMode: "linear",
    controlsTutorial: false,
    slideNumber: "c/t",
    transition: "none",
    backgroundTransition: "none",
    keyboardCondition: () => !document.activeElement?.matches(ownKeys),
  });
})();
