"""How the book is cited: CITATION.cff and what Zenodo reads say what the book says of itself."""

import json

import jsonschema
import pytest

from book import ROOT
from book.model import BOOK
from book.rights import based_on, cited, foot, imprint, linked
from book.tools.citation import ZENODO, deposit

# The names that Zenodo's schema of deposits (legacyrecord.json) has for what is said here.
DEPOSIT = {
    "title",
    "description",
    "upload_type",
    "creators",
    "keywords",
    "access_right",
    "license",
    "notes",
    "related_identifiers",
}
BASED_ON = [{"type": "book", "title": "Another", "url": "https://example.org/cnns/"}]


@pytest.fixture(scope="module")
def schema():
    """The schema of CITATION.cff as its makers publish it, closed up."""
    return json.loads((ROOT / "tests/golden/cff-1.2.0.json").read_text(encoding="utf-8"))


def test_the_citation_is_valid(schema):
    jsonschema.validate(cited(), schema)
    assert cited()["license"] == ["BSD-3-Clause", "CC-BY-4.0"]


@pytest.mark.parametrize("wrong", [{"license": "CC BY 4.0"}, {"type": "book"}, {"authors": []}])
def test_the_schema_refuses_what_is_wrong(schema, wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(cited() | wrong, schema)


def test_title_and_authors_are_those_of_the_book():
    about = cited()
    assert about["title"] == BOOK.config["title"]
    assert [author["name"] for author in about["authors"]] == [BOOK.config["author"]]
    start, readme = ((ROOT / name).read_text("utf-8") for name in ("index.md", "README.md"))
    assert start.startswith(f"# {about['title']}\n")
    assert readme.startswith(f"# {about['title']}\n")


def test_the_file_for_zenodo_follows_from_the_citation():
    stored = (ROOT / ZENODO).read_text(encoding="utf-8")
    assert stored == deposit(cited()), "python -m book.tools.citation writes it anew"
    said = json.loads(stored)
    assert said.keys() <= DEPOSIT
    assert said["upload_type"] == "software"
    assert said["license"] == "BSD-3-Clause"
    assert said["creators"] == [{"name": "The authors of The Arithmetic of CNNs"}]
    assert said["notes"] == "Text and pictures: CC BY 4.0. Code: BSD 3-Clause."


def test_a_book_based_on_another_says_so_to_zenodo():
    said = json.loads(deposit(cited() | {"references": BASED_ON}))
    assert said["related_identifiers"] == [
        {"identifier": "https://example.org/cnns/", "relation": "isDerivedFrom", "scheme": "url"}
    ]
    assert said.keys() <= DEPOSIT


def test_a_book_based_on_another_says_so_wherever_it_goes(monkeypatch):
    assert based_on() == ""
    assert foot() == "Text and pictures: CC BY 4.0. Code: BSD 3-Clause."
    other = BASED_ON[0] | {"title": "A & B", "version": "0.1.0", "authors": [{"name": "C"}]}
    monkeypatch.setattr("book.rights.cited", lambda: {"references": [other]})
    assert based_on() == (
        "Based on A & B (https://example.org/cnns/), version 0.1.0, by C, under the Creative "
        "Commons Attribution 4.0 International License "
        "(https://creativecommons.org/licenses/by/4.0/), and changed."
    )
    assert foot().endswith(based_on(linked))
    assert '<a href="https://example.org/cnns/">A &amp; B</a>' in foot()
    del other["url"]
    assert "Based on A &amp; B, version 0.1.0" in foot()


def test_paper_says_whose_it_is():
    assert imprint() == (
        "© 2026 The authors of The Arithmetic of CNNs. "
        "Text and pictures: CC BY 4.0. Code: BSD 3-Clause."
    )
