"""What a reader downloads, or opens on Binder or Colab: plain, folded, and running alone."""

import asyncio
import inspect
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from html.parser import HTMLParser

import nbformat
import pytest
import yaml
from nbconvert.filters import markdown2html

from book import ROOT
from book.model import BOOK
from book.sphinx import repository
from book.tools import course, first_cell, notebooks, plain_markdown, reader, standalone
from book.words import table

PAGES = list(BOOK.notebooks)
each_page = pytest.mark.parametrize("page", PAGES)
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
FOLDED_BY_JUPYTER_COLAB_KAGGLE = {
    "jupyter": {"source_hidden": True, "outputs_hidden": True},
    "cellView": "form",
    "_kg_hide-input": True,
    "_kg_hide-output": True,
}
LARGEST_FIRST_CELL = 650_000


made = reader.readers  # Some tests put what is given in its place.


@cache
def given():
    """Return the notebooks, made once."""
    return made()


def texts(page):
    return [cell for cell in given()[page].cells if cell.cell_type == "markdown"]


@each_page
def test_it_is_plain_markdown_whose_links_lead_somewhere(page):
    nbformat.validate(given()[page])
    for cell in texts(page):
        assert ":::" not in cell.source, cell.source
        assert not re.search(r"\{[a-z:-]+\}`|\(eq-|\]\((?!https?:)|href=\"(?!https?:)", cell.source)
        assert cell.source.count("<details>") == len(FOLDED.findall(cell.source))


@each_page
def test_nothing_that_gives_an_answer_away_is_open(page):
    chapter = page.rpartition("/")[2]
    stored = notebooks.read(ROOT / f"{page}.ipynb").cells
    answers = sum(cell.source.count("{dropdown} Answer") for cell in stored)
    assert sum(cell.source.count("<summary>Answer</summary>") for cell in texts(page)) == answers
    exercises = [c for c in texts(page) if c.source.startswith("### Exercise")]
    hints = sum(cell.source.count("<summary>Hint</summary>") for cell in exercises)
    assert hints == len(exercises) == sum("{exercise}" in cell.source for cell in stored), chapter
    for cell in given()[page].cells:
        if "solution" in cell.metadata.get("tags", []):
            if cell.cell_type == "markdown":
                assert re.fullmatch(r"<details><summary>Solution [\d.]+</summary>.*</details>",
                                    cell.source, re.DOTALL)  # fmt: skip
            else:
                assert cell.outputs == []
                assert FOLDED_BY_JUPYTER_COLAB_KAGGLE.items() <= cell.metadata.items()


class Folds(HTMLParser):
    """What the folds of HTML hold beside their titles; a tag that another one cuts is an error."""

    def __init__(self, html):
        super().__init__()
        self.held, self.stack = [], []
        self.feed(html)
        self.close()
        assert self.stack == [], html

    def handle_starttag(self, tag, attrs):
        if tag not in {"br", "hr", "img", "input"}:
            self.stack.append(tag)
        if tag == "details":
            self.held.append("")

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, self.rawdata

    def handle_data(self, data):
        if "details" in self.stack and "summary" not in self.stack:
            self.held[-1] += data.strip()


@pytest.mark.parametrize("made_for", ["reader", "teacher"])
def test_no_fold_is_empty_where_nbconvert_reads_it(made_for, tmp_path):
    if made_for == "reader":
        read = given().values()
    else:
        course.write_course(tmp_path)
        read = [notebooks.read(file) for file in sorted(tmp_path.rglob("*.ipynb"))]
        # The teacher's have sources for nbgrader beside them.
        assert len(read) == 3 * len(BOOK.chapters) + 2
    sources = [cell.source for book in read for cell in book.cells if cell.cell_type == "markdown"]
    folds = 0
    for source in sources:
        held = Folds(markdown2html(source)).held
        assert len(held) == source.count("<details>")
        assert all(held), source
        folds += len(held)
    assert folds > 150


def test_a_block_stands_apart_from_what_is_before_and_after_it():
    text = """Before.
:::{admonition} Check yourself
How many?
:::
:::{dropdown} Answer
Four.
:::
After."""
    assert (
        plain_markdown.plain(text, set())
        == """Before.

> **Check yourself**
>
> How many?

<details><summary>Answer</summary>

Four.

</details>

After."""
    )


