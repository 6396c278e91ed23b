"""What stands around the pages comes from a table: a made-up language leaves no English."""

import html
import json
import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from jinja2 import Environment, FileSystemLoader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book import ROOT, words
from book.chapters import Chapter, Section
from book.model import BOOK, Plan, Step
from book.sphinx import slides, teaching
from book.tools import course, epub, epub_page, standalone
from cnnlib.teaching import _words, check
from cnnlib.teaching.quiz import Quiz

TABLES = {"book": ROOT / "book", "cnnlib": ROOT / "cnnlib" / "teaching"}
ASKED = {
    "book": re.compile(r"""\btext\(\s*["']([a-z_]+\.[a-z_]+)["'][,)]"""),
    "cnnlib": re.compile(r"""["']((?:check|marks|quiz)\.[a-z_]+)["']"""),
}
ENGLISH = {"book": words.table(), "cnnlib": _words._table("en")}
# Names that are no language's, and what stands between the marks of the made-up one.
NOT_SAID = re.compile(r"«[^»]*»|cnnlib|VGG|Ctrl|https?://\S+|[A-Za-z]+\.(?:html|css|js|png|xhtml)")


def marked(table):
    """Return a table that says nothing but the values that are put in."""
    return {
        room: {key: f"«{' '.join(re.findall(r'{[a-z_]+}', said))}»" for key, said in texts.items()}
        for room, texts in table.items()
    }


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    monkeypatch.setattr(words, "table", lambda: marked(ENGLISH["book"]))
    monkeypatch.setattr(_words, "_table", lambda language: marked(ENGLISH["cnnlib"]))


def english(page):
    """Return the English that a reader of HTML would see or hear."""
    page = re.sub(r"<(style|script)\b.*?</\1>|<!--.*?-->", "", page, flags=re.DOTALL)
    heard = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"|--more: ([^;>]*)', page)
    seen = re.sub(r"<[^>]+>", " ", page)
    text = html.unescape(" ".join([seen, *(part for pair in heard for part in pair)]))
    return re.findall(r"[A-Za-z]{2,}", NOT_SAID.sub("", text))


@pytest.mark.parametrize("package", TABLES)
def test_every_text_that_is_asked_for_is_there_and_no_other(package):
    sources = "".join(
        file.read_text(encoding="utf-8")
        for file in TABLES[package].rglob("*")
        if file.suffix in {".py", ".html", ".xhtml", ".opf", ".ncx"}
    )
    asked = set(ASKED[package].findall(sources))
    there = {f"{room}.{key}" for room, texts in ENGLISH[package].items() for key in texts}
    # These are taken together, or by a name that is put together.
    made = re.compile(
        r"search\.|formulas\.|offline_box\.|lesson\.|first_cell\.|chapters\.|readme\.|questions\.|"
        r"ebook\.(still_|answers|hints|"
        r"solutions|\w+_to)|notebook\.(exercise|figure)|check\.(one|half|twice|decimals|percent|order)"
    )
    assert asked <= there
    assert [name for name in there - asked if not made.match(name)] == []


def test_scripts_say_nothing_of_their_own():
    scripts = [*(ROOT / "book").rglob("*.js")]
    assert len(scripts) >= 7
    for file in scripts:
        code = re.sub(r"//.*|/\*.*?\*/", "", file.read_text(encoding="utf-8"))
        assert re.findall(r"""["'`][A-Z][a-z]+(?: [a-z]+)+""", code) == [], file.name
        assert set(re.findall(r'Signs\.text\("(\w+)"', code)) <= set(ENGLISH["book"]["search"])


PLAN = Plan(
    Section("first-question", "学习？", "first-question"),
    "目标。",
    [Step(20, 40, "问", "怎么？"), Step(0, 50, "画", "图。"), Step(25, 0, "结", "完。")],
    [("错。", "对。")],
    "pooling.html#pooling-explorer",
)
PAGE = """<html><body><article><section id="t"><h1>池化</h1>
<div class="admonition chapter-head"><p class="admonition-title">头</p><p>目标</p></div>
<section id="first-question"><h2>学习？</h2><p>怎么？</p><pre>1</pre></section>
<section id="summary"><h2>总结</h2><ul><li>一</li></ul></section>
</section></article></body></html>"""

QUIZ = """[[question]]
ask = "问"
choice = [{says = "1", right = true, why = "一"}, {says = "2", why = "二"}]"""


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """Return a chapter in another language: its sections are known by their cells."""
    cells = [
        new_markdown_cell("# 池化\n\n~20, ~30", id="head"),
        new_markdown_cell("## 学习？", id="first-question"),
        new_markdown_cell("## 总结", id="summary"),
    ]
    (tmp_path / "pooling.ipynb").write_text(json.dumps(new_notebook(cells=cells)), encoding="utf-8")
    (tmp_path / "pooling").mkdir()
    (tmp_path / "pooling" / "quiz.toml").write_text(QUIZ, encoding="utf-8")
    monkeypatch.setattr(BOOK, "plans", lambda chapter: [PLAN])
    return Chapter("pooling", tmp_path, 1)


def test_slides_are_cut_and_named_in_any_language(chapter):
    deck = slides.deck(PAGE, chapter)
    assert english(deck) == []
    assert deck.count("«") > 6
    # The summary closes the slides, and is no lesson.
    assert deck.count("<h2>总结</h2>") == 1
    assert deck.index("怎么？") < deck.index("<h2>总结</h2>")


