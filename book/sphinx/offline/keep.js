// Has the browser keep the pages that a reader opens, and offers to keep all: see sw.js. On the
// machine where the book is written, what is shown is what was built last, so nothing is kept there
// unless an address that ends in `?offline` asks for it, for that tab.
(() => {
  const home = new URL("..", document.currentScript.src).href;
  const box = document.getElementById("offline");
  const { hostname, protocol, search } = location;
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname);
  const { serviceWorker: workers } = navigator;
  if (!protocol.startsWith("http") || !workers || !self.CompressionStream) return;
  const CHOICE = `cnn-book:offline:${home}`;

  let store, choice;
  try {
    store = isLocal ? sessionStorage : localStorage;
    if (isLocal && new URLSearchParams(search).has("offline")) store.setItem(CHOICE, "yes");
    choice = store.getItem(CHOICE);
  } catch {
    // A browser that may keep no word may keep no page.
    return;
  }

  const own = async () => (await workers.getRegistrations()).find(({ scope }) => scope === home);

  /** Remove what an earlier visit left; a page that it has answered comes again from the server. */
  async function forget() {
    const left = await own();
    if (!left) return;
    await left.unregister();
    await caches.delete(`cnn-book:${home}`);
    if (workers.controller) location.reload();
  }

  async function keep() {
    // One that is there already looks for a new edition by itself.
    if (!(await own())) await workers.register(`${home}sw.js`, { updateViaCache: "none" });
    const ask = async () => (await workers.ready).active.postMessage("keep");
    if (workers.controller) {
      workers.addEventListener("controllerchange", () => {
        box?.querySelector(".offline-newer").removeAttribute("hidden");
        ask();
      });
    }
    ask();
  }

  function offer() {
    const link = document.createElement("link");
    Object.assign(link, { rel: "manifest", href: `${home}manifest.webmanifest` });
    document.head.append(link);
    if (!box) return;
    box.hidden = false;
    box.querySelector(".offline-newer button").addEventListener("click", () => location.reload());
    const details = box.querySelector("details");
    const fill = () => {
      const script = document.createElement("script");
      const remember = (said) => store.setItem(CHOICE, said);
      Object.assign(script, { src: details.dataset.script, keeping: { home, own, remember } });
      document.head.append(script);
    };
    if (matchMedia("not (display-mode: browser)").matches) fill();
    else details.addEventListener("toggle", fill, { once: true });
    details.open = "open" in details.dataset;
  }

  if (isLocal && choice !== "yes") return void forget();
  // Whoever saves data is asked first.
  const mayKeep = choice === "yes" || (choice !== "no" && !navigator.connection?.saveData);
  const begin = () => {
    offer();
    if (mayKeep) keep().catch(() => {});
  };
  const whenIdle = () => (self.requestIdleCallback ?? setTimeout)(begin);
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle);
})();
