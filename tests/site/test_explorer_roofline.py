"""The roofline explorer: its arithmetic against cnnlib, and the page moved in every way."""

import json
from math import log

import pytest
from draws import Draw
from driving import Driver, alongside
from javascript import call, outcome
from javascript import compare as compare_answers

from cnnlib.explorers import RooflineExplorer, roofline
from cnnlib.memory import ITEMSIZE

PAGE = "chapters/explorers.html"
NAME = "roofline-explorer"
# What a link sets, and what one sets in vain.
LINK = {"groups": 1, "peak": 17.6, "bandwidth": 15, "dtype": "float64"}
NONSENSE = ("stride", 0)

HANDED = {name: getattr(roofline, name) for name in ("LAYER", "LIMITS", "MACHINES", "PINS")}
HANDED |= {"STARTS": roofline.STARTS, "ITEMSIZE": ITEMSIZE}
SHOWN = """root => ({
  ...root.querySelector(".cx-cost").dataset,
  rows: [...root.querySelectorAll("tbody tr")].map(({ dataset }) =>
    [dataset.intensity, dataset.seconds].map(Number)),
  words: root.querySelector(".cx-cost").textContent,
  point: root.querySelector(".cx-point").getAttribute("aria-valuetext"),
})"""

# Gives the page of a test the arithmetic and its refusals.
HARNESS = """async () => {
  const { Refusal } = await import("/arithmetic.js");
  const { derive } = await import("/roofline/result.js");
  window.derived = (settings) => {
    const { macs, moved, intensity, seconds, bound } = derive(settings).cost;
    return { macs, moved, intensity, seconds, bound };
  };
  const answer = (call) => {
    try {
      return { value: call() };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { refused: [error.kind, error.message] };
    }
  };
  const bare = (key, value) => (typeof value === "bigint" ? `<${value}>` : value);
  window.answers = (calls) =>
    JSON.stringify(calls.map(answer), bare).replace(/"<(\\d+)>"/g, "$1");
}"""


def compare(driver, explorer):
    """Hold the layer's numbers, and the pinned layers', to cnnlib's."""
    shown = driver.root.evaluate(SHOWN)
    cost = explorer.cost
    assert (int(shown["macs"]), int(shown["moved"])) == (explorer.macs, cost.moved_bytes)
    assert f"{cost.flops:,} FLOPs." in shown["words"]
    assert float(shown["compute"]) == pytest.approx(explorer.compute_seconds, rel=1e-12)
    assert float(shown["memory"]) == pytest.approx(explorer.memory_seconds, rel=1e-12)
    assert shown["bound"] == explorer.bound
    assert shown["point"].endswith(f", {explorer.bound}-bound")
    expected = [[cost.intensity, explorer.seconds]]
    for layer in roofline.PINS.values():
        pinned = RooflineExplorer(**settings_of(layer), **machine_of(explorer))
        expected.append([pinned.cost.intensity, pinned.seconds])
    assert shown["rows"] == [pytest.approx(row, rel=1e-12) for row in expected]


def settings_of(layer):
    return dict(zip(roofline.LAYER, layer, strict=True))


def machine_of(explorer):
    return {name: getattr(explorer, name) for name in ("peak", "bandwidth", "dtype")}


def derived(settings):
    """Return what cnnlib says of the settings that a page sends."""
    explorer = RooflineExplorer()
    explorer.set_state(settings)
    found = {"macs": explorer.macs, "moved": explorer.cost.moved_bytes}
    found |= {"intensity": explorer.cost.intensity, "seconds": explorer.seconds}
    return found | {"bound": explorer.bound}


def refused_as(kind):
    """Return the name of what cnnlib raises, without what traitlets needs of it."""
    return {"RefusedValue": "ValueError", "RefusedType": "TypeError"}[kind]


