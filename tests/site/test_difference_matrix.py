"""The matrix of answers and the search for a route, in real Chromium."""

import gzip
import re
from urllib.parse import urlparse

import pytest
from accessibility import faint, violations
from driving import Driver, follow, press

from cnnlib.differences import DIFFERENCES, ENGINES
from cnnlib.differences.route import Route
from cnnlib.explorers._answers import COLUMNS, handed_over

PAGE = "chapters/where-frameworks-differ.html"
NAME = "difference-matrix"
ROUTE = "route-finder"
CASES = DIFFERENCES.cases
PHONE = {"width": 390, "height": 844}
# What a page may load beyond what every page of the book has.
HEAVIEST = 150_000
TITLES = [row.title for row in DIFFERENCES.rows]


# The page is heavy: most tests find it as it was when it was opened, and do not open it anew.
AS_OPENED = """() => {
  for (const each of document.querySelectorAll(".cx details")) each.open = false;
  for (const each of document.querySelectorAll(".cx-matrix")) each.scrollTop = 0;
  document.activeElement.blur();
  scrollTo(0, 0);
}"""


@pytest.fixture
def at(shared):
    """Return a function that leads to one of the explorers of the page that tests share."""
    for each in (NAME, ROUTE):
        Driver(shared.page, each).press("Reset")
    shared.page.mouse.move(0, 0)
    shared.page.evaluate(AS_OPENED)
    shared.complaints.clear()

    def driver(name=NAME):
        found = Driver(shared.page, name)
        found.root.scroll_into_view_if_needed()
        return found

    yield driver
    assert shared.complaints == []


@pytest.fixture
def every_case(at):
    """Return the matrix with every case shown: at first it has a choice."""
    driver = at()
    driver.tick("Show", "only where they differ", False)
    return driver


def above(driver, upper, lower):
    """Wait until one thing stands above another; what scrolls takes its time."""
    handles = [upper.element_handle(), lower.element_handle()]
    driver.page.wait_for_function(
        """([upper, lower]) =>
        upper.getBoundingClientRect().bottom <= lower.getBoundingClientRect().top + 1""",
        arg=handles,
        timeout=5000,
    )


def shown_cases(driver):
    """Return the settings of the rows that are not left out."""
    return driver.root.locator(".cx-line:not(.cx-out) > .cx-case").all_text_contents()


def shown_engines(driver):
    heads = driver.root.locator(".cx-heads > [role=columnheader]:not(.cx-case)")
    return [head.inner_text() for head in heads.all() if head.is_visible()]


def labels(cases):
    """Return what the rows say: the setting, and the input where two cases have one setting."""
    homes = {case.name: row for row in DIFFERENCES.rows for case in row.cases}

    def label(case):
        same = [each for each in homes[case.name].cases if each.setting == case.setting]
        return case.title if len(same) > 1 else case.setting

    return [label(case) for case in cases]


def cell(driver, case, engine):
    place = list(COLUMNS).index(engine)
    return driver.root.locator(f'[data-case="{list(CASES).index(case)}"] > .cx-e{place}')


def group_of(engine):
    """Return by case to which group of equal answers an engine's belongs, if it was asked."""
    rows = [row for _, _, rows in handed_over(DIFFERENCES)["families"] for row in rows]
    column = list(COLUMNS).index(engine)
    groups = {}
    for name, *_, own, _, asked, _ in (case for row in rows for case in row[7]):
        groups[name] = own[asked[column]] if asked[column] >= 0 else None
    return groups


def drawn(driver, case, engine):
    """Return a cell where it can be pressed: out of sight it is not drawn."""
    found = cell(driver, case, engine)
    row = found.locator("xpath=..")
    # A row that is not drawn has no place of its own; its group has.
    for each in (row.locator("xpath=.."), row):
        each.evaluate("part => part.scrollIntoView({ block: 'center' })")
    driver.root.locator(f'.cx-near[data-case="{list(CASES).index(case)}"]').wait_for()
    return found


def sheet(driver):
    return driver.root.locator(".cx-answers > .cx-finding")


