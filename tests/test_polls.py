"""Questions for a class: their addresses, their codes, and their places on page and slides."""

import re
from types import SimpleNamespace

import pytest

from book.model import BOOK
from book.sphinx import polls

CHAPTER = next(each for each in BOOK.chapters if each.name == "padding")


def test_a_code_is_the_one_of_its_address(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://owner.github.io/name/")
    third = polls.polls(CHAPTER)[2]
    assert third.address == "https://owner.github.io/name/chapters/padding.html#quiz-3"
    # 59 bytes fit version 4 of the standard at level L: 33 modules and a margin of 4 around them.
    assert 'viewBox="0 0 41 41"' in third.code
    assert 'fill="#fff"' in third.code


def test_without_an_address_there_is_no_code(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    asked = polls.polls(CHAPTER)
    assert {(each.address, each.code) for each in asked} == {("", "")}
    assert [each.id for each in asked[:2]] == ["quiz-1", "quiz-2"]
    assert [choice["letter"] for choice in asked[0].choices] == ["A", "B", "C", "D"]
    assert [choice["letter"] for choice in asked[0].choices if choice["right"]] == ["C"]


@pytest.mark.parametrize("page", ["chapters/padding", "chapters/glossary"])
def test_each_question_of_a_chapter_has_an_address(page):
    body = (
        '<div class="explorer" id="quiz"><div class="output"><ol class="quiz-still">'
        "<li>1</li><li>2</li></ol></div></div><ul><li>no question</li></ul>"
    )
    context = {"body": body}
    polls.offer_alone(SimpleNamespace(), page, "", context, None)
    ids = re.findall(r'<li id="([^"]+)">', context["body"])
    links = re.findall(r'href="([^"]+)"', context["body"])
    if page == "chapters/glossary":
        assert context["body"] == body
    else:
        assert ids == ["quiz-1", "quiz-2"]
        assert links == ["#check-yourself", "../slides/padding.html"]
