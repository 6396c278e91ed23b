"""Questions as QTI 1.2: as Canvas' Classic Quizzes write it, and in the profile of cartridges.

Both leave out the numbers that many arrive at. Canvas takes every number with a condition of its
own for a right one; a cartridge knows no numbers, so there a number is a word with one spelling or
two. The rubric of an essay has no place in either.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from book.questions import (
    Category,
    ChoiceQuestion,
    EssayQuestion,
    NumberQuestion,
    Question,
    ends,
)
from book.questions.xml import XSI, document, element

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CANVAS_SCHEMA = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
CARTRIDGE_SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_qtiasiv1p2p1_v1p0.xsd"
# Where a program puts the files of a package.
FILES = "$IMS-CC-FILEBASE$/"
CANVAS_KINDS = {
    ChoiceQuestion: "multiple_choice_question",
    NumberQuestion: "numerical_question",
    EssayQuestion: "essay_question",
}
CARTRIDGE_KINDS = {
    ChoiceQuestion: "cc.multiple_choice.v0p1",
    NumberQuestion: "cc.fib.v0p1",
    EssayQuestion: "cc.essay.v0p1",
}
RESPONSE = "response1"
RIGHT, WRONG = "correct_fb", "general_incorrect_fb"


def assessment(category: Category, *, canvas: bool) -> bytes:
    """Return a category as one file, which programs make a quiz of."""
    fields = (
        {"cc_maxattempts": "1"}
        if canvas
        else {
            "cc_profile": "cc.exam.v0p1",
            "qmd_assessmenttype": "Examination",
            "qmd_scoretype": "Percentage",
        }
    )
    items = (_item(question, canvas=canvas) for question in category.questions)
    schema = CANVAS_SCHEMA if canvas else CARTRIDGE_SCHEMA
    made = element(
        "assessment",
        _metadata(fields),
        element("section", *items, ident="root_section"),
        ident=category.name,
        title=category.title,
    )
    root = {"xmlns": QTI, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{QTI} {schema}"}
    return document(element("questestinterop", made, **root))


def _item(question: Question, *, canvas: bool) -> Element:
    kinds = CANVAS_KINDS if canvas else CARTRIDGE_KINDS
    kind, points = kinds[type(question)], str(question.points)
    fields = (
        {"question_type": kind, "points_possible": points}
        if canvas
        else {"cc_profile": kind, "cc_weighting": points}
    )
    asked, conditions, feedback = _parts(question, canvas=canvas)
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    return element(
        "item",
        element("itemmetadata", _metadata(fields)),
        element("presentation", _material(question.asked(FILES.__add__)), asked),
        element("resprocessing", element("outcomes", score), *conditions),
        *(
            element("itemfeedback", element("flow_mat", _material(says)), ident=name)
            for name, says in feedback
        ),
        ident=question.name,
        title=question.title,
    )


Parts = tuple[Element, list[Element], list[tuple[str, str]]]


def _parts(question: Question, *, canvas: bool) -> Parts:
    """Return how one answers, what the answers are worth, and what is said to them."""
    match question:
        case ChoiceQuestion():
            return _choices(question)
        case NumberQuestion():
            right = _between(question) if canvas else _spelled(question)
            conditions = [
                _condition(right, RIGHT, scores=True),
                _condition([element("other")], WRONG, scores=False),
            ]
            feedback = [(RIGHT, question.praise), (WRONG, question.otherwise)]
            return _entry({"fibtype": "Decimal"}), conditions, feedback
    # By hand: nothing here gives points.
    return _entry({}), [_condition([element("other")], "", scores=False)], []


def _choices(question: ChoiceQuestion) -> Parts:
    labels, conditions, feedback = [], [], []
    for place, choice in enumerate(question.choices, start=1):
        name = f"choice{place}"
        labels.append(element("response_label", _material(choice.says), ident=name))
        chosen = [element("varequal", name, respident=RESPONSE)]
        conditions.append(_condition(chosen, f"{name}_fb", scores=choice.right))
        feedback.append((f"{name}_fb", choice.why))
    offered = element("render_choice", *labels)
    asked = element("response_lid", offered, ident=RESPONSE, rcardinality="Single")
    return asked, conditions, feedback


def _entry(attributes: dict[str, str]) -> Element:
    return element(
        "response_str", element("render_fib", **attributes), ident=RESPONSE, rcardinality="Single"
    )


def _between(question: NumberQuestion) -> list[Element]:
    """Return the condition in the form that Canvas exports, by which it knows the margin."""
    least, most = ends(question.number, question.tolerance)
    within = element(
        "and",
        element("vargte", least, respident=RESPONSE),
        element("varlte", most, respident=RESPONSE),
    )
    exact = element("varequal", f"{question.number:f}", respident=RESPONSE)
    return [element("or", exact, within)]


def _spelled(question: NumberQuestion) -> list[Element]:
    """Return the number as it may be spelled; side by side, any of them will do."""
    spellings = dict.fromkeys((f"{question.number:f}", f"{question.number:,f}"))
    return [element("varequal", each, respident=RESPONSE, case="No") for each in spellings]


def _condition(when: list[Element], feedback: str, *, scores: bool) -> Element:
    then = [element("setvar", "100", action="Set", varname="SCORE")] if scores else []
    if feedback:
        then.append(element("displayfeedback", feedbacktype="Response", linkrefid=feedback))
    return element("respcondition", element("conditionvar", *when), *then, **{"continue": "No"})


def _metadata(fields: dict[str, str]) -> Element:
    return element(
        "qtimetadata",
        *(
            element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
            for label, entry in fields.items()
        ),
    )


def _material(fragment: str) -> Element:
    return element("material", element("mattext", fragment, texttype="text/html"))
