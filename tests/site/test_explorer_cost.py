"""The cost explorer on the built page: every control is moved, and what shows is compared."""

import contextlib
import io

from driving import Driver

import cnnlib
from cnnlib.explorers import CostExplorer
from cnnlib.explorers._rows import network_of
from cnnlib.explorers._sources import joined
from cnnlib.explorers.cost import handed_over, networks

PAGE = "chapters/counting.html"
NAME = "cost-explorer"
# What a link sets, and what one sets in vain.
LINK = {"convention": "document", "input_size": (2, 1, 32, 32)}
NONSENSE = ("convention", "mac")
VGG16 = "chapters/vgg16.html"
PHOTOGRAPH = (1, 3, 224, 224)
CONV = {"type": "Conv2D", "in_channels": 2, "out_channels": 4, "kernel_size": 3, "padding": 1}
SHOWN = """async root => {
  // Rows out of sight follow a moment later.
  while (root.querySelector("[aria-busy]")) await new Promise(requestAnimationFrame);
  const text = (row, name) => row.querySelector(`:scope > .cx-${name}:not([hidden])`)?.textContent;
  const value = (row, name) =>
    row.querySelector(`:scope > .cx-${name}:not([hidden])`)?.dataset.value;
  const totals = [...root.querySelectorAll("[data-total] strong")].map((e) => e.dataset.value);
  const rows = [...root.querySelectorAll(".cx-layer[data-state]")].map((row) => [
    text(row, "place"), row.querySelector(".cx-ties").textContent, text(row, "shape"),
    text(row, "patch"), value(row, "params"), value(row, "flops"), text(row, "formula"),
    row.querySelector(".cx-misfit:not([hidden]) span")?.textContent,
  ]);
  return { totals, rows };
}"""

# As nbformat writes it, and so the cache of executed notebooks: all keys by the alphabet.
SORTED_STATE = """{
  const sorted = (key, value) => value?.constructor === Object
    ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, value[name]]))
    : value;
  window.widgetParts = new Proxy({}, {
    set: (parts, name, part) =>
      Reflect.set(parts, name, JSON.parse(JSON.stringify(part), sorted)),
  });
}"""


def compare(driver, explorer):
    """Hold all that is shown to cnnlib's count."""
    report, problem, layers = explorer.report, [], explorer.layers
    ties = [tied(layers, place) for place in range(len(layers))]
    if report is None:
        who, _, message = explorer.problem.partition(": ")
        stuck = [entry.get("name", str(place)) for place, entry in enumerate(layers)].index(who)
        report = cnnlib.count(network_of(layers[:stuck]), explorer.input_size, explorer.convention)
        said = [message, *[f"waits for layer {stuck}"] * (len(layers) - stuck - 1)]
        problem = [
            [str(place), ties[place], None, None, None, None, None, words]
            for place, words in enumerate(said, stuck)
        ]
    totals = report.total_params, report.trainable_params, report.total_flops, report.peak_bytes
    rows = [
        [
            str(place),
            ties[place],
            " × ".join(map(str, row.output_shape)),
            "sees " + " × ".join(map(str, row.receptive_field)) if row.receptive_field else "",
            str(row.params),
            str(row.flops),
            row.formula if row.flops else "",
            None,
        ]
        for place, row in enumerate(report.rows)
    ]
    shown = driver.root.evaluate(SHOWN)
    assert shown == {"totals": [str(total) for total in totals], "rows": rows + problem}


def tied(layers, place):
    """Return what a row says of its ties to others than the one above it."""
    entry, behind = layers[place], layers[place + 1 :]
    idle = behind and "name" not in entry and "inputs" in behind[0]
    words = ["reads " + ", ".join(entry["inputs"])] if "inputs" in entry else []
    words += [f"called {entry['name']}"] if "name" in entry else []
    return ", ".join(words + ["read by no row"] * bool(idle))


def step_all(driver):
    """Press + and − beside each number that stands there now."""
    driver.root.evaluate(
        """root => {
          for (const stepper of root.querySelectorAll(".cx-stepper")) {
            if (!stepper.checkVisibility()) continue;
            const [less, more] = stepper.querySelectorAll("button");
            for (const button of [more, less]) {
              button.dataset.moved = "yes";
              button.click();
            }
          }
        }"""
    )


def pair(driver, group, *values):
    for label, value in zip(("height", "width"), values, strict=True):
        driver.enter(group, label, value)


WORDS = "SAME", "SAME_LOWER", "VALID"


