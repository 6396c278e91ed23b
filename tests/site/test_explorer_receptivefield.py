"""The receptive field explorer: its arithmetic against cnnlib, and the page moved in every way."""

import json

import numpy as np
import pytest
from draws import Draw
from driving import Driver, alongside, follow
from test_explorer_convolution import canvas_pixels

from cnnlib.explorers import ReceptiveFieldExplorer, receptive_field
from cnnlib.explorers.cost import handed_over

PAGE = "chapters/any-network.html"
NAME = "receptive-field-explorer"
# What a link sets, and what one sets in vain.
LINK = {"layers": "LeNet", "input_size": (1, 1, 28, 28), "layer": 5, "position": (3, 3)}
NONSENSE = ("position", 5)
DARKEST = 200

SHOWN = """root => ({
  numbers: Object.fromEntries([...root.querySelectorAll("[data-name]")].map(({ dataset }) =>
    [dataset.name, dataset.value === "" ? null : dataset.value.split(",").map(Number)])),
  frame: root.querySelector(".cx-seen").hidden ? null : ["top", "left", "height", "width"].map(
    (side) => parseFloat(root.querySelector(".cx-seen").style[side])),
  under: ["top", "left", "height", "width"].map(
    (side) => parseFloat(root.querySelector(".cx-under").style[side])),
  picked: [...root.querySelectorAll("[aria-pressed=true]:not(.cx-bar *)")].map(
    (each) => each.textContent),
})"""


def compare(driver, explorer):
    """Hold the numbers, the frame and the shade to cnnlib's."""
    shown = driver.root.evaluate(SHOWN)
    numbers, height = shown["numbers"], explorer.input_size[2]
    assert numbers["jump"] == [pytest.approx(each) for each in explorer.jump]
    place = min(explorer.layer, len(explorer.layers) - 1)
    assert all(text.split()[0] == str(place) for text in shown["picked"])
    if explorer.field is not None and explorer.output_size is not None:
        assert numbers["field"] == [pytest.approx(float(each)) for each in explorer.field]
    if explorer.start is None:
        assert numbers["rows"] is numbers["middle"] is shown["frame"] is None
        return
    for axis, name in enumerate(("rows", "columns")):
        first = explorer.start[axis]
        assert numbers[name] == [first, first + explorer.field[axis] - 1]
    assert numbers["middle"] == [pytest.approx(explorer.middle, rel=1e-9)]
    # Frame and photograph are laid out on one scale.
    pixel = shown["under"][2] / height
    top = shown["under"][0] + explorer.start[0] * pixel
    assert shown["frame"][::2] == pytest.approx([top, explorer.field[0] * pixel], abs=0.01)
    shaded = explorer.ways[explorer.ways.any(axis=1)][:, explorer.ways.any(axis=0)]
    alpha = canvas_pixels(driver.root.locator(".cx-shade"))[..., 3]
    if alpha.shape == shaded.shape:  # A stride may leave out the outermost.
        np.testing.assert_allclose(alpha, DARKEST * shaded / shaded.max(), atol=1)


HARNESS = """async (known) => {
  Object.assign(window, known);
  const { derivation } = await import("/receptive-field/result.js");
  window.found = (settings) => {
    const { layer, start, ways, middle } = derivation()({ ...settings, image: [[0]] });
    const { size, field, jump } = layer;
    return { size, field, jump, start, middle, ways: ways && [...ways.values], box: ways?.box };
  };
}"""


def drawn_network(draw):
    """Draw layers that fit one another, some of them beside a shortcut."""
    layers = []
    for place in range(draw.side(5)):
        window = {"kernel_size": draw.pair(3), "stride": draw.choice([1, 1, draw.pair(2)])}
        if draw.odd(40):
            kind = draw.choice(["MaxPool2D", "AvgPool2D"])
            layer = {"type": kind, **window, "ceil_mode": draw.odd(50)}
        else:
            padding = draw.choice([0, 1, [0, 1, 2, 1], "SAME", "SAME_LOWER"])
            layer = {"type": "Conv2D", "in_channels": 1, "out_channels": 1, **window}
            layer |= {"padding": padding, "dilation": draw.choice([1, draw.pair(2)])}
        layers.append(layer)
        if draw.odd(25):
            same = {"in_channels": 1, "out_channels": 1, "kernel_size": 3, "padding": 1}
            layers[-1] = {**layer, "name": f"from{place}"}
            layers += [{"type": "Conv2D", **same, "name": f"way{place}"}]
            layers += [{"type": "Add", "inputs": [f"way{place}", f"from{place}"]}]
    return layers


