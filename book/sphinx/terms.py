"""Terms of the glossary say what they mean where they first stand in a chapter.

On hover and on focus, with the Chinese term beside the English one. A link to the glossary stays a
link; without the style sheet the meaning would only be one more line.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

GLOSSARY = "chapters/glossary"
SCRIPT = Path(__file__).parent / "term_tips"
# "池化, 汇聚. To let one number stand …": what stands before the first stop is Chinese.
ENTRY = re.compile(r"(?P<chinese>.+?)\. (?P<meaning>.+)", re.DOTALL)


class Meaning(NamedTuple):
    """A term's meaning in English, and what it is called in Chinese."""

    chinese: str
    meaning: str


@cache
def meanings(env: BuildEnvironment) -> dict[str, Meaning]:
    """Return the glossary's entries by their ids."""
    found = {}
    for item in env.get_doctree(GLOSSARY).findall(nodes.definition_list_item):
        term, definition = item.next_node(nodes.term), item.next_node(nodes.definition)
        entry = ENTRY.fullmatch(definition.astext())
        if entry is None:
            raise ExtensionError(
                f"{GLOSSARY}: {term.astext()!r} must be explained as 'Chinese. Meaning', "
                f"got {definition.astext()!r}"
            )
        found[term["ids"][0]] = Meaning(*entry.groups())
    return found


def add_meanings(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Give the first reference to each term on a page its meaning."""
    if app.builder.format != "html" or page == GLOSSARY:
        return
    known = meanings(app.env)
    told: set[str] = set()
    for reference in list(doctree.findall(nodes.reference)):
        name = reference.get("refuri", "").partition("#")[2]
        is_term = any("std-term" in part["classes"] for part in reference.findall(nodes.inline))
        if is_term and name in known and name not in told:
            told.add(name)
            reference.replace_self(nodes.raw("", _tip(reference, name, known[name]), format="html"))


def _tip(reference: nodes.reference, name: str, entry: Meaning) -> str:
    tip = name.replace("term-", "meaning-")
    return (
        f'<span class="term"><a class="reference internal" href="{reference["refuri"]}" '
        f'aria-describedby="{tip}">{escape(reference.astext())}</a>'
        f'<span class="term-meaning" role="tooltip" id="{tip}">'
        f'<span lang="zh">{escape(entry.chinese)}</span> {escape(entry.meaning)}</span></span>'
    )


def offer_script(app: Sphinx) -> None:
    app.config.html_static_path.append(str(SCRIPT))


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on the pages that have terms, and on no other."""
    if 'class="term-meaning"' in context.get("body", ""):
        app.add_js_file("terms.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", offer_script)
    app.connect("doctree-resolved", add_meanings)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
