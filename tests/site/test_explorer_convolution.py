"""The convolution explorer on the built page: each control is moved, what shows is compared."""

import re

import numpy as np
from driving import Driver, follow
from matplotlib.colors import LinearSegmentedColormap

from cnnlib import geometry
from cnnlib.explorers import ConvolutionExplorer

PAGE = "chapters/anatomy.html"
NAME = "convolution-explorer"
# What a link sets, and what one sets in vain.
LINK = {"stride": (2, 3), "padding": "SAME"}
NONSENSE = ("stride", 0)
OUTPUT = "Output picture: arrow keys choose a pixel"
SIGNED = ["#7a1428", "#ee6677", "#ffffff", "#4477aa", "#12304f"]
# The canvas rounds each of 511 shades, and so does Matplotlib.
ROUNDING = 2


def output_sheet(driver):
    return driver.root.get_by_role("application", name=OUTPUT)


def canvas_pixels(canvas):
    """Return the (H, W, 4) bytes of a canvas, read from a copy that is made for it."""
    height, width, data = canvas.evaluate(
        """canvas => {
          const { height, width } = canvas;
          const copy = new OffscreenCanvas(width, height)
            .getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, width, height);
          return [height, width, [...new Uint32Array(data.buffer)]];
        }"""
    )
    return np.array(data, "<u4").view(np.uint8).reshape(height, width, 4)


def colors_of(values):
    """Return the bytes in which values are shown: gray from black, or signed around white."""
    signed = values.min() < 0
    high = abs(values).max() or 1
    stops = SIGNED if signed else ["#000000", "#ffffff"]
    scale = LinearSegmentedColormap.from_list("scale", stops, N=511)
    return 255 * scale((values / high + 1) / 2 if signed else values / high)


