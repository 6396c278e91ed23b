// Shows one thing of a page alone, as large as it fits: an explorer for a projector, a question of
// the quiz for a class. It lies over the page, which rests meanwhile; Escape brings it back.
const stage = (() => {
  const root = document.documentElement;
  const home = document.currentScript.src;
  // By how much all type may grow, and how many letters wide the screen is then at least.
  const SIZES = [2.6, 2.3, 2, 1.8, 1.65, 1.5];
  const NARROWEST = 36;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("stage.css", home);
  const styled = new Promise((done) => (style.onload = style.onerror = done));
  document.head.append(style);

  let shown = null;
  let resting = [];
  let top = 0;

  // Everything is sized by the type of the root. The largest that needs no scrolling is taken; what
  // is too long for that scrolls, and still is larger than on the page.
  function fit() {
    root.style.fontSize = "";
    const base = parseFloat(getComputedStyle(root).fontSize);
    for (const size of SIZES.filter((each) => innerWidth >= NARROWEST * base * each)) {
      root.style.fontSize = `${size * base}px`;
      const parts = [shown, ...shown.querySelectorAll(".cx-stage")];
      if (parts.every((each) => each.scrollHeight <= each.clientHeight + 1)) break;
    }
  }

  const pressed = (element, on) =>
    element.querySelector(".cx-bar [aria-pressed]")?.setAttribute("aria-pressed", String(on));

  async function enter(element) {
    if (shown !== element) {
      leave();
      shown = element;
      top = element.getBoundingClientRect().top;
      await styled;
      // Left again while the style was on its way.
      if (shown !== element) return;
      for (let at = element; at !== document.body; at = at.parentElement) {
        for (const other of at.parentElement.children) {
          if (other !== at && !other.inert) resting.push(other);
        }
      }
      for (const other of resting) other.inert = true;
      // Above the page whatever holds it there.
      element.popover = "manual";
      element.classList.add("projected");
      element.showPopover();
      pressed(element, true);
      element.tabIndex = -1;
      if (!element.contains(document.activeElement)) element.focus();
    }
    fit();
  }

  function leave() {
    if (!shown) return;
    const element = shown;
    shown = null;
    for (const other of resting) other.inert = false;
    resting = [];
    element.classList.remove("projected");
    element.removeAttribute("popover");
    element.removeAttribute("tabindex");
    pressed(element, false);
    root.style.fontSize = "";
    // Back to where the reader had it, whatever grew above it meanwhile.
    scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
  }

  // The address says what stands alone: `#id?projector`, or a question, `#quiz-3`.
  function follow() {
    const [id, settings = ""] = location.hash.slice(1).split("?");
    const linked = document.getElementById(id);
    const element = linked?.closest(".explorer");
    const question = linked?.matches(".quiz-still > li");
    if (!question && !(element && settings.split("&").includes("projector"))) {
      const left = shown;
      leave();
      if (left) linked?.scrollIntoView({ behavior: "instant" });
      return;
    }
    if (question) {
      const at = [...linked.parentElement.children].indexOf(linked);
      element.querySelectorAll(".quiz-question").forEach((each, place) => {
        each.classList.toggle("quiz-alone", place === at);
      });
      element.querySelector(".quiz-slide").hash = `/${id}`;
    }
    enter(element);
  }

  // The button of an explorer. On a page the address goes along, so that it can be handed on.
  function turn(element) {
    const on = shown !== element;
    if (on) enter(element);
    else leave();
    if (root.dataset.page) return;
    const hash = location.hash.replace(/[?&]projector\b/, "");
    const settings = hash.startsWith(`#${element.id}?`) ? hash : `#${element.id}`;
    const projector = `${settings.includes("?") ? "&" : "?"}projector`;
    history.replaceState(null, "", `${settings}${on ? projector : ""}`);
  }

  addEventListener("hashchange", follow);
  addEventListener("resize", () => shown && fit());
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !shown) return;
      // Slides would show all of themselves.
      event.stopPropagation();
      const back = shown.querySelector(".quiz-back");
      if (back?.checkVisibility()) back.click();
      else turn(shown);
    },
    { capture: true },
  );
  return { follow, turn };
})();