def test_the_chapters_have_what_can_be_given_away():
    every = "\n".join(cell.source for page in PAGES for cell in texts(page))
    assert every.count("<summary>Answer</summary>") > 80
    solutions = len(re.findall(r"<summary>Solution \d", every))
    assert every.count("<summary>Hint</summary>") == solutions > 50


def test_an_exercise_has_a_place_for_the_answer():
    cells = given()["chapters/padding"].cells
    places = [at for at, cell in enumerate(cells) if cell.source.startswith("answer = ...")]
    assert len(places) == 8
    assert cells[places[1]].source == 'answer = ...\ncheck("stem", answer)'
    title = f"### Exercise {BOOK.exercises['stem'].number}: The first layers of ResNet"
    assert cells[places[1] - 1].source.startswith(title)


@each_page
def test_outputs_stay_as_pictures_with_words_and_as_text(page):
    assert "widgets" not in given()[page].metadata
    kept = [output for cell in given()[page].cells for output in cell.get("outputs", [])]
    assert kept
    for output in kept:
        assert reader.WIDGET_VIEW not in output.get("data", {})
        if "image/png" in output.get("data", {}):
            assert len(output.metadata["image/png"]["alt"]) > 20


def test_a_quiz_can_be_read_where_no_script_runs():
    (quiz,) = (cell for cell in given()["chapters/padding"].cells if cell.id == "quiz")
    assert "<details><summary>" in quiz.outputs[0].data["text/html"]


@each_page
def test_the_first_cell_is_folded_and_light(page):
    first = given()[page].cells[0]
    assert first.source.startswith("# @title Run this cell first")
    assert first.metadata == {
        "tags": ["install"],
        "jupyter": {"source_hidden": True},
        "cellView": "form",
        "_kg_hide-input": True,
    }
    assert len(first.source) < LARGEST_FIRST_CELL
    assert max(map(len, first.source.splitlines())) <= 1000


COMMON = {
    "numpy": "numpy>=1.26",
    "threadpoolctl": "threadpoolctl>=3.5",
    "tqdm": "tqdm>=4.66",
}
DRAWN = {**COMMON, "matplotlib": "matplotlib>=3.8"}
MOVED = {**DRAWN, "anywidget": "anywidget>=0.9.13"}
PICTURED = {**MOVED, "skimage": "scikit-image>=0.24"}


@pytest.mark.parametrize(
    ("chapter", "needs"),
    [
        ("formulas", COMMON),
        ("ten-counters", MOVED),
        ("seeing", PICTURED),
        ("learning", {**PICTURED, "sklearn": "scikit-learn>=1.5"}),
    ],
)
def test_a_notebook_asks_for_what_its_cells_import(chapter, needs):
    assert standalone.needs(notebooks.read(ROOT / "chapters" / f"{chapter}.ipynb")) == needs


@each_page
def test_what_a_notebook_asks_for_is_a_least_version(page):
    # The first cell reads no other form.
    for line in standalone.needs(notebooks.read(ROOT / f"{page}.ipynb")).values():
        assert re.fullmatch(r"[\w-]+>=[\d.]*\d", line)


def names(lines):
    """Return the names of the packages that lines of requirements ask for."""
    return {re.match(r"[\w-]+", line)[0] for line in lines if re.match(r"\w", line)}


def test_binder_has_what_every_chapter_and_the_exam_import():
    lines = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    has = names(lines) | names(project["dependencies"])
    (own,) = (line for line in lines if line.startswith("-e "))
    for extra in re.search(r"\[(.*)\]", own)[1].split(","):
        has |= names(project["optional-dependencies"][extra])
    for path in notebooks.stored():
        wanted = names(standalone.needs(notebooks.read(path)).values())
        assert wanted <= has, f"{path.name} also needs {wanted - has}"


@each_page
def test_every_file_that_a_cell_reads_comes_along(page):
    code = "\n".join(c.source for c in given()[page].cells[1:] if c.cell_type == "code")
    # Matplotlib has this photograph.
    read = set(re.findall(r"[\"']([^\"'\s]+\.(?:toml|json|npz|csv|png|jpg))[\"']", code))
    assert read - {"grace_hopper.jpg"} == set(standalone.beside(page.rpartition("/")[2]))


# Python's own modules alone, as on a machine that has never seen this book.
BRING = f"""
{inspect.getsource(first_cell.bring)}
import asyncio, importlib.util, subprocess, sys
from pathlib import Path

def bring_now(**needs):
    asyncio.run(bring(needs, SAYS, CNNLIB, BESIDE))

def found():
    return Path(importlib.util.find_spec("cnnlib").origin).parent
"""


