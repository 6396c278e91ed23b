// Keeps pages of the book in this browser, so that they can be read without a connection: those
// that a reader has opened, or all. What stands before this names the edition: its pages with
// their hashes, and the files that each needs.
//
// A page and what it needs are kept under names that say what is in them. So a page is only ever
// given what it was made with, whatever edition has come since, and nothing is fetched twice.
const home = registration.scope;
const NAME = `cnn-book:${home}`;
const UNKEPT = "offline.html";
const START = "index.html";
// What else is kept: whether the reader asked for all, and what the edition before consisted of.
const WHOLE = "?whole";
const BEFORE = "?before";
const AT_ONCE = 4;

const names = Object.keys(EDITION.pages);
const keyOf = (page) => `${page}?page=${EDITION.pages[page][0]}`;
const needsOf = (page) => EDITION.pages[page][1].map((at) => EDITION.files[at]);
const pathOf = (key) => key.split("?")[0];
const isPage = (key) => Object.hasOwn(EDITION.pages, pathOf(key));
const stamped = new Map(EDITION.files.map((file) => [pathOf(file), file]));
const all = [...EDITION.files, ...names.map(keyOf)];
const opened = () => caches.open(NAME);
const keysOf = async (cache) =>
  new Set((await cache.keys()).map(({ url }) => url.slice(home.length)));

/** Return the page of this edition at an address, with or without its ending. */
function pageAt(address) {
  const path = decodeURI(new URL(address).pathname).slice(new URL(home).pathname.length);
  return [path, `${path}.html`, `${path}${START}`].find(isPage);
}

/** Return under what name the answer to a request is kept; undefined for what never is. */
function keyFor(address) {
  const page = pageAt(address);
  if (page) return keyOf(page);
  const [path, stamp] = address.slice(home.length).split("#")[0].split("?v=");
  return stamp ? `${path}?v=${stamp}` : stamped.get(path);
}

/** Return a page packed or unpacked: pages are most of what is kept. Files stay as they are. */
function turned(page, Stream, status = 200) {
  const body = page.body.pipeThrough(new Stream("gzip"));
  return new Response(body, { status, headers: page.headers });
}

/** Fetch what is to be kept. What is not of this edition is refused. */
async function fetched(key) {
  const [path, stamp] = key.split(/\?\w+=/);
  const address = home + (isPage(key) ? path : key);
  for (const cache of ["default", "reload"]) {
    const answer = await fetch(address, { cache, priority: "low" });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const bytes = await answer.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (stamp && !hex.startsWith(stamp)) continue;
    const headers = { "Content-Type": answer.headers.get("Content-Type") };
    const whole = new Response(bytes, { headers });
    return isPage(key) ? turned(whole, CompressionStream) : whole;
  }
  throw new Error(`of another edition: ${address}`);
}

/** Keep pages, each after all that it needs: a page that is kept is whole. */
async function keepPages(pages, tell = () => {}) {
  const cache = await opened();
  const there = await keysOf(cache);
  for (const page of pages) {
    const missing = needsOf(page).filter((key) => !there.has(key));
    const next = async (key = missing.pop()) => {
      if (!key || there.has(key)) return;
      await cache.put(home + key, await fetched(key));
      tell(there.add(key));
      await next();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, () => next()));
    await next(keyOf(page));
  }
}

/** Return the pages to keep: the two without which nothing can be opened, and what a reader has. */
async function wanted() {
  const there = await keysOf(await opened());
  const kept = new Set([UNKEPT, START, ...[...there].map(pathOf)]);
  return there.has(WHOLE) ? names : names.filter((page) => kept.has(page));
}

/** Tell all open pages what is kept. */
async function report(there, also = {}) {
  there ??= await keysOf(await opened());
  const { length: pages } = names.filter((page) => page !== UNKEPT && there.has(keyOf(page)));
  const { length: done } = all.filter((key) => there.has(key));
  const { bytes } = EDITION;
  const state = { pages, done, of: all.length, bytes, asked: there.has(WHOLE), ...also };
  const readers = await clients.matchAll({ includeUncontrolled: true });
  for (const reader of readers) if (reader.url.startsWith(home)) reader.postMessage(state);
}

const ACTS = {
  report: () => report(),
  // A book that was to be kept whole goes on where it stopped.
  async keep({ url }) {
    const [page, pages] = [pageAt(url), await wanted()];
    await keepPages(page ? [page, ...pages] : pages);
    await report();
  },
  async whole() {
    await (await opened()).put(home + WHOLE, new Response());
    await keepPages(names, report);
    await report();
  },
};

addEventListener("message", (event) => {
  const failed = async (error) => {
    // Perhaps this edition is no longer the one that the server has.
    registration.update().catch(() => {});
    await report(null, { failed: error.name });
  };
  event.waitUntil(ACTS[event.data](event.source).catch(failed));
});

addEventListener("install", (event) => {
  // Pages of the edition before go on with what they were made with.
  skipWaiting();
  // Where a browser can, it looks for a file by itself and does not wait for this worker.
  const files = ["*\\?v=*", "_images/*", "_static/widgets/*"];
  const or = files.map((pattern) => ({ urlPattern: home + pattern }));
  event.addRoutes?.({ condition: { or }, source: { cacheName: NAME } });
  event.waitUntil(wanted().then((pages) => keepPages(pages)));
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    const cache = await opened();
    const before = await cache.match(home + BEFORE);
    // For pages that are still open; what is older goes.
    const stay = new Set([WHOLE, ...all, ...(before ? await before.json() : [])]);
    for (const key of await keysOf(cache)) if (!stay.has(key)) await cache.delete(home + key);
    await cache.put(home + BEFORE, Response.json(all));
  };
  event.waitUntil(tidy());
});

async function answer(request, key) {
  const cache = await opened();
  const kept = key && (await cache.match(home + key));
  if (kept) return isPage(key) ? turned(kept, DecompressionStream) : kept;
  try {
    return await fetch(request);
  } catch (error) {
    const unkept = request.mode === "navigate" && (await cache.match(home + keyOf(UNKEPT)));
    if (!unkept) throw error;
    return turned(unkept, DecompressionStream, 503);
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(home)) return;
  const key = keyFor(request.url);
  if (key || request.mode === "navigate") event.respondWith(answer(request, key));
});
