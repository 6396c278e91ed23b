"""The cost explorer's rows that read other rows: built by hand, moved, linked and refused."""

import contextlib
import io
import re

from driving import Driver
from test_explorer_cost import CONV, NAME, PAGE, PHOTOGRAPH, compare

from cnnlib.explorers import CostExplorer

__all__ = ["NAME", "PAGE"]


def conv(*sizes, **ties):
    """Return a convolution of 3 × 3 that keeps height and width."""
    numbers = dict(zip(("in_channels", "out_channels"), sizes, strict=True))
    return {"type": "Conv2D", **numbers, "kernel_size": 3, "padding": 1, **ties}


def add(*inputs, **name):
    return {"type": "Add", "inputs": list(inputs), **name}


RELU = {"type": "ReLU"}
TWO = {"name": "a", **conv(2, 4)}, {"name": "b", **conv(4, 4)}
STEM = TWO[0] | {"name": "stem"}
# A residual block built by hand, and what moving its rows makes of it.
RESIDUAL = [
    ("press", ["Convolution 2 → 4, 3 × 3, padding 1"], [conv(2, 4)]),
    ("press", ["Duplicate"], [conv(2, 4), conv(2, 4)]),
    ("press", ["set in_channels to 4"], [conv(2, 4), conv(4, 4)]),
    ("choose", ["Network", "add at the end", "add"], [conv(2, 4), conv(4, 4)]),
    ("press", ["Add"], [*TWO, add("a", "b")]),
    # A sum of 2 and of 4 channels does not fit, and says so.
    ("enter", ["Layer 2", "reads", "input, 1"], [conv(2, 4), TWO[1], add("input", "b")]),
    ("enter", ["Layer 2", "reads", "1 0"], [*TWO, add("b", "a")]),
    ("press", ["Add after it"], [*TWO, add("b", "a"), RELU]),
    ("press", ["Convolution 4 → 4, 3 × 3, padding 1"], [*TWO, add("b", "a"), RELU]),
    # What stands behind the second convolution is what the sum reads now.
    ("press", ["Add after it"], [TWO[0], conv(4, 4), {"name": "b", **RELU}, add("b", "a"), RELU]),
    ("press", ["Move up"], [TWO[0], RELU, TWO[1], add("b", "a"), RELU]),
    ("press", ["Undo"], [TWO[0], conv(4, 4), {"name": "b", **RELU}, add("b", "a"), RELU]),
    ("press", ["Remove"], [*TWO, add("b", "a"), RELU]),
    ("press", ["Convolution 2 → 4, 3 × 3, padding 1"], [*TWO, add("b", "a"), RELU]),
    ("enter", ["Layer 0", "called", "stem"], [STEM, TWO[1], add("b", "stem"), RELU]),
    # Who read the row that is removed reads what that read.
    ("press", ["Remove"], [TWO[1], add("b", "input"), RELU]),
    ("press", ["Undo"], [STEM, TWO[1], add("b", "stem"), RELU]),
]


def test_a_residual_block_is_built_by_hand(opened):
    visited, driver = opened(settings="#cost-explorer?input_size=1,2,8,8")
    explorer = CostExplorer(layers=[CONV], input_size=(1, 2, 8, 8), convention="macs")
    for move, names, layers in RESIDUAL:
        getattr(driver, move)(*names)
        explorer.layers = layers
        assert list(explorer.layers) == layers
        compare(driver, explorer)
        assert driver.problem == ""
    assert explorer.report.total_flops == 13_824
    assert visited.elsewhere == visited.complaints == []


BLOCK = "a=Conv2D(2,4,3,padding=1);b=Conv2D(4,4,3,padding=1);Add(b,a);ReLU();"
REFUSED_TIES = [
    (
        "enter",
        ["Layer 2", "reads", "b, c"],
        "layer 2 can read input, a, b or a number below 2, got c",
    ),
    ("enter", ["Layer 2", "reads", "2"], "layer 2 can read input, a, b or a number below 2, got 2"),
    (
        *("press", ["Layer 2", "Move up"]),
        "layer 2 reads layer 1; a join cannot change places with what it reads, or with what "
        "reads it",
    ),
    (
        *("press", ["Layer 2", "Move down"]),
        "layer 3 reads layer 2; a join cannot change places with what it reads, or with what "
        "reads it",
    ),
    ("enter", ["Layer 0", "called", "b"], "layers must have different names, got 'b' twice"),
    (
        *("enter", ["Layer 0", "called", "1 a"]),
        "name must be a word that is free, such as a or skip_1, got '1 a'",
    ),
    (
        *("enter", ["Layer 0", "reads", "input, input"]),
        "a reads input and input, but Conv2D takes one input: join them before it, with Add, "
        "Concat, MatMul or Multiply",
    ),
]


