"""A book of one's own over this one: one chapter changed, one added, two left out."""

import json
import re
import tomllib
from types import SimpleNamespace

import jsonschema
import pytest
import yaml

from book import ROOT
from book.model import BOOK, Book
from book.own import lessons
from book.own.layers import Layers, files_of
from book.own.links import Mender
from book.own.settings import contrast, read
from book.tools import own

OUT = ("seeing", "vgg16")
ADDED = "by-hand"
SITE = "https://example.org/cnns/"


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a teacher who has filled in what is asked for."""
    return begun(tmp_path)


def begun(folder):
    made = own.begin(folder / "mine")
    fill_in(made, ('title = ""', 'title = "Networks by hand"'), ('author = ""', 'author = "Ada"'))
    return made.parent


def fill_in(file, *changes):
    text = file.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """Return a folder laid over this book, with all that it may change changed."""
    folder = begun(tmp_path_factory.mktemp("own"))
    chapters = folder / "chapters"
    own.begin_chapter(folder, ADDED)
    text = (ROOT / "chapters/padding.ipynb").read_text(encoding="utf-8")
    (chapters / "padding.ipynb").write_text(
        text.replace('"# Padding\\n"', '"# Rims\\n"', 1), "utf-8"
    )
    fill_in(
        folder / "book.toml",
        *((f'  "{name}",\n', "") for name in OUT),
        ('  "pooling",\n', f'  "{ADDED}",\n  "pooling",\n'),
        ('light = "#0f56bf"', 'light = "#8a1c5a"'),
        ('original = ""', f'original = "{SITE}"'),
    )
    layers = Layers(folder, read(folder))
    return layers, layers.lay()


def test_a_folder_begins_with_what_this_book_has(folder):
    settings = read(folder)
    assert settings.title == "Networks by hand"
    assert settings.chapters == [chapter.name for chapter in BOOK.chapters]
    assert settings.pages[-1] == "references"
    assert Layers(folder, settings).left_out == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('author = "Ada"', 'author = ""'), "fill in author"),
        (("year = 2026", 'subtitle = "x"\nyear = 2026'), r"unknown \['subtitle'\], it takes \["),
        (('"pooling"', '"padding"'), r"once, got \['padding'\] twice"),
        (('"pooling"', '"Pooling"'), r"as in 'my-topic'.*got \['Pooling'\]"),
        (('  "glossary",\n', ""), "pages must have glossary"),
        (
            ('light = "#0f56bf"', 'light = "blue"'),
            "colors.light must be like '#0f56bf', got 'blue'",
        ),
        (('dark = "#82b4f7"', 'dark = "#0f56bf"'), "colors.dark must be readable on #29313d"),
        (('dark = "#82b4f7"', 'black = "#82b4f7"'), "colors takes light, dark, got black"),
        (('site = ""', 'site = "example.org"'), "addresses.site must begin with https://"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_would_be_right(folder, change, message):
    fill_in(folder / "book.toml", change)
    with pytest.raises(ValueError, match=message):
        read(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('"pooling"', '"my-topic"'),
            "'my-topic' needs chapters/my-topic.ipynb, chapters/my-topic/",
        ),
        (('"formulas"', '"my-page"'), "'my-page' needs chapters/my-page.ipynb in your folder"),
        (('language = "en"', 'language = "de"'), "'de' needs book/words/de.toml in your folder"),
    ],
)
def test_a_page_without_its_files_is_refused(folder, change, message):
    fill_in(folder / "book.toml", change)
    with pytest.raises(ValueError, match=message):
        Layers(folder, read(folder))


def test_a_chapter_is_not_begun_over_another(folder):
    own.begin_chapter(folder, ADDED)
    for name in (ADDED, "padding"):
        with pytest.raises(ValueError, match="there is a page"):
            own.begin_chapter(folder, name)
    with pytest.raises(ValueError, match="as in 'my-topic'"):
        own.begin_chapter(folder, "My topic")


def test_contrast_is_that_of_the_guidelines():
    # The darkest gray and the lightest that WCAG's own texts give as just enough and not enough.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.005)


def test_the_book_is_whole(laid):
    layers, mender = laid
    assert layers.left_out == [f"chapters/{name}" for name in sorted(OUT)]
    book = Book(layers.made)
    assert [chapter.name for chapter in book.chapters] == [
        "anatomy",
        "whole-network",
        "by-hand",
        "pooling",
        "padding",
        "learning",
        "counting",
        "what-a-count-does-not-say",
        "any-network",
    ]
    assert book.chapters[4].title == "Rims"
    assert book.exercises["by-hand-work"].number == "3.1"
    assert book.name == "networks-by-hand"
    for chapter in book.chapters:
        # Every exercise that a plan names is there.
        assert not re.search(r"\{[a-z]", str(book.plans(chapter)))
    assert {chapter.name for lesson in book.path for chapter, *_ in lesson.sections} <= {
        chapter.name for chapter in book.chapters
    }
    assert len(book.path) == len(BOOK.path) - 3
    # Nothing leads to a page that is not there.
    gone = re.compile(r"""[("/](?:seeing|vgg16)\.(?:ipynb|md|html)""")
    for name in files_of(layers.made, set()):
        if name.startswith(("index", "chapters/", "teaching/")) and not name.endswith(".csv"):
            text = (layers.made / name).read_text(encoding="utf-8")
            assert not gone.search(re.sub(rf"{SITE}[\w/.-]*", "", text)), name
    assert sum(mender.lost.values()) > 20


def test_it_says_what_it_is_and_whose(laid):
    made = laid[0].made
    assert (made / "index.md").read_text("utf-8").startswith("# Networks by hand\n")
    assert "networks-by-hand.epub" in (made / "index.md").read_text("utf-8")
    assert "--pst-color-link: #8a1c5a;" in (made / "_static/book.css").read_text("utf-8")
    assert "--link: #8a1c5a;" in (made / "book/sphinx/templates/404.html").read_text("utf-8")
    about = yaml.safe_load((made / "CITATION.cff").read_text("utf-8"))
    schema = json.loads((ROOT / "tests/golden/cff-1.2.0.json").read_text("utf-8"))
    jsonschema.validate(about, schema)
    assert about["title"] == "Networks by hand"
    assert about["references"][0]["title"] == "The Arithmetic of CNNs"
    assert about["references"][0]["url"] == SITE
    for name in ("LICENSE", "LICENSE-TEXT"):
        assert (made / name).read_bytes() == (ROOT / name).read_bytes()


def test_what_is_there_already_is_not_written_again(laid):
    layers, _ = laid
    (layers.made / "chapters/old.ipynb").write_text("{}", encoding="utf-8")
    before = {name: file.stat().st_mtime_ns for name, file in files_of(layers.made, set()).items()}
    layers.lay()
    after = {name: file.stat().st_mtime_ns for name, file in files_of(layers.made, set()).items()}
    assert before.pop("chapters/old.ipynb")
    assert after == before


def mender(original):
    kept = [page for page in BOOK.pages if page.name != "padding"]
    chapters = [chapter for chapter in BOOK.chapters if chapter.name != "padding"]
    there = {label: number for label, number in BOOK.numbers.items() if "padding" not in label}
    exercises = {name: each for name, each in BOOK.exercises.items() if name != "stem"}
    made = SimpleNamespace(pages=kept, chapters=chapters, numbers=there, exercises=exercises)
    return Mender(BOOK, made, original)


@pytest.mark.parametrize(
    ("source", "linked", "words"),
    [
        ("[Rims](padding.ipynb#fit)", f"[Rims]({SITE}chapters/padding.html#fit)", "Rims"),
        (
            '<a href="padding.html">Rims</a>',
            f'<a href="{SITE}chapters/padding.html">Rims</a>',
            "Rims",
        ),
        ("[kept](pooling.ipynb)", "[kept](pooling.ipynb)", "[kept](pooling.ipynb)"),
        ("![](padding.png)", "![](padding.png)", "![](padding.png)"),
        (
            "{eq}`eq-padding-output`",
            f"(5.4) of [The Arithmetic of CNNs]({SITE})",
            "(5.4) of *The Arithmetic of CNNs*",
        ),
        (
            "{numref}`exercise {number} <exercise-padding-stem>`",
            f"exercise 5.2 of [The Arithmetic of CNNs]({SITE})",
            "exercise 5.2 of *The Arithmetic of CNNs*",
        ),
        ("{numref}`fig-average-max`", "{numref}`fig-average-max`", "{numref}`fig-average-max`"),
    ],
)
def test_what_leads_to_a_page_that_is_out(source, linked, words):
    assert mender(SITE).mended(source, "chapters/anatomy") == linked
    assert mender("").mended(source, "chapters/anatomy") == words


def test_the_guide_and_the_plans_lead_to_no_page_that_is_out():
    guide = "[Padding](padding.md), [its chapter](../chapters/padding.ipynb)"
    assert mender("").mended(guide, "teaching/guide") == "Padding, its chapter"
    plan = 'aim = "x"\nexplorer = "padding.html#padding-explorer"\nsteps = ["Exercise {stem}"]\n'
    title = BOOK.exercises["stem"].title
    assert (
        mender("").planned(plan)
        == f'aim = "x"\nsteps = ["Exercise “{title}” (not in this book)"]\n'
    )


def test_lessons_are_written_as_they_are_read():
    semester = [
        {"sections": {"seeing": {"cat-question": 45}, "a-b": {"c": 90}}, "class": 'A "b" {c}'}
    ]
    assert tomllib.loads(lessons.written(semester))["lesson"] == semester
