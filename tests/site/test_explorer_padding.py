"""The padding explorer on the built page: every control is moved, and what shows is compared."""

import pytest
from driving import Driver, alongside

from cnnlib import geometry
from cnnlib.explorers import PaddingExplorer
from cnnlib.figures import visit_counts

PAGE = "chapters/padding.html"
NAME = "padding-explorer"
# What a link sets, and what one sets in vain.
LINK = {"dilation": 2, "padding": (1, 0, 2, 1)}
NONSENSE = ("input_size", 99)
FIRST = {"input_size": (12, 6), "kernel_size": (3, 5), "padding": (1, 2)}


def values(driver, selector):
    """Return the numbers that elements show in full, an element a list."""
    texts = driver.root.locator(selector).evaluate_all("all => all.map(e => e.dataset.value)")
    return [[int(number) for number in text.replace("|", " ").split()] for text in texts]


def row(explorer, padding):
    """Return what the table says of a padding: output, sides, pixels that no window reads."""
    other = PaddingExplorer(**{**explorer.settings, "padding": padding, "window": (0, 0)})
    height, width = seen_size(other)
    rows, columns = (len(lines) for lines in other.unreached)
    unread = height * width - (height - rows) * (width - columns)
    return [list(other.output_size), list(other.sides), [unread]]


def seen_size(explorer):
    """Return the size of what windows stand on: of the output where they paint it."""
    size = explorer.output_size if explorer.transposed else explorer.input_size
    return geometry.pair(size, "size")


def compare(driver, explorer):
    """Hold all numbers that are shown to cnnlib's."""
    assert values(driver, ".cx-axis strong") == [[size] for size in explorer.output_size]
    places = explorer.input_size if explorer.transposed else explorer.output_size
    assert values(driver, ".cx-places canvas") == [list(geometry.pair(places, "places"))]
    rows = driver.root.locator(".cx-compared tbody tr")
    for place, padding in enumerate(("SAME", "VALID")):
        refused = rows.nth(place).locator(".cx-refused")
        try:
            expected, message = row(explorer, padding), ""
        except ValueError as error:
            expected, message = [], str(error)
        assert refused.inner_text() == message
        cells = f".cx-compared tbody tr:nth-child({place + 1}) td[data-value]:visible"
        assert values(driver, cells) == expected
    current = ".cx-compared tbody tr[aria-current=true] td[data-value]"
    assert values(driver, current) == row(explorer, explorer.padding)
    unread = "No pixel paints" if explorer.transposed else "No window reads"
    assert (unread in driver.text(".cx-words")) == any(explorer.unreached)
    assert red(driver) == any(explorer.unreached)
    visits = values(driver, ".cx-image canvas")[0]
    assert [count == 0 for count in visits] == [
        pixel in lines
        for lines, size in zip(explorer.unreached, seen_size(explorer), strict=True)
        for pixel in range(size)
    ]


def red(driver):
    """Say whether the picture of the image holds any hatching."""
    return driver.root.locator(".cx-image canvas").evaluate(
        """canvas => {
          const { width, height } = canvas;
          const copy = new OffscreenCanvas(width, height).getContext("2d", {
            willReadFrequently: true,
          });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, width, height);
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 250 && data[i] > data[i + 2] + 60) return true;
          }
          return false;
        }"""
    )


