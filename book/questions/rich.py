"""Text of the book as XHTML that stands in any page: formulas as MathML, no script, no styles."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book.sphinx.mathml import NAMED, convert
from book.tools.plain_markdown import plain

BETWEEN_TAGS = re.compile(r">\n\s*<")
# Alignment is said by styles, which some programs refuse.
STYLE = re.compile(r' style="[^"]*"')


def _formula(tex: str, *, as_block: bool) -> str:
    formula = convert(tex, nodes.math(), as_block=as_block, with_plain=False)
    formula = NAMED.sub(lambda name: unescape(name[0]), formula)
    return BETWEEN_TAGS.sub("><", formula)


READER = MarkdownIt("commonmark", {"xhtmlOut": True}).enable("table").use(dollarmath_plugin)
for rule, as_block in (("math_inline", False), ("math_block", True)):
    READER.add_render_rule(
        rule,
        lambda self, tokens, at, options, env, as_block=as_block: _formula(
            tokens[at].content, as_block=as_block
        ),
    )


def xhtml(source: str) -> str:
    """Return MyST Markdown as XHTML; a link to a page of the book says where that is."""
    return STYLE.sub("", READER.render(plain(source, set()))).strip()


def tree(fragment: str) -> ElementTree.Element:
    """Return a fragment as the children of a `div`."""
    return ElementTree.fromstring(f"<div>{fragment}</div>")


def words(fragment: str) -> str:
    """Return a fragment without its tags."""
    return "".join(tree(fragment).itertext()).strip()
