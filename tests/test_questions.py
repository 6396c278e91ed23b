"""Questions for programs that keep grades: names that stay, files that those programs read."""

import contextlib
import json
import re
import sqlite3
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import genanki
import pytest
from lxml import etree

from book.chapters import read_toml
from book.model import BOOK
from book.questions import ChoiceQuestion, EssayQuestion, NumberQuestion, collected, ranges
from book.questions.anki import Note, glossary
from book.questions.cartridge import canvas, cartridge
from book.questions.collected import categories
from book.questions.gift import gift
from book.questions.moodle import moodle_xml
from book.questions.qti21 import package
from book.questions.rich import words, xhtml
from book.tools import questions

TESTS = Path(__file__).parent
# What Moodle answered: peers/ask_moodle.py.
SEEN = json.loads((TESTS / "golden" / "moodle.json").read_text(encoding="utf-8"))
EVERY = categories()
QUESTIONS = {each.name: each for category in EVERY for each in category.questions}
LARGE = 10_000


def of_kind(kind):
    return [question for question in QUESTIONS.values() if isinstance(question, kind)]


def said(question):
    """Return all that is said to an answer, in HTML."""
    if isinstance(question, ChoiceQuestion):
        return [choice.why for choice in question.choices]
    return [*(says for _, says, _ in ranges(question)), question.otherwise]


def test_each_question_stands_once_and_each_chapter_has_two_categories():
    assert len(QUESTIONS) == sum(len(category.questions) for category in EVERY)
    quizzes = [read_toml(chapter.quiz)["question"] for chapter in BOOK.chapters]
    assert [len(category.questions) for category in EVERY[:-1:2]] == list(map(len, quizzes))
    assert len(of_kind(NumberQuestion)) > 140
    assert [len(category.questions) for category in EVERY[-1:]] == [10]
    assert [category.name for category in EVERY[8:10]] == ["padding-quiz", "padding-exercises"]
    assert EVERY[8].path == ("The Arithmetic of CNNs", "05 Padding", "Check yourself")
    assert EVERY[-1].path == ("The Arithmetic of CNNs", "Exam")
    assert sum(each.points for each in EVERY[-1].questions) == 40


def test_names_come_from_names():
    assert [each.name for each in EVERY[8].questions][:3] == [
        "quiz-dilated-rows",
        "quiz-padded-one-way",
        "quiz-last-window",
    ]
    assert [each.name for each in EVERY[9].questions][:3] == [
        "exercise-keep-1",
        "exercise-keep-2",
        "exercise-stem-1",
    ]
    assert EVERY[-1].questions[9].name == "exam-question-10"
    assert [name for name in QUESTIONS if not re.fullmatch(r"[a-z][a-z0-9-]*", name)] == []


def test_names_stay_when_words_change(monkeypatch):
    def changed(file):
        table = reads(file)
        for question in table["question"]:
            question["ask"] = "Something else?"
            for choice in question["choice"]:
                choice["says"], choice["why"] = "other", "words"
        return table

    reads = collected.read_toml
    monkeypatch.setattr(collected, "read_toml", changed)
    again = {each.name: each for category in categories() for each in category.questions}
    assert list(again) == list(QUESTIONS)
    assert again["quiz-dilated-rows"].ask == "<p>Something else?</p>"


def test_a_number_is_right_where_check_takes_it():
    whole, share = QUESTIONS["exercise-keep-1"], QUESTIONS["exercise-depthwise-share"]
    assert (whole.number, whole.tolerance) == (3, 0)
    assert whole.wrong == {
        Decimal(6): "Padding 6 would add six rows at each end. The number counts per side."
    }
    assert (share.number, share.tolerance) == (Decimal("0.0478"), Decimal("0.00005"))
    assert Decimal("20.915") in share.wrong


def test_every_part_of_an_answer_says_which_it_is():
    assert QUESTIONS["exercise-keep-2"].ask.endswith(
        "<p><strong>Asked here:</strong> place 2 of 2 in the answer, rows.</p>"
    )
    assert QUESTIONS["exercise-claim-1"].ask.endswith("place 1 of 3 in the answer.</p>")
    assert "Asked here" not in QUESTIONS["exercise-ridge-batch"].ask


def test_words_and_truth_values_are_chosen():
    word, truth = QUESTIONS["exercise-one-by-one-2"], QUESTIONS["exercise-one-by-one-3"]
    assert [(each.says, each.right) for each in word.choices] == [
        ("document", False),
        ("flops", True),
        ("macs", False),
    ]
    assert [(each.says, each.right) for each in truth.choices] == [("True", False), ("False", True)]