def test_every_control_moves_what_is_shown(opened):
    visited, driver = opened()
    explorer = PaddingExplorer(**FIRST)
    compare(driver, explorer)

    now = alongside(driver, explorer, compare)

    def both(group, height, width):
        for axis, amount in (("height", height), ("width", width)):
            driver.enter(group, axis, amount)
            driver.step(group, axis, 1)
            driver.step(group, axis, -1)

    both("Input", 9, 8)
    now(input_size=(9, 8))
    both("Kernel", 3, 2)
    now(kernel_size=(3, 2))
    both("Stride", 2, 3)
    now(stride=(2, 3))
    both("Dilation", 2, 1)
    now(dilation=(2, 1))
    driver.tick("Stride", "round the size up", True)
    now(ceil_mode=True)
    driver.choose("Padding", "written as", "one number")
    driver.step("Padding", "all sides", 1)
    driver.step("Padding", "all sides", -2)
    driver.enter("Padding", "all sides", 2)
    now(padding=2)
    driver.choose("Padding", "written as", "(height, width)")
    driver.enter("Padding", "left and right", 0)
    driver.step("Padding", "left and right", 1)
    driver.step("Padding", "left and right", -1)
    now(padding=(2, 0))
    driver.choose("Padding", "written as", "four sides")
    for side, amount in {"top": 1, "bottom": 0, "left": 2, "right": 3}.items():
        driver.enter("Padding", side, amount)
        driver.step("Padding", side, 1)
        driver.step("Padding", side, -1)
    now(padding=(1, 0, 2, 3))
    driver.choose("Padding", "written as", "four pairs")
    now(padding=((0, 0), (0, 0), (1, 0), (2, 3)))
    driver.choose("Padding", "written as", "SAME")
    driver.tick("Stride", "round the size up", False)
    now(padding="SAME", ceil_mode=False)
    assert "⌈8 / 3⌉ = 3 windows, which reach across (3 − 1)·3 + 1·(2 − 1) + 1 = 8; " in (
        driver.root.locator(".cx-axis").nth(1).inner_text()
    )
    driver.enter("Kernel", "height", 2)
    driver.enter("Dilation", "height", 1)
    now(kernel_size=2, dilation=1)
    assert "(the extra one goes to the end)" in driver.root.locator(".cx-axes").inner_text()
    driver.choose("Padding", "written as", "SAME_LOWER")
    now(padding="SAME_LOWER")
    assert "(the extra one goes to the beginning)" in driver.root.locator(".cx-axes").inner_text()
    driver.choose("Padding", "written as", "VALID")
    now(padding="VALID")
    driver.press("Play")
    driver.press("Pause")
    driver.press("Step")
    assert driver.text(".cx-words").startswith("Output row 0, column 1:")
    driver.press("Step back")
    driver.press("What is this?")
    assert "hatched" in driver.text(".cx-help")
    driver.press("Undo")
    now(padding="SAME_LOWER")
    driver.tick("Stride", "round the size up", True)
    driver.tick("Input", "transposed", True)
    now(transposed=True)
    assert "SAME_LOWER: the output is to have 18; 9 pixels paint across (9 − 1)·2 + " in (
        driver.root.locator(".cx-axis").first.inner_text()
    )
    driver.choose("Padding", "written as", "(height, width)")
    driver.enter("Kernel", "height", 1)
    now(kernel_size=(1, 2), padding=(0, 0))
    both("Output padding", 0, 1)
    now(output_padding=(0, 1))
    assert (
        driver.root.locator(".cx-axis")
        .nth(1)
        .inner_text()
        .endswith(
            "(8 − 1)·3 + 1·(2 − 1) + 1 − 0 − 0 + 1 = 24: "
            "a convolution takes all sizes from 23 to 25 back to 8"
        )
    )
    driver.tick("Input", "transposed", False)
    now(transposed=False, output_padding=0)
    for name in ("Copy link", "Copy as Python", "Projector"):
        driver.moved(driver.button(name))
    driver.press("Reset")
    compare(driver, PaddingExplorer(**FIRST))
    assert driver.never_moved() == []
    assert visited.elsewhere == visited.complaints == []


def test_the_picture_counts_the_windows_on_each_pixel(opened):
    _, driver = opened(f"#{NAME}?input_size=6&kernel_size=3&stride=2&padding=0,1,0,1")
    counts = visit_counts(input_size=6, kernel_size=3, stride=2, padding=(0, 1, 0, 1))
    along = values(driver, ".cx-image canvas")[0]
    assert [[a * b for b in along[6:]] for a in along[:6]] == counts.tolist()
    assert along[:6] == [1, 1, 2, 1, 2, 1]
    assert "Every pixel is read, the least by 1, the most by 4 windows." in driver.text(".cx-words")


