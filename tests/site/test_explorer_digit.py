"""The digit explorer on the built page: drawn on by mouse, finger and keys, and held to cnnlib."""

import numpy as np
from driving import Driver, follow
from test_explorer_convolution import ROUNDING, canvas_pixels

from cnnlib.digits.drawings import DRAWINGS
from cnnlib.explorers import DigitExplorer

PAGE = "chapters/explorers.html"
NAME = "digit-explorer"
# What a link sets, and what one sets in vain.
LINK = {"strokes": (((70, 45), (182, 45), (120, 218)), ((90, 130), (160, 130)))}
NONSENSE = ("strokes", "none")
COLUMNS = (3, 3, 4, 4)
SEVEN = (((70, 45), (182, 45), (120, 218)),)

SHOWN = """root => ({
  image: root.querySelector(".cx-reading > .cx-picture").dataset.value.split(",").map(Number),
  shares: [...root.querySelectorAll(".cx-shares li")].map((each) => each.dataset.value),
  marked: [...root.querySelectorAll(".cx-shares li")]
    .map((each) => each.classList.contains("cx-answer")).indexOf(true),
  answer: root.querySelector(".cx-words").dataset.value,
  words: root.querySelector(".cx-words").textContent,
})"""


def compare(driver, explorer):
    """Hold image, shares, answer and every feature map to cnnlib's."""
    shown = driver.root.evaluate(SHOWN)
    np.testing.assert_array_equal(np.reshape(shown["image"], (8, 8)), explorer.image)
    if explorer.answer is None:
        assert (shown["answer"], shown["marked"]) == ("null", -1)
        assert shown["words"] == "Nothing is drawn yet."
    else:
        shares = [float(share) for share in shown["shares"]]
        np.testing.assert_allclose(shares, explorer.shares, rtol=1e-9, atol=1e-12)
        assert int(shown["answer"]) == shown["marked"] == explorer.answer
        assert shown["words"].startswith(f"LeNet reads {explorer.answer}, ")
    canvases = driver.root.locator(".cx-maps canvas").all()
    for canvas, maps, columns in zip(canvases, explorer.feature_maps, COLUMNS, strict=True):
        count, height, width = maps.shape
        seen = canvas_pixels(canvas)
        assert seen.shape[:2] == (count // columns * (height + 1) - 1, columns * (width + 1) - 1)
        for place, values in enumerate(maps):
            top, left = place // columns * (height + 1), place % columns * (width + 1)
            gray = seen[top : top + height, left : left + width, 0]
            np.testing.assert_allclose(gray, 255 * values / (maps.max() or 1), atol=ROUNDING)


def drawn(driver):
    """Return the strokes on the pad, from the link that the explorer offers."""
    driver.page.evaluate("navigator.clipboard.writeText = text => { window.copied = text }")
    driver.press("Copy link")
    text = driver.page.evaluate("decodeURIComponent(window.copied)").partition("strokes=")[2]
    strokes = text.split(";") if text else []
    return [[list(map(int, p.split(","))) for p in stroke.split("_")] for stroke in strokes]


def pad_of(driver):
    return driver.root.get_by_role("application", name="Drawing pad")


def on_page(driver, x, y):
    """Return the place on the page of a point of the pad."""
    box = pad_of(driver).bounding_box()
    return box["x"] + x / 256 * box["width"], box["y"] + y / 256 * box["height"]


def test_every_control_moves_what_is_shown(opened):
    visited, driver = opened()
    compare(driver, DigitExplorer())
    for digit, strokes in enumerate(DRAWINGS):
        driver.choose("Drawing", "Start from", str(digit))
        explorer = DigitExplorer(strokes=strokes)
        assert explorer.answer == digit
        compare(driver, explorer)
    driver.press("Clear")
    compare(driver, DigitExplorer(strokes=[]))
    driver.press("Undo")
    compare(driver, explorer)
    driver.press("What is this?")
    assert "the space key puts it down" in driver.text(".cx-help")
    driver.press("Copy as Python")
    for name in ("Copy link", "Projector"):
        driver.moved(driver.button(name))
    driver.press("Reset")
    compare(driver, DigitExplorer())
    assert driver.never_moved() == []
    assert visited.elsewhere == visited.complaints == []


def test_a_mouse_draws_and_a_stroke_is_undone_at_once(opened):
    visited, driver = opened()
    driver.press("Clear")
    mouse = driver.page.mouse
    mouse.move(*on_page(driver, 70, 45))
    mouse.down()
    mouse.move(*on_page(driver, 180, 45), steps=12)
    mouse.move(*on_page(driver, 120, 220), steps=20)
    mouse.up()
    mouse.move(*on_page(driver, 20, 20))
    strokes = drawn(driver)
    assert len(strokes) == 1
    assert len(strokes[0]) > 20
    assert np.abs(np.array([strokes[0][0], strokes[0][-1]]) - [[70, 45], [120, 220]]).max() <= 2
    compare(driver, DigitExplorer(strokes=strokes))
    assert driver.text(".cx-words").startswith("LeNet reads 7")
    mouse.move(*on_page(driver, 90, 130))
    mouse.down()
    mouse.move(*on_page(driver, 160, 130), steps=5)
    # Beyond the edge the stroke goes on along it.
    mouse.move(*on_page(driver, 400, 130), steps=5)
    mouse.up()
    both = drawn(driver)
    assert both[0] == strokes[0]
    assert both[1][-1] == [255, both[1][-1][1]]
    compare(driver, DigitExplorer(strokes=both))
    driver.press("Undo")
    assert drawn(driver) == strokes
    driver.press("Undo")
    assert drawn(driver) == []
    compare(driver, DigitExplorer(strokes=[]))
    assert visited.complaints == []


def touch(driver):
    """Return a function that sends touch events, the places of all fingers in each."""
    session = driver.page.context.new_cdp_session(driver.page)

    def send(kind, *places):
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return send


# The elements on which a finger that moves does not scroll.
HOLDING = """root => [...root.querySelectorAll("*")]
  .filter((each) => getComputedStyle(each).touchAction === "none")
  .map((each) => each.getAttribute("aria-label"))"""


def test_a_finger_draws_on_the_pad_and_scrolls_elsewhere(opened):
    phone = {"width": 390, "height": 800}
    visited, driver = opened(viewport=phone, has_touch=True, is_mobile=True, color_scheme="dark")
    driver.press("Clear")
    pad_of(driver).scroll_into_view_if_needed()
    send = touch(driver)
    before = driver.page.evaluate("scrollY")
    send("touchStart", on_page(driver, 128, 40))
    for y in range(48, 232, 8):
        send("touchMove", on_page(driver, 128, y))
    send("touchEnd")
    driver.root.get_by_text("LeNet reads 1").first.wait_for()
    assert driver.page.evaluate("scrollY") == before
    strokes = drawn(driver)
    assert len(strokes) == 1
    assert len(strokes[0]) > 15
    compare(driver, DigitExplorer(strokes=strokes))
    # A second finger is no pen.
    one, other = on_page(driver, 40, 40), on_page(driver, 200, 200)
    send("touchStart", one)
    send("touchStart", one, other)
    send("touchMove", one, on_page(driver, 200, 60))
    send("touchEnd")
    assert len(drawn(driver)) == 2
    assert len(drawn(driver)[1]) == 1
    assert driver.root.evaluate(HOLDING) == [pad_of(driver).get_attribute("aria-label")]
    assert driver.page.evaluate("document.documentElement.scrollWidth") == 390
    assert visited.complaints == []


def test_the_keyboard_alone_draws(opened):
    visited, driver = opened()
    driver.press("Clear")
    pad = pad_of(driver)
    pad.focus()
    keys = driver.page.keyboard
    for key in (*["Shift+ArrowUp"] * 3, " ", *["ArrowDown"] * 4, *["Shift+ArrowDown"] * 5):
        keys.press(key)
    assert driver.root.locator(".cx-live").inner_text() == "Pen down"
    keys.press("Enter")
    assert driver.root.locator(".cx-live").inner_text() == "Pen up"
    keys.press("ArrowLeft")
    strokes = [[[128, y] for y in (32, 40, 48, 56, 64, 96, 128, 160, 192, 224)]]
    explorer = DigitExplorer(strokes=strokes)
    assert explorer.answer == 1
    compare(driver, explorer)
    driver.root.locator(".cx-live").filter(has_text="LeNet reads 1").wait_for(state="attached")
    assert drawn(driver) == strokes
    driver.press("Undo")
    assert drawn(driver) == []
    assert visited.complaints == []


REFUSED_LINKS = {
    "strokes=none": "strokes must be a list of strokes, got 'none'",
    "strokes=1,2_3": "strokes must be made of points [x, y], got [3]",
    "strokes=1,2;3,256": "strokes must lie between 0 and 255, got 256",
    "strokes=1,-2": "strokes must be at least 0, got -2",
    "strokes=1,2.5": "strokes must be a whole number, got 2.5 (float)",
    "strokes=" + ";".join(["1,1"] * 65): "strokes must be at most 64, got 65",
    "strokes=" + "_".join(["1,1"] * 513): "strokes must each have at most 512 points, got 513",
}


def test_a_wrong_link_is_refused_in_cnnlibs_words(opened):
    visited, driver = opened()
    for settings, message in REFUSED_LINKS.items():
        follow(driver.page, f"{NAME}?{settings}")
        driver.root.get_by_text(message, exact=True).wait_for()
    compare(driver, DigitExplorer())
    assert visited.complaints == []


def test_links_lead_to_random_drawings(opened):
    random = np.random.default_rng(0)
    visited, driver = opened()
    for _ in range(12):
        strokes = [
            random.integers(0, 256, (random.integers(1, 9), 2)).tolist()
            for _ in range(random.integers(1, 5))
        ]
        text = ";".join("_".join(f"{x},{y}" for x, y in stroke) for stroke in strokes)
        follow(driver.page, f"{NAME}?strokes={text}")
        compare(driver, DigitExplorer(strokes=strokes))
    assert drawn(driver) == strokes
    again = Driver(visited.open(f"{PAGE}#{NAME}?strokes="), NAME)
    compare(again, DigitExplorer(strokes=[]))


def test_a_long_line_goes_on_as_another_stroke(opened):
    _, driver = opened()
    driver.press("Clear")
    driver.page.evaluate(
        """pad => {
          pad.focus();
          const press = (key) => pad.dispatchEvent(new KeyboardEvent("keydown", { key }));
          press(" ");
          for (let turn = 0; turn < 520; turn++) press(turn % 2 ? "ArrowLeft" : "ArrowRight");
          press(" ");
        }""",
        pad_of(driver).element_handle(),
    )
    strokes = drawn(driver)
    assert [len(stroke) for stroke in strokes] == [512, 10]
    assert strokes[0][-1] == strokes[1][0]
    driver.press("Undo")
    assert drawn(driver) == []
