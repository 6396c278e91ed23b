// The box at the foot of a page: what of the book is kept in this browser, and the buttons for it.
(() => {
  const { home, own, remember } = document.currentScript.keeping;
  const { serviceWorker: workers } = navigator;
  const says = (name, values = {}) =>
    offlineWords[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const make = (tag, content = "", settings = {}) =>
    Object.assign(document.createElement(tag), { textContent: content }, settings);

  const status = make("p");
  const progress = make("progress");
  const keep = make("button", "", { type: "button", className: "btn" });
  const remove = make("button", says("remove"), { type: "button", className: "btn" });
  const buttons = make("p", "", { className: "offline-buttons" });
  status.setAttribute("role", "status");
  progress.setAttribute("aria-label", says("progress"));
  buttons.append(keep, remove);
  const notes = ["where", "without", "cleared"].map((name) => make("p", says(name)));
  document.querySelector("#offline details").append(status, progress, buttons, ...notes);

  const megabytes = (bytes) => Math.ceil(bytes / 1e6);
  let busy = false;
  let trouble = "";

  function show({ pages = 0, done = 0, of = 1, bytes, failed, asked }) {
    const whole = done === of;
    // What was on its way may still come after that.
    if (failed && asked) trouble = failed === "QuotaExceededError" ? "full" : "broken";
    if (whole) trouble = "";
    if (whole || trouble) busy = false;
    progress.hidden = !busy;
    Object.assign(progress, { max: of, value: done });
    remove.hidden = !pages && !asked;
    if (whole && document.activeElement === keep) remove.focus();
    keep.hidden = whole;
    const size = bytes ? megabytes(bytes) : "";
    keep.textContent = says(asked && !busy ? "go_on" : "keep", { size });
    const resting = whole ? "whole" : trouble || (pages ? "pages" : "nothing");
    const words = says(busy ? "keeping" : resting, { pages });
    // One that changed with each file would be read out with each.
    if (status.textContent !== words) status.textContent = words;
  }

  keep.addEventListener("click", async () => {
    remember("yes");
    busy = true;
    trouble = "";
    show({ asked: true });
    // Else a device that is short of room may take it back.
    navigator.storage?.persist?.();
    await workers.register(`${home}sw.js`, { updateViaCache: "none" });
    (await workers.ready).active.postMessage("whole");
  });

  remove.addEventListener("click", async () => {
    remember("no");
    await (await own())?.unregister();
    await caches.delete(`cnn-book:${home}`);
    busy = false;
    trouble = "";
    show({});
    keep.focus();
  });

  // The frame of an installed book has the color of its page, in the light and in the dark.
  const color = make("meta", "", { name: "theme-color" });
  const tint = () => (color.content = getComputedStyle(document.body).backgroundColor);
  new MutationObserver(tint).observe(document.documentElement, { attributes: true });
  document.head.append(color);
  tint();

  workers.addEventListener("message", ({ data, source }) => {
    // Another edition of the book, in another language say, may lie in a folder of this one's.
    if (source.scriptURL === `${home}sw.js`) show(data);
  });
  workers.startMessages();
  show({});
  const begin = async () => {
    const { active } = (await own()) ?? {};
    if (active) return active.postMessage("report");
    // Where nothing is kept yet, the worker's file says how much there is.
    const worker = await (await fetch(`${home}sw.js`)).text();
    show({ bytes: Number(/"bytes":(\d+)/.exec(worker)[1]) });
  };
  begin().catch(() => {});
})();