@pytest.fixture
def alone(tmp_path):
    """Return a function that runs code in an empty folder and returns what it said."""
    folder = tmp_path / "empty"
    folder.mkdir()
    packed = [standalone.packed(standalone.package()), standalone.packed({})]
    packed[1] = standalone.packed(standalone.beside("padding"))
    file = tmp_path / "code.py"

    def run(code):
        given = f"SAYS = {table()['first_cell']!r}\n"
        given += f'CNNLIB = """{packed[0]}"""\nBESIDE = """{packed[1]}"""\n'
        file.write_text(f"{given}{BRING}\n{code}", encoding="utf-8")
        # Not -I alone: site-packages have cnnlib.
        command = [sys.executable, "-I", "-S", "-X", "utf8", file]
        return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")

    run.folder = folder
    return run


def test_where_nothing_is_cnnlib_and_the_questions_are_brought(alone):
    script = "found() / 'explorers/js/quiz/quiz.js'"
    run = alone(f"bring_now()\nprint({script})\nbring_now()\nprint(found())")
    assert run.returncode == 0, run.stderr
    script, again = run.stdout.splitlines()
    assert script.startswith(again), "the second time it is there"
    assert os.listdir(alone.folder) == ["padding"]
    written = (alone.folder / "padding" / "quiz.toml").read_bytes()
    assert written == (ROOT / "chapters" / "padding" / "quiz.toml").read_bytes()
    # The kernel's end takes it away.
    assert not os.path.exists(again)


def test_the_same_cnnlib_is_used_where_it_lies(alone):
    run = alone(f"sys.path.append({str(ROOT)!r})\nbring_now()\nprint(found())")
    assert run.stdout == f"{ROOT / 'cnnlib'}\n", run.stderr


def test_another_cnnlib_is_left_out_with_a_word(alone):
    other = alone.folder / "other" / "cnnlib"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("__version__ = 'old'\n", encoding="utf-8")
    code = f"sys.path.insert(0, {str(other.parent)!r})\nimport cnnlib\nbring_now()\nprint(found())"
    word, used = alone(code).stdout.splitlines()
    expected = f"This notebook uses the cnnlib that it brings along, not the other one in {other}."
    assert word == expected
    assert used != str(other)


def test_a_file_that_is_there_already_is_kept_with_a_word(alone):
    (alone.folder / "padding").mkdir()
    (alone.folder / "padding" / "quiz.toml").write_text("mine", encoding="utf-8")
    assert alone("bring_now()").stdout == (
        "padding/quiz.toml was here before and is not the one of this notebook. It is used.\n"
    )
    assert (alone.folder / "padding" / "quiz.toml").read_text(encoding="utf-8") == "mine"


PIP = """
def run(command, **how):
    print(*command[1:])
    Path(PLACE, "anywidget.py").write_text("")
    return subprocess.CompletedProcess(command, CODE, "", "ERROR: no route to it")

subprocess.run = run
sys.path.append(PLACE)
bring_now(json="json", anywidget="anywidget>=0.9.13")
import anywidget
"""


def test_what_is_missing_is_installed_and_a_new_widget_needs_the_page_anew(alone, tmp_path):
    run = alone(f"PLACE, CODE = {str(tmp_path)!r}, 0\n{PIP}")
    assert run.stdout.splitlines() == [
        "-m pip install --quiet --disable-pip-version-check anywidget>=0.9.13",
        "anywidget is new here: save this notebook and reload the page; until then its quiz",
        "and its explorers show an error.",
    ], run.stderr


def test_what_cannot_be_installed_is_named_with_pips_reason(alone, tmp_path):
    said = alone(f"PLACE, CODE = {str(tmp_path)!r}, 1\n{PIP}").stderr
    assert "RuntimeError: pip could not install anywidget>=0.9.13:\nERROR: no route to it" in said


def package(folder, name, version):
    """Lay out a package as pip does."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    metadata = folder / f"{name}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Name: {name}\nVersion: {version}\n", encoding="utf-8")


UPGRADES = """
def run(command, **how):
    print("pip", *command[-1:])
    sys.path.insert(0, NEW)
    return subprocess.CompletedProcess(command, 0, "", "")