def seen_by(explorer, source):
    """Return the products behind the sum at `source`, and where its window lies in percent."""
    kernel = explorer.kernel
    windows = geometry.place_windows(
        explorer.image.shape, kernel.shape, explorer.stride, explorer.padding
    )
    top, bottom, left, right = windows.sides
    padded = np.pad(explorer.image.astype(float), ((top, bottom), (left, right)))
    i, j = np.multiply(source, windows.stride)
    place = np.divide([(i, j), kernel.shape], padded.shape)
    products = padded[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel
    return products, 100 * place.ravel()


SHOWN = """root => {
  const data = (selector) => ({ ...root.querySelector(selector).dataset });
  const { smallest, largest } = data("[data-smallest]");
  return {
    captions: [...root.querySelectorAll(".cx-caption")].map((each) => each.textContent),
    range: [smallest, largest].map(Number),
    value: Number(data(".cx-words").value),
    words: root.querySelector(".cx-words").textContent,
    frame: ["top", "left", "height", "width"].map((side) =>
      parseFloat(root.querySelector(".cx-pixel-frame").style[side])),
    products: [...root.querySelectorAll("td")].map((cell) => Number(cell.dataset.value)),
  };
}"""


def compare(driver, explorer, picture=True):
    """Hold kernel, range, picture, pixel, window and products to cnnlib's."""
    output = explorer.output
    at = tuple(np.minimum(explorer.pixel, np.array(output.shape) - 1))
    np.testing.assert_array_equal(driver.numbers("Kernel weights"), explorer.kernel)
    shown = driver.root.evaluate(SHOWN)
    assert f"Output, {output.shape[0]} × {output.shape[1]}" in shown["captions"]
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(shown["range"], [output.min(), output.max()], **close)
    np.testing.assert_allclose(shown["value"], output[at], **close)
    assert f"Output ({at[0]}, {at[1]})" in shown["words"]
    source = [int(part) for part in re.search(r"\((\d+), (\d+)\)", shown["words"]).groups()]
    products, frame = seen_by(explorer, source)
    np.testing.assert_allclose(np.reshape(shown["products"], products.shape), products)
    np.testing.assert_allclose(shown["frame"], frame, rtol=1e-4)
    if picture:
        seen = canvas_pixels(output_sheet(driver).locator("canvas"))
        np.testing.assert_allclose(seen, colors_of(output), atol=ROUNDING)


def test_every_control_moves_what_is_shown(opened):
    visited, driver = opened()
    explorer = ConvolutionExplorer()
    photograph = canvas_pixels(driver.root.get_by_role("img", name="The gray picture"))
    np.testing.assert_array_equal(photograph[..., 0], explorer.image)
    compare(driver, explorer)

    def now(picture=False, **settings):
        with explorer.hold_trait_notifications():
            for name, value in settings.items():
                setattr(explorer, name, value)
        assert driver.problem == ""
        compare(driver, explorer, picture)

    sobel = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    driver.choose("Kernel", "Start from", "edges, up to down")
    now(kernel=sobel.T)
    driver.choose("Kernel", "Start from", "corners")
    now(kernel=[[1, 0, -1], [0, 0, 0], [-1, 0, 1]])
    driver.choose("Kernel", "Start from", "sharpen")
    now(kernel=[[0, -1, 0], [-1, 5, -1], [0, -1, 0]], picture=True)
    driver.choose("Kernel", "Start from", "identity: nothing changes")
    now(kernel=[[0, 0, 0], [0, 1, 0], [0, 0, 0]], picture=True)
    driver.choose("Kernel", "Start from", "blur")
    now(kernel=np.full((5, 5), 0.04), picture=True)
    driver.choose("Kernel", "Start from", "edges, left to right")
    driver.cell("Kernel weights", 1, 2).locator("input").fill("2.5")
    assert driver.field("Kernel", "Start from").input_value() == "own"
    own = sobel.copy()
    own[1, 2] = 2.5
    now(kernel=own)
    for side in ("height", "width"):
        driver.step("Kernel", side, 1)
        driver.step("Kernel", side, -2)
    driver.enter("Kernel", "width", 3)
    driver.enter("Kernel", "height", 4)
    now(kernel=[[0, 0, 0], [-1, 0, 0], [-2, 0, 0], [0, 0, 0]])
    driver.choose("Kernel", "Start from", "edges, left to right")
    now(kernel=sobel)
    for side in ("height", "width"):
        driver.step("Stride", side, 2)
        driver.step("Stride", side, -1)
    driver.enter("Stride", "height", 2)
    driver.enter("Stride", "width", 3)
    now(stride=(2, 3))
    driver.step("Padding", "all sides", 2)
    driver.step("Padding", "all sides", -1)
    driver.enter("Padding", "all sides", 3)
    now(padding=3, picture=True)
    framed = canvas_pixels(driver.root.get_by_role("img", name="The gray picture"))
    np.testing.assert_array_equal(framed[..., 0], np.pad(explorer.image, 3))
    np.testing.assert_array_equal(framed[..., 3], np.pad(np.full((128, 128), 255), 3))
    driver.choose("Padding", "written as", "(height, width)")
    for side in ("above and below", "left and right"):
        driver.step("Padding", side, -2)
        driver.step("Padding", side, 1)
    now(padding=(2, 2))
    driver.choose("Padding", "written as", "four sides")
    for side, amount in {"top": 0, "bottom": 1, "left": 5, "right": 32}.items():
        driver.enter("Padding", side, amount)
        driver.step("Padding", side, 1)
        driver.step("Padding", side, -1)
    now(padding=(0, 1, 5, 31))
    driver.choose("Padding", "written as", "four pairs")
    now(padding=((0, 0), (0, 0), (0, 1), (5, 31)))
    driver.choose("Padding", "written as", "VALID")
    now(padding="VALID")
    driver.choose("Padding", "written as", "SAME")
    now(padding="SAME")
    driver.tick("After it", "ReLU", True)
    now(relu=True, picture=True)
    driver.choose("After it", "pooling", "average")
    now(pooling="average")
    driver.choose("After it", "pooling", "maximum")
    now(pooling="max", picture=True)
    sheet = driver.moved(output_sheet(driver))
    box = sheet.bounding_box()
    rows, columns = explorer.output.shape
    place = {"x": 10.5 / columns * box["width"], "y": 7.5 / rows * box["height"]}
    sheet.hover(position=place)
    now(pixel=(7, 10))
    driver.press("What is this?")
    assert "ten pixels a step" in driver.text(".cx-help")
    driver.press("Undo")
    now(pooling="average", pixel=(89, 48))
    for name in ("Copy link", "Copy as Python", "Projector"):
        driver.moved(driver.button(name))
    driver.press("Reset")
    explorer = ConvolutionExplorer()
    compare(driver, explorer)
    assert driver.never_moved() == []
    assert visited.elsewhere == visited.complaints == []


REFUSED = [
    ("Kernel", "height", "8", "kernel must have at most 7 rows and columns, got 8 × 3"),
    ("Kernel", "height", "1e9", "kernel must have at most 7 rows and columns, got 1000000000 × 3"),
    ("Kernel", "width", "0", "kernel_size must be at least 1, got 0"),
    ("Stride", "height", "1.5", "stride must be a whole number, got 1.5 (float)"),
    ("Padding", "all sides", "33", "padding must be at most 32 here, got 33"),
]
REFUSED_LINKS = {
    "kernel=1,2;3;": "kernel must be a matrix of equally long rows, got [[1, 2], [3]]",
    "kernel=1;x;": "kernel must be a number, got 'x' (str)",
    "relu=1": "relu must be True or False, got 1 (int)",
    "pooling=min": "pooling must be one of [None, 'max', 'average'], got 'min'",
    "pixel=5": "pixel must be (rows, columns), got 5",
    "pixel=-1,5": "pixel must be at least 0, got -1",
    "image=5&stride=0": "stride must be at least 1, got 0",
}


def test_a_wrong_entry_is_refused_in_cnnlibs_words(opened):
    visited, driver = opened()
    for settings, message in REFUSED_LINKS.items():
        follow(driver.page, f"{NAME}?{settings}")
        driver.root.get_by_text(message, exact=True).wait_for()
    for group, label, text, message in REFUSED:
        driver.enter(group, label, text)
        assert driver.problem == message
        assert driver.field(group, label).input_value() != text
    weight = driver.cell("Kernel weights", 0, 0).locator("input")
    weight.fill("two")
    assert driver.problem == "kernel must be a number, got 'two' (str)"
    weight.blur()
    assert weight.input_value() == "−1"
    compare(driver, ConvolutionExplorer())
    assert visited.complaints == []


def test_the_keyboard_alone_is_enough(opened):
    _, driver = opened()
    keys = driver.page.keyboard
    sheet = output_sheet(driver)
    sheet.focus()
    for key in ("ArrowUp", "ArrowRight", "Shift+ArrowDown", "Shift+ArrowLeft", "ArrowLeft"):
        keys.press(key)
    assert sheet.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    explorer = ConvolutionExplorer(pixel=(98, 38))
    compare(driver, explorer)
    value = f"Row 98, column 38: {explorer.output[98, 38]:g}.".replace("-", "−")
    driver.root.locator(".cx-live").filter(has_text=value).wait_for(state="attached")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.type("-7")
    changed = explorer.kernel.copy()
    changed[1, 0] = -7
    explorer.kernel = changed
    compare(driver, explorer)
    # The shown weight has a true minus sign, and can be typed on.
    keys.press("End")
    keys.type("5")
    changed[1, 0] = -75
    explorer.kernel = changed
    compare(driver, explorer)


def test_a_link_leads_to_a_setting_and_leaves_the_picture_where_it_is(opened):
    settings = "kernel=1,2.5;-3,0;&stride=1,2&padding=0,1,2,0&relu=true&pooling=max&pixel=5,6"
    visited, driver = opened(f"#{NAME}?{settings}", permissions=["clipboard-read"])
    explorer = ConvolutionExplorer(
        kernel=[[1, 2.5], [-3, 0]],
        stride=(1, 2),
        padding=(0, 1, 2, 0),
        relu=True,
        pooling="max",
        pixel=(5, 6),
    )
    compare(driver, explorer)
    driver.page.evaluate("navigator.clipboard.writeText = text => { window.copied = text }")
    driver.press("Copy link")
    link = driver.page.evaluate("window.copied")
    assert "image" not in link
    driver.press("Copy as Python")
    assert driver.page.evaluate("window.copied") == (
        "ConvolutionExplorer(kernel=[[1, 2.5], [-3, 0]], stride=[1, 2], padding=[0, 1, 2, 0], "
        'relu=True, pooling="max", pixel=[5, 6])'
    )
    again = Driver(visited.open(link.split("/", 3)[3]), NAME)
    compare(again, explorer)


def test_a_picture_of_ones_own_on_a_phone(opened):
    size = {"width": 360, "height": 740}
    page = "chapters/whole-network.html"
    _, driver = opened(page=page, viewport=size, has_touch=True, color_scheme="dark")
    image = canvas_pixels(driver.root.get_by_role("img", name="The gray picture"))[..., 0]
    assert image.shape == (96, 96)
    explorer = ConvolutionExplorer(
        image=image.astype(np.uint8), relu=True, pooling="max", pixel=(34, 17)
    )
    compare(driver, explorer)
    sheet = output_sheet(driver)
    room = driver.root.bounding_box()
    box = sheet.bounding_box()
    sheet.tap(position={"x": 20.5 / 47 * box["width"], "y": 3.5 / 47 * box["height"]})
    explorer.pixel = (3, 20)
    compare(driver, explorer)
    assert driver.root.bounding_box()["height"] == room["height"]
    driver.page.evaluate("navigator.clipboard.writeText = text => { window.copied = text }")
    driver.press("Copy as Python")
    assert driver.page.evaluate("window.copied").startswith("ConvolutionExplorer(image=image, ")
    assert driver.page.evaluate("document.documentElement.scrollWidth") == 360
