"""Math as MathML, converted when the book is built: readable without JavaScript.

docutils has the converter. A formula that it cannot read becomes a Sphinx warning, which fails
the build, and stands on the page as its TeX source. Its ``alttext`` keeps the LaTeX: a script on
the pages with formulas lets a reader copy it.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from book.words import for_script

logger = logging.getLogger(__name__)
SCRIPT = Path(__file__).parent / "formula_copy"


# The comma within a number, so that the converter takes the number as one.
GROUPING = re.compile(r"(?<=\d)\{,\}(?=\d{3})")
# What HTML has a name for and XML has none; the converter writes HTML.
NAMED = re.compile(r"&(?!amp;|lt;|gt;)\w+;")
BINARY = set("+−±×⋅∗⋆=≠<>≤≥≪≫≈→←∈∘/")
SIGNS = set("+−±")
RAISED = str.maketrans("0123456789+−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")


def plain(element: ElementTree.Element) -> str:
    """Say a formula in one line: a fraction with a stroke, a power with a raised number."""
    name = element.tag.rpartition("}")[2]
    said = [plain(child) for child in element]
    if name == "mfrac":
        return "/".join(map(_grouped, said))
    if name == "mover" or "⏟" in said:
        return said[0] if "⏟" in said else said[0] + said[1]
    if name in {"msub", "munder"}:
        return f"{said[0]}_{_grouped(said[1])}"
    if name == "msup":
        return _grouped(said[0]) + _raised(said[1])
    if name in {"msubsup", "munderover"}:
        return f"{said[0]}_{_grouped(said[1])}{_raised(said[2])}"
    if name == "mtable":
        return "; ".join(said)
    if name == "mtr":
        return " ".join(said)
    if name == "mspace":
        return " "
    if not said:
        return (element.text or "").strip("\n")
    row = _row(list(element), said)
    return f"√{_grouped(row)}" if name == "msqrt" else row


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"[\w.,]*|\W", text) else f"({text})"


def _raised(text: str) -> str:
    is_raised = re.fullmatch(r"[+−]?\d+|n", text)
    return text.translate(RAISED) if is_raised else f"^{_grouped(text)}"


def _row(elements: list[ElementTree.Element], said: list[str]) -> str:
    """Join what stands side by side, with spaces where a reader sees some."""
    row = ""
    for at, (element, text) in enumerate(zip(elements, said, strict=True)):
        before = row.rstrip()
        if text in BINARY:
            # A sign with nothing before it belongs to what follows.
            is_lone = text in SIGNS and (not before or before[-1] in BINARY | set("(,[⌊⌈"))
            row += text if is_lone else f" {text} "
        elif text == "," or text.startswith(("∑", "∏")):
            row += f"{text} "
        else:
            is_factor = at and elements[at - 1].tag.endswith("mn") and element.tag.endswith("mi")
            touches = row[-1:].isalnum() and text[:1].isalnum() and not is_factor
            row += f" {text}" if touches else text
    return re.sub(r" {2,}", " ", row).replace(" ,", ",").strip(" ")


def convert(tex: str, node: nodes.Node, *, as_block: bool, with_plain: bool) -> str:
    try:
        formula = tex2mathml(GROUPING.sub(",", tex), as_block=as_block)
    except MathError as error:
        logger.warning("math is not convertible: %s in %s", error, tex, location=node)
        return nodes.unescape(tex)
    said = f'alttext="{escape(tex.strip())}"'
    if with_plain:
        tree = ElementTree.fromstring(NAMED.sub(lambda name: unescape(name[0]), formula))
        said += f' data-plain="{escape(plain(tree))}"'
    return formula.replace("<math ", f"<math {said} ", 1)


def _converted(translator: HTML5Translator, node: nodes.Element, *, as_block: bool) -> str:
    is_site = translator.builder.name == "html"
    return convert(node.astext(), node, as_block=as_block, with_plain=is_site)


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(translator.starttag(node, "span", "", CLASS="math"))
    translator.body.append(_converted(translator, node, as_block=False) + "</span>")
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    # Focusable, because on a phone a long formula scrolls sideways.
    translator.body.append(translator.starttag(node, "div", CLASS="math", tabindex="0"))
    translator.body.append(_converted(translator, node, as_block=True))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def offer_script(app: Sphinx) -> None:
    app.config.html_static_path.append(str(SCRIPT))


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on the pages that have formulas, and on no other."""
    if app.builder.name == "html" and "<math " in context.get("body", ""):
        app.add_js_file("formulas.js", loading_method="defer", **for_script("formulas"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", offer_script)
    app.connect("html-page-context", add_script)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
