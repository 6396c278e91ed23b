"""Questions, answers, plans: numbers are right, minutes add up, answers are sealed."""

import json
import math
import re
import tomllib

import numpy as np
import pytest

import cnnlib
from book.chapters import CLOSING, Section
from book.model import BOOK, Plan, Step
from book.sphinx import slides
from book.tools import answers
from cnnlib._language import SEALED
from cnnlib.teaching import check
from cnnlib.teaching.checking import seal
from cnnlib.teaching.quiz import Quiz, read_questions

each_chapter = pytest.mark.parametrize("chapter", BOOK.chapters, ids=lambda each: each.name)
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")


def quiz_of(chapter):
    return tomllib.loads(chapter.quiz.read_text(encoding="utf-8"))["question"]


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
def test_each_number_of_a_quiz_is_what_cnnlib_computes(chapter):
    with_cnnlib = 0
    for question in quiz_of(chapter):
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
def test_a_quiz_says_why_of_every_choice(chapter):
    questions = read_questions(chapter.quiz)
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
         "own.toml: question 1, choice 1: why must be a text, got None"),
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
    file = tmp_path / "own.toml"
    file.write_text(f"[[question]]\n{text}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        Quiz(file)


def test_a_file_without_questions_is_refused(tmp_path):
    file = tmp_path / "own.toml"
    with pytest.raises(FileNotFoundError, match=r"own\.toml: they lie beside each chapter"):
        Quiz(file)
    file.write_text("[[questions]]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"must have tables \[\[question\]\], got \['questions'\]"):
        Quiz(file)


def test_a_quiz_stands_as_text_where_no_script_runs(root):
    bundle, _ = Quiz(root / "chapters" / "padding" / "quiz.toml")._repr_mimebundle_()
    assert bundle["text/html"].count("<b>Right.</b>") == 7
    assert "computed" not in bundle["text/html"]


@pytest.mark.parametrize("answer", [(3, 28), [3, 28], np.array([3, 28]), (3.0, np.int64(28))])
def test_a_right_answer_is_right_in_every_form(answer):
    verdict = check("keep", answer)
    assert verdict.right
    assert repr(verdict) == f"{BOOK.exercises['keep'].number} ✓ Right."


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("large-kernel", (217.99999999999997, 147)),
        ("causal", ((0, 0, 3, 0), {8, 7, 6, 5})),
        ("one-by-one", (14_745_600, "`FLOPs`", False)),
    ],
)
def test_a_set_and_the_marks_around_a_word_are_no_mistake(exercise, answer):
    assert check(exercise, answer).right


@pytest.mark.parametrize(
    ("exercise", "answer", "words"),
    [
        ("keep", (3, 27), "The padding is right. For the size, padding 1 adds a row above and"),
        ("keep", (3, 99), "Right so far: place 1. Look again at place 2."),
        ("keep", 3, "This exercise takes two whole numbers, (padding, rows). You gave 3."),
        ("keep", ("3", 28), "This exercise takes two whole numbers"),
        ("causal", ((0, 0, 3, 0), (6, 7, 8)), "Right so far: place 1. Look again at place 2."),
        ("causal", ((0, 0, 3, 0), 5), "This exercise takes two tuples"),
        ("stem", (112, 56, 2, 2), "Right so far: places 1, 2. Look again at places 3, 4."),
        ("two-sums", (2080.0, 1747.78), "Right as far as it goes. Give it with 4 decimals."),
        ("dots", (96.1, 92.7), "That is in percent. Give a number between 0 and 1."),
        ("child", (4.5, 400), "The parts are right, in another order. This takes two numbers"),
        ("shuffled", 3.2589, "Not yet."),
        ("shuffled", 3.2571, "Not yet."),
        ("swap", (0.09, 0.91), "Not yet."),
        ("shuffled", math.nan, "Not yet."),
        ("shuffled", 1e306, "Not yet."),
        ("shuffled", 10**400, "Not yet."),
        ("causal", ((0, 0, 3, 0), {5, "6", 7, 8}), "This exercise takes two tuples"),
        ("keep", ..., "Put your answer in place of the three dots"),
    ],
)
def test_a_wrong_answer_is_told_what_is_off(exercise, answer, words):
    verdict = check(exercise, answer)
    assert not verdict.right
    assert verdict.words.startswith(words)


@pytest.mark.parametrize("answer", [3.258, 3.25751, 3.25849, 3.2575, 3.2585])
def test_an_answer_may_have_more_decimals_than_asked_for(answer):
    assert check("shuffled", answer).right


