"""What a class uses, in real Chromium: quizzes, terms, slides, plans, paper and the packed site."""

import hashlib
import re
import zipfile
from functools import partial
from io import BytesIO
from urllib.parse import parse_qsl

import pytest
from accessibility import violations
from driving import DOUBLE_IDS, answer_by_keyboard, follow, press
from pypdf import PdfReader

from book.model import BOOK
from book.tools import dist
from cnnlib import explorers

CHAPTERS = {chapter.name: chapter for chapter in BOOK.chapters}
PHONE = {"viewport": {"width": 390, "height": 844}}
LEADING_NOWHERE = """() => [...document.querySelectorAll("[aria-describedby]")]
  .map((each) => each.getAttribute("aria-describedby"))
  .filter((id) => !document.getElementById(id))"""
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def slide(page):
    """Return the id of the slide that shows."""
    return page.evaluate("Reveal.getCurrentSlide().id")


def swipe(page, start, end):
    """Move a finger over the screen."""
    touch = partial(page.context.new_cdp_session(page).send, "Input.dispatchTouchEvent")
    for step in range(6):
        x, y = (a + (b - a) * step / 5 for a, b in zip(start, end, strict=True))
        kind = "touchMove" if step else "touchStart"
        touch({"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch({"type": "touchEnd", "touchPoints": []})


def test_a_quiz_is_answered_by_keyboard_alone(visit):
    visited = visit()
    page = visited.open("chapters/padding.html")
    quiz = page.get_by_role("group", name="Check yourself", exact=True)
    quiz.wait_for()
    answer_by_keyboard(quiz)
    assert visited.complaints == []


@pytest.mark.parametrize(
    "stored", ["{}", "3", '"x"', "[null, 3, {}]", '[{"asks": 1, "chosen": "length"}]', "no JSON"]
)
def test_what_is_no_answer_leaves_the_quiz_as_it_is(stored, visit):
    visited = visit()
    page = visited.open("chapters/padding.html")
    page.evaluate(
        "(text) => localStorage.setItem(`cnn-book:${location.pathname}#quiz`, text)", stored
    )
    page.reload()
    quiz = page.get_by_role("group", name="Check yourself", exact=True)
    quiz.get_by_label("9", exact=True).check()
    page.reload()
    quiz.get_by_label("9", exact=True).wait_for()
    assert quiz.get_by_label("9", exact=True).is_checked()
    assert visited.complaints == []


def test_two_tabs_keep_the_answers_of_both(visit):
    visited = visit()
    page = visited.open("chapters/padding.html")
    quiz = page.get_by_role("group", name="Check yourself", exact=True)
    quiz.get_by_label("9", exact=True).wait_for()
    other = visited.context.new_page()
    other.goto(page.url)
    other.get_by_label("12 × 10", exact=True).check()
    quiz.get_by_label("9", exact=True).check()
    page.reload()
    quiz.get_by_label("9", exact=True).wait_for()
    assert quiz.get_by_label("9", exact=True).is_checked()
    assert quiz.get_by_label("12 × 10", exact=True).is_checked()


def test_answers_to_a_quiz_stay_until_they_are_cleared(visit):
    visited = visit()
    page = visited.open("chapters/padding.html")
    quiz = page.get_by_role("group", name="Check yourself", exact=True)
    question, other, third = (quiz.get_by_role("group").nth(place) for place in range(3))
    kept = quiz.locator(".quiz-kept")
    question.wait_for()
    assert kept.inner_text() == ""
    question.get_by_label("9", exact=True).check()
    question.get_by_role("button").click()
    other.get_by_label("12 × 10", exact=True).check()
    third.get_by_role("radio").first.check()
    # What was asked then and is asked no longer is forgotten, whatever was answered.
    page.evaluate(
        """() => {
          const name = Object.keys(localStorage).find((key) => key.endsWith("#quiz"));
          const answers = JSON.parse(localStorage[name]);
          answers[2].asks = answers[2].asks.replace("?", "??");
          localStorage[name] = JSON.stringify(answers);
        }"""
    )
    page.reload()
    question.wait_for()
    assert question.get_by_label("9", exact=True).is_checked()
    assert question.get_by_role("status").inner_text().startswith("Right.")
    assert other.get_by_label("12 × 10", exact=True).is_checked()
    assert other.get_by_role("status").inner_text() == ""
    assert third.get_by_role("radio", checked=True).count() == 0
    assert quiz.locator(".quiz-score").inner_text().startswith("1 of ")
    assert "this browser" in kept.inner_text()
    assert visited.open("chapters/pooling.html").locator("#quiz :checked").count() == 0
    visited.open("chapters/padding.html")
    quiz.get_by_role("button", name="Start again").click()
    assert kept.inner_text() == ""
    page.reload()
    question.wait_for()
    assert quiz.get_by_role("radio", checked=True).count() == 0
    assert visited.complaints == []


def test_a_quiz_works_where_the_browser_keeps_nothing(visit):
    visited = visit()
    visited.add_init_script(
        """Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError") };
           Storage.prototype.getItem = (name) => {
             if (name.includes("#quiz")) throw new DOMException("no", "SecurityError");
             return null;
           };"""
    )
    page = visited.open("chapters/padding.html")
    question = page.locator("#quiz .quiz-question").first
    question.get_by_label("9", exact=True).check()
    question.get_by_role("button").click()
    assert question.get_by_role("status").inner_text().startswith("Right.")
    assert page.locator(".quiz-kept").inner_text() == ""


@each_chapter
def test_a_chapter_has_its_quiz_and_its_numbered_exercises(chapter, visit):
    page = visit().open(f"chapters/{chapter}.html")
    page.locator("#quiz .quiz-question").first.wait_for()
    assert not page.locator("#quiz .quiz-still").is_visible()
    titles = page.locator(".exercise > .admonition-title").all_inner_texts()
    exercises = CHAPTERS[chapter].exercises
    assert titles == [f"Exercise {each.number} ({each.title})" for each in exercises]


def test_without_scripts_a_quiz_stands_as_text(visit):
    page = visit(java_script_enabled=False).open("chapters/padding.html")
    choice = page.locator(".quiz-still details").first
    choice.locator("summary").click()
    assert choice.locator("p").is_visible()


def test_a_term_tells_its_meaning_on_focus_and_hides_on_escape(visit):
    page = visit().open("chapters/padding.html")
    link = page.locator(".term > a").first
    meaning = page.locator(f"#{link.get_attribute('aria-describedby')}")
    assert not meaning.is_visible()
    link.focus()
    assert meaning.is_visible()
    assert meaning.locator("[lang=zh]").inner_text()
    press(page, "Escape")
    assert not meaning.is_visible()
    page.locator("article h1").hover()
    assert not meaning.is_visible(), "it is still closed"
    page.locator(".term > a").nth(1).hover()
    assert page.locator(".term-meaning").nth(1).is_visible()
    terms = page.locator(".term > a").evaluate_all("links => links.map(each => each.href)")
    assert len(terms) == len(set(terms)) > 10


@each_chapter
def test_the_slides_of_a_chapter_have_every_section_and_ask_no_other_host(chapter, visit):
    visited = visit()
    page = visited.open(f"slides/{chapter}.html")
    page.wait_for_function("window.Reveal?.isReady()")
    assert page.evaluate(DOUBLE_IDS) == page.evaluate(LEADING_NOWHERE) == []
    ids = page.locator(".slides section[id]").evaluate_all("all => all.map(each => each.id)")
    plans = BOOK.plans(CHAPTERS[chapter])
    assert {plan.section.anchor for plan in plans} <= set(ids)
    assert page.locator("aside.notes table").count() == len(plans)
    assert page.evaluate("Reveal.getTotalSlides()") > 3 * len(plans)
    assert visited.elsewhere == visited.complaints == []
    assert violations(page) == []
    # All else of the deck is as it was.
    for _ in range(2):
        press(page, "ArrowRight")
        assert violations(page, ".slides section.present:not(.stack)") == []


def test_slides_go_by_key_and_by_touch_and_an_explorer_moves_in_them(visit):
    visited = visit(has_touch=True, **PHONE)
    page = visited.open("slides/padding.html")
    page.wait_for_function("window.Reveal?.isReady()")
    press(page, "ArrowRight")
    assert slide(page) == "where-does-the-rim-go"
    swipe(page, (300, 500), (80, 510))
    assert slide(page) == "where-does-the-rim-go-2"
    page.locator(".controls .navigate-right").tap()
    assert slide(page) == "where-does-the-rim-go-3"
    press(page, "ArrowRight")
    assert slide(page) == "where-does-the-rim-go-4"
    printed = page.locator("#where-does-the-rim-go-4 .cell_output")
    assert not printed.is_visible(), "the class has not guessed yet"
    press(page, "ArrowRight")
    printed.wait_for()
    assert slide(page) == "where-does-the-rim-go-4"
    press(page, "Escape")
    shown = page.locator(".slides section:not(.stack)").filter(visible=True)
    assert shown.count() > 20, "the overview is empty"
    press(page, "Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    name = page.locator(".slides section:has(> .cell .explorer)").first.get_attribute("id")
    follow(page, f"#/{name}")
    explorer = page.locator(f"#{name} .cx")
    explorer.wait_for()
    explorer.locator("select").first.focus()
    press(page, "ArrowDown")
    assert slide(page) == name, "the arrow key left the explorer"
    explorer.get_by_role("button", name="Play").click()
    explorer.locator(".cx-words").filter(has_text="Output row 0, column 1:").wait_for()
    assert visited.complaints == []


def test_a_clicker_works_after_an_explorer_was_clicked(visit):
    visited = visit(viewport={"width": 1280, "height": 900})
    page = visited.open("slides/pooling.html")
    page.wait_for_function("window.Reveal?.isReady()")
    name = page.locator(".slides section:has(> .cell .explorer)").first.get_attribute("id")
    explorer = page.locator(f"#{name} .cx")

    def turns(key):
        """Say whether a key leaves the slide, at the latest when it has moved to its end."""
        for _ in range(6):
            press(page, key)
            if slide(page) != name:
                return True
        return False

    def come():
        follow(page, "#/")
        follow(page, f"#/{name}")
        explorer.wait_for()

    controls = [
        explorer.get_by_role("button", name="Reset"),
        explorer.get_by_role("gridcell").first,
        explorer.locator("select").filter(visible=True).first,
        explorer.locator("input[type=checkbox]").filter(visible=True).first,
        explorer.locator("input[role=spinbutton]").filter(visible=True).first,
    ]
    for control in controls:
        come()
        control.click()
        press(page, "Escape") if control is controls[2] else None
        assert turns("PageDown"), control
        come()
        control.click()
        press(page, "Escape") if control is controls[2] else None
        assert turns("PageUp"), control
    reset, cell, *_, number = controls
    for control in (reset, cell, number):
        come()
        control.click()
        assert turns("ArrowRight"), control
    come()
    reset.click()
    press(page, ".")
    assert page.evaluate("Reveal.isPaused()")
    press(page, ".")
    # Who steps a number, writes, or walks there by key keeps the arrows for the explorer.
    number.click()
    assert not turns("ArrowUp")
    press(page, "2")
    assert not turns("ArrowRight")
    press(page, "Tab")
    cell.focus()
    assert not turns("ArrowDown")
    assert visited.complaints == []


def test_slides_come_back_where_they_were_after_a_reload(visit):
    visited = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visited.open("slides/pooling.html")
    page.wait_for_function("window.Reveal?.isReady()")
    name = page.locator(".slides section:has(> .cell .explorer)").first.get_attribute("id")
    follow(page, f"#/{name}")
    explorer = page.locator(f"#{name} .cx")
    explorer.get_by_role("button", name="Play").wait_for()
    explorer.get_by_role("gridcell").nth(1).hover()
    explorer.locator("select").first.select_option(index=1)
    page.wait_for_timeout(700)  # On its page an explorer writes its address when it rests.
    explorer.get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "/chapters/pooling.html#pooling-explorer" in link, "the page has its settings"
    page.reload()
    page.wait_for_function("window.Reveal?.isReady()")
    assert slide(page) == name


def test_speaker_notes_open_by_touch_on_the_same_screen(visit):
    visited = visit(has_touch=True, viewport={"width": 820, "height": 1180}, color_scheme="dark")
    visited.add_init_script("globalThis.open = () => null;")
    page = visited.open("slides/pooling.html")
    page.wait_for_function("window.Reveal?.isReady()")
    press(page, "ArrowRight")
    button = page.get_by_role("button", name="Notes")
    button.tap()
    notes = page.locator(".reveal .speaker-notes")
    assert notes.is_visible()
    assert "0–" in notes.inner_text(), "the plan's clock is in the notes"
    box, screen = notes.bounding_box(), page.viewport_size
    assert box["height"] > 200
    assert box["y"] + box["height"] <= screen["height"] + 1
    assert visited.complaints == []
    assert violations(page, ".speaker-notes") == []
    before = notes.inner_text()
    for _ in range(3):
        press(page, "PageDown")
    assert notes.inner_text() != before
    button.tap()
    assert not notes.is_visible()


def test_every_plan_leads_to_its_section_its_slides_and_an_explorer(html, visit):
    plans = {name: BOOK.plans(chapter) for name, chapter in CHAPTERS.items()}
    for chapter in CHAPTERS:
        text = (html / "teaching" / f"{chapter}.html").read_text(encoding="utf-8")
        slides = (html / "slides" / f"{chapter}.html").read_text(encoding="utf-8")
        assert slides.count("Explorer, set for this") == sum(
            plan.explorer is not None for plan in plans[chapter]
        )
        for plan in plans[chapter]:
            assert f'href="../chapters/{chapter}.html#{plan.section.anchor}"' in text
            assert f'href="../slides/{chapter}.html#/{plan.section.anchor}"' in text
            assert f'id="{plan.section.anchor}"' in slides
    links = {plan.explorer for each in plans.values() for plan in each if plan.explorer}
    visited, open_page = visit(), None
    for link in sorted(links):
        name, _, settings = link.partition("#")
        if name != open_page:
            page, open_page = visited.open(f"chapters/{name}"), name
        explorer_id, _, query = settings.partition("?")
        kind = getattr(explorers, re.sub(r"-\d+$", "", explorer_id).title().replace("-", ""))
        # What is not a setting would be passed over in silence.
        assert dict(parse_qsl(query)).keys() <= kind.class_traits(setting=True).keys(), link
        explorer = page.locator(f"#{explorer_id} .cx")
        explorer.wait_for()
        follow(page, f"#{settings}")
        problem = explorer.locator(".cx-problem")
        assert problem.count() == 0 or problem.first.inner_text() == "", link


def test_a_slide_longer_than_the_screen_moves_by_key_before_it_turns(visit):
    page = visit(viewport={"width": 1280, "height": 720}).open("slides/counting.html")
    page.wait_for_function("window.Reveal?.isReady()")
    follow(page, "#/count-your-own-network-2")
    press(page, "ArrowRight")
    reveal = page.locator(".reveal")
    assert "has-more" in reveal.get_attribute("class")
    presses = 0
    while slide(page) == "count-your-own-network-2":
        press(page, "ArrowDown")
        presses += 1
    assert presses >= 2
    press(page, "ArrowUp")
    assert slide(page) == "count-your-own-network-2"


def test_the_browser_prints_answers_open(visit):
    page = visit().open("chapters/pooling.html")
    answer = page.locator("details.sd-dropdown p").first
    assert not answer.is_visible()
    page.emulate_media(media="print")
    assert answer.is_visible()
    assert not page.locator(".toggle-button").first.is_visible()


def test_each_slide_prints_on_a_page_of_its_own(visit):
    page = visit().open("slides/vgg16.html")
    page.wait_for_function("window.Reveal?.isReady()")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == page.evaluate("Reveal.getTotalSlides()")
    assert printed.pages[-1].extract_text().startswith("Summary")


def test_on_paper_an_explorer_stands_still(visit):
    page = visit().open("chapters/padding.html")
    page.locator("#padding-explorer .cx").wait_for()
    assert not page.locator("#padding-explorer > img").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#padding-explorer > img").is_visible()
    assert not page.locator("#padding-explorer .cx").is_visible()


def test_the_site_offers_both_bundles(html):
    for audience in ("student", "teacher"):
        with zipfile.ZipFile(html / "course" / f"{audience}.zip") as packed:
            assert packed.testzip() is None
            assert f"cnn-{audience}/padding.ipynb" in packed.namelist()


def test_the_packed_site_opens_from_disk(html, tmp_path, visit):
    archive = dist.pack(html, tmp_path)
    digest, name = archive.with_suffix(".zip.sha256").read_text(encoding="utf-8").split()
    assert digest == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    visited = visit(address=(tmp_path / BOOK.name).as_uri())
    page = visited.open("chapters/padding.html")
    page.locator("#quiz .quiz-question").first.wait_for()
    page = visited.open("slides/padding.html")
    page.wait_for_function("window.Reveal?.isReady()")
    assert visited.elsewhere == visited.complaints == []
