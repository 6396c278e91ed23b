"""README and start page: the example gives its numbers, links and minutes are right."""

import re

import pytest

from book.model import BOOK


def test_the_example_gives_its_numbers(root, capsys):
    text = (root / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.S)
    exec(example, {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "11830 54096 MACs"
    assert re.search(r"#\s*11830 54096 MACs$", example, re.M)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "index.md"])
def test_every_file_it_points_to_is_there(root, page):
    text = (root / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)|\{image\} (\S+)", text)
    assert links or page == "CONTRIBUTING.md"
    for link in filter(None, sum(links, ())):
        assert (root / link).exists(), link


def test_the_lists_of_chapters_follow_from_the_chapters(root):
    for page, directive in (("index.md", "chapters"), ("teaching/guide.md", "plan-pages")):
        assert f"```{{{directive}}}\n" in (root / page).read_text(encoding="utf-8"), page
    head = (root / "chapters" / "padding.ipynb").read_text(encoding="utf-8")
    assert "**Minutes** ~30 to read" in head
    (padding,) = (chapter for chapter in BOOK.chapters if chapter.name == "padding")
    assert (padding.title, padding.minutes) == ("Padding", 30)
    assert padding.question == "How large is the output, and what stands at the border?"
    for chapter in BOOK.chapters:
        assert chapter.question.endswith("?")
        assert 20 <= chapter.minutes <= 90, chapter.name
