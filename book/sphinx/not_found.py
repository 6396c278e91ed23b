"""``404.html``, which a server such as GitHub Pages answers with where it has no page.

And ``offline.html``, with which `offline/sw.js` answers where it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

from book.words import text


def collect_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    if app.builder.name == "html":
        # Without a script no page can find out at which depth it is shown.
        base = app.config.html_baseurl or "./"
        pages = {
            "404": (text("site.not_found"), text("site.not_found_words")),
            "offline": (text("offline.unkept"), text("offline.unkept_words")),
        }
        for page, (title, words) in pages.items():
            said = {"base": base, "title": title, "words": words, "unkept": page == "offline"}
            yield page, said, "404.html"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-collect-pages", collect_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
