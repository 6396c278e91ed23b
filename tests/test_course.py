"""Notebooks for a class: the student's gives nothing away, the teacher's passes each check."""

import re
import zipfile

import pytest

from book.model import BOOK, Book
from book.tools import course, plain_markdown, standalone
from book.tools.notebooks import EXAM, read
from book.tools.plain_markdown import plain


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    target = tmp_path_factory.mktemp("course")
    course.write_course(target)
    return target


CHAPTERS = {chapter.name: chapter for chapter in BOOK.chapters}
LARGE = 10_000
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def solutions(chapter):
    """Return the sentences, the lines of code and the printed lines of a chapter's solutions."""
    pieces = []
    for cell in CHAPTERS[chapter].cells:
        if "solution" in cell.metadata.get("tags", []):
            pieces += re.split(r"\n|(?<=[.?:]) ", cell.source)
            for output in cell.get("outputs", []):
                pieces += output.get("text", "").splitlines()
    secret = {piece.strip() for piece in pieces if len(piece.strip()) > 20}
    # How an answer is checked is no secret.
    return {piece for piece in secret if not piece.startswith("check(")}


def lesson(chapter):
    """Return all that a chapter says outside of its solutions."""
    cells = CHAPTERS[chapter].cells
    return "\n".join(c.source for c in cells if "solution" not in c.metadata.get("tags", []))


@each_chapter
def test_a_students_notebook_holds_no_line_of_a_solution(chapter, written):
    text = (written / "student" / f"{chapter}.ipynb").read_text(encoding="utf-8")
    notebook = course.read(written / "student" / f"{chapter}.ipynb")
    sources = "\n".join(cell.source for cell in notebook.cells)
    shown = lesson(chapter)
    secret = [piece for piece in solutions(chapter) if piece not in shown]
    assert len(secret) > 5
    assert [piece for piece in secret if piece in sources] == []
    text = text.replace('"solution": ', "")
    assert "solution" not in text.lower().replace("resolution", "")
    assert "<summary>Answer</summary>" not in text


def test_a_teachers_explorer_is_alive_and_a_students_is_made_by_its_cell(written):
    teacher = (written / "teacher" / "padding.ipynb").read_text(encoding="utf-8")
    student = (written / "student" / "padding.ipynb").read_text(encoding="utf-8")
    assert teacher.count('"_esm": "') == teacher.count('"_anywidget_id": "cnnlib.') == 4
    assert "export default" in teacher
    assert '"_esm"' not in student


@each_chapter
def test_a_students_notebook_has_no_output_and_an_empty_answer_for_each_exercise(chapter, written):
    cells = course.read(written / "student" / f"{chapter}.ipynb").cells
    assert [cell.outputs for cell in cells if cell.get("outputs")] == []
    asked = [cell.source.splitlines()[0] for cell in cells if cell.source.startswith("### Exer")]
    exercises = CHAPTERS[chapter].exercises
    assert asked == [f"### Exercise {each.number}: {each.title}" for each in exercises]
    assert len(asked) >= 5
    empty = [cell.source for cell in cells if cell.source.startswith("answer = ")]
    assert empty == [f'answer = ...\ncheck("{each.name}", answer)' for each in exercises]


def large_parts(chapter):
    """Return the answers of a chapter that are whole and too large to stand there by chance."""
    answers = [exercise.answers["answer"] for exercise in CHAPTERS[chapter].exercises]
    parts = (part for each in answers for part in (each if isinstance(each, list) else [each]))
    return [part for part in parts if type(part) is int and part >= LARGE]


WITH_LARGE_ANSWERS = [chapter for chapter in CHAPTERS if large_parts(chapter)]


@pytest.mark.parametrize("chapter", WITH_LARGE_ANSWERS)
def test_the_exercises_of_a_student_do_not_state_their_large_answers(chapter, written):
    cells = course.read(written / "student" / f"{chapter}.ipynb").cells
    start = next(i for i, cell in enumerate(cells) if cell.source.startswith("## Exercises"))
    text = "\n".join(cell.source for cell in cells[start:]).replace(",", "").replace("{}", "")
    for part in large_parts(chapter):
        assert not re.search(rf"(?<!\d){part}(?!\d)", text), part


def test_the_chapters_that_count_have_large_answers():
    assert {"counting", "vgg16"} <= set(WITH_LARGE_ANSWERS)


def test_no_bundle_for_students_holds_answers_or_exam(written):
    entries = zipfile.ZipFile(written / "student.zip").infolist()
    # On a server, all may read them.
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    names = [entry.filename for entry in entries]
    assert not [
        name for name in names if name.endswith(("answers.toml", "plan.toml")) or "exam" in name
    ]
    assert "cnn-student/padding.ipynb" in names
    assert "cnn-student/padding/quiz.toml" in names
    assert "cnn-student/cnnlib/teaching/answers.json" in names


