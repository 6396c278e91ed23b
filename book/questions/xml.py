"""Elements of XML with their children and attributes in one call.

Names are written as they stand in the file, prefix included; the root says what they stand for.
"""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

XSI = "http://www.w3.org/2001/XMLSchema-instance"
ElementTree.register_namespace("m", "http://www.w3.org/1998/Math/MathML")


def element(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Return an element; text stands before its other children."""
    made = Element(tag, attributes)
    for child in children:
        if isinstance(child, str):
            made.text = (made.text or "") + child
        else:
            made.append(child)
    return made


def document(root: Element, *, indent: bool = True) -> bytes:
    """Return a file of XML. Where text and tags mix, indenting would add spaces to the text."""
    if indent:
        ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
