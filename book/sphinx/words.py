"""Templates take what they say from the table of the book's language, its licenses among it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book.rights import foot
from book.words import for_script, text


def offer_texts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context.update(text=text, for_script=for_script, theme_extra_footer=foot())


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", offer_texts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
