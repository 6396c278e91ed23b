// Starts the slides. What moves on a slide keeps its own keys and touches.
(() => {
  const ownKeys = "input, select, textarea, .explorer [tabindex], .explorer button";
  for (const each of document.querySelectorAll(".explorer, pre, .cost-report, table, div.math")) {
    each.setAttribute("data-prevent-swipe", "");
  }
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