def paddings(driver):
    """Write padding in each of its forms; end at four sides."""
    for form in (*WORDS, "one number", "four pairs", "(height, width)", "four sides"):
        driver.choose("Padding", "written as", form)
        step_all(driver)
    for label, value in {"top": 1, "bottom": 0, "left": 1, "right": 0}.items():
        driver.enter("Padding", label, value)


def window(driver):
    """Move all that poolings have in common."""
    pair(driver, "Kernel", 2, 3)
    for on in (True, False):
        driver.tick("Stride", "as the kernel", on)
    pair(driver, "Stride", 1, 2)
    paddings(driver)
    pair(driver, "Dilation", 2, 1)
    driver.choose("Layer 0", "what stands in the padding", "circular")


def convolution(driver):
    driver.enter("Layer 0", "channels in", 4)
    driver.enter("Layer 0", "channels out", 8)
    pair(driver, "Kernel", 3, 5)
    pair(driver, "Stride", 1, 2)
    paddings(driver)
    pair(driver, "Dilation", 2, 1)
    driver.enter("Layer 0", "groups of channels", 2)
    driver.choose("Layer 0", "what stands in the padding", "reflect")
    driver.tick("Layer 0", "add a bias", False)


def average_pooling(driver):
    window(driver)
    driver.enter("Layer 0", "divisor of its own", 2.5)
    driver.tick("Layer 0", "round the size up", True)
    driver.tick("Layer 0", "leave padding out", False)


def max_pooling(driver):
    window(driver)
    driver.tick("Layer 0", "round the size up", True)
    driver.tick("Layer 0", "where the maxima stood", True)


def adaptive_max_pooling(driver):
    pair(driver, "Output size", "", 3)
    driver.tick("Layer 0", "where the maxima stood", True)


def numbers(**values):
    def move(driver):
        for label, value in values.items():
            driver.enter("Layer 0", label.replace("_", " "), value)

    return move


def transposed_convolution(driver):
    driver.enter("Layer 0", "channels in", 4)
    driver.enter("Layer 0", "channels out", 8)
    pair(driver, "Kernel", 3, 5)
    pair(driver, "Stride", 2, 3)
    paddings(driver)
    pair(driver, "Dilation", 1, 1)
    driver.enter("Layer 0", "groups of channels", 2)
    driver.tick("Layer 0", "add a bias", False)
    pair(driver, "rows and columns more", 0, 0)
    pair(driver, "Output size", 21, 38)


def upsampling(driver):
    pair(driver, "or to the size", 5, 7)
    driver.choose("Layer 0", "pixels between by", "bilinear")
    driver.tick("Layer 0", "keep the middles of corner pixels", True)
    pair(driver, "times as large", 1.5, 2)


def frame(driver):
    paddings(driver)
    driver.choose("Layer 0", "what stands in the padding", "zeros")
    driver.enter("Layer 0", "number in the padding", -0.5)


def linear(driver):
    driver.enter("Layer 0", "numbers in", 12)
    driver.enter("Layer 0", "numbers out", 5)
    driver.tick("Layer 0", "add a bias", False)


def matrix_product(driver):
    driver.tick("Layer 0", "transpose the first", True)
    driver.tick("Layer 0", "transpose the second", True)