def test_a_page_of_plans_is_made_in_any_language(chapter):
    section = teaching._section(chapter, PLAN)
    assert re.findall(r"[A-Za-z]{2,}", section.astext()) == []
    links = [link["refuri"] for link in section.findall(nodes.reference)]
    assert links[0] == "../pooling.html#first-question"
    title, said = (
        words.text("teaching.title", title="池化"),
        words.text("teaching.page", chapter="x"),
    )
    made = teaching.PAGE.format(title=title, words=said, chapter="pooling")
    assert made.startswith("# «池化»\n")
    assert made.endswith("```{plans} pooling\n```\n")


def test_a_section_lies_where_its_plan_leads_whatever_its_heading(chapter, monkeypatch):
    monkeypatch.setattr(teaching, "_chapter", lambda page: chapter)
    # Of a heading without Latin letters docutils makes a number.
    sections = [nodes.section(ids=["id1"]), nodes.section(ids=["id2"])]
    doctree = nodes.document(None, None, "", nodes.section("", nodes.title(), *sections))
    app = SimpleNamespace(env=SimpleNamespace(docname="pooling"))
    teaching.name_sections(app, doctree)
    assert [section["ids"][0] for section in sections] == ["first-question", "summary"]


@pytest.mark.parametrize("name", ["404.html", "navbar-logo.html", "search-button-field.html"])
def test_templates_of_the_site_take_their_words_from_the_table(name):
    templates = Environment(loader=FileSystemLoader(ROOT / "book" / "sphinx" / "templates"))
    page = templates.get_template(name).render(
        text=words.text,
        language="zh",
        docstitle="书",
        theme_search_bar_text="搜",
        pathto=lambda *path: "x.html",
        toctree=lambda **options: "",
    )
    assert english(page.replace("document.write(`", "</script>")) == []


def test_an_ebook_says_nothing_in_another_language(monkeypatch):
    known = {
        "title": "书",
        "author": "人",
        "language": "zh",
        "identifier": "",
        "modified": "2026-01-01",
        "about": {"abstract": "概要", "version": "1", "keywords": [], "license": []},
        "rights": words.text("ebook.rights", year=2026, author="人", licenses="CC BY 4.0"),
        "based_on": "",
        "address": None,
        "start": epub_page.Page("index", "书", {}, "", set()),
        "parts": {},
        "pages": [],
    }
    for name in ("cover.xhtml", "about.xhtml", "nav.xhtml", "toc.ncx"):
        assert english(epub._filled(name, **known).decode()) == [], name
    package = epub._filled("package.opf", **known, files=[], spine=[]).decode()
    assert 'schema:accessibilitySummary">«»<' in package
    page = """<article><section><h1>池化</h1><section id="a"><h2>一</h2>
    <details><summary>答</summary><p>四</p></details>
    <div class="explorer" id="e"><img src="../_images/a.png" alt="图"></div>
    <ol class="quiz-still"><li><p>问</p><details><summary>1</summary><p>为</p></details></li></ol>
    <div class="exercise"><p class="admonition-title">练习 4.1 (行)</p>
    <div class="hint"><p class="admonition-title">提示</p><p>试</p></div></div>
    </section></section></article>"""
    made = epub_page.ebook_page(
        "chapters/pooling", page, epub_page.Site(["chapters/pooling"], None)
    ).body
    assert english(made) == []
    assert re.findall(r'<section class="ends" id="(\w+)"><h2>«»', made) == ["answers", "hints"]
    assert '<a href="#hint-1">«4.1»</a>' in made


def test_notebooks_are_written_out_in_any_language():
    name = "keep"
    box = (
        f":::::{{exercise}} 行\n:label: {BOOK.exercises[name].label}\n\n问\n\n"
        "::::{hint}\n:class: dropdown\n试\n::::\n:::::"
    )
    cells = [
        new_markdown_cell(box, id=f"exercise-{name}"),
        new_markdown_cell("{numref}`fig-padding-rim`, [书](x.md)", id="text"),
        new_code_cell("1", id="drawn", metadata={"mystnb": {"figure": {
            "name": "fig-padding-rim", "caption": "图"}}}),
    ]  # fmt: skip
    plain = course.in_plain_markdown(new_notebook(cells=cells), set())
    assert english("\n".join(cell.source for cell in plain.cells)) == []
    first = standalone.standing_alone(plain, "padding").cells[0].source
    assert first.startswith("# @title «»\n")
    assert "'too_old': '«{package} {version} {needs}»'" in first


def test_a_check_and_a_quiz_speak_any_language(tmp_path, monkeypatch):
    sealed = {"keep": {**_words.sealed()["keep"], "form": "形"}}
    monkeypatch.setattr("cnnlib.teaching.checking.sealed", lambda: sealed)
    said = [check("keep", answer).words for answer in (..., 3, (3, 28), (28, 3), (3, 99), (8, 9))]
    assert said == ["«形»", "«形 3»", "«»", "«形»", "««1» «2»»", "«»"]
    file = tmp_path / "own.toml"
    file.write_text(QUIZ, encoding="utf-8")
    bundle, _ = Quiz(file)._repr_mimebundle_()
    assert bundle["text/plain"] == "Quiz: «1»"
    assert english(bundle["text/html"]) == []
