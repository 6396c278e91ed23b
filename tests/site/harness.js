// Run in the page of a test: every export of the arithmetic becomes a name of the page. `known` is
// what Python hands over to the cost explorer.
async (known) => {
  Object.assign(window, known);
  Object.assign(window, await import("/arithmetic.js"));
  Object.assign(window, await import("/network.js"));
  // What is answered is JSON as Python reads it, with NaN and whole numbers of any size.
  const bare = (key, value) => {
    if (ArrayBuffer.isView(value)) return Array.from(value);
    const unknown = typeof value === "number" && !Number.isFinite(value);
    return unknown || typeof value === "bigint" ? `<${value}>` : value;
  };
  const answer = (call) => {
    try {
      return { value: call() };
    } catch (error) {
      if (!(error instanceof Refusal)) throw new Error(`${call}: ${error.stack}`);
      return { refused: [error.kind, error.message] };
    }
  };
  window.answers = (calls) =>
    JSON.stringify(calls.map(answer), bare).replace(/"<(-?\w+)>"/g, "$1");
  const rowsOf = ({ size: [height, width], values }) =>
    Array.from({ length: height }, (_, row) => [...values.slice(row * width, (row + 1) * width)]);
  window.averageOfPixels = (plane, settings, divided) => {
    const { kernelSize, stride = null, padding = 0, ceilMode = false } = settings;
    const windows = poolingWindows(plane.size, kernelSize, stride, padding, ceilMode);
    return rowsOf(avgPool2d(plane, settings)).map((row, i) => row.map((_, j) => {
      const pixels = windowPixels(windows, plane.size, i, j);
      const inside = pixels.filter((pixel) => pixel.inside);
      const sum = inside.reduce((a, { row, column }) => a + rowsOf(plane)[row][column], 0);
      return sum / pixels.filter(divided).length;
    }));
  };
  window.counted = (layers, inputSize, convention) => {
    const report = count(layers, inputSize, convention);
    const csv = toCsv(report);
    const { layers: checked, sources, ...shown } = report;
    return { ...shown, totals: totals(report), csv, markdown: toMarkdown(report) };
  };
  window.shapeBehind = (layer, shape) => layerShape(checkLayer(layer), shape);
  window.readBack = (layers) => layers.map((layer) => [
    checkLayer(layer),
    checkLayer(parseLayerCode(rowCode(layer))),
  ]);
}
