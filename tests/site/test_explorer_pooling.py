"""The pooling explorer on the built page: every control is moved, and what shows is compared."""

import numpy as np
from driving import Driver, alongside

from cnnlib.explorers import PoolingExplorer
from cnnlib.explorers.pooling import shifted

PAGE = "chapters/pooling.html"
NAME = "pooling-explorer"
# What a link sets, and what one sets in vain.
LINK = {"kernel_size": 3, "operation": "max"}
NONSENSE = ("kernel_size", 99)


def compare(driver, explorer):
    """Hold all numbers that are shown to cnnlib's."""
    shown = driver.numbers("Input numbers")
    np.testing.assert_array_equal(shown, shifted(explorer.input, explorer.shift))
    np.testing.assert_allclose(driver.numbers("Output numbers"), explorer.output, rtol=1e-12)
    rows, columns = explorer.output.shape
    assert f"Output, {rows} × {columns}" in driver.root.inner_text()
    if any(explorer.shift):
        assert (
            f"{explorer.stayed * explorer.output.size:.0f} of {explorer.output.size} outputs"
            in (driver.text(".cx-words"))
        )


def test_every_control_moves_what_is_shown(opened):
    visited, driver = opened()
    explorer = PoolingExplorer()
    compare(driver, explorer)
    assert driver.text(".cx-sum") == "(1 + 2 + 5 + 6) / 4 = 3.5"

    now = alongside(driver, explorer, compare)

    driver.choose("Input", "Start from", "a ramp")
    for side in ("height", "width"):
        driver.enter("Input", side, 7)
        driver.step("Input", side, 1)
        driver.step("Input", side, -2)
    driver.choose("Input", "Start from", "a ramp")
    now(input=np.arange(1.0, 37.0).reshape(6, 6))
    driver.step("Kernel", "height", 1)
    driver.enter("Kernel", "width", 4)
    now(kernel_size=(3, 4))
    driver.step("Kernel", "width", 1)
    driver.step("Kernel", "width", -2)
    driver.enter("Kernel", "height", 2)
    driver.step("Kernel", "height", 2)
    driver.step("Kernel", "height", -1)
    now(kernel_size=3)
    driver.tick("Stride", "as the kernel", False)
    for axis in ("height", "width"):
        driver.step("Stride", axis, 1)
        driver.step("Stride", axis, -2)
    driver.enter("Stride", "height", 1)
    driver.enter("Stride", "width", 2)
    now(stride=(1, 2))
    driver.tick("Pooling", "round the size up", True)
    now(ceil_mode=True)
    driver.step("Padding", "all sides", 2)
    driver.step("Padding", "all sides", -1)
    driver.enter("Padding", "all sides", 1)
    now(padding=1)
    driver.tick("Pooling", "leave padding out", False)
    now(exclusive=False)
    driver.choose("Padding", "written as", "(height, width)")
    driver.enter("Padding", "left and right", 2)
    driver.step("Padding", "left and right", -1)
    driver.step("Padding", "left and right", 1)
    now(padding=(1, 2))
    driver.choose("Padding", "written as", "four sides")
    for side, amount in {"top": 1, "bottom": 2, "left": 1, "right": 1}.items():
        driver.enter("Padding", side, amount)
        driver.step("Padding", side, -1)
        driver.step("Padding", side, 1)
    now(padding=(1, 2, 1, 1))
    driver.choose("Padding", "written as", "four pairs")
    now(padding=((0, 0), (0, 0), (1, 2), (1, 1)))
    driver.choose("Padding", "written as", "SAME")
    now(padding="SAME")
    driver.tick("Pooling", "round the size up", False)
    driver.choose("Padding", "written as", "VALID")
    now(ceil_mode=False, padding="VALID")
    driver.choose("Pooling", "keeps of each window", "the maximum")
    now(operation="max")
    for name, step in {"left": (0, -1), "up": (-1, 0), "right": (0, 1), "down": (1, 0)}.items():
        driver.press(name)
        now(shift=tuple(np.add(explorer.shift, step)))
    driver.press("right")
    now(shift=(0, 1))
    driver.press("shift back")
    driver.choose("Input", "Start from", "all negative")
    now(shift=(0, 0), input=-np.arange(1.0, 37.0).reshape(6, 6))
    driver.choose("Pooling", "keeps of each window", "the K largest (K-max)")
    now(operation="k-max")
    driver.step("Pooling", "how many stay", 2)
    driver.step("Pooling", "how many stay", -1)
    driver.enter("Pooling", "how many stay", 3)
    driver.choose("Pooling", "along", "each row")
    now(k=3, axis=1)
    driver.cell("Input numbers", 2, 1).locator("input").fill("7.25")
    changed = explorer.input.copy()
    changed[2, 1] = 7.25
    now(input=changed)
    driver.cell("Output numbers", 2, 0).hover()
    assert "7.25" in driver.text(".cx-sum")
    driver.press("Play")
    driver.press("Pause")
    driver.press("Step")
    driver.press("Step back")
    driver.press("What is this?")
    assert "K-max pooling" in driver.text(".cx-help")
    driver.press("Undo")
    now(input=-np.arange(1.0, 37.0).reshape(6, 6))
    for name in ("Copy link", "Copy as Python", "Projector"):
        driver.moved(driver.button(name))
    driver.press("Reset")
    explorer = PoolingExplorer()
    compare(driver, explorer)
    assert driver.never_moved() == []
    assert visited.elsewhere == visited.complaints == []