REFUSED = [
    ("Input", "height", "33", "input_size must be at most 32 here, got 33"),
    ("Kernel", "height", "15", "kernel 15 does not fit: input 12 + padding 1 + 1 = 14 (height)"),
    ("Kernel", "width", "two", "kernel_size must be a whole number, got 'two' (str)"),
    ("Stride", "width", "0", "stride must be at least 1, got 0"),
    ("Dilation", "height", "1.5", "dilation must be a whole number, got 1.5 (float)"),
    ("Padding", "left and right", "-1", "padding must be at least 0, got -1"),
    (
        "Padding",
        "above and below",
        "30",
        "padding may widen the input to 64 here, got input 12 + padding 30 + 30 = 72 (height)",
    ),
]


def test_a_wrong_entry_is_refused_in_cnnlibs_words(opened):
    _, driver = opened()
    names = {"Input": "input_size", "Kernel": "kernel_size"}
    for group, label, text, message in REFUSED:
        driver.enter(group, label, text)
        assert driver.problem == message
        compare(driver, PaddingExplorer(**FIRST))
        assert driver.field(group, label).input_value() != text
        explorer = PaddingExplorer(**FIRST)
        name = names.get(group, group.lower())
        axis = 1 if label in ("width", "left and right") else 0
        pair = list(geometry.pair(getattr(explorer, name), name, 0))
        pair[axis] = {"two": "two", "1.5": 1.5}.get(text) or int(text)
        with pytest.raises((TypeError, ValueError)) as caught:
            setattr(explorer, name, pair)
        assert str(caught.value) == message


def test_the_keyboard_alone_is_enough(opened):
    _, driver = opened()
    page = driver.page
    driver.root.locator(".cx-places canvas").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    said = "Output row 0, column 2: the window reads rows −1 to 1 and columns 0 to 4; "
    assert driver.text(".cx-words").startswith(f"{said}10 of its 15 places lie in the image.")
    outline = driver.root.locator(".cx-places canvas").evaluate(
        "e => getComputedStyle(e).outlineStyle"
    )
    assert outline == "solid"
    driver.root.locator(".cx-live").filter(has_text=said).wait_for(state="attached")
    driver.field("Kernel", "height").focus()
    page.keyboard.press("ArrowUp")
    compare(driver, PaddingExplorer(**{**FIRST, "kernel_size": (4, 5)}))


def test_a_window_is_pointed_at_or_tapped(opened):
    _, driver = opened(viewport={"width": 360, "height": 800}, has_touch=True)
    assert driver.page.evaluate("document.documentElement.scrollWidth") == 360
    canvas = driver.root.locator(".cx-places canvas")
    canvas.scroll_into_view_if_needed()
    # Twelve rows fill the canvas, each a whole number of pixels high.
    cell = canvas.bounding_box()["height"] // 12
    canvas.hover(position={"x": 1.5 * cell, "y": 3.5 * cell})
    assert driver.text(".cx-words").startswith("Output row 3, column 1:")
    canvas.tap(position={"x": 5.5 * cell, "y": 11.5 * cell})
    assert driver.text(".cx-words").startswith("Output row 11, column 5:")
    canvas.tap(position={"x": 8.5 * cell, "y": 2.5 * cell})
    assert driver.text(".cx-words").startswith("Output row 11, column 5:")


def test_a_link_leads_to_a_setting(opened):
    settings = "input_size=7,6&kernel_size=2&stride=2&padding=0,0;0,0;0,1;0,0;&ceil_mode=true"
    visited, driver = opened(f"#{NAME}?{settings}&window=3,2")
    explorer = PaddingExplorer(
        input_size=(7, 6),
        kernel_size=2,
        stride=2,
        padding=((0, 0), (0, 0), (0, 1), (0, 0)),
        ceil_mode=True,
    )
    compare(driver, explorer)
    assert driver.text(".cx-words").startswith("Output row 3, column 2:")
    driver.step("Kernel", "height", 1)
    explorer.kernel_size = (3, 2)
    compare(driver, explorer)
    driver.page.wait_for_url("**kernel_size=3,2**")
    again = Driver(visited.open(driver.page.url.split("/", 3)[3]), NAME)
    compare(again, explorer)