def box(driver, engine):
    return driver.root.get_by_role("checkbox", name=COLUMNS[engine], exact=False).and_(
        driver.root.locator(f'[value="{engine}"]')
    )


def test_a_search_leaves_the_cases_with_its_words(every_case):
    driver = every_case
    search = driver.field("Show", "cases with the words")
    assert shown_cases(driver) == labels(CASES.values())
    count = driver.root.locator(".cx-count")
    assert count.inner_text() == f"{len(CASES)} cases, {len(ENGINES)} engines"
    for words in ("dilation SAME", "same, DILATION 2", "−1 −2", "-1 -2", "3 x 3", "3 × 3"):
        search.fill(words)
        found = shown_cases(driver)
        assert 0 < len(found) < len(CASES), words
        assert count.inner_text().startswith(f"{len(found)} of {len(CASES)} cases, ")
    search.fill("Dilation under SAME")
    assert shown_cases(driver) == labels(DIFFERENCES["same-dilation"].cases)
    assert driver.root.locator(".cx-title.cx-near").all_text_contents() == ["Dilation under SAME"]
    search.fill("no such words")
    assert shown_cases(driver) == []
    assert driver.root.get_by_text("No case is left.").is_visible()
    driver.press("Reset")
    assert search.input_value() == ""
    assert driver.field("Show", "only where they differ").is_checked()


def test_a_family_and_a_box_leave_the_rest_out(every_case):
    driver = every_case
    driver.choose("Show", "of the family", "Pooling")
    assert shown_cases(driver) == labels(
        case for row in DIFFERENCES.families["pooling"] for case in row.cases
    )
    driver.choose("Show", "of the family", "all families")
    driver.unfold("Engines")
    driver.press("Only cnnlib")
    assert shown_engines(driver) == ["cnnlib"]
    for engine in ("paddle", "pytorch"):
        box(driver, engine).check()
    assert sorted(shown_engines(driver)) == ["PaddlePaddle", "PyTorch", "cnnlib"]
    # Of so few, the answers stand beside the letters.
    said = "cell => getComputedStyle(cell, '::after').content"
    for engine, answer in (("paddle", "3 5 3"), ("pytorch", "2 4 2")):
        assert answer in drawn(driver, "same-dilation", engine).evaluate(said)
    assert "refused" in drawn(driver, "same-stride", "pytorch").evaluate(said)
    box(driver, "cnnlib").uncheck()
    assert driver.root.locator("summary", has_text="Engines").inner_text() == (
        f"Engines: 2 of {len(ENGINES)}"
    )
    driver.tick("Show", "only where they differ", True)
    both = [group_of("paddle"), group_of("pytorch")]
    apart = [
        case
        for name, case in CASES.items()
        if None not in (pair := [groups[name] for groups in both]) and len(set(pair)) == 2
    ]
    assert len(apart) > 10
    assert shown_cases(driver) == labels(apart)
    driver.press("All")
    assert shown_engines(driver) == list(COLUMNS.values())
    assert drawn(driver, "same-dilation", "paddle").evaluate(said) == "none"


def test_equal_letters_are_equal_answers(every_case):
    driver = every_case
    for name in ("same-dilation", "average-default", "linear-weight"):
        case = CASES[name]
        said = case.answers | ({"standard": case.standard} if case.standard else {})
        letters = {column: cell(driver, name, column).text_content() for column in COLUMNS}
        assert {column for column, letter in letters.items() if not letter} == (
            set(COLUMNS) - set(said)
        )
        for one, text in said.items():
            for other, words in said.items():
                both = [each.partition(":")[0] for each in (text, words)]
                alike = both == ["refused"] * 2 or text == words
                assert (letters[one] == letters[other]) == alike
        most = max(
            (text for text in said.values() if not text.startswith("refused")),
            key=list(said.values()).count,
        )
        assert "A" in {letters[one] for one, text in said.items() if text == most}
    assert cell(driver, "same-dilation", "paddle").get_attribute("aria-label") == (
        f"PaddlePaddle: {cell(driver, 'same-dilation', 'paddle').text_content()}, 3 5 3"
    )


