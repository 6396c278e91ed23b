"""A lesson on the day: a projector, a question for the class, and the teacher's window."""

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


def slide(page):
    """Return the id of the slide that shows."""
    return page.evaluate("Reveal.getCurrentSlide().id")


def current_of(teacher):
    """Return the step of the plan that the time is at."""
    return teacher.locator("tr[aria-current]").inner_text()


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
    assert slide(page) == name
    press(page, "Escape")
    assert projected(page).count() == 0
    assert not page.evaluate("Reveal.isOverview()")
    press(page, "ArrowRight")
    assert slide(page) != name
    assert visited.complaints == []


def test_a_question_stands_alone_and_leads_back_and_to_its_slide(visit):
    visited = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    page = visited.open("chapters/padding.html#quiz-3")
    asked = projected(page).get_by_role("group", name="Question 3 of 7")
    asked.wait_for()
    assert page.locator(".quiz-question:visible").count() == 1
    assert asked.bounding_box()["y"] < 120
    letter = "each => getComputedStyle(each, '::before').content"
    assert "upper-alpha" in asked.locator("label > span").first.evaluate(letter)
    asked.get_by_label("2", exact=True).check()
    asked.get_by_role("button", name="Check").tap()
    assert asked.get_by_role("status").inner_text().startswith("Right.")
    assert violations(page, ".explorer.projected") == []
    slide = page.get_by_role("link", name="Ask the class").get_attribute("href")
    assert slide.endswith("slides/padding.html#/quiz-3")
    page.get_by_role("link", name="Back to the chapter").tap()
    page.wait_for_function("location.hash === '#check-yourself'")
    page.locator(".projected").wait_for(state="detached")
    assert page.locator(".quiz-question:visible").count() == 7
    page.get_by_role("link", name="Question 2 of 7").tap()
    projected(page).get_by_role("group", name="Question 2 of 7").wait_for()
    assert visited.complaints == []


def test_hands_are_counted_and_then_the_answer_shows(visit):
    visited = visit()
    page = visited.open("slides/padding.html#/quiz-1")
    page.wait_for_function("window.Reveal?.isReady()")
    here = page.locator("#quiz-1")
    hands = here.locator("output")
    for key in ("Digit3", "Digit3", "Digit1", "Digit4", "Shift+Digit4", "Shift+Digit2", "Digit9"):
        page.keyboard.press(key)
    here.get_by_role("button", name="one hand more for B").click()
    assert hands.all_inner_texts() == ["1", "1", "2", "0"]
    assert not here.locator(".poll-says p").first.is_visible()
    press(page, "ArrowRight")
    assert slide(page) == "quiz-1"
    assert here.locator(".poll-says p:visible").count() == 4
    mark = "each => getComputedStyle(each.querySelector('.poll-letter'), '::after').content"
    assert [" ✓" in each.evaluate(mark) for each in here.locator("li").all()] == [
        False, False, True, False,
    ]  # fmt: skip
    assert violations(page) == []
    press(page, "ArrowRight")
    assert slide(page) == "quiz-2"
    # The code leads where the site is; without an address of it the page itself is named.
    assert "Check yourself" in page.locator("#quiz-2 .poll-phone").inner_text()
    assert visited.elsewhere == visited.complaints == []


def test_the_teachers_window_has_the_plan_the_clock_and_what_comes_next(visit):
    visited = visit(color_scheme="dark")
    # Thirteen minutes and a half on the first section, as a reload finds them.
    visited.add_init_script(
        """sessionStorage["cnn-lesson:/slides/padding.html"] ??= JSON.stringify(
          { spent: { "where-does-the-rim-go": 810 }, running: false, at: 0, long: 0 })"""
    )
    page = visited.open("slides/padding.html")
    page.wait_for_function("window.Reveal?.isReady()")
    press(page, "ArrowRight")
    with visited.context.expect_page() as opened:
        press(page, "s")
    teacher = opened.value
    teacher.get_by_role("heading", level=1, name="Where does the rim go?").wait_for()
    assert teacher.locator(".lesson-of").inner_text() == "of 45"
    assert teacher.get_by_role("timer").inner_text() == "13:30"
    # 5 minutes to ask, 8 to draw: the rule is to be shown, for 6:30 more.
    assert current_of(teacher).startswith("7\t10\tShow: ")
    assert current_of(teacher).endswith("6:30 left")
    teacher.get_by_label("90").check()
    assert current_of(teacher).startswith("8\t10\tDraw: ")
    assert teacher.locator(".lesson-of").inner_text() == "of 90"
    press(teacher, "t")
    assert teacher.get_by_role("button", name="Pause").is_visible()
    kept = "JSON.parse(sessionStorage['cnn-lesson:/slides/padding.html'])"
    assert page.evaluate(kept)["running"]
    teacher.get_by_role("button", name="On →").click()
    assert slide(page) == "where-does-the-rim-go-2"
    press(teacher, "ArrowLeft")
    assert slide(page) == "where-does-the-rim-go"
    assert "Six pixels in a row" in teacher.locator(".lesson-next").inner_text()
    assert violations(teacher) == []
    assert visited.elsewhere == visited.complaints == []
