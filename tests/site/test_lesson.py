"""A lesson on the day: an explorer for a projector."""

import pytest
from accessibility import violations
from driving import Driver, press

PROJECTED = """() => {
  const rest = [...document.querySelectorAll("[inert]")].length;
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { rest, size, hash: location.hash };
}"""
BAR = ".cx-bar [aria-pressed]"


def projected(page):
    return page.locator(".explorer.projected")


def test_an_explorer_fills_the_screen_by_its_button_and_leaves_by_escape(visit):
    visited = visit()
    page = visited.open("chapters/pooling.html")
    driver = Driver(page, "pooling-explorer")
    driver.press("Projector")
    alone = projected(page)
    alone.wait_for()
    state = page.evaluate(PROJECTED)
    assert state["size"] == 24
    assert state["hash"] == "#pooling-explorer?projector"
    box = alone.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 720)
    # What is moved stays in sight beside what it moves.
    field = driver.field("Kernel", "height").bounding_box()
    assert field["x"] > 800
    assert field["y"] + field["height"] < 720
    driver.step("Kernel", "height", 1)
    page.wait_for_function("location.hash.includes('kernel_size=3')")
    assert page.evaluate("location.hash").endswith("&projector"), "a reload shows it again"
    assert page.locator(BAR).first.get_attribute("aria-pressed") == "true"
    press(page, "Escape")
    assert projected(page).count() == 0
    state = page.evaluate(PROJECTED)
    assert (state["rest"], state["size"]) == (0, 16)
    assert "projector" not in state["hash"]
    assert "kernel_size=3" in state["hash"]
    assert 0 < driver.button("Projector").bounding_box()["y"] < 720, "where the reader was"
    assert visited.complaints == []


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": {"width": 1280, "height": 720}},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    ],
    ids=["projector", "phone in the dark"],
)
def test_a_link_opens_an_explorer_alone(screen, visit):
    visited = visit(**screen)
    page = visited.open("chapters/pooling.html#pooling-explorer?kernel_size=3&projector")
    alone = projected(page)
    alone.locator(".cx").wait_for()
    assert page.locator("#pooling-explorer .cx-problem").inner_text() == ""
    assert Driver(page, "pooling-explorer").field("Kernel", "height").input_value() == "3"
    assert alone.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert not page.locator("article h1").evaluate("each => each.closest('[inert]') === null")
    assert violations(page, ".explorer.projected") == []
    colors = alone.evaluate(
        "each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
    )
    light = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert colors == (light[::-1] if "color_scheme" in screen else light)
    assert visited.complaints == visited.elsewhere == []


def test_on_a_slide_an_explorer_fills_the_screen_and_arrows_stay_with_it(visit):
    visited = visit()
    page = visited.open("slides/pooling.html")
    page.wait_for_function("window.Reveal?.isReady()")
    name = page.locator(".slides section:has(> .cell .explorer)").first.get_attribute("id")
    page.evaluate("(name) => { location.hash = `/${name}`; }", name)
    page.locator(f"#{name} .cx").wait_for()
    page.locator(f"#{name}").get_by_role("button", name="Projector").click()
    projected(page).wait_for()
    assert projected(page).bounding_box()["width"] == 1280
    press(page, "ArrowRight")
    assert page.evaluate("Reveal.getCurrentSlide().id") == name
    press(page, "Escape")
    assert projected(page).count() == 0
    assert not page.evaluate("Reveal.isOverview()")
    press(page, "ArrowRight")
    assert page.evaluate("Reveal.getCurrentSlide().id") != name
    assert visited.complaints == []