def test_a_cell_opens_with_all_that_is_known(every_case):
    driver = every_case
    drawn(driver, "same-dilation", "paddle").click()
    difference = DIFFERENCES["same-dilation"]
    opened_sheet = sheet(driver)
    text = opened_sheet.inner_text()
    assert opened_sheet.get_by_role("button", name="Close").is_visible()
    for part in (
        difference.title,
        difference.question,
        CASES["same-dilation"].setting,
        "Input. 1 2 3",
        f"PaddlePaddle {ENGINES['paddle'].version}, asked on {ENGINES['paddle'].date}",
        "The standard's answer is 2 4 2; PaddlePaddle gives another.",
        "By the documentation of PaddlePaddle. ",
        f"Write instead. {difference.remedy.replace('`', '')}",
        difference.why.replace("`", ""),
    ):
        assert part in text
    own = opened_sheet.locator(".cx-own code")
    assert own.get_attribute("data-value") == own.inner_text() == "3 5 3"
    [line] = opened_sheet.locator("tr", has=driver.page.get_by_text("3 5 3", exact=True)).all()
    assert "PaddlePaddle" in line.inner_text()
    links = opened_sheet.get_by_role("link")
    assert [link.get_attribute("href") for link in links.all()] == list(difference.sources.values())
    drawn(driver, "same-dilation", "pytorch").click()
    assert "PyTorch gives what the standard says." in opened_sheet.inner_text()
    drawn(driver, "same-stride", "pytorch").click()
    assert "The standard's answer is 6 7; PyTorch refuses." in opened_sheet.inner_text()
    drawn(driver, "linear-weight", "onnxruntime").click()
    assert "ONNX Runtime was not asked" in opened_sheet.inner_text()
    opened_sheet.get_by_role("button", name="Close").click()
    assert not opened_sheet.is_visible()


def test_the_matrix_is_walked_by_keyboard(every_case):
    driver = every_case
    page = driver.page
    driver.root.locator("summary", has_text="Engines").focus()
    press(page, "Tab", "Control+Home")
    first = next(iter(CASES.values()))
    assert driver.focused() == first.setting
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown")
    at = driver.root.locator(":focus")
    engine = list(COLUMNS.values())[2]
    assert at.get_attribute("aria-label").startswith(f"{engine}: ")
    press(page, "Home")
    assert driver.focused() == list(CASES.values())[1].setting
    press(page, "Control+End")
    last = list(COLUMNS.values())[-1]
    assert at.get_attribute("aria-label").startswith(last)
    assert at.locator("xpath=..").get_attribute("data-case") == str(len(CASES) - 1)
    press(page, "Enter")
    assert sheet(driver).evaluate("sheet => sheet === document.activeElement")
    assert list(CASES.values())[-1].setting in sheet(driver).inner_text()
    press(page, "Escape")
    assert not sheet(driver).is_visible()
    assert at.get_attribute("aria-label").startswith(last)
    # An open sheet follows; what is focused stays in sight, above it.
    press(page, "Control+Home", "ArrowRight", " ", "Escape", "Enter", "Shift+Tab", "PageDown")
    assert list(CASES.values())[10].setting in sheet(driver).inner_text()
    above(driver, at, sheet(driver))
    assert driver.root.locator('.cx-line [tabindex="0"]').count() == 1


def test_what_is_scrolled_to_is_drawn(every_case):
    driver = every_case
    grid = driver.root.get_by_role("grid")
    is_drawn = "row => row.firstElementChild.checkVisibility({ contentVisibilityAuto: true })"
    rows = driver.root.locator(".cx-line")
    assert rows.first.evaluate(is_drawn)
    assert not rows.last.evaluate(is_drawn)
    grid.evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    driver.page.wait_for_timeout(100)
    assert rows.last.evaluate(is_drawn)
    assert not rows.nth(5).evaluate(is_drawn)
    driver.field("Show", "cases with the words").fill(next(iter(CASES.values())).setting)
    assert grid.evaluate("grid => grid.scrollTop") == 0
    assert rows.first.evaluate(is_drawn)


