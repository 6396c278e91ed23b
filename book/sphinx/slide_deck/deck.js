// Starts the slides. What moves on a slide keeps its own touches, and the keys it needs.
(() => {
  // Browsers round what scrolls to whole pixels.
  const ROUNDING = 2;
  // Where keys write; where they press; where arrows walk.
  const written = "textarea, input:not([type=checkbox], [type=radio], [type=range])";
  const pressed = "a, button, input, select, summary";
  const walked = "input, select, .explorer [tabindex], .speaker-notes";
  const arrows = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const pages = { PageDown: 1, PageUp: -1 };
  for (const each of document.querySelectorAll(".explorer, pre, .cost-report, table, div.math")) {
    each.setAttribute("data-prevent-swipe", "");
  }
  const below = (slide) => slide.scrollHeight - slide.clientHeight - slide.scrollTop;
  const showMore = () => {
    const more = below(Reveal.getCurrentSlide()) > ROUNDING;
    document.querySelector(".reveal").classList.toggle("has-more", more);
  };
  // Whether what has the focus was pointed at, and not walked to by key.
  let pointed = false;
  const point = ({ target }) => (pointed = Boolean(target.closest(".explorer, .speaker-notes")));
  addEventListener("pointerdown", point, { capture: true });
  // Clickers send page keys or arrows. Page keys always turn the slide: no field needs them. Arrows
  // do once something was clicked, but for those that step a number. Who comes by Tab, or has begun
  // to write, keeps them for the field.
  const isOwn = ({ key }) => {
    const focused = document.activeElement;
    if (key in pages) return false;
    // What stands alone over the slide has it to itself.
    if (document.querySelector(".projected")) return true;
    if (focused.matches(written)) return !(pointed && /Left|Right/.test(key));
    if (key === " " || key === "Enter") return focused.matches(pressed);
    return !pointed && focused.matches(walked);
  };
  addEventListener(
    "keydown",
    (event) => {
      const writes = event.key.length === 1 && event.target.matches(written);
      if (event.key === "Tab" || writes) pointed = false;
      const way = arrows[event.key] ?? pages[event.key];
      const combined = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
      if (!way || combined || Reveal.isOverview() || Reveal.isPaused() || isOwn(event)) return;
      event.stopPropagation();
      event.preventDefault();
      // On a slide longer than the screen, the keys for up and down move it, and turn at its ends.
      const slide = Reveal.getCurrentSlide();
      const left = way > 0 ? below(slide) : slide.scrollTop;
      if (!/Left|Right/.test(event.key) && left > ROUNDING) {
        slide.scrollBy({ top: way * 0.7 * slide.clientHeight });
      } else if (way > 0) Reveal.next();
      else Reveal.prev();
    },
    { capture: true },
  );
  const notes = document.querySelector(".deck-notes");
  notes.addEventListener("click", () => {
    const showNotes = notes.getAttribute("aria-pressed") !== "true";
    notes.setAttribute("aria-pressed", String(showNotes));
    Reveal.configure({ showNotes });
  });
  addEventListener("scroll", showMore, { capture: true });
  for (const name of ["resize", "load"]) addEventListener(name, showMore);
  for (const name of ["ready", "slidechanged", "fragmentshown"]) Reveal.on(name, showMore);
  Reveal.initialize({
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
    keyboardCondition: (event) => !isOwn(event),
  });
})();
