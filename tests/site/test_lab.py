"""JupyterLab, with a kernel: what a cell sets shows, what is moved arrives; a class can work."""

import shutil
import time

import pytest
from conftest import Visit
from driving import answer_by_keyboard
from lab import Notebook, running_lab, write_notebook
from lab_cases import CASES
from stored import stored_explorers

from book.model import BOOK
from book.tools import course, notebooks
from book.widget_code import with_code
from cnnlib.explorers import PaddingExplorer

SECONDS = 15
VIEWS = 3


# Texts with less contrast than 4.5. (JupyterLab's body has no height: axe takes all for hidden.)
FAINT = """root => {
  const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const luminance = (element, name) => {
    for (let at = element; at; at = name === "color" ? null : at.parentElement) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = getComputedStyle(at)[name];
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, alpha] = pen.getImageData(0, 0, 1, 1).data;
      const linear = v => v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
      if (alpha) return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    }
  };
  const contrast = element => {
    const both = [luminance(element, "color"), luminance(element, "backgroundColor")];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  };
  return [...root.querySelectorAll("*:not(:disabled)")]
    .filter(each => each.matches("input, select")
      || [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(each => contrast(each) < 4.5)
    .map(each => `${contrast(each).toFixed(2)} ${each.outerHTML.slice(0, 80)}`);
}"""
# The paper, and each canvas of cells, when the next frame is there.
LOOK = """async cx => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const drawn = [...cx.querySelectorAll(".cx-canvas")].map(canvas => canvas.toDataURL());
  return [getComputedStyle(cx).backgroundColor, ...drawn];
}"""
each_explorer = pytest.mark.parametrize("case", CASES, ids=lambda case: case.explorer.__name__)


class LabVisit(Visit):
    """JupyterLab in the browser: of what it says only the errors are kept."""

    def _note(self, message):
        if message.type == "error" and "widget model not found" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with running_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def visited(lab, browser):
    visited = LabVisit(browser, lab.address, viewport={"width": 1300, "height": 2000})
    visited.page.goto(f"{lab.address}lab?token={lab.token}")
    visited.page.wait_for_function("window.jupyterapp")
    visited.page.evaluate("jupyterapp.restored.then(() => null)")
    yield visited
    visited.context.close()


@pytest.fixture(scope="module")
def notebook(lab, visited):
    """Run a notebook with each explorer: two views of it, and another of its kind."""
    cells = ["from cnnlib import explorers", "seen = {}"]
    for case in CASES:
        name, result = case.explorer.__name__, case.result
        cells += [
            f"{name} = explorers.{name}()\n"
            f"{name}.observe(lambda change: seen.update({name}=change.new), {result!r})",
            name,
            name,
            f"explorers.{name}()",
        ]
    write_notebook(lab.folder / "every-explorer.ipynb", *cells)
    notebook = Notebook(visited.page, "every-explorer.ipynb")
    notebook.run_all()
    return notebook


@pytest.fixture(autouse=True)
def quiet(visited):
    """Hold after each test that no error was logged and the address left to JupyterLab."""
    yield
    assert visited.complaints == visited.elsewhere == []
    assert "#" not in visited.page.url


def views(notebook, case):
    """Return the two views of an explorer, and that of the other one."""
    first = VIEWS * CASES.index(case)
    return [notebook.view(place) for place in range(first, first + VIEWS)]


def compare(case, view, explorer):
    """Hold what a view shows to cnnlib; JupyterLab leaves out the text of what is far off."""
    view.root.scroll_into_view_if_needed()
    case.compare(view, explorer)


