"""The Sphinx extensions of book/sphinx/, each on a book of one page."""

import io
import json
import re
import shutil

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from book import ROOT
from book.sphinx.accessible import with_languages
from book.sphinx.assets import prune
from book.tools import notebooks
from book.widget_code import SOURCES, WIDGET_STATE, minified

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
OURS = [
    f"book.sphinx.{name}"
    for name in (
        "code_colors",
        "mathml",
        "not_found",
        "pictures",
        "repository",
        "widgets",
        "words",
    )
]
PAGE = [
    new_markdown_cell("# Page\n\n$\\frac{1}{2}$\n\n$$a^2$$ (eq-square)\n\n{eq}`eq-square`", id="a")
]


@pytest.fixture
def build_page(tmp_path, monkeypatch):
    """Return a function that builds one notebook with the book's extensions."""
    for address in ("REPO_URL", "SITE_URL", "HUB_URL"):
        monkeypatch.delenv(address, raising=False)
    (tmp_path / "templates").mkdir()
    shutil.copy(ROOT / "book" / "sphinx" / "templates" / "404.html", tmp_path / "templates")

    def build(cells, metadata=None):
        settings = {
            "extensions": ["myst_nb", "sphinx_book_theme", *OURS],
            "html_theme": "sphinx_book_theme",
            "html_theme_options": {
                "pygments_light_style": "a11y-high-contrast-light",
                "pygments_dark_style": "a11y-high-contrast-dark",
            },
            "html_math_renderer": "mathml",
            "myst_enable_extensions": ["dollarmath"],
            "nb_execution_mode": "off",
            "nb_ipywidgets_js": {"widget-host.js": {"defer": "defer"}},
            "root_doc": "index",
            "templates_path": ["templates"],
        }
        notebooks.write(
            new_notebook(cells=cells, metadata=metadata or {}), tmp_path / "index.ipynb"
        )
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
    assert [inline["alttext"], block["alttext"]] == ["\\frac{1}{2}", "a^2"]
    assert page.select('script[src*="formulas.js"]')


def test_the_latex_of_a_formula_may_have_any_sign(build_page):
    page, _ = build_page([new_markdown_cell('# Page\n\n$a < b \\text{ "& c" }$', id="a")])
    assert page.math["alttext"] == 'a < b \\text{ "& c" }'


def test_code_has_an_element_for_each_color_and_none_for_the_color_of_text(build_page):
    cell = new_code_cell("size = [7 + 1,\n        None]", id="c")
    python = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    page, _ = build_page([*PAGE, cell], python)
    (pre,) = page.select(".highlight > pre")
    colored = [(span["class"], span.get_text()) for span in pre.select("span[class]")]
    assert colored == [(["o"], "="), (["mi"], "7"), (["o"], "+"), (["mi"], "1"), (["kc"], "None")]
    assert pre.get_text() == "size = [7 + 1,\n        None]\n"
    assert pre["style"] == "--lines: 2"


def test_chinese_is_named_wherever_it_stands():
    said = '<p title="池">K 池化, <a>最大池化。池</a></p><script>池</script>'
    assert with_languages(said) == (
        '<p title="池">K <span lang="zh">池化</span>, <a><span lang="zh">最大池化。池</span></a>'
        "</p><script>池</script>"
    )
    told = '<span lang="zh">VALID 填充</span>'
    assert with_languages(told) == told


def test_a_rule_stays_unless_it_demands_a_name_that_stands_nowhere():
    css = """
      .used > a:hover, .gone a { color: red }
      #gone, [gone], gone, .used .gone { color: red }
      .used:not(.gone)::before { content: "gone {" }
      .bs-tooltip-end, .a\\:b { top: 0 }
      @media print { .gone { top: 0 } [used=gone] { top: 0 } }
      @media print { .gone { top: 0 } }
      @font-face { font-family: Gone }
    """
    assert prune(css, {"used", "a"}).split("\n") == [
        ".used > a:hover{color: red}",
        '.used:not(.gone)::before{content: "gone {"}',
        ".bs-tooltip-end,.a\\:b{top: 0}",
        "@media print {",
        "[used=gone]{top: 0}",
        "}",
        "@font-face { font-family: Gone }",
    ]


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
        "https://mybinder.org/v2/gh/owner/name/notebooks?urlpath=lab/tree/index.ipynb",
        "https://colab.research.google.com/github/owner/name/blob/notebooks/index.ipynb",
    ]


def test_a_hub_brings_a_link_that_fetches_the_notebook_there(build_page, monkeypatch):
    monkeypatch.setenv("HUB_URL", "https://hub.example.org/")
    with pytest.raises(ConfigError, match="HUB_URL needs REPO_URL beside it"):
        build_page(PAGE)
    monkeypatch.setenv("REPO_URL", "https://github.com/owner/name")
    page, _ = build_page(PAGE)
    binder, hub, colab = page.select(".dropdown-launch-buttons a")
    # The form that nbgitpuller reads, of which the theme knows the encoding.
    assert hub["href"] == (
        "https://hub.example.org/hub/user-redirect/git-pull"
        "?repo=https%3A//github.com/owner/name"
        "&urlpath=lab/tree/name/index.ipynb&branch=notebooks"
    )
    assert hub.get_text(strip=True) == "Open in our hub"
    monkeypatch.setenv("HUB_URL", "hub.example.org")
    with pytest.raises(ConfigError, match="HUB_URL must look like https://hub.example.org, got"):
        build_page(PAGE)


