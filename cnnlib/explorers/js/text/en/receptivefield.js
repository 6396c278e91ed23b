/** What the receptive field explorer says. */
export const TEXT = {
  title: "Receptive field explorer",
  help:
    "Choose a layer in the table and a number of its output: point at the output or at the " +
    "photograph, tap, or walk over the output with the arrow keys. The frame holds every pixel " +
    "that the number depends on, its receptive field; what lies outside of the photograph is " +
    "padding. The shade says by how many ways through the windows a pixel reaches the number: " +
    "few from the edge, most from the middle.",
  photograph: (size) => `Input, ${size}`,
  photographLabel: (size) => `A photograph laid over the input, ${size} pixels.`,
  map: (place, size) => `Output of layer ${place}, ${size}`,
  mapLabel: (size) => `The output, ${size} numbers, each as gray as the middle of its field.`,
  walk: "Output of the layer: arrow keys choose a number",
  numbers: {
    number: "the number",
    field: "its field",
    jump: "jump (cumulative stride)",
    rows: "rows",
    columns: "columns",
    outside: "of it in the padding",
    middle: "ways from its middle quarter",
  },
  at: (row, column) => `row ${row}, column ${column}`,
  fromTo: (first, last) => `${first} to ${last}`,
  whole: "the whole input",
  shade: "Rows and columns are counted from 0; below 0 lies padding.",
  seesAll: "Each number may depend on the whole input.",
  uneven: "Such fields do not lie one jump apart, as after an enlargement: no frame says where.",
  layers: "Layers, and how far a number of each sees",
  columns: ["Layer", "output", "field", "jump"],
  all: "all",
  network: "Network",
  preset: "Start from",
  own: "your own layers",
  asCode: "Layers as text",
  code: "one call a line",
  input: "Input",
  sizes: ["height", "width"],
  said: (place, [row, column], field, start) =>
    field
      ? `Layer ${place}, row ${row}, column ${column} sees ${field} pixels` +
        `${start ? `, from row ${start[0]} and column ${start[1]}` : ""}.`
      : `Layer ${place} may depend on the whole input.`,
};
