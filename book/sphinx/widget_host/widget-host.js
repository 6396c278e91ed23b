// Brings the explorers of a page to life without a kernel. The page holds each widget's state;
// a stub model stands in for the kernel's side of it.
(() => {
  const read = (kind) =>
    [...document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`)];
  const modules = new Map();

  function moduleOf(source) {
    if (!modules.has(source)) {
      modules.set(source, import(URL.createObjectURL(new Blob([source], { type: "text/javascript" }))));
    }
    return modules.get(source);
  }

  function modelOf(state, address, memory) {
    const listeners = {};
    return {
      address,
      memory,
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
        if (!page) history.replaceState(null, "", url(settings));
      },
      follow(take) {
        const look = (address) => {
          const [target, settings] = new URL(address).hash.slice(1).split("?");
          if (target !== id || settings === undefined) return;
          take(settings);
          element.scrollIntoView();
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

  async function start(view, states, sources) {
    const element = view.closest(".explorer");
    const state = states[JSON.parse(view.textContent).model_id];
    if (!element || !state?._esm) return;
    const style = sources[state._css];
    if (!document.querySelector(`style[data-explorer="${state._css}"]`)) {
      const sheet = document.createElement("style");
      sheet.dataset.explorer = state._css;
      sheet.textContent = style;
      document.head.append(sheet);
    }
    const { default: widget } = await moduleOf(sources[state._esm]);
    const el = document.createElement("div");
    view.before(el);
    const model = modelOf(state, addressOf(element), memoryOf(element));
    await widget.render({ model, el });
    element.classList.add("explorer-live");
  }

  const { state, sources } = JSON.parse(read("state")[0].textContent);
  for (const view of read("view")) start(view, state, sources);
})();