def test_the_arithmetic_on_random_networks(browser, modules):
    page = browser.new_page()
    page.goto(modules)
    handed = {"KEEPING": receptive_field.KEEPING}
    page.evaluate(HARNESS, handed_over() | handed | {"LIMITS": receptive_field.LIMITS})
    draw = Draw(22)
    explorer = ReceptiveFieldExplorer()
    networks = ["SqueezeNet", "GoogLeNet", "MobileNetV3Small", "UNet", "ConvNeXtTiny"]
    cases = [(name, None, draw.side(150), (draw.side(9), draw.side(9))) for name in networks]
    for _ in range(60):
        layers, size = drawn_network(draw), (1, 1, 20 + draw.side(30), 20 + draw.side(30))
        cases.append((layers, size, draw.side(len(layers)), (draw.side(30), draw.side(30))))
    placed = 0
    for layers, size, layer, position in cases:
        if size is None:
            size = (1, 1 if layers == "UNet" else 3, 128, 96)
        explorer = ReceptiveFieldExplorer(
            layers=layers, input_size=size, layer=layer, position=position
        )
        settings = {"layers": explorer.layers, "input_size": size}
        settings |= {"layer": layer, "position": position}
        found = page.evaluate("settings => found(settings)", json.loads(json.dumps(settings)))
        assert found["jump"] == [pytest.approx(float(each)) for each in explorer.jump]
        for name in ("output_size", "field", "start"):
            expected = getattr(explorer, name)
            theirs = found.get("size" if name == "output_size" else name)
            assert (theirs is None) == (expected is None), (layers, name)
            if expected is not None:
                assert theirs == [pytest.approx(float(each)) for each in expected]
        if explorer.ways is None:
            assert found["ways"] is None
            continue
        placed += 1
        top, bottom, left, right = found["box"]
        ways = np.zeros(size[2:])
        ways[top:bottom, left:right] = np.reshape(found["ways"], (bottom - top, right - left))
        np.testing.assert_allclose(ways, explorer.ways)
        assert found["middle"] == pytest.approx(explorer.middle, rel=1e-9)
    assert placed > 50
    page.close()


def map_of(driver):
    return driver.root.get_by_role("application", name="Output of the layer")


def layer_row(driver, place):
    row = driver.root.locator(".cx-open").filter(has_text=f"{place} ")
    return next(each for each in row.all() if each.inner_text().split()[0] == str(place))


def test_every_control_moves_what_is_shown(opened):
    visited, driver = opened()
    driver.page.evaluate("navigator.clipboard.writeText = text => { window.copied = text }")
    driver.press("Copy as Python")
    first = driver.page.evaluate("window.copied")
    explorer = eval(first, {"ReceptiveFieldExplorer": ReceptiveFieldExplorer})
    compare(driver, explorer)

    now = alongside(driver, explorer, compare)

    driver.choose("Network", "Start from", "VGG16")
    now(layers="VGG16", input_size=(1, 3, 224, 224), layer=31)
    for row in driver.root.locator(".cx-open").all():
        driver.moved(row)
    layer_row(driver, 7).click()
    now(layer=7)
    box = map_of(driver).bounding_box()
    place = {"x": 20.5 / 112 * box["width"], "y": 90.5 / 112 * box["height"]}
    map_of(driver).hover(position=place)
    now(position=(90, 20))
    for label, axis in {"height": 2, "width": 3}.items():
        driver.step("Input", label, 2)
        driver.step("Input", label, -1)
        driver.enter("Input", label, 100)
        size = list(explorer.input_size)
        size[axis] = 100
        now(input_size=tuple(size))
    driver.root.get_by_text("Layers as text").click()
    code = driver.moved(driver.root.locator("textarea"))
    assert code.input_value().startswith("Conv2D(3,64,3,padding=1);\nReLU();\n")
    code.fill("Conv2D(3,8,3,padding=1);\nConv2D(8,8,3,dilation=3);")
    convs = [{"type": "Conv2D", "in_channels": 3, "out_channels": 8, "kernel_size": 3}]
    convs += [{"type": "Conv2D", "in_channels": 8, "out_channels": 8, "kernel_size": 3}]
    convs = [convs[0] | {"padding": 1}, convs[1] | {"dilation": 3}]
    now(layers=convs)
    code.fill("Conv2D(3,8,3,padding=1);Conv2D(9,8,3);")
    assert driver.problem == "1: input must have in_channels 9, got 8: (1, 8, 100, 100)"
    code.fill("Conv2D(3,")
    assert driver.problem == "cannot read 'Conv2D(3,': expected a value at its end"
    code.blur()
    assert "dilation=3" in code.input_value()
    driver.press("What is this?")
    assert "its receptive field" in driver.text(".cx-help")
    driver.press("Undo")
    for name in ("Copy link", "Copy as Python", "Projector"):
        driver.moved(driver.button(name))
    driver.press("Reset")
    driver.press("Copy as Python")
    assert driver.page.evaluate("window.copied") == first
    for row in driver.root.locator(".cx-open").all():
        driver.moved(row)
    assert driver.never_moved() == []
    assert visited.elsewhere == visited.complaints == []


