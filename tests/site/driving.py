"""Moving an explorer's controls as a reader does, and answering a quiz; reading what they show."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator

CONTROLS = ":is(input, select, button, textarea)"
FOLLOW = """async (link) => {
  // The page's own listeners are older than this one: they act before it.
  const followed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
  const before = location.href;
  location.hash = link;
  if (location.href !== before) await followed;
}"""
# The explorer's own listener is older than this one: it has written by then.
WATCH_FOLD = """(summary) => {
  const told = (done) => summary.parentElement.addEventListener("toggle", done, { once: true });
  window.folded = new Promise(told);
}"""
DOUBLE_IDS = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place);
}"""


class Driver:
    """One explorer on an open page; remembers which of its controls were moved."""

    def __init__(self, page, explorer_id: str) -> None:
        self.page = page
        # An explorer comes to life when a reader comes near.
        page.locator(f"#{explorer_id}").scroll_into_view_if_needed()
        self.root = page.locator(f"#{explorer_id} .cx")
        self.root.wait_for()

    def settled(self) -> "Driver":
        """Wait until what is out of sight is written, too."""
        self.root.locator("[aria-busy]").wait_for(state="detached")
        return self

    def field(self, group: str, label: str) -> Locator:
        """Return a control by the name of its group and its own."""
        named = re.compile(rf"^{re.escape(group)}( \w)?$")  # Perhaps with its symbol.
        return self.root.get_by_role("group", name=named).get_by_label(label)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def moved(self, control: Locator) -> Locator:
        """Return a control, marked as moved."""
        control.evaluate("element => element.dataset.moved = 'yes'")
        return control

    def enter(self, group: str, label: str, text: object) -> None:
        """Type into a number field and leave it."""
        control = self.moved(self.field(group, label))
        control.fill(str(text))
        control.blur()

    def step(self, group: str, label: str, by: int) -> None:
        """Press + or − beside a number field, once for each step."""
        stepper = self.field(group, label).locator("xpath=..")
        control = self.moved(stepper.locator("button").nth(1 if by > 0 else 0))
        for _ in range(abs(by)):
            control.click()

    def choose(self, group: str, label: str, option: str) -> None:
        self.moved(self.field(group, label)).select_option(label=option)

    def tick(self, group: str, label: str, on: bool) -> None:
        self.moved(self.field(group, label)).set_checked(on)

    def press(self, name: str) -> None:
        self.moved(self.button(name)).click()

    def unfold(self, words: str) -> None:
        """Click what is folded under these words, and wait until what it holds is written."""
        summary = self.root.locator("summary", has_text=words)
        summary.evaluate(WATCH_FOLD)
        summary.click()
        self.page.evaluate("() => window.folded.then(() => {})")

    def never_moved(self) -> list[str]:
        """Name the controls outside of grids that no test has moved yet."""
        return self.root.evaluate(
            """(root, controls) => [...root.querySelectorAll(controls)]
              .filter(each => !each.closest('.cx-grid') && !each.dataset.moved)
              .map(each => each.closest('.cx-field, .cx-row, .cx-bar')?.textContent
                + ': ' + each.outerHTML)""",
            CONTROLS,
        )

    def numbers(self, grid: str) -> list[list[float]]:
        """Return the exact numbers of a grid, row by row; cells without one are left out."""
        return self.root.get_by_role("grid", name=grid, exact=True).evaluate(
            """grid => [...grid.querySelectorAll('[role=row]')]
              .map(row => [...row.querySelectorAll('[data-value]')]
                .map(cell => cell.dataset.value).filter(text => text !== 'undefined').map(Number))
              .filter(row => row.length)"""
        )

    def cell(self, grid: str, row: int, column: int) -> Locator:
        return self.root.get_by_role("grid", name=grid, exact=True).locator(
            f'[data-at="{row},{column}"]'
        )

    def text(self, selector: str) -> str:
        return self.root.locator(selector).first.inner_text()

    def focused(self) -> str:
        """Return the words on the control that has the focus."""
        return self.text(":focus")

    @property
    def problem(self) -> str:
        """What the explorer says of the last wrong entry."""
        return self.text(".cx-problem")


def alongside(driver: Driver, explorer, compare) -> Callable[..., None]:
    """Return a function that sets the explorer in Python, too, and compares the two."""

    def now(**settings: object) -> None:
        with explorer.hold_trait_notifications():
            for name, value in settings.items():
                setattr(explorer, name, value)
        compare(driver, explorer)
        assert driver.problem == ""

    return now


def follow(page, link: str) -> None:
    """Go to a place on the open page, and wait until the page has followed."""
    page.evaluate(FOLLOW, link)


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def answer_by_keyboard(quiz: Locator) -> None:
    """Answer each question with one choice after another until it is right, by keyboard alone."""
    page, questions = quiz.page, quiz.get_by_role("group")
    count = questions.count()
    assert count >= 4
    questions.first.get_by_role("radio").first.focus()
    for place in range(count):
        question = questions.nth(place)
        said = question.get_by_role("status")
        if question.locator(".quiz-place:focus").count():
            press(page, "Tab")
        press(page, "Tab", "Enter")
        assert said.inner_text() == "Choose an answer first."
        press(page, "Shift+Tab", "Space")
        verdicts = []
        for _ in range(question.get_by_role("radio").count()):
            press(page, "Tab", "Enter")
            verdicts.append(said.inner_text().split(".")[0])
            assert len(said.inner_text()) > 25
            if verdicts[-1] == "Right":
                break
            press(page, "Shift+Tab", "ArrowDown")
            assert said.inner_text() == ""
        assert verdicts[-1] == "Right"
        assert set(verdicts[:-1]) <= {"No"}
        press(page, "Tab")
    score = quiz.locator(".quiz-score")
    assert score.inner_text().startswith(f"All {count} right, ")
    press(page, "Enter")
    assert score.inner_text() == f"0 of {count} right so far."
