/** What all explorers say, and the fields that several of them have. */
export const TEXT = {
  undo: "Undo",
  reset: "Reset",
  link: "Copy link",
  python: "Copy as Python",
  copied: "Copied",
  copyByHand: "Copy this:",
  longLink: (length, most) =>
    `a link to this would have ${length} characters, too many for most programs (over ${most})`,
  projector: "Projector",
  help: "What is this?",
  axes: ["height", "width"],
  stride: "Stride",
  strideAsKernel: "as the kernel",
  play: "Play",
  pause: "Pause",
  stepBack: "Step back",
  step: "Step",

  padding: {
    label: "Padding",
    form: "written as",
    forms: {
      one: "one number",
      two: "(height, width)",
      four: "four sides",
      pairs: "four pairs",
      SAME: "SAME",
      SAME_LOWER: "SAME_LOWER",
      VALID: "VALID",
    },
    numbers: {
      0: [],
      1: ["all sides"],
      2: ["above and below", "left and right"],
      4: ["top", "bottom", "left", "right"],
    },
  },
};