WINDOW = {"kernel_size": [2, 3], "stride": [1, 2], "padding": [1, 0, 1, 0], "ceil_mode": True}
WINDOW |= {"dilation": [2, 1], "padding_mode": "circular"}
# What is done with each type of layer on 4 channels of 10 × 12, and what then stands there.
TYPES = {
    "convolution": (
        convolution,
        {
            **{"type": "Conv2D", "in_channels": 4, "out_channels": 8, "kernel_size": [3, 5]},
            **{"stride": [1, 2], "padding": [1, 0, 1, 0], "dilation": [2, 1], "groups": 2},
            **{"padding_mode": "reflect", "bias": False},
        },
    ),
    "transposed convolution": (
        transposed_convolution,
        {
            **{"type": "Conv2DTranspose", "in_channels": 4, "out_channels": 8},
            **{"kernel_size": [3, 5], "stride": [2, 3], "padding": [1, 0, 1, 0], "groups": 2},
            **{"bias": False, "output_size": [21, 38]},
        },
    ),
    "upsampling": (
        upsampling,
        {
            **{"type": "Upsample", "scale_factor": [1.5, 2]},
            **{"mode": "bilinear", "align_corners": True},
        },
    ),
    "padding": (frame, {"type": "Pad2D", "padding": [1, 0, 1, 0], "value": -0.5}),
    "slice": (
        numbers(from_place=1, to_before_place=-1, along_axis=-2),
        {"type": "Slice", "start": 1, "stop": -1, "axis": -2},
    ),
    "pixel shuffle": (numbers(times_as_large=2), {"type": "PixelShuffle", "factor": 2}),
    "channel shuffle": (
        numbers(groups_of_channels=2),
        {"type": "ChannelShuffle", "groups": 2},
    ),
    "average pooling": (
        average_pooling,
        {"type": "AvgPool2D", **WINDOW, "exclusive": False, "divisor_override": 2.5},
    ),
    "max pooling": (max_pooling, {"type": "MaxPool2D", **WINDOW, "return_mask": True}),
    "adaptive average pooling": (
        lambda driver: pair(driver, "Output size", 2, 3),
        {"type": "AdaptiveAvgPool2D", "output_size": [2, 3]},
    ),
    "adaptive max pooling": (
        adaptive_max_pooling,
        {"type": "AdaptiveMaxPool2D", "output_size": [None, 3], "return_mask": True},
    ),
    "batch normalization": (
        numbers(channels=4, momentum=0.75, kept_from_zero=0.5),
        {"type": "BatchNorm2D", "num_features": 4, "momentum": 0.75, "epsilon": 0.5},
    ),
    "batch normalization of a sequence": (
        numbers(channels=4, momentum=0.75, kept_from_zero=0.5),
        {"type": "BatchNorm1D", "num_features": 4, "momentum": 0.75, "epsilon": 0.5},
    ),
    "group normalization": (
        numbers(groups=2, channels=4, kept_from_zero=0.5),
        {"type": "GroupNorm", "num_groups": 2, "num_channels": 4, "epsilon": 0.5},
    ),
    "layer normalization": (
        numbers(last_sizes="10, 12", kept_from_zero=0.5),
        {"type": "LayerNorm", "normalized_shape": [10, 12], "epsilon": 0.5},
    ),
    "permute axes": (
        numbers(order_of_axes="0 3 1 2"),
        {"type": "Permute", "axes": [0, 3, 1, 2]},
    ),
    "reshape": (numbers(sizes_behind="4, −1"), {"type": "Reshape", "shape": [4, -1]}),
    "scale each channel": (
        numbers(channels=4, each_factor=-0.5),
        {"type": "Scale", "num_features": 4, "init": -0.5},
    ),
    "dropout": (numbers(share_dropped=0.25), {"type": "Dropout", "p": 0.25}),
    "flatten": (
        numbers(from_axis=2, to_axis=-1),
        {"type": "Flatten", "start_axis": 2},
    ),
    "K-max pooling": (
        numbers(how_many_stay=3, along_axis=-2),
        {"type": "KMaxPool", "k": 3, "axis": -2},
    ),
    "linear (fully connected)": (
        linear,
        {"type": "Linear", "in_features": 12, "out_features": 5, "bias": False},
    ),
    "ReLU": (lambda driver: None, {"type": "ReLU"}),
    "ReLU6": (lambda driver: None, {"type": "ReLU6"}),
    "Hardswish": (lambda driver: None, {"type": "Hardswish"}),
    "LeakyReLU": (
        numbers(slope_of_negative=-0.2),
        {"type": "LeakyReLU", "negative_slope": -0.2},
    ),
    "ELU": (numbers(bend_towards=1.5), {"type": "ELU", "alpha": 1.5}),
    "PReLU": (
        numbers(how_many_slopes=4, each_factor=0.1),
        {"type": "PReLU", "num_parameters": 4, "init": 0.1},
    ),
    "GELU": (
        lambda driver: driver.tick("Layer 0", "approximate by tanh", True),
        {"type": "GELU", "approximate": True},
    ),
    "Softmax": (numbers(along_axis=-1), {"type": "Softmax", "axis": -1}),
    # Alone, a join has nothing to read but the input.
    "add": (lambda driver: None, {"type": "Add", "inputs": ["input", "input"]}),
    "multiply": (lambda driver: None, {"type": "Multiply", "inputs": ["input", "input"]}),
    "matrix product": (
        matrix_product,
        {
            **{"type": "MatMul", "transpose_x": True, "transpose_y": True},
            "inputs": ["input", "input"],
        },
    ),
    "concatenate": (
        numbers(along_axis=-1),
        {"type": "Concat", "axis": -1, "inputs": ["input", "input"]},
    ),
}


