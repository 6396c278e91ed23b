// Runs in the page that explorers.py makes, after frames.js: moves an explorer's controls.

// Which one is moved, where a page has several.
let explorer = () => document.querySelector(".cx");

function field(group, label) {
  const named = (element, words) => element?.textContent.trim().startsWith(words);
  const groups = [...explorer().querySelectorAll("fieldset")];
  const home = groups.find((each) => named(each.querySelector("legend"), group));
  const labels = [...home.querySelectorAll("label")];
  return document.getElementById(labels.find((each) => named(each, label)).htmlFor);
}

function enter(input, value) {
  input.value = value;
  const kind = input.matches("select") ? "change" : "input";
  input.dispatchEvent(new Event(kind, { bubbles: true }));
}

function press(element, key) {
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function pointAt(element, share) {
  const box = element.getBoundingClientRect();
  const [clientX, clientY] = [box.left + share * box.width, box.top + share * box.height];
  const event = { bubbles: true, clientX, clientY, pointerType: "mouse" };
  const target = element.matches("[role=grid]")
    ? document.elementFromPoint(clientX, clientY) ?? element
    : element;
  target.dispatchEvent(new PointerEvent("pointerover", event));
  target.dispatchEvent(new PointerEvent("pointermove", event));
}

const ACTIONS = {
  field: ({ group, label, values }, turn) =>
    enter(field(group, label), values[turn % values.length]),
  cell: ({ selector, values }, turn) => {
    const cell = explorer().querySelector(selector);
    enter(cell, values[turn % values.length]);
  },
  press: ({ selector }) => explorer().querySelector(selector).click(),
  draw: ({ selector }, turn) => {
    const pad = explorer().querySelector(selector);
    if (turn % 150 === 0) explorer().querySelector(".cx-drawn .cx-button").click();
    const arrow = ARROW_KEYS[Math.floor(turn / 5) % 4];
    press(pad, [" ", arrow, arrow, arrow, " "][turn % 5]);
  },
  point: ({ selector }, turn) =>
    pointAt(explorer().querySelector(selector), 0.1 + (0.8 * (turn % 17)) / 17),
};

/**
 * Do an action many times, each at the start of a frame, where Chromium hands over input, and
 * return for each the milliseconds until its handlers are done, and until the frame is painted.
 */
async function times(action, count) {
  const found = [];
  for (let turn = 0; turn < count; turn += 1) {
    found.push(await timed(() => ACTIONS[action.kind](action, turn)));
  }
  return found;
}

function random(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return Math.floor((below * state) / 4294967296);
  };
}

const ARROW_KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/** Move controls at random, nonsense included; return how many moves were refused. */
async function move(count, seed) {
  const next = random(seed);
  const pick = (list) => list[next(list.length)];
  let refused = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const controls = explorer().querySelectorAll(
      ":is(input, select, button, canvas, [role=gridcell][tabindex]):not([data-quiet], [hidden] *, [aria-hidden] *)",
    );
    const seen = [...controls].filter((each) => each.offsetParent);
    // A long table has hundreds of rows to open: one of them is among the controls to pick from.
    const rows = seen.filter((each) => each.matches(".cx-open"));
    const others = seen.filter((each) => !rows.includes(each));
    const control = pick(rows.length ? [...others, pick(rows)] : others);
    if (!control.matches("select, button") && next(4) === 0) press(control, pick([...ARROW_KEYS, " "]));
    else if (control.matches("input[type=checkbox]")) control.click();
    else if (control.matches("input")) {
      enter(control, pick([1, 2, 3, 4, 5, 7, 12, 0, -1, 1.5, "", "x"]));
      control.dispatchEvent(new Event("blur"));
      control.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    } else if (control.matches("select")) enter(control, pick([...control.options]).value);
    else if (control.matches("button")) control.click();
    else pointAt(control, next(100) / 100);
    if (explorer().querySelector(".cx-problem").textContent) refused += 1;
    if (turn % 50 === 0) await new Promise(requestAnimationFrame);
  }
  return refused;
}

/** Leave out of the random moves what opens a dialog, plays by itself, or leads away. */
function quiet() {
  for (const button of explorer().querySelectorAll("button, summary")) {
    if (/copy|play|pause|open an/i.test(button.textContent)) button.dataset.quiet = "";
  }
}