@each_chapter
def test_the_teachers_notebook_passes_every_check(chapter, written):
    cells = course.read(written / "teacher" / f"{chapter}.ipynb").cells
    checks = [cell for cell in cells if re.search(r'^check\("', cell.source, re.MULTILINE)]
    assert len(checks) == sum(cell.source.startswith("### Exercise") for cell in cells)
    said = [cell.outputs[-1].data["text/plain"] for cell in checks]
    assert said == [f"{each.number} ✓ Right." for each in CHAPTERS[chapter].exercises]


def test_the_exam_has_ten_questions_and_solutions_only_in_its_second_file(written):
    exam = "\n".join(c.source for c in course.read(written / "teacher" / "exam.ipynb").cells)
    solved = "\n".join(
        c.source for c in course.read(written / "teacher" / "exam-solutions.ipynb").cells
    )
    assert len(re.findall(r"^## \d+\. ", exam, re.MULTILINE)) == 10
    assert "Solution" not in exam
    assert solved.count("**Solution.**") == 10


def test_the_points_of_the_exam_add_up_and_at_most_half_are_for_formulas():
    cells = read(EXAM).cells
    asked = [int(n) for cell in cells for n in re.findall(r"^## .*\((\d+) points\)", cell.source)]
    solutions = [cell.source for cell in cells if cell.source.startswith("**Solution.**")]
    points = re.compile(r"^- (\d+) points?(, by formula)?: ", re.MULTILINE)
    given = [points.findall(source) for source in solutions]
    assert [sum(int(n) for n, _ in each) for each in given] == asked
    assert sum(asked) == 40
    assert sum(int(n) for each in given for n, formula in each if formula) == 17


@each_chapter
def test_a_notebook_for_a_class_needs_no_myst(chapter, written):
    for audience in ("student", "teacher"):
        for cell in course.read(written / audience / f"{chapter}.ipynb").cells:
            if cell.cell_type == "markdown":
                assert ":::" not in cell.source, cell.source
                assert not re.search(r"\{[a-z:-]+\}`", cell.source), cell.source


@each_chapter
def test_a_notebook_for_a_class_can_be_handed_out_alone(chapter, written):
    questions = standalone.packed(standalone.beside(chapter))
    for audience in ("student", "teacher"):
        first = course.read(written / audience / f"{chapter}.ipynb").cells[0]
        assert first.metadata.tags == ["install"]
        assert questions in first.source


def test_the_bundles_list_what_their_notebooks_import(written):
    for audience in ("student", "teacher"):
        lines = (written / audience / "requirements.txt").read_text(encoding="utf-8").splitlines()
        assert lines == [
            "anywidget>=0.9.13",
            "jupyterlab",
            "matplotlib>=3.8",
            "numpy>=1.26",
            "scikit-image>=0.24",
            "scikit-learn>=1.5",
            "threadpoolctl>=3.5",
            "tqdm>=4.66",
        ]


def test_myst_becomes_plain_markdown(monkeypatch):
    book = Book()
    book.numbers = {"eq-a": "5.1", "fig-b": "5.2", "exercise-c": "5.3"}
    monkeypatch.setattr(plain_markdown, "BOOK", book)
    text = "{eq}`eq-a`, {numref}`fig-b`, {term}`two <window>`, [it](x.md), [p](padding.ipynb)."
    assert plain(text, {"padding.ipynb"}) == (
        "(5.1), Fig. 5.2, two, it (in the book), [p](padding.ipynb)."
    )
    text = "{numref}`exercise-c` and {numref}`exercise {number} <exercise-c>`"
    assert plain(text, set()) == "Exercise 5.3 and exercise 5.3"
    assert plain("$$x$$ (eq-a)", set()) == r"$$x \tag{5.1}$$"
    assert plain("{cite:t}`dumoulin2016guide`", set()) == "Dumoulin and Visin (2016)"
    hint = "::::{hint}\n:class: dropdown\nTry.\n::::"
    assert plain('{kbd}`Tab`, <a href="p.html#x?k=3">it</a>', set()) == (
        "<kbd>Tab</kbd>, it (in the book)"
    )
    box = f":::::{{exercise}} Keep\n:label: exercise-a\n\nDo it.\n\n{hint}\n:::::"
    assert plain(box, set(), "5.3") == (
        "### Exercise 5.3: Keep\n\nDo it.\n\n<details><summary>Hint</summary>\n\nTry.\n\n</details>"
    )
