"""Math as MathML, converted when the book is built: readable without JavaScript.

docutils has the converter. A formula that it cannot read becomes a Sphinx warning, which fails
the build, and stands on the page as its TeX source. Its ``alttext`` keeps the LaTeX: a script on
the pages with formulas lets a reader copy it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
SCRIPT = Path(__file__).parent / "formula_copy"


def convert(tex: str, node: nodes.Node, *, as_block: bool) -> str:
    try:
        formula = tex2mathml(tex, as_block=as_block)
    except MathError as error:
        logger.warning("math is not convertible: %s in %s", error, tex, location=node)
        return nodes.unescape(tex)
    return formula.replace("<math ", f'<math alttext="{escape(tex.strip())}" ', 1)


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(translator.starttag(node, "span", "", CLASS="math"))
    translator.body.append(convert(node.astext(), node, as_block=False) + "</span>")
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    # Focusable, because on a phone a long formula scrolls sideways.
    translator.body.append(translator.starttag(node, "div", CLASS="math", tabindex="0"))
    translator.body.append(convert(node.astext(), node, as_block=True))
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
        app.add_js_file("formulas.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", offer_script)
    app.connect("html-page-context", add_script)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
