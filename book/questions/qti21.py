"""Questions as QTI 2.1: an item each, a test for each category, and the list of both, in one zip.

TAO, OpenOlat, ILIAS and Canvas' New Quizzes read such packages. A common cartridge cannot hold
them: all its versions take the questions of QTI 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from book.questions import (
    Category,
    ChoiceQuestion,
    EssayQuestion,
    NumberQuestion,
    Question,
    ranges,
)
from book.questions.rich import tree
from book.questions.xml import XSI, document, element

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
# Each with where its schema stands.
QTI_ROOT = {
    "xmlns": QTI,
    "xmlns:xsi": XSI,
    "xsi:schemaLocation": f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
}
CONTENT_ROOT = {
    "xmlns": CONTENT,
    "xmlns:xsi": XSI,
    "xsi:schemaLocation": f"{CONTENT} http://www.imsglobal.org/xsd/imscp_v1p1.xsd",
}
SAID = {"identifier": "FEEDBACK", "baseType": "identifier"}
OTHERWISE = "otherwise"


def package(categories: list[Category]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the zip, each with its name in there."""
    yield "imsmanifest.xml", document(_manifest(categories))
    for category in categories:
        yield f"tests/{category.name}.xml", document(_test(category))
        for question in category.questions:
            yield f"items/{question.name}.xml", document(item(question), indent=False)
    for name, data in pictures(categories).items():
        yield f"items/{name}", data


def pictures(categories: list[Category]) -> dict[str, bytes]:
    """Return every picture once, by its name."""
    every = (question.pictures for category in categories for question in category.questions)
    return {name: data for found in every for name, data in found.items()}


def _manifest(categories: list[Category]) -> Element:
    resources = element("resources")
    for category in categories:
        needs = [element("dependency", identifierref=each.name) for each in category.questions]
        resources.append(_resource("test", f"tests/{category.name}", category.name, [], needs))
        for question in category.questions:
            files = [f"items/{name}" for name in question.pictures]
            resources.append(_resource("item", f"items/{question.name}", question.name, files, []))
    schema = element("schema", "QTIv2.1 Package"), element("schemaversion", "1.0.0")
    return element(
        "manifest",
        element("metadata", *schema),
        element("organizations"),
        resources,
        identifier="questions",
        **CONTENT_ROOT,
    )


def _resource(kind: str, path: str, name: str, files: list[str], needs: list[Element]) -> Element:
    return element(
        "resource",
        *(element("file", href=file) for file in (f"{path}.xml", *files)),
        *needs,
        identifier=name,
        type=f"imsqti_{kind}_xmlv2p1",
        href=f"{path}.xml",
    )


def _test(category: Category) -> Element:
    items = [
        element("assessmentItemRef", identifier=each.name, href=f"../items/{each.name}.xml")
        for each in category.questions
    ]
    section = element(
        "assessmentSection", *items, identifier="section", title=category.title, visible="true"
    )
    part = element(
        "testPart",
        section,
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="individual",
    )
    return element(
        "assessmentTest", part, identifier=category.name, title=category.title, **QTI_ROOT
    )


def item(question: Question) -> Element:
    """Return the item of a question."""
    match question:
        case ChoiceQuestion():
            declared, asked, processing, feedback = _choices(question)
        case NumberQuestion():
            declared, asked, processing, feedback = _number(question)
        case EssayQuestion():
            declared, asked, processing, feedback = _essay(question)
    return element(
        "assessmentItem",
        declared,
        _score("SCORE", 0),
        _score("MAXSCORE", question.points),
        element("outcomeDeclaration", cardinality="single", **SAID),
        element("itemBody", *asked),
        *processing,
        *feedback,
        identifier=question.name,
        title=question.title,
        adaptive="false",
        timeDependent="false",
        **QTI_ROOT,
    )


Parts = tuple[Element, list[Element], list[Element], list[Element]]


def _choices(question: ChoiceQuestion) -> Parts:
    names = [f"choice{place}" for place, _ in enumerate(question.choices, start=1)]
    right = next(name for name, each in zip(names, question.choices, strict=True) if each.right)
    offered = [
        element("simpleChoice", *_content("", each.says), identifier=name)
        for name, each in zip(names, question.choices, strict=True)
    ]
    asked = element(
        "choiceInteraction",
        *offered,
        responseIdentifier="RESPONSE",
        shuffle="true",
        maxChoices="1",
    )
    correct = element("match", element("variable", identifier="RESPONSE"), _correct())
    processing = element(
        "responseProcessing",
        element("responseCondition", element("responseIf", correct, _scored())),
        element(
            "setOutcomeValue", element("variable", identifier="RESPONSE"), identifier="FEEDBACK"
        ),
    )
    feedback = [
        _feedback(name, each.why) for name, each in zip(names, question.choices, strict=True)
    ]
    return _declared("identifier", right), [*tree(question.ask), asked], [processing], feedback


def _number(question: NumberQuestion) -> Parts:
    condition = element("responseCondition")
    feedback = []
    allowed = f"{question.tolerance:f}"
    for place, (number, says, right) in enumerate(ranges(question)):
        name = f"number{place}"
        same = element(
            "equal",
            element("variable", identifier="RESPONSE"),
            element("baseValue", f"{number:f}", baseType="float"),
            **(
                {"toleranceMode": "absolute", "tolerance": f"{allowed} {allowed}"}
                if question.tolerance
                else {"toleranceMode": "exact"}
            ),
        )
        branch = "responseElseIf" if place else "responseIf"
        score = [_scored()] if right else []
        condition.append(element(branch, same, *score, _says(name)))
        feedback.append(_feedback(name, says))
    condition.append(element("responseElse", _says(OTHERWISE)))
    feedback.append(_feedback(OTHERWISE, question.otherwise))
    entry = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="16")
    return (
        _declared("float", f"{question.number:f}"),
        [*tree(question.ask), element("p", entry)],
        [element("responseProcessing", condition)],
        feedback,
    )


def _essay(question: EssayQuestion) -> Parts:
    rubric = element("rubricBlock", *tree(question.rubric), view="scorer")
    entry = element("extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="15")
    return _declared("string"), [rubric, *tree(question.ask), entry], [], []


def _declared(kind: str, right: str = "") -> Element:
    correct = [element("correctResponse", element("value", right))] if right else []
    return element(
        "responseDeclaration",
        *correct,
        identifier="RESPONSE",
        cardinality="single",
        baseType=kind,
    )


def _score(name: str, value: int) -> Element:
    return element(
        "outcomeDeclaration",
        element("defaultValue", element("value", str(value))),
        identifier=name,
        cardinality="single",
        baseType="float",
    )


def _correct() -> Element:
    return element("correct", identifier="RESPONSE")


def _scored() -> Element:
    return element(
        "setOutcomeValue", element("baseValue", "1", baseType="float"), identifier="SCORE"
    )


def _says(name: str) -> Element:
    return element(
        "setOutcomeValue", element("baseValue", name, baseType="identifier"), identifier="FEEDBACK"
    )


def _feedback(name: str, says: str) -> Element:
    return element(
        "modalFeedback",
        *_content("p", says),
        outcomeIdentifier="FEEDBACK",
        identifier=name,
        showHide="show",
    )


def _content(around: str, fragment: str) -> list[Element | str]:
    """Return what a fragment holds: text that stands before its first tag comes on its own."""
    whole = tree(fragment)
    if around and (whole.text or "").strip():
        whole.tag = around
        return [whole]
    return [whole.text or "", *whole]