def test_a_wrong_tie_says_what_can_be_read_and_changes_nothing(opened):
    _, driver = opened(settings=f"#cost-explorer?input_size=1,2,8,8&layers={BLOCK}")
    layers = [*TWO, add("b", "a"), RELU]
    explorer = CostExplorer(layers=layers, input_size=(1, 2, 8, 8), convention="macs")
    compare(driver, explorer)
    for move, names, message in REFUSED_TIES:
        row = driver.root.locator(".cx-open").nth(int(names[0].removeprefix("Layer ")))
        if row.get_attribute("aria-expanded") == "false":
            row.click()
        driver.press(names[1]) if move == "press" else driver.enter(*names)
        assert driver.problem == message
        compare(driver, explorer)
        if move == "enter":
            assert driver.field(*names[:2]).input_value() != names[2]


def test_a_known_network_is_its_name_in_a_link_and_a_long_one_has_none(opened):
    _, driver = opened(settings="#cost-explorer?layers=DenseNet121&input_size=1,3,224,224")
    compare(
        driver,
        CostExplorer(layers="DenseNet121", input_size=(1, 3, 224, 224), convention="macs"),
    )
    driver.enter("Input", "batch", 2)
    driver.page.wait_for_url("**layers=DenseNet121&**")
    driver.press("Convolution 3 → 64, 7 × 7, stride 2, padding 3, no bias")
    driver.tick("Layer 0", "add a bias", True)
    driver.page.wait_for_url("**#cost-explorer?")
    driver.press("Copy link")
    assert re.fullmatch(
        r"a link to this would have \d{4} characters, too many for most programs \(over 8000\)",
        driver.problem,
    )


def test_a_link_holds_names_and_what_they_name(opened):
    visited, driver = opened(settings=f"#cost-explorer?input_size=1,2,8,8&layers={BLOCK}")
    driver.enter("Input", "batch", 2)
    driver.page.wait_for_url("**input_size=2,2,8,8**")
    address = driver.page.url.split("/", 3)[3]
    assert f"layers={BLOCK}&" in address
    again = Driver(visited.open(address), "cost-explorer")
    layers = [*TWO, add("b", "a"), RELU]
    compare(again, CostExplorer(layers=layers, input_size=(2, 2, 8, 8), convention="macs"))


# By PaddlePaddle's rule: parameters, those that are trained, FLOPs.
RESNET50 = 25_610_152, 25_557_032, 4_111_514_624


def test_a_network_with_residual_blocks_is_a_preset(opened):
    visited, driver = opened(viewport={"width": 390, "height": 800}, has_touch=True)
    driver.choose("Counting", "by the convention", "paddle: as paddle.flops")
    driver.choose("Network", "start from", "ResNet-50")
    explorer = CostExplorer(layers="ResNet50", input_size=PHOTOGRAPH)
    compare(driver, explorer)
    report = explorer.report
    assert (report.total_params, report.trainable_params, report.total_flops) == RESNET50
    assert driver.field("Network", "start from").input_value() == "ResNet50"
    assert driver.text(".cx-totals .cx-note") == "All 175 layers fit."
    driver.root.locator(".cx-layer", has_text="reads b, c").get_by_role("button").first.tap()
    assert driver.field("Layer 14", "reads").input_value() == "b, c"
    reach = driver.root.locator(".cx-reach")
    assert reach.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert driver.page.evaluate("document.documentElement.scrollWidth") == 390
    driver.unfold("Export")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(driver.root.get_by_label("Network or table as text").input_value(), {})
    assert printed.getvalue() == f"{report}\n"
    driver.press("Remove")
    assert driver.text(".cx-totals .cx-note") == "All 174 layers fit."
    assert visited.elsewhere == visited.complaints == []


def test_what_nobody_reads_makes_no_network(opened):
    code = "a=Conv2D(2,4,3,padding=1);ReLU();Conv2D(a,4,4,1);"
    _, driver = opened(settings=f"#cost-explorer?input_size=1,2,8,8&layers={code}")
    plain = {"type": "Conv2D", "in_channels": 4, "out_channels": 4, "kernel_size": 1}
    layers = [TWO[0], RELU, plain | {"inputs": ["a"]}]
    compare(driver, CostExplorer(layers=layers, input_size=(1, 2, 8, 8), convention="macs"))
    driver.unfold("Export")
    area = driver.root.get_by_label("Network or table as text")
    assert area.input_value() == ""
    assert area.get_attribute("placeholder") == (
        "Nothing reads layer 1: cnnlib makes a network once each is read."
    )
