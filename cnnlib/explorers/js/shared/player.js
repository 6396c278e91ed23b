import { TEXT } from "../text/en/shared.js";
import { make, setText } from "./dom.js";
import { button } from "./fields.js";

const MILLISECONDS_A_STEP = 700;

/** Buttons that lead the window from place to place, as a layer visits them. */
export function playerBar(settings, sizeOf) {
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    setText(play, TEXT.play);
  };
  const step = (by) => {
    const [rows, columns] = sizeOf(settings.result);
    const [row, column] = settings.values.window;
    const places = rows * columns;
    const now = Math.min(row, rows - 1) * columns + Math.min(column, columns - 1);
    const next = (now + by + places) % places;
    settings.change({ window: [Math.floor(next / columns), next % columns] });
  };
  const tick = () => (play.isConnected ? step(1) : stop());
  const play = button(TEXT.play, () => {
    if (timer) return stop();
    timer = setInterval(tick, MILLISECONDS_A_STEP);
    setText(play, TEXT.pause);
  });
  const by = (amount) => () => {
    stop();
    step(amount);
  };
  return make(
    "div",
    { class: "cx-row" },
    button("‹", by(-1), { "aria-label": TEXT.stepBack }),
    play,
    button("›", by(1), { "aria-label": TEXT.step }),
  );
}
