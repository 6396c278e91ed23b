// Keeps pages of the book in this browser, so that they can be read without a connection: those that
// a reader has opened, or all. What stands before this names the edition: its pages with their
// hashes, and the files that each needs.
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
const keyOf = (page) => `${page}?v=${EDITION.pages[page][0]}`;
const needsOf = (page) => EDITION.pages[page][1].map((at) => EDITION.files[at]);
const stamped = new Map(EDITION.files.map((file) => [file.split("?")[0], file]));
const all = () => [...EDITION.files, ...names.map(keyOf)];

const opened = () => caches.open(NAME);
const keysOf = async (cache) =>
  new Set((await cache.keys()).map(({ url }) => url.slice(home.length)));

/** Return the page of this edition at an address, with or without its ending. */
function pageAt(address) {
  const path = decodeURIComponent(new URL(address).pathname);
  const inside = path.slice(new URL(home).pathname.length);
  return [inside, `${inside}.html`, `${inside}${START}`].find((page) => page in EDITION.pages);
}

/** Return under what name the answer to a request is kept; undefined for what never is. */
function keyFor(address) {
  const page = pageAt(address);
  if (page) return keyOf(page);
  const { origin, pathname, search } = new URL(address);
  const name = `${origin}${pathname}`.slice(home.length);
  return /^\?v=\w+$/.test(search) ? name + search : stamped.get(name);
}

const squeezed = (body, Stream) => body.pipeThrough(new Stream("gzip"));

/** Fetch a file, packed to be kept. What is not of this edition is refused. */
async function fetched(key) {
  const [name, stamp] = key.split("?v=");
  const address = home + (name in EDITION.pages ? name : key);
  for (const cache of ["default", "reload"]) {
    const answer = await fetch(address, { cache, priority: "low" });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const bytes = await answer.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (stamp && !hex.startsWith(stamp)) continue;
    const headers = { "Content-Type": answer.headers.get("Content-Type") };
    return new Response(squeezed(new Blob([bytes]).stream(), CompressionStream), { headers });
  }
  throw new Error(`of another edition: ${address}`);
}

/** Keep what is not kept yet, a few at a time. */
async function keepFiles(cache, keys, there, tell) {
  const missing = keys.filter((key) => !there.has(key));
  const lane = async () => {
    for (let key = missing.pop(); key; key = missing.pop()) {
      await cache.put(home + key, await fetched(key));
      there.add(key);
      tell(there);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Keep pages, each after all that it needs: a page that is kept is whole. */
async function keepPages(pages, tell = () => {}) {
  const cache = await opened();
  const there = await keysOf(cache);
  for (const page of pages) {
    await keepFiles(cache, needsOf(page), there, tell);
    await keepFiles(cache, [keyOf(page)], there, tell);
  }
}

/** Return the pages to keep: the two without which nothing can be opened, and what a reader has. */
async function wanted() {
  const there = await keysOf(await opened());
  if (there.has(WHOLE)) return names;
  const kept = new Set([...there].map((key) => key.split("?v=")[0]));
  return names.filter((page) => page === UNKEPT || page === START || kept.has(page));
}

/** Tell all open pages what is kept. */
async function report(there, also = {}) {
  there ??= await keysOf(await opened());
  const state = {
    pages: names.filter((page) => page !== UNKEPT && there.has(keyOf(page))).length,
    done: all().filter((key) => there.has(key)).length,
    of: all().length,
    bytes: EDITION.bytes,
    asked: there.has(WHOLE),
    ...also,
  };
  const readers = await clients.matchAll({ includeUncontrolled: true });
  for (const reader of readers) if (reader.url.startsWith(home)) reader.postMessage(state);
}

const ACTS = {
  report: () => report(),
  // A book that was to be kept whole goes on where it stopped.
  async keep(reader) {
    const page = pageAt(reader.url);
    const pages = await wanted();
    await keepPages(page && !pages.includes(page) ? [page, ...pages] : pages);
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
  event.waitUntil(wanted().then((pages) => keepPages(pages)));
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    const cache = await opened();
    const before = await cache.match(home + BEFORE);
    // For pages that are still open; what is older goes.
    const stay = new Set([WHOLE, ...all(), ...(before ? await before.json() : [])]);
    for (const key of await keysOf(cache)) if (!stay.has(key)) await cache.delete(home + key);
    await cache.put(home + BEFORE, Response.json(all()));
  };
  event.waitUntil(tidy());
});

async function answer(request, key) {
  const cache = await opened();
  const kept = key && (await cache.match(home + key));
  const unpacked = (found, status = 200) =>
    new Response(squeezed(found.body, DecompressionStream), { status, headers: found.headers });
  if (kept) return unpacked(kept);
  try {
    return await fetch(request);
  } catch (error) {
    const unkept = request.mode === "navigate" && (await cache.match(home + keyOf(UNKEPT)));
    if (!unkept) throw error;
    return unpacked(unkept, 503);
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(home)) return;
  const key = keyFor(request.url);
  if (key || request.mode === "navigate") event.respondWith(answer(request, key));
});
