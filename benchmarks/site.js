// Runs in every page that site.py opens, after frames.js.

const hasAnswered = () => document.querySelector(".search-summary");

/** Ask the search page; return the milliseconds until the first results are painted. */
async function ask(query) {
  const field = document.querySelector(".bd-search-container input[name=q]");
  document.getElementById("search-results").replaceChildren();
  const [, painted] = await timed(() => {
    field.value = query;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, hasAnswered);
  return painted;
}

// The milliseconds from the start of a visit that brings its question until that is answered.
addEventListener("DOMContentLoaded", () => {
  if (!new URLSearchParams(location.search).has("q")) return;
  window.answered = timed(() => {}, hasAnswered).then(() => performance.now());
});

/** Return the milliseconds from the start of a visit until each of its stages. */
async function stages() {
  const firstPainted = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!firstPainted()) await new Promise(requestAnimationFrame);
  const [visit] = performance.getEntriesByType("navigation");
  return {
    dom_ready: visit.domContentLoadedEventEnd,
    loaded: visit.loadEventEnd,
    painted: firstPainted().startTime,
  };
}

// Chromium's driver runs this inside a function of its own.
Object.assign(window, { ask, stages });
