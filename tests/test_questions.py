"""Questions for programs that keep grades: names that stay, files that those programs read."""

from book.chapters import read_toml
from book.model import BOOK


def test_every_question_of_a_quiz_has_a_name_of_its_own():
    names = [
        question["id"]
        for chapter in BOOK.chapters
        for question in read_toml(chapter.quiz)["question"]
    ]
    assert len(names) == len(set(names)) == 72
    assert "dilated-rows" in names