def test_every_argument_of_every_type_can_be_set(opened):
    visited, driver = opened()
    compare(driver, CostExplorer(layers=[CONV], input_size=(1, 2, 320, 320), convention="macs"))
    for label, size in {"batch": 1, "channels": 4, "height": 10, "width": 12}.items():
        driver.enter("Input", label, size)
    driver.press("Convolution 2 → 4, 3 × 3, padding 1")
    for label, (edit, layer) in TYPES.items():
        driver.choose("Layer 0", "type", label)
        driver.moved(driver.field("Layer 0", "type"))  # A new form has a new one.
        step_all(driver)
        edit(driver)
        driver.enter("Layer 0", "reads", ", ".join(layer.get("inputs", ["input"])))
        assert driver.problem == ""
        compare(driver, CostExplorer(layers=[layer], input_size=(1, 4, 10, 12), convention="macs"))
        still = driver.root.locator(".cx-editor :is(input, select):not([data-moved]):visible")
        assert still.count() == 0, label
    assert visited.elsewhere == visited.complaints == []


CONV_3 = {"type": "Conv2D", "in_channels": 6, "out_channels": 16, "kernel_size": 3}
FC = {"type": "Linear", "in_features": 576, "out_features": 120}
LAST = {"type": "Linear", "in_features": 84, "out_features": 10}
POOL = {"type": "MaxPool2D", "kernel_size": 2}
# What is done to the tutorial's LeNet, step by step, and what it makes of the list.
EDITS = [
    ("press", ["Convolution 6 → 16, 5 × 5"], lambda rows: rows),
    ("enter", ["Kernel", "height", 3], lambda rows: with_row(rows, 3, CONV_3, kernel_size=[3, 5])),
    ("enter", ["Kernel", "width", 3], lambda rows: with_row(rows, 3, CONV_3)),
    ("press", ["set in_features to 576"], lambda rows: with_row(rows, 7, FC)),
    ("press", ["Linear 84 → 10"], lambda rows: rows),
    ("press", ["Move up"], lambda rows: [*rows[:8], rows[9], rows[8]]),
    ("press", ["Move down"], lambda rows: [*rows[:8], rows[9], rows[8]]),
    ("press", ["Duplicate"], lambda rows: [*rows, LAST]),
    ("press", ["Add after it"], lambda rows: [*rows, {"type": "ReLU"}]),
    ("press", ["Remove"], lambda rows: rows[:-1]),
    ("press", ["Undo"], lambda rows: [*rows, {"type": "ReLU"}]),
    ("press", ["Undo"], lambda rows: rows[:-1]),
    ("press", ["Undo"], lambda rows: rows[:-1]),
    ("choose", ["Network", "add at the end", "max pooling"], lambda rows: rows),
    ("press", ["Add"], lambda rows: [*rows, POOL]),
    ("press", ["Close"], lambda rows: rows),
    ("choose", ["Network", "start from", "no layers"], lambda rows: []),
    ("press", ["Reset"], lambda rows: list(CostExplorer().layers)),
]
FOCUS = {5: "Move up", 8: "Add after it", 9: "Linear 84 → 10"}


def with_row(rows, place, row, **changed):
    return [*rows[:place], row | changed, *rows[place + 1 :]]


def test_layers_are_added_moved_copied_and_removed(opened):
    visited, driver = opened(name="cost-explorer-2")
    explorer = CostExplorer(convention="macs")
    compare(driver, explorer)
    for place, (move, names, change) in enumerate(EDITS):
        getattr(driver, move)(*names)
        explorer.layers = change(list(explorer.layers))
        compare(driver, explorer)
        assert driver.problem == ""
        if place in FOCUS:
            assert driver.focused() == FOCUS[place]
    driver.press("What is this?")
    assert "A network is a list of layers." in driver.text(".cx-help")
    assert visited.elsewhere == visited.complaints == []