REFUSED = [
    ("Kernel", "height", "5", "kernel 5 does not fit: input 4 + padding 0 + 0 = 4 (height)"),
    ("Kernel", "width", "two", "kernel_size must be a whole number, got 'two' (str)"),
    ("Stride", "width", "0", "stride must be at least 1, got 0"),
    ("Padding", "all sides", "-1", "padding must be at least 0, got -1"),
    ("Input", "height", "13", "input must have at most 12 rows and columns, got 13 × 4"),
]


def test_a_wrong_entry_is_refused_in_cnnlibs_words(opened):
    _, driver = opened()
    for group, label, text, message in REFUSED:
        driver.enter(group, label, text)
        assert driver.problem == message
        compare(driver, PoolingExplorer())
        assert driver.field(group, label).input_value() != text


def test_the_keyboard_alone_is_enough(opened):
    _, driver = opened()
    page = driver.page
    driver.cell("Input numbers", 0, 0).locator("input").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("100")
    explorer = PoolingExplorer()
    changed = explorer.input.copy()
    changed[1, 1] = 100
    explorer.input = changed
    compare(driver, explorer)
    # Past the five buttons that shift the input, to the output.
    for _ in range(6):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert driver.text(".cx-sum") == "(3 + 4 + 7 + 8) / 4 = 5.5"
    driver.field("Kernel", "height").focus()
    page.keyboard.press("ArrowUp")
    explorer.kernel_size = (3, 2)
    compare(driver, explorer)
    outline = driver.field("Kernel", "height").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    driver.root.locator(".cx-live").filter(has_text="The output has 1 rows").wait_for(
        state="attached"
    )


def test_a_button_with_nothing_left_to_do_keeps_the_focus(opened):
    _, driver = opened()
    driver.press("right")
    assert driver.text(".cx-caption") == "Input, 4 × 4, shifted 1 right"
    for name in ("shift back", "Undo"):
        button = driver.button(name)
        button.focus()
        presses = 0
        while button.get_attribute("aria-disabled") == "false":
            driver.page.keyboard.press("Enter")
            presses += 1
        # To shift back can be undone as well, and so can the shift.
        assert presses == {"shift back": 1, "Undo": 2}[name]
        driver.page.keyboard.press("Enter")
        assert driver.focused() == name
        compare(driver, PoolingExplorer())


def test_a_link_leads_to_a_setting(opened):
    settings = "kernel_size=3&padding=0,1,1,0&operation=max&input=1,2,3;4,5,6;7,8,9;"
    visited, driver = opened(f"#{NAME}?{settings}")
    explorer = PoolingExplorer(
        kernel_size=3,
        padding=(0, 1, 1, 0),
        operation="max",
        input=[[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    )
    compare(driver, explorer)
    driver.step("Kernel", "height", -1)
    explorer.kernel_size = (2, 3)
    driver.page.wait_for_url("**kernel_size=2,3**")
    again = Driver(visited.open(driver.page.url.split("/", 3)[3]), NAME)
    compare(again, explorer)
