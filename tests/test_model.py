"""What the book holds and how it is numbered: literals stand in the table below, and only there."""

import json

import pytest
import yaml

from book import ROOT
from book.model import BOOK, Book

# The numbers that a reader sees; a chapter in between changes these lines and no others.
NUMBERED = {
    "exercise-seeing-child": "1.1",
    "exercise-pooling-blur": "4.8",
    "exercise-padding-two-sums": "5.4",
    "exercise-vgg16-separable-vgg": "8.8",
    "exercise-what-a-count-does-not-say-two-budgets": "9.7",
    "exercise-any-network-paint": "10.4",
    "eq-padding-output": "5.4",
    "fig-padding-refused": "5.11",
    "eq-vgg-flops": "8.11",
    "fig-cost-frontier": "9.9",
    "fig-any-unet": "10.8",
    # Behind the chapters the count goes on from page to page.
    "eq-counters-lenet": "1",
    "fig-unrolled-windows": "4",
    "eq-note-floor": "10",
}
CHAPTERS = [
    "seeing",
    "anatomy",
    "whole-network",
    "pooling",
    "padding",
    "learning",
    "counting",
    "vgg16",
    "what-a-count-does-not-say",
    "any-network",
]


def test_the_chapters_are_numbered_in_the_order_of_the_contents():
    assert [(each.number, each.name) for each in BOOK.chapters] == [*enumerate(CHAPTERS, start=1)]


@pytest.mark.parametrize("label", NUMBERED)
def test_what_has_a_label_has_its_number(label):
    assert BOOK.numbers[label] == NUMBERED[label]


def test_a_page_of_plans_stands_behind_the_guide_for_each_chapter():
    teaching = [page.address for page in BOOK.parts["For teachers"]]
    assert teaching == ["teaching/guide", *(f"teaching/{name}" for name in CHAPTERS)]
    assert "teaching/padding" not in (ROOT / "_toc.yml").read_text(encoding="utf-8")


def test_a_semester_has_14_lessons_of_90_minutes_and_goes_through_every_chapter():
    minutes = [sum(minutes for *_, minutes in lesson.sections) for lesson in BOOK.path]
    assert minutes == 14 * [90]
    for lesson in BOOK.path:
        assert {minutes for *_, minutes in lesson.sections} <= {45, 90}
        assert len({chapter.name for chapter, *_ in lesson.sections}) == 1
    assert {chapter.name for lesson in BOOK.path for chapter, *_ in lesson.sections} == {*CHAPTERS}


def test_a_chapter_reads_in_half_an_hour_without_its_asides_and_says_so():
    for chapter in BOOK.chapters:
        assert chapter.spine <= 30.5, chapter.name
        assert abs(chapter.minutes - chapter.spine) <= 3, (chapter.name, chapter.spine)


@pytest.fixture
def small(tmp_path):
    """Return a function that writes a book of chapters with one exercise each."""

    def write(*chapters, answers=None):
        toc = {"root": "index", "parts": [{"caption": "Chapters"}]}
        toc["parts"][0]["chapters"] = [{"file": f"chapters/{name}"} for name in chapters]
        (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
        for name in chapters:
            folder = tmp_path / "chapters" / name
            folder.mkdir(parents=True, exist_ok=True)
            cells = {
                "head": f"# {name.title()}\n\n**Minutes** ~20 to read",
                "first-question": "## 学习？\n\n$$a$$ (eq-NAME)",
                "exercise-NAME-task": ":::::{exercise} Do\n:label: exercise-NAME-task\n:::::",
                "summary": "## Summary",
            }
            cells = {at.replace("NAME", name): text.replace("NAME", name)
                     for at, text in cells.items()}  # fmt: skip
            written = [
                {"cell_type": "markdown", "id": at, "metadata": {}, "source": text}
                for at, text in cells.items()
            ]
            notebook = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            (tmp_path / f"chapters/{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
            text = f'[[exercise]]\nid = "{answers or name}-task"\nanswer = 1\n'
            (folder / "answers.toml").write_text(text, encoding="utf-8")
            (folder / "plan.toml").write_text(
                'question = "Why?"\n[[section]]\ncell = "first-question"\naim = "It."\nsteps = '
                f'[[1, 2, "Work", "Exercise {{{name}-task}}, or {{a-task}}."]]\nconfused = []\n',
                encoding="utf-8",
            )
        return Book(tmp_path)

    return write


def test_a_chapter_in_between_moves_numbers_and_changes_no_other_file(small, tmp_path):
    book = small("a", "b")
    assert book.numbers == {
        "eq-a": "1.1", "eq-b": "2.1", "exercise-a-task": "1.1", "exercise-b-task": "2.1",
    }  # fmt: skip
    assert book.plans(book.chapters[1])[0].steps[0].what == "Exercise 2.1, or 1.1."
    assert book.with_verdicts('"{b-task} ✓ Right."') == '"2.1 ✓ Right."'
    before = {file: file.read_bytes() for file in (tmp_path / "chapters").rglob("b*/*")}
    book = small("a", "between", "b")
    assert book.numbers["eq-b"] == book.numbers["exercise-b-task"] == "3.1"
    assert book.plans(book.chapters[2])[0].steps[0].what == "Exercise 3.1, or 1.1."
    assert (
        before.items() <= {f: f.read_bytes() for f in (tmp_path / "chapters").rglob("*/*")}.items()
    )


def test_a_section_has_its_place_by_its_heading_or_by_its_name(small):
    (first, summary) = small("a").chapters[0].sections
    # An address cannot hold this heading.
    assert (first.name, first.title, first.anchor) == ("first-question", "学习？", "first-question")
    assert summary.anchor == "summary"
    assert [section.name for section in small("a").chapters[0].lessons] == ["first-question"]


def test_an_exercise_without_its_answers_is_named(small):
    with pytest.raises(ValueError, match=r"chapters/a: every exercise .* \['a-task', 'b-task'\]"):
        small("a", answers="b").exercises  # noqa: B018


def test_two_exercises_of_one_name_are_refused(small, tmp_path):
    small("a", "b")
    text = (tmp_path / "chapters" / "a.ipynb").read_text(encoding="utf-8")
    (tmp_path / "chapters" / "b.ipynb").write_text(text, encoding="utf-8")
    text = (tmp_path / "chapters" / "a" / "answers.toml").read_text(encoding="utf-8")
    (tmp_path / "chapters" / "b" / "answers.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"two exercises have the name 'a-task': 1\.1 and 2\.1"):
        Book(tmp_path).exercises  # noqa: B018
