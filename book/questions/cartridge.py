"""Packages of QTI 1.2: a Common Cartridge for many programs, and a zip for Canvas' classic quizzes.

Version 1.1 of the cartridge is the one that Moodle reads, and all later programs read it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from book.questions import Category
from book.questions.qti12 import assessment
from book.questions.qti21 import pictures
from book.questions.xml import XSI, document, element

CARTRIDGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
PROFILE = "http://www.imsglobal.org/profile/cc/ccv1p1"
CARTRIDGE_ROOT = {
    "xmlns": CARTRIDGE,
    "xmlns:lom": LOM,
    "xmlns:xsi": XSI,
    "xsi:schemaLocation": f"{CARTRIDGE} {PROFILE}/ccv1p1_imscp_v1p2_v1p0.xsd "
    f"{LOM} {PROFILE}/LOM/ccv1p1_lommanifest_v1p0.xsd",
}
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
CARTRIDGE_QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
CANVAS_QUIZ = "imsqti_xmlv1p2"


def cartridge(categories: list[Category], title: str, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a Common Cartridge, each with its name in there."""
    said = element("lom:string", title, language=language)
    described = element("lom:lom", element("lom:general", element("lom:title", said)))
    metadata = element(
        "metadata",
        element("schema", "IMS Common Cartridge"),
        element("schemaversion", "1.1.0"),
        described,
    )
    items = [
        element(
            "item",
            element("title", category.title),
            identifier=f"item-{category.name}",
            identifierref=category.name,
        )
        for category in categories
    ]
    organization = element(
        "organization",
        element("item", *items, identifier="root"),
        identifier="contents",
        structure="rooted-hierarchy",
    )
    yield (
        "imsmanifest.xml",
        document(
            element(
                "manifest",
                metadata,
                element("organizations", organization),
                _resources(categories, CARTRIDGE_QUIZ),
                identifier="questions",
                **CARTRIDGE_ROOT,
            )
        ),
    )
    yield from _files(categories, canvas=False)


def canvas(categories: list[Category]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a zip for Canvas, each with its name in there."""
    schema = element("schema", "IMS Content"), element("schemaversion", "1.1.3")
    yield (
        "imsmanifest.xml",
        document(
            element(
                "manifest",
                element("metadata", *schema),
                element("organizations"),
                _resources(categories, CANVAS_QUIZ),
                identifier="questions",
                xmlns=CONTENT,
            )
        ),
    )
    yield from _files(categories, canvas=True)


def _files(categories: list[Category], *, canvas: bool) -> Iterator[tuple[str, bytes]]:
    for category in categories:
        yield _path(category), assessment(category, canvas=canvas)
    yield from pictures(categories).items()


def _resources(categories: list[Category], kind: str) -> Element:
    resources = element("resources")
    for category in categories:
        needs = [
            element("dependency", identifierref=_named(picture)) for picture in pictures([category])
        ]
        file = element("file", href=_path(category))
        resources.append(element("resource", file, *needs, identifier=category.name, type=kind))
    for picture in pictures(categories):
        file = element("file", href=picture)
        resources.append(
            element("resource", file, identifier=_named(picture), type="webcontent", href=picture)
        )
    return resources


def _path(category: Category) -> str:
    return f"{category.name}/{category.name}.xml"


def _named(picture: str) -> str:
    return f"picture-{picture.rpartition('.')[0]}"