def test_the_arithmetic_on_random_settings(browser, modules):
    page = browser.new_page()
    page.goto(modules)
    page.evaluate("known => Object.assign(window, known)", HANDED)
    page.evaluate(HARNESS)
    draw, calls, expected = Draw(21), [], []
    for _ in range(400):
        groups = draw.choice([1, 1, draw.side(64)])
        settings = {
            "in_channels": groups * draw.side(70) + draw.odd(10),
            "out_channels": groups * draw.side(70),
            "size": draw.side(600),
            "kernel_size": draw.side(11),
            "stride": draw.side(4),
            "groups": groups,
            "batch": draw.choice([1, draw.side(65_000)]),
            "dtype": draw.choice([*ITEMSIZE]),
            "peak": draw.choice([17.6, draw.side(999_999), 1e-3]),
            "bandwidth": draw.choice([51.2, draw.side(99_999)]),
        }
        name = draw.choice([*settings])
        settings[name] = draw.choice([settings[name]] * 8 + [10**7, draw.spoiled(0, 100)])
        calls.append(call("derived", settings))
        answer = outcome(derived, settings)
        if "refused" in answer:
            kind, message = answer["refused"]
            answer = {"refused": [refused_as(kind), message]}
        expected.append(answer)

    def answers(asked):
        thunks = ",".join(f"() => {each}" for each in asked)
        return json.loads(page.evaluate(f"answers([{thunks}])"))

    compare_answers(answers, calls, expected, "roofline")
    page.close()


def test_every_control_moves_what_is_shown(opened):
    visited, driver = opened()
    explorer = RooflineExplorer()
    compare(driver, explorer)

    now = alongside(driver, explorer, compare)

    driver.press("Start from 1 × 1")
    now(**settings_of(roofline.PINS["pointwise"]))
    for name, words in {"vgg": "3 × 3, VGG-16", "linear": "linear, batch 1"}.items():
        driver.press(f"Start from {words}")
        now(**settings_of(roofline.PINS[name]))
    driver.press("Start from 3 × 3 depthwise")
    driver.choose("Layer", "Start from", "7 × 7, 3 → 64, stride 2 (ResNet)")
    now(**settings_of(roofline.STARTS["resnet"]))
    fields = {
        "channels in": "in_channels",
        "channels out": "out_channels",
        "height and width": "size",
        "kernel": "kernel_size",
        "stride": "stride",
        "batch": "batch",
    }
    for label, name in fields.items():
        value = getattr(explorer, name)
        driver.step("Layer", label, 2)
        driver.step("Layer", label, -1)
        now(**{name: value + 1})
        value = 60 if label.startswith("channels") else value
        driver.enter("Layer", label, value)
        now(**{name: value})
    driver.enter("Layer", "groups", 3)
    driver.step("Layer", "groups", 1)
    driver.step("Layer", "groups", -1)
    now(groups=3)
    driver.choose("Layer", "numbers", "int8")
    now(dtype="int8")
    driver.choose("Machine", "Start from", "NVIDIA A100, float32")
    now(peak=19_500, bandwidth=1555, dtype="float32")
    driver.step("Machine", "peak", -1)
    driver.step("Machine", "peak", 2)
    driver.step("Machine", "memory", -1)
    driver.step("Machine", "memory", 2)
    now(peak=19_510, bandwidth=1556)
    driver.enter("Machine", "peak", 2.5)
    driver.enter("Machine", "memory", 0.5)
    now(peak=2.5, bandwidth=0.5)
    for knob in ("height and width", "the kernel", "the groups", "the batch"):
        driver.choose("Dragging", "the point changes", knob)
    driver.press("What is this?")
    assert "how many operations it does on each byte" in driver.text(".cx-help")
    driver.press("Undo")
    now(bandwidth=1556)
    for name in ("Copy link", "Copy as Python", "Projector"):
        driver.moved(driver.button(name))
    driver.press("Reset")
    compare(driver, RooflineExplorer())
    assert driver.never_moved() == []
    assert visited.elsewhere == visited.complaints == []


def handle(driver, name):
    return driver.root.get_by_role("slider", name=name)


def dragged(driver, name, x, y):
    """Drag a handle to operations a byte and GFLOP/s."""
    area = driver.root.locator(".cx-area").bounding_box()
    box = handle(driver, name).bounding_box()
    mouse = driver.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    across, up = place_of(x, "x"), place_of(y, "y")
    left = area["x"] + across * area["width"]
    mouse.move(left, area["y"] + (1 - up) * area["height"], steps=3)
    mouse.up()