def test_where_no_page_is_links_lead_to_the_site_without_a_script(
    build_page, monkeypatch, tmp_path
):
    for site, base in ((None, "./"), ("https://owner.github.io/name/",) * 2):
        if site:
            monkeypatch.setenv("REPO_URL", "https://github.com/owner/name")
            monkeypatch.setenv("SITE_URL", site)
        build_page(PAGE)
        not_found = (tmp_path / "out" / "404.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(not_found, "html.parser")
        assert soup.base["href"] == base
        assert soup.select_one("nav a")["href"] == "index.html"


def test_an_address_that_is_none_is_refused(build_page, monkeypatch):
    monkeypatch.setenv("REPO_URL", "github.com/owner")
    with pytest.raises(ConfigError, match="REPO_URL must look like https://github.com/owner/name"):
        build_page(PAGE)


def widget_cell(model_id, text, **still):
    """Return a cell as a widget leaves it in a notebook."""
    data = {
        "text/plain": text,
        "application/vnd.jupyter.widget-view+json": {"model_id": model_id, "version_major": 2},
        **still,
    }
    output = new_output("execute_result", data, execution_count=1)
    return new_code_cell("widget", id=model_id, outputs=[output])


def explorer_cell(model_id, words):
    return widget_cell(model_id, f"PoolingExplorer: {words}", **{"image/png": PIXEL})


def explorer_state(*model_ids):
    model = {"_esm": "export default '</script>';", "_css": "p {}", "layout": "IPY_MODEL_x"}
    states = {each: {"model_name": "AnyModel", "state": {**model, "k": 2}} for each in model_ids}
    states["x"] = {"model_name": "LayoutModel", "state": {}}
    return {
        "language_info": {"name": "python"},
        "widgets": {WIDGET_STATE: {"state": states}},
    }


def needs(page, model_id):
    """Return the names of the files that a page's widget is made of."""
    (script,) = page.select('script[type="application/vnd.jupyter.widget-state+json"]')
    return json.loads(script.string)[model_id]


@pytest.fixture
def part(tmp_path):
    """Return a function that reads such a file of the page just built."""

    def read(name):
        script = (tmp_path / "out" / "_static" / "widgets" / f"{name}.js").read_text("utf-8")
        opening, _, said = script.partition(" = ")
        assert opening == f'(self.widgetParts ??= {{}})["{name}"]'
        return json.loads(said.removesuffix(";\n"))

    return read


def test_an_explorer_leaves_its_picture_its_words_and_its_state_once(build_page, part):
    cells = [*PAGE, explorer_cell("m1", "output 6 8 | 14 16"), explorer_cell("m2", "output 3.5")]
    page, warnings = build_page(cells, explorer_state("m1", "m2", "unshown"))
    # A second Sphinx in one process says that it registers its nodes again.
    assert [line for line in warnings.splitlines() if "already registered" not in line] == []
    first, second = page.select("div.explorer")
    assert [first["id"], second["id"]] == ["pooling-explorer", "pooling-explorer-2"]
    assert (
        first.img["alt"] == first.select_one(".explorer-words").get_text() == "output 6 8 | 14 16"
    )
    view = first.select_one('script[type="application/vnd.jupyter.widget-view+json"]')
    assert json.loads(view.string)["model_id"] == "m1"
    first_needs, second_needs = needs(page, "m1"), needs(page, "m2")
    assert part(first_needs["state"]) == part(second_needs["state"]) == {"k": 2}
    assert first_needs == second_needs
    module = minified("export default '</script>';", SOURCES["_esm"])
    assert part(first_needs["code"])["_esm"] == module
    assert "unshown" not in str(page)
    assert len(page.select('script[src*="widget-host.js"]')) == 1


def test_a_widget_of_cnnlibs_gets_its_code_from_its_class(build_page, part):
    states = explorer_state("m1")
    state = states["widgets"][WIDGET_STATE]["state"]["m1"]["state"]
    del state["_esm"], state["_css"]
    state["_anywidget_id"] = "cnnlib.explorers.pooling.PoolingExplorer"
    page, _ = build_page([*PAGE, explorer_cell("m1", "output 6 8 | 14 16")], states)
    code = part(needs(page, "m1")["code"])
    assert re.search(r'name: ?"PoolingExplorer"', code["_esm"])
    assert "export default" in code["_esm"]
    assert ".cx" in code["_css"]


def test_another_widget_is_left_as_it_is(build_page):
    others = {
        "m1": widget_cell("m1", "IntSlider(value=0)"),
        "m2": widget_cell("m2", "Label: a"),
        "m3": widget_cell("m3", "Table(3)", **{"text/html": "<p>three rows</p>"}),
    }
    page, _ = build_page([*PAGE, *others.values()], explorer_state(*others))
    assert not page.select("div.explorer")
    views = page.select('script[type="application/vnd.jupyter.widget-view+json"]')
    assert [json.loads(view.string)["model_id"] for view in views] == list(others)


def test_a_page_without_explorers_has_no_host(build_page):
    page, _ = build_page(PAGE)
    assert not page.select('script[src*="widget-host.js"], script[type*="widget"]')


def test_a_page_offers_its_notebook_and_no_raw_markdown(build_page, tmp_path):
    (tmp_path / "terms.md").write_text(
        "---\norphan: true\n---\n# Terms\n\n:::{note}\n:::\n", "utf-8"
    )
    page, _ = build_page(PAGE)
    assert page.select_one(".btn-download-source-button")["href"] == "_sources/index.ipynb"
    other = BeautifulSoup((tmp_path / "out" / "terms.html").read_text("utf-8"), "html.parser")
    assert other.select_one(".btn-download-pdf-button")
    assert not other.select("a[href*=_sources]")
    assert [file.name for file in (tmp_path / "out" / "_sources").iterdir()] == ["index.ipynb"]
