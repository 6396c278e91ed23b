// Paper is white: what prints takes the light colors, whatever the screen shows meanwhile.
(() => {
  const page = document.documentElement;
  let onScreen = null;
  const toPaper = () => {
    onScreen ??= page.dataset.theme;
    page.dataset.theme = "light";
  };
  const toScreen = () => {
    if (onScreen !== null) page.dataset.theme = onScreen;
    onScreen = null;
  };
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? toPaper : toScreen)());
})();
