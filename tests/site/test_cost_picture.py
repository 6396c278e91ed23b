"""The picture of a network: blocks as wide as what a layer costs, arcs, and what is held."""

import re

import pytest
from driving import Driver
from test_explorer_cost import ALONE

from cnnlib.explorers import CostExplorer
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers.cost import handed_over

PAGE = "<!doctype html><html lang='en'><title>Picture</title><body style='width: 600px'></body>"
# Of each block of a kind: left, top, right and bottom.
BLOCKS = """(root, kind) => {
  const path = root.querySelector(`.cx-block[data-kind="${kind}"]`).getAttribute("d");
  return path.split("M").slice(1).map((each) => each.match(/[\\d.]+/g).map(Number));
}"""


@pytest.fixture
def shown(browser, modules):
    """Return a function that shows a network alone on a page."""
    page = browser.new_page()

    def show(**settings):
        explorer = CostExplorer(**settings)
        page.goto(f"{modules}/text/")
        page.set_content(PAGE)
        page.add_style_tag(content=style("cost/explorer.js"))
        state = {name: getattr(explorer, name) for name in ("layers", "input_size", "convention")}
        page.evaluate(ALONE, [joined("cost/explorer.js", **handed_over()), state])
        return Driver(page, "new")

    yield show
    page.close()


def said(driver):
    return driver.text(".cx-picture > p")


def widths(driver, kind):
    return [right - left for left, _, right, _, *_ in driver.root.evaluate(BLOCKS, kind)]


def test_a_block_is_as_wide_as_what_its_layer_takes(shown):
    driver = shown(convention="document")
    convolutions, linear = widths(driver, "convolution"), widths(driver, "linear")
    # Without the five pixels that each has: 241,600 operations against 47,040, 48,000 and 10,080.
    first, second = (width - 4 for width in convolutions)
    assert second / first == pytest.approx(241_600 / 47_040, rel=0.03)
    assert (linear[0] - 4) / (linear[1] - 4) == pytest.approx(48_000 / 10_080, rel=0.05)
    assert widths(driver, "pooling") == [4, 4]
    assert said(driver).startswith("Layer 3 takes most: Convolution 6 → 16, 5 × 5, 70 %.")
    assert driver.root.locator(".cx-legend span:visible").all_inner_texts() == [
        "convolution",
        "linear",
        "pooling",
        "other",
    ]
    driver.press("memory")
    first, second = (width - 4 for width in widths(driver, "convolution"))
    assert first / second == pytest.approx(6 * 28 * 28 / (16 * 10 * 10), rel=0.03)
    # The first ReLU holds what it reads and what it gives: 2 × 6 × 28 × 28 numbers of 4 bytes.
    assert said(driver).startswith("Most is held, 37,632 bytes, while layer 1 works: ReLU.")
    assert driver.text('[data-total="peakBytes"] strong') == "37,632"


def test_a_joined_network_has_arcs_and_holds_what_is_read_later(shown):
    conv = {"type": "Conv2D", "in_channels": 2, "out_channels": 2, "kernel_size": 1}
    layers = [
        {"name": "a", **conv},
        {"type": "ReLU"},
        {"name": "b", **conv},
        {"type": "Add", "inputs": ["b", "a"]},
        {"type": "Concat", "inputs": ["input", "input"]},
    ]
    driver = shown(layers=layers[:4], input_size=(1, 2, 4, 4))
    arcs = driver.root.locator(".cx-arcs").first
    assert arcs.get_attribute("d").count("M") == 1
    # While the second convolution works: what the first gave, the ReLU's and its own, 128 each.
    assert driver.text('[data-total="peakBytes"] strong') == "384"
    driver = shown(layers=layers, input_size=(1, 2, 4, 4))
    assert driver.root.locator(".cx-arcs").first.get_attribute("d").count("M") == 2
    # Now the input is held to the end, too.
    assert driver.text('[data-total="peakBytes"] strong') == "512"


def test_blocks_are_pointed_at_by_mouse_and_keyboard_and_lead_to_their_rows(shown):
    driver = shown(layers="ResNet18", input_size=(1, 3, 224, 224))
    slider = driver.root.get_by_role("slider", name="Picture of the network")
    slider.hover(position={"x": slider.bounding_box()["width"] - 2, "y": 60})
    assert said(driver).startswith(
        "Layer 68: Linear 512 → 1000, gives 1 × 1000. 512,000 counted by paddle, "
    )
    assert driver.root.locator(".cx-pointed .cx-place").text_content() == "68"
    slider.focus()
    driver.page.keyboard.press("Home")
    words = slider.get_attribute("aria-valuetext")
    assert words.startswith(
        "Layer 0: Convolution 3 → 64, 7 × 7, stride 2, padding 3, no bias, gives"
    )
    for key, place in {"ArrowRight": "1", "PageUp": "11", "ArrowDown": "10", "End": "68"}.items():
        driver.page.keyboard.press(key)
        assert slider.get_attribute("aria-valuenow") == place
    driver.page.keyboard.press("ArrowLeft")
    driver.page.keyboard.press("Enter")
    assert driver.focused() == "Flatten"
    assert driver.root.locator(".cx-layer").nth(68).is_visible()
    assert said(driver).startswith("Layer 0 takes most")


def test_a_network_of_hundreds_of_layers_fits_a_phone(shown):
    driver = shown(layers="DenseNet121", input_size=(1, 3, 224, 224))
    driver.page.set_viewport_size({"width": 360, "height": 740})
    driver.root.evaluate("root => { root.parentNode.parentNode.style.width = '340px'; }")
    driver.page.wait_for_function(
        "document.querySelector('.cx-blocks svg').getAttribute('viewBox').split(' ')[2] < 340"
    )
    box = driver.root.locator(".cx-blocks").evaluate("each => each.clientWidth")
    sides = driver.root.evaluate(BLOCKS, "convolution")
    assert len(sides) == 120
    assert max(right for _, _, right, *_ in sides) <= box + 1
    assert min(widths(driver, "convolution")) > 0
    assert driver.root.locator(".cx-arcs").first.get_attribute("d").count("M") == 58


def test_what_does_not_fit_is_not_drawn(shown):
    driver = shown(layers="LeNet", input_size=(1, 2, 28, 28))
    assert driver.root.locator(".cx-picture").is_hidden()
    driver.enter("Input", "channels", 1)
    assert re.match("Layer 3 takes most", said(driver))
