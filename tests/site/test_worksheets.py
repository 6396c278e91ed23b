"""Worksheets: what the class gets holds no answer, what the teacher gets has all, on A4."""

import re

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from pypdf import PdfReader

from book.model import BOOK
from book.tools import worksheets

CHAPTERS = {chapter.name: chapter for chapter in BOOK.chapters}
A4 = (595, 842)


def words(html):
    return re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").get_text())


def answers(page):
    """Return the sentences of all solutions and answers that nothing else on the page says."""
    article = BeautifulSoup(page, "html.parser", parse_only=SoupStrainer("article")).article
    for each in article.select(worksheets.LEFT_OUT):
        each.decompose()
    hidden = [each.extract() for each in article.select(".solution, details.sd-dropdown")]
    rest = words(str(article))
    pieces = [piece for each in hidden for tag in each.select("p") for piece in
              re.split(r"(?<=[.?:]) ", words(str(tag)))]  # fmt: skip
    return {each.strip() for each in pieces if len(each.strip()) > 20 and each.strip() not in rest}


def right(made):
    """Return the sentences that the teacher's copy has for answers."""
    said = " ".join(
        words(str(each)) for sheet in made for task in sheet.tasks for each in task.solution
    )
    return {each.strip() for each in re.split(r"(?<=[.?:]) ", said) if len(each.strip()) > 20}


# One is as another; to read a page takes half a second.
@pytest.mark.parametrize("chapter", ["padding", "counting", "vgg16", "learning"])
def test_a_students_worksheet_gives_nothing_away(chapter, html):
    page = (html / "chapters" / f"{chapter}.html").read_text(encoding="utf-8")
    made = worksheets.sheets(page, CHAPTERS[chapter])
    copies = [worksheets.document(page, CHAPTERS[chapter], made, teacher) for teacher in (0, 1)]
    student, teacher = map(words, copies)
    assert not re.search(r'class="[^"]*(solution|dropdown|hint)', copies[0])
    secret = answers(page) if chapter == "padding" else right(made)
    assert [each for each in secret if each in student] == []
    assert len([each for each in secret if each in teacher]) > 15
    assert "Your answer" in student


def test_a_plans_exercises_are_on_its_sections_sheet(html):
    page = (html / "chapters" / "padding.html").read_text(encoding="utf-8")
    first, second, *_ = worksheets.sheets(page, CHAPTERS["padding"])
    assert [task.title for task in first.tasks] == [
        "A guess, before anything is shown",
        "At the end",
        "Exercise 5.1: Keep the size",
        "Exercise 5.5: Until no window fits",
    ]
    assert [task.answer for task in first.tasks] == ["", "", "3, 28", "13, 112"]
    # "No. An image may be tall": where the heading asks, its section begins to answer.
    assert second.title == "Must height and width be padded alike?"
    assert second.tasks[0].asks == []


def test_a_section_takes_two_pages_of_a4_or_less(html, browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    files = worksheets.print_chapter(page, CHAPTERS["counting"], tmp_path)
    page.close()
    assert [file.name for file in files] == ["counting.pdf", "counting-answers.pdf"]
    for file, head in zip(files, ("Name ___", "For the teacher"), strict=True):
        pages = PdfReader(file).pages
        starts = [place for place, each in enumerate(pages) if head in each.extract_text()]
        assert len(starts) == 10
        ends = [*starts[1:], len(pages)]
        assert all(end - start <= 2 for start, end in zip(starts, ends, strict=True))
        width, height = pages[0].mediabox[2:]
        assert (width, height) == pytest.approx(A4, abs=1.5)
    assert not (html / "chapters" / "worksheet.html").exists()
