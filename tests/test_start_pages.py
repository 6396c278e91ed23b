"""README and start page: the example gives its numbers, links and minutes are right."""

import re

import pytest


def test_the_example_gives_its_numbers(root, capsys):
    text = (root / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.S)
    exec(example, {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "11830 58800"
    assert re.search(r"#\s*11830 58800$", example, re.M)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "index.md"])
def test_every_file_it_points_to_is_there(root, page):
    text = (root / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)|\{image\} (\S+)", text)
    assert links or page == "CONTRIBUTING.md"
    for link in filter(None, sum(links, ())):
        assert (root / link).exists(), link


def test_the_start_page_gives_each_chapters_minutes(root):
    start = (root / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"\((chapters/\w+\.ipynb)\) \|.*\| (\d+) \|", start)
    assert len(rows) == 7
    for chapter, minutes in rows:
        head = (root / chapter).read_text(encoding="utf-8")
        assert f"**Minutes** ~{minutes} to read" in head, chapter