def test_what_is_taken_along_is_what_cnnlib_gives(opened):
    _, driver = opened(page=VGG16, permissions=["clipboard-read", "clipboard-write"])
    explorer = CostExplorer(layers="VGG16", input_size=PHOTOGRAPH, convention="macs")
    compare(driver, explorer)
    page = driver.page
    driver.unfold("Export")
    area = driver.root.get_by_label("Network or table as text")
    for form, text in {
        "CSV": explorer.report.to_csv(),
        "Markdown": explorer.report.to_markdown(),
    }.items():
        driver.moved(driver.root.get_by_label("as", exact=True)).select_option(label=form)
        assert area.input_value() == text
        driver.press("Copy text")
        driver.root.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == text
        driver.root.get_by_role("button", name="Copy text").wait_for()
    driver.root.get_by_label("as", exact=True).select_option(label="cnnlib code")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(area.input_value(), {})
    assert printed.getvalue() == f"{explorer.report}\n"
    driver.enter("Input", "channels", 4)
    driver.root.get_by_label("as", exact=True).select_option(label="CSV")
    assert area.input_value() == ""
    assert area.get_attribute("placeholder") == "Layer 0 does not fit, so nothing is counted."
    driver.press("Undo")
    driver.press("Copy as Python")
    driver.root.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        'CostExplorer(layers="VGG16", input_size=[1, 3, 224, 224], convention="macs")'
    )


STORED = {
    VGG16: ("VGG16", 'layers="VGG16", input_size=[1, 3, 224, 224], '),
    f"{PAGE}#cost-explorer-2": ("LeNet", ""),
}


def test_a_stored_network_is_known_by_its_name(visit):
    visited = visit(permissions=["clipboard-read", "clipboard-write"])
    visited.add_init_script(SORTED_STATE)
    for page, (network, call) in STORED.items():
        opened = visited.open(page)
        driver = Driver(opened, page.partition("#")[2] or NAME)
        states = opened.evaluate("JSON.stringify(Object.values(widgetParts))")
        assert '"padding":1,"type":"Conv2D"}' in states
        preset = driver.field("Network", "start from")
        assert preset.input_value() == network
        driver.press("Copy as Python")
        driver.root.get_by_role("button", name="Copied").wait_for()
        copied = opened.evaluate("navigator.clipboard.readText()")
        assert copied == f'CostExplorer({call}convention="macs")'
        names = preset.locator("option").evaluate_all("all => all.map((each) => each.value)")
        assert names == ["own", *networks(), "empty"]
        for name in names:
            preset.select_option(value=name)
            # "A network of your own" is a name, not a choice: it leaves the layers as they are.
            assert name == "own" or preset.input_value() == name
    assert visited.complaints == []


REFUSED = [
    ("Kernel", "height", "0", "kernel_size must be at least 1, got 0"),
    ("Layer 0", "groups of channels", "3", "groups 3 must divide in_channels 2"),
    ("Layer 0", "channels out", "many", "out_channels must be a whole number, got 'many' (str)"),
    ("Padding", "all sides", "-1", "padding must be at least 0, got -1"),
    (
        *("Input", "height", "0"),
        "input_size must be at least 1 on every axis, got 0: (1, 2, 0, 320)",
    ),
]


def test_a_wrong_entry_is_refused_in_cnnlibs_words(opened):
    _, driver = opened()
    driver.press("Convolution 2 → 4, 3 × 3, padding 1")
    explorer = CostExplorer(layers=[CONV], input_size=(1, 2, 320, 320), convention="macs")
    for group, label, text, message in REFUSED:
        driver.enter(group, label, text)
        assert driver.problem == message
        compare(driver, explorer)
        assert driver.field(group, label).input_value() != text


RULES = [
    (
        "document: the tutorial's rule",
        "convolution",
        "macs + bias= Cout · Cin/g · kh · kw · Hout · Wout + Cout · Hout · Wout",
    ),
    ("fvcore", "adaptive average pooling", "inputs= C · Hin · Win"),
]


def test_the_rules_of_a_convention_stand_there_in_letters(opened):
    _, driver = opened()
    driver.unfold("what it counts")
    for convention, kind, rule in RULES:
        driver.choose("Counting", "by the convention", convention)
        row = driver.root.locator(".cx-rules tr", has_text=kind).first
        assert row.locator("td").inner_text().replace("\u200b", "") == rule
    free = driver.text(".cx-rules p")
    assert free.startswith("Free: adaptive max pooling, add, average pooling, ")
    driver.press("Convolution 2 → 4, 3 × 3, padding 1")
    assert driver.text(".cx-rule").startswith("Costs by fvcore: macs= Cout · Cin/g · ")


