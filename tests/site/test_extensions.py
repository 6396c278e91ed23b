"""The Sphinx extensions of _ext/, each on a book of one page."""

import io
import sys

import book
import notebooks
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook
from sphinx.application import Sphinx
from sphinx.errors import ConfigError

PAGE = [
    new_markdown_cell("# Page\n\n$\\frac{1}{2}$\n\n$$a^2$$ (eq-square)\n\n{eq}`eq-square`", id="a")
]


@pytest.fixture
def build_page(tmp_path, monkeypatch):
    """Return a function that builds one notebook with the book's extensions."""
    monkeypatch.setattr(sys, "path", [str(book.ROOT / "_ext"), *sys.path])
    monkeypatch.delenv("REPO_URL", raising=False)

    def build(cells):
        settings = {
            "extensions": ["myst_nb", "sphinx_book_theme", "mathml", "pictures", "repository"],
            "html_theme": "sphinx_book_theme",
            "html_math_renderer": "mathml",
            "myst_enable_extensions": ["dollarmath"],
            "nb_execution_mode": "off",
            "root_doc": "index",
        }
        notebooks.write(new_notebook(cells=cells), tmp_path / "index.ipynb")
        warnings = io.StringIO()
        folders = [tmp_path, None, tmp_path / "out", tmp_path / "trees"]
        app = Sphinx(*folders, "html", settings, status=io.StringIO(), warning=warnings)
        app.build()
        page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
        return BeautifulSoup(page, "html.parser"), warnings.getvalue()

    return build


def test_formulas_become_mathml_and_keep_their_numbers(build_page):
    page, warnings = build_page(PAGE)
    assert warnings == ""
    inline, block = page.find_all("math")
    assert [tag.name for tag in inline.mfrac.find_all("mn")] == ["mn", "mn"]
    assert block["display"] == "block"
    assert page.select_one("div.math .eqno").get_text().startswith("(1)")


def test_a_formula_that_cannot_be_converted_is_a_warning(build_page):
    page, warnings = build_page([new_markdown_cell("# Page\n\n$\\nosuchcommand{x}$", id="a")])
    assert "WARNING: math is not convertible" in warnings
    assert "\\nosuchcommand" in page.get_text()


def test_an_address_brings_launch_buttons(build_page, monkeypatch):
    page, _ = build_page(PAGE)
    assert not page.select(".dropdown-launch-buttons, .dropdown-source-buttons")
    monkeypatch.setenv("REPO_URL", "https://github.com/owner/name/")
    page, _ = build_page(PAGE)
    links = [a["href"] for a in page.select(".dropdown-launch-buttons a")]
    assert links == [
        "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/index.ipynb",
        "https://colab.research.google.com/github/owner/name/blob/main/index.ipynb",
    ]


def test_an_address_that_is_none_is_refused(build_page, monkeypatch):
    monkeypatch.setenv("REPO_URL", "github.com/owner")
    with pytest.raises(ConfigError, match="REPO_URL must look like https://github.com/owner/name"):
        build_page(PAGE)
