"""Questions, answers, plans: numbers are right, minutes add up, answers are sealed."""

import json
import math
import re
import tomllib

import nbformat
import numpy as np
import pytest

import cnnlib
from book.sphinx import plans, slides
from book.tools import answers
from cnnlib.teaching import check
from cnnlib.teaching.checking import SEALED, seal
from cnnlib.teaching.quiz import Quiz, read_questions

CHAPTERS = plans.chapters()
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")


def quiz_of(root, chapter):
    file = root / "chapters" / f"{chapter}.quiz.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["question"]


def flat(value):
    """Return the numbers of nested tuples and arrays in their order."""
    value = value.tolist() if hasattr(value, "tolist") else value
    return (
        [each for part in value for each in flat(part)]
        if isinstance(value, (list, tuple))
        else [value]
    )


def numbers(text):
    """Return the numbers that stand in a text, each with its decimals."""
    found = NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return [(float(each.replace("−", "-")), len(each.partition(".")[2])) for each in found]


@each_chapter
def test_each_number_of_a_quiz_is_what_cnnlib_computes(root, chapter):
    with_cnnlib = 0
    for question in quiz_of(root, chapter):
        for choice in question["choice"]:
            if "computed" not in choice:
                continue
            value = flat(eval(choice["computed"], {"cnnlib": cnnlib, "np": np, "math": math}))
            said = numbers(choice["says"])
            assert [round(float(v), d) for v, (_, d) in zip(value, said, strict=True)] == [
                number for number, _ in said
            ], choice
            with_cnnlib += choice.get("right", False) and "cnnlib" in choice["computed"]
    assert with_cnnlib >= 3


@each_chapter
def test_a_quiz_says_why_of_every_choice(root, chapter):
    questions = read_questions(root / "chapters" / f"{chapter}.quiz.toml")
    assert len(questions) >= 4
    places = {[c["right"] for c in q["choices"]].index(True) for q in questions}
    assert len(places) > 1, "the right choice always stands at the same place"
    for question in questions:
        assert len({choice["why"] for choice in question["choices"]}) == len(question["choices"])