NEW_TYPE = {
    "arguments": [{"name": "slope", "kind": "share", "default": 0.25}],
    **{"parameters": {}, "statistics": {}, "shape": "same", "inputs": 1},
}
# A model as a host gives it, of settings that nobody else moves.
ALONE = """async ([code, settings]) => {
  const module = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const model = {
    get: (name) => settings[name],
    set: (name, value) => (settings[name] = value),
    on() {}, off() {}, save_changes() {},
  };
  const el = Object.assign(document.body.appendChild(document.createElement("div")), { id: "new" });
  module.default.render({ model, el });
}"""


def test_a_type_that_python_gains_is_on_the_page(visit, modules):
    """No file of JavaScript knows it: its name and its argument stand for themselves."""
    known = handed_over()
    known["LAYER_TYPES"]["Leaky"] = NEW_TYPE
    page = visit(modules).open("text/")
    settings = {"layers": [{"type": "Leaky"}], "input_size": [1, 2, 8, 8], "convention": "macs"}
    page.evaluate(ALONE, [joined("cost/explorer.js", **known), settings])
    driver = Driver(page, "new")
    driver.press("Leaky")
    driver.enter("Layer 0", "slope", 0.5)
    assert driver.button("Leaky, slope 0.5").is_visible()
    driver.choose("Network", "add at the end", "Leaky")
    driver.press("Add")
    assert driver.text(".cx-totals .cx-note") == "All 2 layers fit."


def test_the_keyboard_alone_is_enough(opened):
    _, driver = opened()
    keyboard = driver.page.keyboard
    driver.button("Convolution 2 → 4, 3 × 3, padding 1").focus()
    keyboard.press("Enter")
    for _ in range(3):  # Past the type and the channels in, to the channels out.
        keyboard.press("Tab")
    keyboard.press("Backspace")
    assert driver.problem == "out_channels must be a whole number, got '' (str)"
    keyboard.type("16")
    changed = CONV | {"out_channels": 16}
    explorer = CostExplorer(layers=[changed], input_size=(1, 2, 320, 320), convention="macs")
    compare(driver, explorer)
    keyboard.press("ArrowUp")
    explorer.layers = [changed | {"out_channels": 17}]
    compare(driver, explorer)
    keyboard.press("Escape")
    assert driver.focused() == "Convolution 2 → 17, 3 × 3, padding 1"
    outline = driver.root.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    driver.button("Convolution 2 → 17, 3 × 3, padding 1").press("Enter")
    driver.field("Layer 0", "reads").focus()
    keyboard.type("0")
    keyboard.press("Enter")
    assert driver.problem == "layer 0 can read input or a number below 0, got 0"
    keyboard.press("Escape")
    assert driver.focused() == "Convolution 2 → 17, 3 × 3, padding 1"
    driver.field("Input", "height").focus()
    for key in ("Control+A", "Backspace", "1", "6", "0"):
        keyboard.press(key)
    explorer.input_size = (1, 2, 160, 320)
    compare(driver, explorer)
    driver.root.locator(".cx-live").filter(has_text="323 parameters, 15,667,200 MACs").wait_for(
        state="attached"
    )


def test_a_link_leads_to_a_network(opened):
    layers = "Conv2D(1,4,3,padding='SAME');MaxPool2D(2);Flatten();Linear(144,10);"
    settings = f"#cost-explorer?layers={layers}&input_size=1,1,12,12&convention=macs"
    visited, driver = opened(settings=settings)
    explorer = CostExplorer(
        layers=cnnlib.Sequential(
            cnnlib.Conv2D(1, 4, 3, padding="SAME"),
            cnnlib.MaxPool2D(2),
            cnnlib.Flatten(),
            cnnlib.Linear(144, 10),
        ),
        input_size=(1, 1, 12, 12),
        convention="macs",
    )
    compare(driver, explorer)
    driver.enter("Input", "batch", 2)
    explorer.input_size = (2, 1, 12, 12)
    driver.page.wait_for_url("**input_size=2,1,12,12**")
    address = driver.page.url.split("/", 3)[3]
    assert f"layers={layers}&" in address
    again = Driver(visited.open(address), "cost-explorer")
    compare(again, explorer)


def test_on_a_phone_nothing_lies_beside_the_page(opened):
    _, driver = opened(page=VGG16, viewport={"width": 360, "height": 740}, has_touch=True)
    page = driver.page
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) == 360
    driver.button("Convolution 3 → 64, 3 × 3, padding 1").tap()
    assert page.evaluate(width) == 360
    reach = driver.root.locator(".cx-reach")
    assert reach.evaluate("e => e.scrollWidth <= e.clientWidth")