def test_the_photograph_can_be_pointed_at(opened):
    _, driver = opened(f"#{NAME}?layers=LeNet&input_size=1,1,28,28&layer=2&position=0,0")
    explorer = ReceptiveFieldExplorer(
        layers="LeNet", input_size=(1, 1, 28, 28), layer=2, position=(0, 0)
    )
    compare(driver, explorer)
    sheet = driver.root.locator(".cx-over")
    box, under = sheet.bounding_box(), driver.root.locator(".cx-under").bounding_box()
    # Pixel (21, 8): the fields of layer 2 are 4 wide and 2 apart, from −1 on.
    x = under["x"] - box["x"] + 8.5 / 28 * under["width"]
    y = under["y"] - box["y"] + 21.5 / 28 * under["height"]
    sheet.hover(position={"x": x, "y": y})
    explorer.position = (10, 4)
    compare(driver, explorer)


def test_the_keyboard_alone_is_enough(opened):
    _, driver = opened(f"#{NAME}?layers=LeNet&input_size=1,1,28,28&layer=2&position=0,0")
    keys = driver.page.keyboard
    map_of(driver).focus()
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowRight"):
        keys.press(key)
    assert map_of(driver).evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    explorer = ReceptiveFieldExplorer(
        layers="LeNet", input_size=(1, 1, 28, 28), layer=2, position=(1, 11)
    )
    compare(driver, explorer)
    layer_row(driver, 2).focus()
    keys.press("ArrowDown")
    explorer.layer = 3
    compare(driver, explorer)
    assert driver.focused().startswith("3 Conv2D 5 × 5")
    said = "Layer 3, row 1, column 9 sees 12 × 12 pixels, from row 1 and column 17."
    driver.root.locator(".cx-live").filter(has_text=said).wait_for(state="attached")


def test_where_no_frame_can_stand_it_says_why(opened):
    visited, driver = opened()
    for link, words in {
        "layers=LeNet&input_size=1,1,28,28&layer=9": "may depend on the whole input",
        "layers=UNet&input_size=1,1,64,64&layer=48": "do not lie one jump apart",
    }.items():
        follow(driver.page, f"#{NAME}?{link}")
        driver.root.locator(".cx-numbers .cx-note").filter(has_text=words).wait_for()
        assert driver.root.locator(".cx-seen").is_hidden()
    follow(driver.page, f"#{NAME}?input_size=1,1,600,6")
    assert driver.problem == "input_size must have at most 512 rows and columns, got 600 × 6"
    assert visited.complaints == []


def test_on_a_phone_in_the_dark(opened):
    size = {"width": 360, "height": 740}
    visited, driver = opened(viewport=size, has_touch=True, color_scheme="dark")
    layer_row(driver, 9).click()
    map_of(driver).tap(position={"x": 5, "y": 5})
    driver.page.wait_for_url("**layer=9&**")
    again = Driver(visited.open(driver.page.url.split("/", 3)[3]), NAME)
    frame = again.root.locator(".cx-seen").bounding_box()
    box = again.root.bounding_box()
    # The field of the first number begins in the padding, left of and above the photograph.
    under = again.root.locator(".cx-under").bounding_box()
    assert box["x"] < frame["x"] < under["x"]
    assert frame["y"] < under["y"]
    assert again.page.evaluate("document.documentElement.scrollWidth") == 360
