"""``404.html``, which a server such as GitHub Pages answers with where it has no page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx


def collect_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    if app.builder.name == "html":
        # Without a script no page can find out at which depth it is shown.
        yield "404", {"base": app.config.html_baseurl or "./"}, "404.html"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-collect-pages", collect_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