def soon(check, *arguments):
    """Wait until a check holds: kernel and page talk to one another in their own time."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            return check(*arguments)
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@each_explorer
def test_cell_and_page_move_one_another(case, notebook):
    name = case.explorer.__name__
    one, two, other = views(notebook, case)
    for view in (one, two, other):
        soon(compare, case, view, case.explorer())

    case.step(one)
    ((trait, value),) = case.moved.items()
    expected = f"{value} {case.value} True"

    def arrived():
        observed = f"seen['{name}'] is {name}.{case.result}"
        assert notebook.run(f"print({name}.{trait}, {name}.{case.reading}, {observed})") == expected

    soon(arrived)
    for view in (one, two):
        compare(case, view, case.explorer(**case.moved))
    compare(case, other, case.explorer())

    ((trait, value),) = case.cell.items()
    assert notebook.run(f"{name}.{trait} = {value!r}") == ""
    for view in (one, two):
        soon(compare, case, view, case.explorer(**{**case.moved, **case.cell}))
    ((trait, value),) = case.refused.items()
    assert notebook.run(f"{name}.{trait} = {value!r}") == case.message
    for view in (one, two):
        compare(case, view, case.explorer(**{**case.moved, **case.cell}))
        assert view.problem == ""

    # What a cell sets, a view can undo.
    two.press("Undo")
    for view in (one, two):
        compare(case, view, case.explorer(**case.moved))
    compare(case, other, case.explorer())


def test_where_one_view_points_is_nothing_to_undo_in_another(notebook):
    case = CASES[0]
    one, two, _ = views(notebook, case)
    one.press("Reset")
    case.step(one)
    notebook.run("pass")  # By now the kernel has echoed what the page sent it.
    one.cell("Output numbers", 0, 1).hover()
    assert one.text(".cx-sum") == "(3 + 4 + 7 + 8 + 11 + 12) / 6 = 7.5"
    assert two.text(".cx-sum") == one.text(".cx-sum")
    two.press("Undo")
    compare(case, two, case.explorer())


@each_explorer
def test_plain_keys_move_a_select_and_control_s_still_saves(case, notebook):
    view, page = views(notebook, case)[0], notebook.page
    select = view.root.locator("select").first
    before = select.input_value()
    select.focus()
    page.keyboard.press("ArrowDown")
    assert select.input_value() != before
    notebook.run("pass")  # Something to save.
    select.focus()
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    view.press("Undo")
    assert select.input_value() == before


def test_it_can_be_read_in_the_dark(notebook):
    for case in filter(lambda case: case.spoil, CASES):
        case.spoil(views(notebook, case)[0])
    light, dark = look_in("Light", notebook), look_in("Dark", notebook)
    assert len(light) == 3
    assert all(one != other for one, other in zip(light, dark, strict=True))
    for case in CASES:
        assert views(notebook, case)[0].root.evaluate(FAINT) == []
    # A second change is followed, too.
    assert look_in("Light", notebook) == light


def look_in(theme, notebook):
    """Turn to a theme of JupyterLab's; return the padding explorer's paper and what it draws."""
    notebook.command("apputils:change-theme", theme=f"JupyterLab {theme}")
    page = notebook.page
    page.locator(f"[data-jp-theme-name='JupyterLab {theme}']").wait_for(state="attached")
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    (case,) = (case for case in CASES if case.explorer is PaddingExplorer)
    return views(notebook, case)[0].root.evaluate(LOOK)


def test_a_saved_notebook_opens_with_its_state(lab, notebook):
    for case in CASES:
        notebook_view = views(notebook, case)[-1]
        case.step(notebook_view)
    notebook.command("docmanager:save")
    notebook.close()
    again = Notebook.alive(notebook.page, "every-explorer.ipynb")
    for case in CASES:
        other = views(again, case)[-1]
        soon(compare, case, other, case.explorer(**case.moved))
        # No cell was run: nobody but the page computes.
        other.press("Reset")
        compare(case, other, case.explorer(**case.moved))


# One for each form that a state is stored in: the bytes of a picture, layers, strokes.
@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.chapter in ("anatomy", "counting", "learning")],
    ids=lambda case: case.explorer.__name__,
)
def test_a_stored_chapter_opens_with_its_explorer_alive(case, lab, visited):
    chapter = notebooks.CHAPTERS / f"{case.chapter}.ipynb"
    # As a teacher gets it. Where chapters are written, a kernel has the code.
    notebooks.write(with_code(notebooks.read(chapter)), lab.folder / chapter.name)
    lab.trust(lab.folder / chapter.name)
    opened = Notebook.alive(visited.page, chapter.name)
    stored = stored_explorers(chapter)
    place = [type(each).__name__ for each in stored].index(case.explorer.__name__)
    soon(compare, case, opened.view(place), stored[place])
    opened.close()


def test_a_student_runs_a_chapter_takes_its_quiz_and_solves_an_exercise(lab, visited, tmp_path):
    course.write_course(tmp_path)
    shutil.copytree(tmp_path / "student", lab.folder / "student")
    notebook = Notebook(visited.page, "student/padding.ipynb")
    notebook.run_all()
    quiz = notebook.cell(-1).locator(".quiz")
    quiz.wait_for()
    answer_by_keyboard(quiz)
    assert notebook.run("print(cnnlib.__file__)").startswith(str(lab.folder / "student"))
    unanswered = notebook.run('answer = ...\nprint(check("keep", answer))')
    number = BOOK.exercises["keep"].number
    assert unanswered.startswith(f"{number} ✗ Put your answer in place of the three dots")
    assert notebook.run('print(check("keep", (3, 28)))') == f"{number} ✓ Right."
    notebook.close()
