// The teacher's window beside the slides: the plan with a clock, the notes, and what comes next.
// The slides draw it themselves, so it needs no server and no other page.
(() => {
  const words = JSON.parse(document.currentScript.dataset.words);
  const say = (name, values) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  // A reload of the slides in the middle of a lesson keeps the time.
  const store = `cnn-lesson:${location.pathname}`;
  const clock = { spent: {}, running: false, at: 0, long: 0 };
  try {
    Object.assign(clock, JSON.parse(sessionStorage.getItem(store)));
  } catch {
    // A browser that keeps nothing starts at 0:00.
  }
  let teacher = null;

  const time = (seconds) =>
    `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  // Plans are for a section; its first slide has the plan in its notes, and its name.
  const first = () => {
    const slide = Reveal.getCurrentSlide();
    return slide.parentElement.matches("section") ? slide.parentElement.firstElementChild : slide;
  };
  const find = (selector) => teacher.document.querySelector(selector);

  // The time since it was last asked for belongs to the section that shows.
  function count(section = first()) {
    const now = Date.now();
    if (clock.running) {
      clock.spent[section.id] = (clock.spent[section.id] ?? 0) + (now - clock.at) / 1000;
    }
    clock.at = now;
    try {
      sessionStorage.setItem(store, JSON.stringify(clock));
    } catch {
      // As above.
    }
  }

  /** Mark the step of the plan that the time is at, and say how long it still has. */
  function tick() {
    if (!teacher || teacher.closed) return;
    if (!find(".lesson")) draw();
    count();
    const spent = clock.spent[first().id] ?? 0;
    const all = Object.values(clock.spent).reduce((sum, each) => sum + each, 0);
    find("[role=timer]").textContent = time(spent);
    find(".lesson-whole").textContent = say("whole", { time: time(all) });
    let end = 0;
    let current = null;
    for (const row of teacher.document.querySelectorAll(".lesson-now tr:not(:has(th))")) {
      const minutes = Number.parseInt(row.cells[clock.long].textContent, 10) || 0;
      row.hidden = !minutes;
      end += 60 * minutes;
      const now = minutes && !current && spent < end;
      row.toggleAttribute("aria-current", Boolean(now));
      if (now) current = { row, left: end - spent };
      row.cells[3].textContent = now ? say("left", { time: time(current.left) }) : "";
    }
    find(".lesson-of").textContent = end ? say("of", { minutes: end / 60 }) : "";
    if (end && spent >= end) {
      find(".lesson-of").textContent += ` · ${say("over", { time: time(spent - end) })}`;
    }
    find(".lesson").classList.toggle("lesson-over", Boolean(end) && spent >= end);
    find(".lesson-run").textContent = clock.running ? words.stop : words.start;
  }

  /** Show what belongs to the slide that shows now. */
  function show() {
    if (!teacher || teacher.closed) return;
    if (!find(".lesson")) draw();
    const slide = Reveal.getCurrentSlide();
    const head = first();
    find("h1").textContent = head.querySelector("h1, h2").textContent;
    const plan = head.querySelector(".notes > .notes-plan");
    find(".lesson-now").replaceChildren(...(plan ? [plan.cloneNode(true)] : []));
    for (const row of teacher.document.querySelectorAll(".lesson-now tr")) {
      row.append(document.createElement("td"));
    }
    const notes = slide.querySelector(".notes")?.cloneNode(true);
    for (const each of notes?.querySelectorAll(".notes-plan") ?? []) each.remove();
    find(".lesson-notes > div").replaceChildren(...(notes?.childNodes ?? []));
    showNext(slide);
    tick();
  }

  function showNext(slide) {
    const slides = Reveal.getSlides();
    const next = slides[slides.indexOf(slide) + 1];
    const more = slide.querySelector(".fragment:not(.visible)");
    find(".lesson-next > p").textContent = more ? words.here : next ? "" : words.last;
    const copy = next?.cloneNode(true);
    for (const name of ["hidden", "aria-hidden", "style"]) copy?.removeAttribute(name);
    copy?.classList.remove("past", "future");
    copy?.classList.add("present");
    const box = find(".lesson-next .slides");
    box.replaceChildren(...(copy ? [copy] : []));
    box.parentElement.hidden = !copy;
  }

  function run() {
    count();
    clock.running = !clock.running;
    count();
    tick();
  }

  function again() {
    clock.spent = {};
    count();
    tick();
  }

  // Keys act on the slides as they do there; a button or a choice in focus keeps its own.
  function hear(event) {
    const { key, target, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    const goes = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
    if (target.matches("input") && key.startsWith("Arrow")) return;
    if (key in goes) {
      event.preventDefault();
      if (goes[key] > 0) Reveal.next();
      else Reveal.prev();
    } else if (key.toLowerCase() === "t") run();
    else document.dispatchEvent(new CustomEvent("hands", { detail: event }));
  }

  function draw() {
    const { head, body, documentElement } = teacher.document;
    documentElement.lang = document.documentElement.lang;
    documentElement.dataset.theme = document.documentElement.dataset.theme;
    teacher.document.title = `${words.title}: ${document.title}`;
    head.replaceChildren(teacher.document.querySelector("title"));
    for (const { href } of document.querySelectorAll("link[rel=stylesheet]")) {
      head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    }
    documentElement.className = "lesson-window";
    body.replaceChildren(document.querySelector("#lesson").content.cloneNode(true));
    find(`[name=length][value="${clock.long}"]`).checked = true;
    const acts = {
      ".lesson-run": run,
      ".lesson-again": again,
      ".lesson-back": () => Reveal.prev(),
      ".lesson-on": () => Reveal.next(),
    };
    for (const [name, act] of Object.entries(acts)) find(name).addEventListener("click", act);
    find("fieldset").addEventListener("change", ({ target }) => {
      clock.long = Number(target.value);
      tick();
    });
    // One copy, however often the window is drawn.
    teacher.document.onkeydown = hear;
    show();
  }

  function open() {
    teacher = window.open("", "cnn-lesson", "width=1000,height=760");
    // Where the browser opens no second window the notes show beside the slide.
    if (!teacher) document.querySelector(".deck-notes").click();
    else {
      draw();
      teacher.focus();
    }
  }

  document.querySelector(".deck-window").addEventListener("click", open);
  Reveal.addKeyBinding({ keyCode: 83, key: "S", description: words.title }, open);
  Reveal.addKeyBinding({ keyCode: 84, key: "T", description: words.clock }, run);
  let section = null;
  const turned = () => {
    // What ran until now belongs to the section before.
    if (section) count(section);
    section = first();
    show();
  };
  for (const name of ["ready", "slidechanged", "fragmentshown", "fragmenthidden"]) {
    Reveal.on(name, turned);
  }
  addEventListener("pagehide", () => teacher?.close());
  setInterval(tick, 500);
})();