def test_a_link_opens_a_cell(opened):
    link = "?case=same-dilation&engine=paddle&engines=paddle,pytorch"
    visited, driver = opened(settings=f"#{NAME}{link}")
    assert "3 5 3" in sheet(driver).locator(".cx-own").inner_text()
    assert sorted(shown_engines(driver)) == ["PaddlePaddle", "PyTorch"]
    # Neither the heads nor the sheet lie over it.
    open_cell = cell(driver, "same-dilation", "paddle")
    assert open_cell.get_attribute("aria-selected") == "true"
    above(driver, open_cell, sheet(driver))
    above(driver, driver.root.locator(".cx-heads"), open_cell)
    follow(driver.page, f"#{NAME}?search=3&engines=&differing=true&case=")
    assert driver.field("Show", "cases with the words").input_value() == "3"
    assert driver.field("Show", "only where they differ").is_checked()
    follow(driver.page, f"#{NAME}?case=no-such-case")
    assert driver.problem.startswith("case must be one of same-odd, ")
    assert driver.problem.endswith("; got no-such-case")
    follow(driver.page, f"#{ROUTE}?source=paddle&target=pytorch")
    other = Driver(driver.page, ROUTE)
    assert other.field("Route", "from").input_value() == "paddle"
    assert visited.complaints == []


def test_an_open_cell_is_in_the_address_and_in_python(at):
    driver = at()
    copy = "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
    driver.page.evaluate(copy)
    drawn(driver, "same-dilation", "paddle").click()
    driver.page.wait_for_function("location.hash.includes('same-dilation')")
    assert "engine=paddle" in driver.page.url
    driver.press("Copy link")
    assert "#difference-matrix?" in driver.page.evaluate("window.copied")
    driver.press("Copy as Python")
    assert driver.page.evaluate("window.copied") == (
        'DifferenceMatrix(differing=True, case="same-dilation", engine="paddle")'
    )


@pytest.mark.parametrize(
    ("source", "target"),
    [("cnnlib", "paddle"), ("pytorch", "onnxruntime")],
)
def test_a_route_names_what_bites_the_worst_first(at, source, target):
    driver = at(ROUTE)
    follow(driver.page, f"#{ROUTE}?source={source}&target={target}")
    driver.settled()
    route = Route.between(source, target, DIFFERENCES.rows)
    sections = driver.root.locator("[data-severity]")
    order = [each.get_attribute("data-severity") for each in sections.all()]
    assert order == list(dict.fromkeys(bite.severity for bite in route.bites))
    shown = [
        [each.get_attribute("data-value") for each in line.locator("code[data-value]").all()]
        for line in driver.root.locator(".cx-bites li").all()
    ]
    # The cases of a difference stand together.
    whole = [[bite.before, bite.after] for bite in route.bites]
    assert [line[0] for line in sorted(shown)] == [before for before, _ in sorted(whole)]
    assert len(shown) == len(whole) > 1
    for how in order:
        own = [bite for bite in route.bites if bite.severity == how]
        part = driver.root.locator(f"[data-severity={how}]")
        assert part.locator("li").count() == len(own)
        if how != "refused":
            values = part.locator("li code[data-value]").all()
            assert sorted(each.get_attribute("data-value") for each in values) == sorted(
                answer for bite in own for answer in (bite.before, bite.after)
            )
        for remedy in {bite.difference.remedy.replace("`", "") for bite in own}:
            assert remedy in part.text_content()
    words = driver.root.locator(".cx-answers").inner_text()
    apart = len(route.bites) + len(route.same) - route.seen
    assert f"Of {len(CASES)} cases, {route.seen} went all the way through the export; " in words
    assert f"for {apart} each end was asked on its own. {len(route.same)} gave the same" in words
    missing = driver.root.locator("summary", has_text="Not measured for this pair")
    assert re.search(r"\d+", missing.inner_text())[0] == str(len(route.missing))
    missing.click()
    assert missing.locator("xpath=..").locator("li").count() == len(route.missing)


