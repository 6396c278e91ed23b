// Brings an explorer of the page to life, without a kernel, when a reader comes near. The page names
// the files with its state and with its code; a stub model stands in for the kernel's side of it.
(() => {
  const read = (kind) =>
    [...document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`)];
  const home = document.currentScript.src;

  // Does once for each name what several widgets need.
  const once = (act) => {
    const begun = new Map();
    return (name) => begun.get(name) ?? begun.set(name, act(name)).get(name);
  };
  const scriptOf = once(
    (name) =>
      new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = new URL(name, home);
        script.onload = done;
        script.onerror = fail;
        document.head.append(script);
      }),
  );
  const partOf = (name) => scriptOf(`widgets/${name}.js`).then(() => widgetParts[name]);
  const moduleOf = once(async (name) => {
    const { _esm, _css } = await partOf(name);
    const sheet = document.createElement("style");
    sheet.textContent = _css;
    document.head.append(sheet);
    return import(URL.createObjectURL(new Blob([_esm], { type: "text/javascript" })));
  });

  function modelOf(state, more) {
    const listeners = {};
    return {
      ...more,
      get: (name) => state[name],
      set(name, value) {
        state[name] = value;
        for (const listener of listeners[`change:${name}`] ?? []) listener();
      },
      on: (event, listener) => (listeners[event] ??= []).push(listener),
      off: (event, listener) =>
        (listeners[event] = (listeners[event] ?? []).filter((each) => each !== listener)),
      save_changes() {},
      send() {},
    };
  }

  // Slides name the page that they were cut from: their own address says which slide shows.
  const { page } = document.documentElement.dataset;

  // `#id?settings` leads to an explorer and sets it.
  function addressOf(element) {
    const { id } = element;
    const home = page ? new URL(page, location.href).href : location.href.split("#")[0];
    const url = (settings) => `${home}#${id}?${settings}`;
    return {
      link: url,
      write(settings) {
        const alone = element.matches(".projected") ? "&projector" : "";
        if (!page) history.replaceState(null, "", url(settings) + alone);
      },
      follow(take) {
        const look = (address) => {
          const [target, settings] = new URL(address).hash.slice(1).split("?");
          if (target !== id || settings === undefined) return;
          take(settings);
          // At once: what comes to life on a slow way there would move the aim.
          element.scrollIntoView({ behavior: "instant" });
        };
        // Not `location`: another explorer may have written its own state there since.
        addEventListener("hashchange", ({ newURL }) => look(newURL));
        look(location.href);
      },
    };
  }

  // What a reader leaves in a widget stays in this browser, for this page, under a name that no
  // other site of the same host has. `write` says whether the browser keeps it: not every one does.
  function memoryOf(element) {
    const name = `cnn-book:${location.pathname}#${element.id}`;
    const trying = (use) => {
      try {
        return use(localStorage);
      } catch {
        return null;
      }
    };
    return {
      read: () => trying((store) => JSON.parse(store.getItem(name))),
      write(value) {
        return trying((store) => {
          if (value === null) store.removeItem(name);
          else store.setItem(name, JSON.stringify(value));
          return true;
        });
      },
    };
  }

  async function start(element, view, { code, state: name }) {
    const [{ default: widget }, state] = await Promise.all([moduleOf(code), partOf(name)]);
    const el = document.createElement("div");
    view.before(el);
    // Two widgets may begin from one state, but each goes its own way.
    const model = modelOf({ ...state }, {
      address: addressOf(element),
      memory: memoryOf(element),
      project: () => scriptOf("stage.js").then(() => stage.turn(element)),
    });
    await widget.render({ model, el });
    element.classList.add("explorer-live");
  }

  const parts = JSON.parse(read("state")[0].textContent);
  // What starts each explorer of the page, once.
  const still = new Map();
  const wake = once((element) => {
    near.unobserve(element);
    return still.get(element)();
  });
  const near = new IntersectionObserver(
    (seen) => seen.filter((each) => each.isIntersecting).forEach(({ target }) => wake(target)),
    { rootMargin: "100% 0px" },
  );
  for (const view of read("view")) {
    const element = view.closest(".explorer");
    const needs = parts[JSON.parse(view.textContent).model_id];
    if (!element || !needs) continue;
    still.set(element, () => start(element, view, needs));
    near.observe(element);
  }
  // A link may lead to one that is far off, or to one alone: `#id?projector`, `#quiz-3`.
  const wakeLinked = async () => {
    const [id, settings = ""] = location.hash.slice(1).split("?");
    const linked = document.getElementById(id);
    const element = linked?.closest(".explorer");
    if (!still.has(element)) return;
    await wake(element);
    if (linked.closest(".quiz-still") || settings.split("&").includes("projector")) {
      await scriptOf("stage.js");
      stage.follow();
    }
  };
  addEventListener("hashchange", wakeLinked);
  wakeLinked();
})();
