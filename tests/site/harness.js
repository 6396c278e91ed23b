// Run in the page of a test: every export of the arithmetic becomes a name of the page. `known` is
// what Python hands over to the cost explorer.
async (known) => {
  Object.assign(window, known);
  Object.assign(window, await import("/arithmetic.js"));
  Object.assign(window, await import("/network.js"));
  Object.assign(window, await import("/cost/wiring.js"));
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
    const live = liveBytes(report);
    return { ...shown, totals: totals(report), live, csv, markdown: toMarkdown(report) };
  };
  window.shapeBehind = (layer, shape) => layerShape(checkLayer(layer), shape);
  // What becomes of a list by each change of its rows, and whether the change back restores it.
  window.edits = (descriptions) => {
    const layers = tidyLayers(descriptions.map(shortLayer));
    const restored = (list) => JSON.stringify(list) === JSON.stringify(layers);
    const results = [];
    const edit = (change, back) => {
      const { value, refused } = answer(change);
      if (refused) results.push({ refused });
      else results.push({ layers: value, restored: back ? restored(back(value)) : true });
    };
    const relu = { type: "ReLU" };
    for (let place = 0; place <= layers.length; place += 1) {
      edit(() => insertLayer(layers, place, relu), (list) => removeLayer(list, place));
      if (place === layers.length) continue;
      edit(() => removeLayer(layers, place));
      edit(() => copyLayer(layers, place));
      edit(() => rereadLayer(layers, place, place > 1 ? "0" : ""));
      if (place + 1 === layers.length) continue;
      edit(() => swapLayers(layers, place), (list) => swapLayers(list, place));
    }
    return { layers, results };
  };
  window.readBack = (layers) => layers.map((layer) => [
    checkLayer(layer),
    checkLayer(parseLayerCode(rowCode(layer))),
  ]);
}