def test_each_mistake_that_is_foreseen_is_named():
    foreseen = [
        (name, wrong) for name, each in BOOK.exercises.items() for wrong in each.answers["wrong"]
    ]
    assert len(foreseen) > 150
    for name, wrong in foreseen:
        assert check(name, wrong["answer"]).words == wrong["says"], (name, wrong)


def test_an_answer_with_decimals_must_say_how_many_count():
    entry = {"answer": [3, 4.5], "form": "two numbers", "wrong": []}
    with pytest.raises(ValueError, match=r"exercise two: \[3, 4\.5\] has decimals"):
        seal("two", "1.9", "seeing", entry)


def test_an_exercise_may_be_named_by_its_number():
    for name, exercise in BOOK.exercises.items():
        assert repr(check(exercise.number, ...)) == repr(check(name, ...))
        assert repr(check(name, ...)).startswith(f"{exercise.number} ✗ Put your answer")


def test_an_unknown_exercise_is_refused():
    with pytest.raises(ValueError, match=r"there is no exercise 'two-sum'; near it are two-sums"):
        check("two-sum", 1)
    first, *_, last = (each.number for each in BOOK.exercises.values())
    with pytest.raises(ValueError, match=rf"no exercise '99\.1'; there are {first} to {last}"):
        check("99.1", 1)
    own = [each.number for each in BOOK.chapters[0].exercises]
    with pytest.raises(ValueError, match=rf"no exercise '1\.99'; there are {own[0]} to {own[-1]}"):
        check("1.99", 1)
    with pytest.raises(TypeError, match=r"exercise must be text such as \"two-sums\", got 5\.2"):
        check(5.2, 1)


def test_the_sealed_answers_are_those_beside_the_chapters():
    assert SEALED.read_text(encoding="utf-8") == answers.sealed(), "run `make answers`"


def test_no_answer_stands_in_the_sealed_file():
    sealed = json.loads(SEALED.read_text(encoding="utf-8"))["exercises"]
    assert len(sealed) == len(BOOK.exercises) > 50
    for name, entry in sealed.items():
        assert re.fullmatch(r"[0-9a-f]{24}", entry["right"]), name
        said = [value for value, _ in numbers(" ".join(entry["wrong"].values()))]
        answer = BOOK.exercises[name].answers["answer"]
        secret = [part for part in flat(answer) if type(part) is int]
        assert not {part for part in secret if part > 99} & set(said), name


@each_chapter
def test_a_chapter_has_exercises_with_hint_and_checked_solution(chapter):
    asked = [c.source for c in chapter.cells if c.source.startswith(":::::{exercise}")]
    solved = [c for c in chapter.cells if c.source.split("\n")[-1].startswith("check(")]
    assert len(asked) == len(solved) == len(chapter.exercises) >= 5
    for exercise, source, cell in zip(chapter.exercises, asked, solved, strict=True):
        assert f":label: exercise-{chapter.name}-" in source
        assert "::::{hint}" in source
        assert cell.metadata.tags == ["solution"]
        assert cell.source.endswith(f'check("{exercise.name}", answer)')
        assert cell.outputs[-1].data["text/plain"] == f"{{{exercise.name}}} ✓ Right."


@each_chapter
def test_each_section_has_a_plan_for_45_and_for_90_minutes(chapter):
    assert [section.name for section in chapter.sections[-3:]] == list(CLOSING)
    found = BOOK.plans(chapter)
    assert [plan.section for plan in found] == chapter.lessons
    for plan in found:
        title = plan.section.title
        assert sum(step.short for step in plan.steps) == 45, title
        assert sum(step.long for step in plan.steps) == 90, title
        assert any(step.short == 0 for step in plan.steps), "nothing to cut"
        assert len(plan.confused) >= 2, title


def test_the_notes_tell_the_clock():
    kinds = {"Ask": 5, "Draw": 8, "Show": 7, "Run": 0, "Move": 10, "Work": 10, "Close": 5}
    steps = [Step(short, 2 * short, kind, "") for kind, short in kinds.items()]
    plan = Plan(Section("", "", ""), "", steps, [], None)
    assert slides.clock(plan) == (
        "0–5 Ask · 5–13 Draw · 13–20 Show · 20–30 Move · 30–40 Work · 40–45 Close"
    )


@each_chapter
def test_the_head_of_a_chapter_says_what_it_is_for(chapter):
    head = chapter.cells[0].source
    for words in ("**You will be able to**", "**It builds on**", "to read", "to work"):
        assert words in head