TWO = '[{says = "1", right = true, why = "a"}, {says = "2", why = "b"}]'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ask = "Which?"\nchoice = [{says = "1", why = "a"}, {says = "2", why = "b"}]',
         "question 1 must have two choices or more and one that is right, got 2 and 0: 'Which?'"),
        ('ask = "Which?"\nchoice = [{says = "1", right = true, why = "a"}]',
         "must have two choices or more and one that is right, got 1 and 1"),
        ('ask = "Which?"\nchoice = [{says = "1", right = true}, {says = "2", why = "b"}]',
         "own.quiz.toml: question 1, choice 1: why must be a text, got None"),
        ('ask = "Which?"\nchoice = ["1", "2"]', "question 1, choice 1 must be a table, got '1'"),
        (f"choice = {TWO}", "question 1: ask must be a text, got None"),
        ('ask = "Which?"', "question 1: choice must be a list, got None"),
        (f'ask = "Which?"\nchoice = {TWO.replace("true", "1")}',
         "choice 1: right must be true or false, got 1"),
        (f'ask = "Which?"\nchoice = {TWO}'.replace('"2"', "2"),
         "choice 2: says must be a text, got 2"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused(tmp_path, text, message):
    file = tmp_path / "own.quiz.toml"
    file.write_text(f"[[question]]\n{text}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        Quiz(file)


def test_a_file_without_questions_is_refused(tmp_path):
    file = tmp_path / "own.quiz.toml"
    with pytest.raises(FileNotFoundError, match=r"own\.quiz\.toml: they lie beside each chapter"):
        Quiz(file)
    file.write_text("[[questions]]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"must have tables \[\[question\]\], got \['questions'\]"):
        Quiz(file)


def test_a_quiz_stands_as_text_where_no_script_runs(root):
    bundle, _ = Quiz(root / "chapters" / "padding.quiz.toml")._repr_mimebundle_()
    assert bundle["text/html"].count("<b>Right.</b>") == len(quiz_of(root, "padding"))
    assert "computed" not in bundle["text/html"]


@pytest.mark.parametrize("answer", [(3, 28), [3, 28], np.array([3, 28]), (3.0, np.int64(28))])
def test_a_right_answer_is_right_in_every_form(answer):
    verdict = check("5.1", answer)
    assert verdict.right
    assert repr(verdict) == "5.1 ✓ Right."


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("2.1", (217.99999999999997, 147)),
        ("5.6", ((0, 0, 3, 0), {8, 7, 6, 5})),
        ("6.6", (14_745_600, "`FLOPs`", False)),
    ],
)
def test_a_set_and_the_marks_around_a_word_are_no_mistake(number, answer):
    assert check(number, answer).right


@pytest.mark.parametrize(
    ("number", "answer", "words"),
    [
        ("5.1", (3, 27), "The padding is right. For the size, padding 1 adds a row above and"),
        ("5.1", (3, 99), "Right so far: place 1. Look again at place 2."),
        ("5.1", 3, "This exercise takes two whole numbers, (padding, rows). You gave 3."),
        ("5.1", ("3", 28), "This exercise takes two whole numbers"),
        ("5.6", ((0, 0, 3, 0), (6, 7, 8)), "Right so far: place 1. Look again at place 2."),
        ("5.6", ((0, 0, 3, 0), 5), "This exercise takes two tuples"),
        ("5.2", (112, 56, 2, 2), "Right so far: places 1, 2. Look again at places 3, 4."),
        ("5.4", (2080.0, 1747.78), "Right as far as it goes. Give it with 4 decimals."),
        ("4.5", (96.1, 92.7), "That is in percent. Give a number between 0 and 1."),
        ("1.1", (4.5, 400), "The parts are right, in another order. This takes two numbers"),
        ("3.6", 3.2589, "Not yet."),
        ("3.6", 3.2571, "Not yet."),
        ("1.6", (0.09, 0.91), "Not yet."),
        ("3.6", math.nan, "Not yet."),
        ("3.6", 1e306, "Not yet."),
        ("3.6", 10**400, "Not yet."),
        ("5.6", ((0, 0, 3, 0), {5, "6", 7, 8}), "This exercise takes two tuples"),
        ("5.1", ..., "Put your answer in place of the three dots"),
    ],
)
def test_a_wrong_answer_is_told_what_is_off(number, answer, words):
    verdict = check(number, answer)
    assert not verdict.right
    assert verdict.words.startswith(words)


@pytest.mark.parametrize("answer", [3.258, 3.25751, 3.25849, 3.2575, 3.2585])
def test_an_answer_may_have_more_decimals_than_asked_for(answer):
    assert check("3.6", answer).right


def test_each_mistake_that_is_foreseen_is_named():
    foreseen = [
        (number, wrong) for number, entry in answers.numbered().items() for wrong in entry["wrong"]
    ]
    assert len(foreseen) > 150
    for number, wrong in foreseen:
        assert check(number, wrong["answer"]).words == wrong["says"], (number, wrong)


def test_an_answer_with_decimals_must_say_how_many_count():
    entry = {"answer": [3, 4.5], "form": "two numbers", "wrong": []}
    with pytest.raises(ValueError, match=r"exercise 1\.9: \[3, 4\.5\] has decimals"):
        seal("1.9", entry)


def test_an_unknown_exercise_is_refused():
    with pytest.raises(ValueError, match=r"there is no exercise '5\.99'; there are 5\.1 to 5\.8"):
        check("5.99", 1)
    with pytest.raises(ValueError, match=r"there is no exercise '9\.1'; there are 1\.1 to 7\.8"):
        check("9.1", 1)
    with pytest.raises(TypeError, match=r"number must be text such as \"5\.2\", got 5\.2"):
        check(5.2, 1)


def test_the_sealed_answers_are_those_beside_the_chapters():
    assert SEALED.read_text(encoding="utf-8") == answers.sealed(), "run `make answers`"


def test_no_answer_stands_in_the_sealed_file():
    for number, entry in json.loads(SEALED.read_text(encoding="utf-8")).items():
        assert re.fullmatch(r"[0-9a-f]{24}", entry["right"]), number
        said = [value for value, _ in numbers(" ".join(entry["wrong"].values()))]
        secret = [part for part in flat(answers.numbered()[number]["answer"]) if type(part) is int]
        assert not {part for part in secret if part > 99} & set(said), number


@each_chapter
def test_a_chapter_has_exercises_with_hint_and_checked_solution(root, chapter):
    place = CHAPTERS.index(chapter) + 1
    cells = nbformat.read(root / "chapters" / f"{chapter}.ipynb", as_version=4).cells
    asked = [c.source for c in cells if c.source.startswith(":::::{exercise}")]
    solved = [
        c for c in cells if c.cell_type == "code" and c.source.split("\n")[-1].startswith("check(")
    ]
    assert len(asked) == len(solved) >= 5
    for count, (exercise, cell) in enumerate(zip(asked, solved, strict=True), start=1):
        assert "::::{hint}" in exercise
        assert cell.metadata.tags == ["solution"]
        assert cell.source.endswith(f'check("{place}.{count}", answer)')
        assert cell.outputs[-1].data["text/plain"] == f"{place}.{count} ✓ Right."


@each_chapter
def test_each_section_has_a_plan_for_45_and_for_90_minutes(root, chapter):
    cells = nbformat.read(root / "chapters" / f"{chapter}.ipynb", as_version=4).cells
    sections = [c.source.splitlines()[0] for c in cells if c.source.startswith("## ")]
    closing = ["## Summary", "## Check yourself", "## Exercises"]
    assert sections[-3:] == closing
    found = plans.plans(chapter)
    assert [f"## {plan.title}" for plan in found] == sections[:-3]
    for plan in found:
        assert sum(step.short for step in plan.steps) == 45, plan.title
        assert sum(step.long for step in plan.steps) == 90, plan.title
        assert any(step.short == 0 for step in plan.steps), "nothing to cut"
        assert len(plan.confused) >= 2, plan.title


def test_the_notes_tell_the_clock():
    kinds = {"Ask": 5, "Draw": 8, "Show": 7, "Run": 0, "Move": 10, "Work": 10, "Close": 5}
    steps = [plans.Step(short, 2 * short, kind, "") for kind, short in kinds.items()]
    plan = plans.Plan("", "", "", steps, [], None)
    assert slides.clock(plan) == (
        "0–5 Ask · 5–13 Draw · 13–20 Show · 20–30 Move · 30–40 Work · 40–45 Close"
    )


@each_chapter
def test_the_head_of_a_chapter_says_what_it_is_for(root, chapter):
    head = nbformat.read(root / "chapters" / f"{chapter}.ipynb", as_version=4).cells[0].source
    for words in ("**You will be able to**", "**It builds on**", "to read", "to work"):
        assert words in head