def test_a_route_is_chosen_and_turned_round(at):
    driver = at(ROUTE)
    driver.choose("Route", "from", "PaddlePaddle")
    driver.choose("Route", "to", "PyTorch")
    before = driver.root.locator("li", has_text="dilation 2, SAME").first
    before.scroll_into_view_if_needed()
    assert "PaddlePaddle 3 5 3 becomes PyTorch 2 4 2" in before.text_content()
    assert before.locator("mark").all_inner_texts() == ["2", "4", "2"]
    driver.press("Turn round")
    assert "PyTorch 2 4 2 becomes PaddlePaddle 3 5 3" in before.text_content()
    driver.field("Route", "cases with the words").fill("Dilation under SAME")
    assert driver.root.locator("article").count() == 1
    driver.unfold("Who answers what")
    driver.root.locator("article").get_by_text(DIFFERENCES["same-dilation"].question).wait_for()
    driver.choose("Route", "to", "PyTorch")
    assert driver.text(".cx-sum") == "Both ends are one engine: choose two."


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_it_can_be_read_in_any_light(opened, color_scheme):
    visited, driver = opened(color_scheme=color_scheme)
    driver.unfold("Engines")
    drawn(driver, "same-dilation", "paddle").click()
    assert visited.complaints == []
    # What is opened here; of all that a page shows at first test_browser.py asks it.
    check = violations if color_scheme == "light" else faint
    assert check(driver.page, f"#{NAME} .cx-finding") == []
    assert check(driver.page, f"#{NAME} .cx-fold") == []


def test_a_phone_shows_case_and_answers(opened):
    visited, driver = opened(viewport=PHONE, has_touch=True)
    driver.tick("Show", "only where they differ", False)
    assert driver.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    grid = driver.root.get_by_role("grid")
    first = driver.root.locator(".cx-line > .cx-case").first
    before = first.bounding_box()
    grid.evaluate("grid => { grid.scrollLeft = 200; }")
    assert first.bounding_box() == before
    open_cell = drawn(driver, "same-dilation", "paddle")
    size = open_cell.bounding_box()
    assert min(size["width"], size["height"]) >= 24
    open_cell.tap()
    above(driver, open_cell, sheet(driver))
    shown = sheet(driver).bounding_box()
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= PHONE["width"]
    assert shown["y"] + shown["height"] <= PHONE["height"] + 1
    assert driver.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert visited.complaints == []


@pytest.mark.parametrize("paper", [True, False])
def test_on_paper_and_without_scripts_tables_stand(visit, paper):
    page = visit(java_script_enabled=paper).open(PAGE)
    if paper:
        Driver(page, NAME)
        assert not page.locator(f"#{NAME} .answers-still").is_visible()
        page.emulate_media(media="print")
        assert not page.locator(f"#{NAME} .cx").is_visible()
    still = page.locator(f"#{NAME} .answers-still")
    assert still.is_visible()
    captions = still.locator("caption").all_text_contents()
    assert captions[:-1] == TITLES
    row = still.locator("tr", has_text="dilation 2, SAME").first
    assert row.is_visible()
    route = page.locator(f"#{ROUTE} .answers-still")
    assert route.is_visible()
    assert route.locator("tbody tr").count() > 3


def test_the_page_is_light(visit, html):
    """What it loads beyond the frame, packed as a server sends it.

    The font of the formulas is the frame's: every page with a formula has it, once it is drawn.
    """

    def loaded(path):
        visited = visit()
        visited.open(path, wait_until="networkidle")
        files = {urlparse(url).path.lstrip("/") for url in visited.asked if "blob:" not in url}
        return {name: html / name for name in files if name}

    frame = loaded("chapters/glossary.html")
    own = {name: file for name, file in loaded(PAGE).items() if name not in frame}
    own = {name: file for name, file in own.items() if "/fonts/" not in name}
    weights = {name: len(gzip.compress(file.read_bytes())) for name, file in own.items()}
    print("packed:", weights)
    assert PAGE in weights
    assert sum(weights.values()) <= HEAVIEST