subprocess.run = run
sys.path.append(OLD)
"""


@pytest.fixture
def upgraded(alone, tmp_path):
    """Return a function that runs a first cell where a package is there, and pip has another."""

    def run(there, has, code):
        package(tmp_path / "old", "numpy", there)
        package(tmp_path / "new", "numpy", has)
        places = f"OLD, NEW = {str(tmp_path / 'old')!r}, {str(tmp_path / 'new')!r}"
        return alone(f"{places}\n{UPGRADES}\n{code}")

    return run


NEEDS_NUMPY = "bring_now(numpy='numpy>=1.26')"


@pytest.mark.parametrize("there", ["1.24.4", "1.9", "0.26", "1.25.2.post1"])
def test_what_is_too_old_is_named_and_replaced(there, upgraded):
    run = upgraded(there, "2.4.1", f"{NEEDS_NUMPY}\nimport numpy; print(numpy.__file__)")
    said, called, used = run.stdout.splitlines()
    assert said == f"numpy {there} is too old for this notebook, which needs numpy>=1.26."
    assert called == "pip numpy>=1.26"
    assert "new" in used


@pytest.mark.parametrize("there", ["1.26", "1.26.0", "1.100", "2.0.0rc1", "2.4.1+local"])
def test_what_is_new_enough_is_left_alone(there, upgraded):
    run = upgraded(there, "3.0", NEEDS_NUMPY)
    assert (run.stdout, run.stderr) == ("", "")


@pytest.mark.parametrize(("before", "has"), [("import numpy\n", "2.4.1"), ("", "1.25")])
def test_what_was_loaded_or_stays_old_needs_the_kernel_anew(before, has, upgraded):
    said = upgraded("1.24.4", has, f"{before}{NEEDS_NUMPY}").stderr
    wanted = "RuntimeError: numpy>=1.26 installed: restart the kernel, then run this cell"
    assert said.splitlines()[-1] == wanted


def test_an_older_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(RuntimeError, match="cnnlib needs Python 3.11 or newer, and this is"):
        asyncio.run(first_cell.bring({}, table()["first_cell"], "", ""))


def test_the_buttons_lead_to_what_the_branch_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "readers", given)
    folder, remote, source = tmp_path / "branch", tmp_path / "remote.git", tmp_path / "source"
    for command in (["init", "--bare", remote], ["init", source]):
        subprocess.run(["git", *command], check=True, capture_output=True)
    reader.write_branch(folder)
    first = reader.push(folder, str(remote), source)
    (source / "unrelated").touch()
    assert reader.push(folder, str(remote), source) == first, "Binder would begin anew"
    command = ["git", "--git-dir", remote, "ls-tree", "-r", "--name-only", repository.BRANCH]
    held = subprocess.check_output(command, text=True).splitlines()
    assert {f"{page}.ipynb" for page in PAGES} < set(held)
    wanted = [".binder/requirements.txt", ".binder/runtime.txt", "constraints.txt"]
    package = ["pyproject.toml", "README.md", "LICENSE", "cnnlib/__init__.py"]
    assert {*wanted, *package} < set(held)


def test_a_new_edition_stands_on_the_one_before(tmp_path):
    remote, source, folder = (tmp_path / name for name in ("remote", "source", "edition"))
    folder.mkdir()
    git = ["git", "-C", str(tmp_path)]
    for command in (["init", "-q", "--bare", "remote"], ["init", "-q", "source"]):
        subprocess.run([*git, *command], check=True)
    told = []
    for text in ("one\n", "two\n"):
        (folder / "page.ipynb").write_text(text, encoding="utf-8")
        told.append(reader.push(folder, str(remote), source))
    log = ["git", "--git-dir", remote, "log", "--format=%H", repository.BRANCH]
    assert subprocess.check_output(log, text=True).split() == told[::-1]


def test_what_was_worked_in_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "readers", given)
    assert reader.write_lab(tmp_path) == []
    mine, lost = (tmp_path / "chapters" / f"{name}.ipynb" for name in ("padding", "pooling"))
    mine.write_text("my answers", encoding="utf-8")
    lost.unlink()
    assert reader.write_lab(tmp_path) == [mine]
    assert mine.read_text(encoding="utf-8") == "my answers"
    assert notebooks.read(lost) == given()["chapters/pooling"]


def test_what_is_published_is_pushed_first():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text("utf-8"))
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"]["contents"] == "write"
    steps = [step.get("run", step.get("uses")) for step in publish["steps"]]
    assert steps.index("make book") < steps.index("make publish-notebooks")
    assert steps.index("make publish-notebooks") < steps.index("actions/deploy-pages@v4")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\t$(PY) -m book.tools.reader --push $(or $(REMOTE),origin)\n" in makefile
