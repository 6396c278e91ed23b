const PAUSE = 150;

/**
 * Return a function that does some work on an element when nothing more has been asked of it for
 * some milliseconds: what is out of sight, behind what is seen. Until then the element is busy, and
 * says so to who listens.
 */
export function postponing(element) {
  let pause;
  return (work) => {
    element.ariaBusy = "true";
    clearTimeout(pause);
    pause = setTimeout(() => {
      work();
      element.ariaBusy = null;
    }, PAUSE);
  };
}