def place_of(value, axis):
    first, last = roofline.PLANE[axis]
    return log(value / first) / log(last / first)


def state_of(driver):
    """Return the explorer that the page offers as Python."""
    driver.page.evaluate("navigator.clipboard.writeText = text => { window.copied = text }")
    driver.press("Copy as Python")
    return eval(driver.page.evaluate("window.copied"), {"RooflineExplorer": RooflineExplorer})


def test_the_point_and_the_ridge_can_be_dragged(opened):
    _, driver = opened()
    dragged(driver, "This layer", 100, 10)
    explorer = state_of(driver)
    compare(driver, explorer)
    # The other settings stay, and of all channels these come closest.
    assert (explorer.in_channels, explorer.out_channels) == (1536, 1536)
    assert (explorer.groups, explorer.size) == (32, 56)
    driver.choose("Dragging", "the point changes", "the groups")
    dragged(driver, "This layer", 0.2, 10)
    assert state_of(driver).groups == 1536
    dragged(driver, "Ridge of the roof", 20, 10_000)
    explorer = state_of(driver)
    assert explorer.peak == pytest.approx(10_000, rel=0.06)
    assert explorer.peak / explorer.bandwidth == pytest.approx(20, rel=0.06)
    compare(driver, explorer)


def test_the_keyboard_alone_is_enough(opened):
    _, driver = opened()
    keys = driver.page.keyboard
    point = handle(driver, "This layer")
    point.focus()
    before = float(point.get_attribute("aria-valuenow"))
    keys.press("ArrowRight")
    assert float(point.get_attribute("aria-valuenow")) > before
    explorer = state_of(driver)
    assert explorer.in_channels == 160
    point.focus()
    keys.press("ArrowDown")
    assert state_of(driver).in_channels == 128
    ridge = handle(driver, "Ridge of the roof")
    ridge.focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft"):
        keys.press(key)
    assert ridge.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    said = "8.95 FLOP per byte, 53 µs or more, memory-bound."
    driver.root.locator(".cx-live").filter(has_text=said).wait_for(state="attached")
    explorer = state_of(driver)
    # A step is a fourth of a doubling, rounded to three figures each time.
    assert (explorer.peak, explorer.bandwidth) == (pytest.approx(768, rel=0.01), 60.9)
    compare(driver, explorer)


REFUSED = [
    ("Layer", "groups", "3", "groups 3 must divide in_channels 128"),
    ("Layer", "kernel", "32", "kernel_size must be at most 31 here, got 32"),
    ("Layer", "batch", "x", "batch must be a whole number, got 'x' (str)"),
    ("Machine", "peak", "0", "peak must be positive and finite, got 0"),
    ("Machine", "memory", "fast", "bandwidth must be a number, got 'fast' (str)"),
]


def test_a_wrong_entry_is_refused_in_cnnlibs_words(opened):
    _, driver = opened()
    for group, label, text, message in REFUSED:
        driver.enter(group, label, text)
        assert driver.problem == message
        assert driver.field(group, label).input_value() != text
    compare(driver, RooflineExplorer())


def test_a_finger_drags_and_a_link_leads_to_what_it_left(opened):
    size = {"width": 360, "height": 740}
    visited, driver = opened(
        f"#{NAME}?in_channels=512&out_channels=512&groups=512&size=14",
        viewport=size,
        has_touch=True,
        color_scheme="dark",
    )
    explorer = RooflineExplorer(in_channels=512, out_channels=512, groups=512, size=14)
    compare(driver, explorer)
    # It stays depthwise: more channels are no more operations a byte.
    assert handle(driver, "This layer").evaluate("e => getComputedStyle(e).touchAction") == "none"
    dragged(driver, "This layer", 1, 10)
    found = state_of(driver)
    assert found.groups == found.in_channels == found.out_channels
    driver.page.wait_for_url(f"**in_channels={found.in_channels}&**")
    again = Driver(visited.open(driver.page.url.split("/", 3)[3]), NAME)
    compare(again, found)
    assert driver.page.evaluate("document.documentElement.scrollWidth") == 360