def test_everything_is_answered_with_a_reason():
    for question in [*of_kind(ChoiceQuestion), *of_kind(NumberQuestion)]:
        assert all(words(says) for says in said(question)), question.name
    for question in of_kind(ChoiceQuestion):
        assert sum(choice.right for choice in question.choices) == 1, question.name
        assert len({choice.says for choice in question.choices}) > 1, question.name
    for question in of_kind(NumberQuestion):
        kept = [number for number, _, _ in ranges(question)]
        apart = min((abs(a - b) for a in kept for b in kept if a != b), default=1)
        assert apart >= 2 * question.tolerance, question.name


def test_what_is_asked_gives_nothing_away():
    for question in of_kind(NumberQuestion):
        asked = words(question.ask).replace(",", "")
        assert words(question.otherwise) not in words(question.ask), question.name
        if question.number >= LARGE:
            assert not re.search(rf"(?<!\d){question.number}(?!\d)", asked), question.name
    for question in of_kind(EssayQuestion):
        assert "Solution." in words(question.rubric)
        assert not re.search(r"Solution|\d point", words(question.ask)), question.name


def test_text_is_xhtml_with_mathml():
    assert xhtml("`a` & $k_1 < 2$") == (
        '<p><code>a</code> &amp; <math alttext="k_1 &lt; 2" '
        'xmlns="http://www.w3.org/1998/Math/MathML"><msub><mi>k</mi><mn>1</mn></msub>'
        "<mo>&lt;</mo><mn>2</mn></math></p>"
    )
    assert "style" not in xhtml("| a |\n|--:|\n| 1 |")


def test_the_figures_that_an_exercise_names_come_along():
    shown = {name: list(each.pictures) for name, each in QUESTIONS.items() if each.pictures}
    assert shown["exercise-backward-1"] == ["fig-learning-graph.png"]
    assert set(shown) == {
        *(f"exercise-backward-{place}" for place in range(1, 5)),
        *(f"exercise-what-bars-say-{place}" for place in range(1, 5)),
    }


