/** What the digit explorer says. */
export const TEXT = {
  title: "Digit explorer",
  help:
    "Draw a digit with the mouse or a finger. Or choose the pad with the Tab key: the arrow keys " +
    "move the pen (farther with Shift), the space key puts it down and lifts it. Your drawing " +
    "is fitted into 8 × 8 pixels, as the digits were that LeNet learned from, and goes through " +
    "the network at once: every picture below is one of its feature maps, black for 0.",
  pad: "Drawing pad: arrow keys move the pen, the space key puts it down and lifts it",
  drawHere: "Draw a digit here",
  penDown: "Pen down",
  penUp: "Pen up",
  drawing: "Drawing",
  clear: "Clear",
  start: "Start from",
  own: "your own",
  picture: "What LeNet gets, 8 × 8",
  pictureLabel: "The drawing as 8 × 8 pixels.",
  shares: "Shares",
  share: (digit, percent) => `${digit}: ${percent}`,
  layers: ["Convolution 1, ReLU", "Pooling 1", "Convolution 2, ReLU", "Pooling 2"],
  maps: (layer, count, size) => `${layer}: ${count} × ${size}`,
  mapsLabel: (layer, count, size) => `${layer}: ${count} feature maps of ${size}.`,
  nothing: "Nothing is drawn yet.",
  read: (digit, percent) => `LeNet reads ${digit}, with a share of ${percent}.`,
};
