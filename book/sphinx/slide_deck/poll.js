// Counts the hands of a class for the choices of a question: by button, by key, or by the keys of
// the teacher's window.
(() => {
  function count(choice, by) {
    const output = choice.querySelector("output");
    output.value = Math.max(0, Number(output.value) + by);
    const all = [...choice.parentElement.querySelectorAll("output")];
    const sum = all.reduce((sum, each) => sum + Number(each.value), 0);
    for (const each of all) {
      each.closest("li").style.setProperty("--share", sum ? Number(each.value) / sum : 0);
    }
  }

  const hear = ({ code, key, shiftKey, altKey, ctrlKey, metaKey }) => {
    // By its place on the keyboard: with Shift a key writes something else. Keys of the number pad
    // write digits, or else are End and arrows.
    const place = (/^Numpad/.test(code) ? /^([1-9])$/.exec(key) : /^Digit([1-9])$/.exec(code))?.[1];
    if (!place || altKey || ctrlKey || metaKey) return;
    const choice = Reveal.getCurrentSlide().querySelectorAll(".poll-question li")[place - 1];
    if (choice) count(choice, shiftKey ? -1 : 1);
  };
  addEventListener("keydown", hear);
  document.addEventListener("hands", ({ detail }) => hear(detail));
  for (const button of document.querySelectorAll(".poll-hands button")) {
    button.addEventListener("click", () => count(button.closest("li"), Number(button.dataset.by)));
  }
  // Where no address was built in, the one of this copy: if others than this computer can open it.
  for (const place of document.querySelectorAll(".poll-address[data-page]")) {
    const address = new URL(place.dataset.page, location.href);
    const own = /^(localhost|127\.|\[::1\])/.test(address.hostname);
    if (address.protocol.startsWith("http") && !own) place.textContent = address.href;
  }
})();