SCHEMAS = {
    "qti21": ("imscp_v1p1.xsd", "qtiv2p1/imsqti_v2p1.xsd"),
    "canvas": ("imscp_v1p1.xsd", "qtiv1p2/ims_qtiasiv1p2.xsd"),
    "cartridge": ("cc/ccv1p1_imscp_v1p2_v1p0.xsd", "cc/ccv1p1_qtiasiv1p2p1_v1p0.xsd"),
}
PACKAGES = {
    "qti21": dict(package(EVERY)),
    "canvas": dict(canvas(EVERY)),
    "cartridge": dict(cartridge(EVERY, "The book", "en")),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_files_are_valid_by_the_standards_own_schemas(name):
    listed, asked = (
        etree.XMLSchema(etree.parse(TESTS / "schemas" / file)) for file in SCHEMAS[name]
    )
    files = {file: data for file, data in PACKAGES[name].items() if file.endswith(".xml")}
    items = QUESTIONS if name == "qti21" else ()
    assert len(files) == 1 + len(EVERY) + len(items)
    for file, data in files.items():
        schema = listed if file == "imsmanifest.xml" else asked
        assert schema.validate(etree.fromstring(data)), (file, schema.error_log.last_error)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_package_lists_its_files_and_no_other(name):
    manifest = etree.fromstring(PACKAGES[name]["imsmanifest.xml"])
    listed = [each.get("href") for each in manifest.iter("{*}file")]
    assert sorted(set(listed)) == sorted(set(PACKAGES[name]) - {"imsmanifest.xml"})
    resources = {each.get("identifier") for each in manifest.iter("{*}resource")}
    assert {each.get("identifierref") for each in manifest.iter("{*}dependency")} <= resources


def test_canvas_gets_the_right_numbers_alone():
    """Canvas takes every number that has a condition with `or` for a right one."""
    bank = etree.fromstring(PACKAGES["canvas"]["counting-exercises/counting-exercises.xml"])
    item = bank.find(".//{*}item[@ident='exercise-depthwise-share']")
    (either,) = item.iter("{*}or")
    assert [(each.tag.partition("}")[2], each.text) for each in either.iter()][1:] == [
        ("varequal", "0.0478"),
        ("and", either[1].text),
        ("vargte", "0.04775"),
        ("varlte", "0.04785"),
    ]


def test_a_cartridge_takes_a_number_with_or_without_commas():
    bank = etree.fromstring(PACKAGES["cartridge"]["vgg16-exercises/vgg16-exercises.xml"])
    item = bank.find(".//{*}item[@ident='exercise-ten-classes-2']")
    assert [each.text for each in item.iter("{*}varequal")] == ["15466209280", "15,466,209,280"]


def test_moodle_xml_has_what_moodle_reads():
    quiz = ElementTree.fromstring(moodle_xml(EVERY))
    kinds = {"multichoice": ChoiceQuestion, "numerical": NumberQuestion, "essay": EssayQuestion}
    assert Counter(each.get("type") for each in quiz) == {
        "category": len(EVERY),
        **{kind: len(of_kind(each)) for kind, each in kinds.items()},
    }
    assert quiz[0].findtext("category/text") == (
        "$course$/top/The Arithmetic of CNNs/01 Seeing by computing/Check yourself"
    )
    # Two categories of a course with the same would end Moodle's import.
    assert [
        each for each in quiz if each.find("category") is not None and each.find("idnumber")
    ] == []
    found = {each.findtext("idnumber"): each for each in quiz}
    keep = found["exercise-keep-1"]
    answers = [
        (a.get("fraction"), a.findtext("text"), a.findtext("tolerance"))
        for a in keep.iter("answer")
    ]
    assert answers == [("100", "3", "0"), ("0", "6", "0"), ("0", "*", "0")]
    exam = found["exam-question-1"]
    assert exam.findtext("defaultgrade") == "3"
    assert "opposite directions share a number" in exam.findtext("graderinfo/text")
    figure = found["exercise-backward-1"].find("questiontext")
    assert 'src="@@PLUGINFILE@@/fig-learning-graph.png"' in figure.findtext("text")
    assert figure.find("file").text.startswith("iVBORw0KGgo")


@pytest.mark.parametrize(("name", "response", "mark"), [seen[:3] for seen in SEEN["marked"]])
def test_moodle_marks_as_the_book_does(name, response, mark):
    question = QUESTIONS[name]
    assert mark == (abs(Decimal(response) - question.number) <= question.tolerance)


def test_gift_writes_signs_of_its_own_with_a_backslash():
    text = gift(EVERY)
    assert (
        "// [id:exercise-keep-1]\n"
        "::5.1 Keep the size::[html]<p>A 7 × 7 window with stride 1 should keep 32 × 32 pixels. "
        "Which padding does it need? And how many rows come out with padding 1?</p> <p>Your answer"
        "\\: <code>(padding, rows)</code>.</p> <p><strong>Asked here\\:</strong> place 1 of 2 in "
        "the answer, padding.</p>{\n"
        "#\n"
        "=3:0#[html]Right.\n"
        "=%0%6:0#[html]Padding 6 would add six rows at each end. The number counts per side.\n"
        '~#[html]<p>Without padding, a window of <math alttext\\="k" '
    ) in text
    bare = re.sub(r"\\.", "", text)
    assert bare.count("{") == bare.count("}") == len(QUESTIONS)
    assert bare.count("$CATEGORY: ") == len(EVERY)


def test_a_card_is_known_by_its_term_alone():
    kind = genanki.Model(1, "any", fields=[{"name": "Key"}, {"name": "Term"}])
    before, after = Note(kind, ["padding", "padding"]), Note(kind, ["padding", "other words"])
    assert before.guid == after.guid == "ssKM!>BOIR"
    assert Note(kind, ["pooling", "padding"]).guid != before.guid
    entries = glossary(BOOK.root)
    assert len(entries) > 100
    assert all(all(entry) for entry in entries)
    said = "<p>The number that each output channel adds to its sum.</p>"
    assert ("bias", "偏置", said) in entries


def test_all_formats_are_in_one_zip_and_the_cards_beside_it(tmp_path, monkeypatch):
    monkeypatch.setattr(questions, "categories", lambda: EVERY)
    archive, deck = questions.write_questions(tmp_path)
    assert sorted(zipfile.ZipFile(archive).namelist()) == [
        "cnn-questions/README.md",
        "cnn-questions/canvas-qti12.zip",
        "cnn-questions/cartridge.imscc",
        "cnn-questions/moodle.xml",
        "cnn-questions/qti21.zip",
        "cnn-questions/questions.gift.txt",
    ]
    zipfile.ZipFile(deck).extract("collection.anki2", tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "collection.anki2")) as cards:
        (notes,) = cards.execute("select count(*) from notes").fetchone()
        assert notes == len(glossary(BOOK.root))
        assert cards.execute("select count(*) from cards").fetchone() == (2 * notes,)
