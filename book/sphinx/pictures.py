"""Pictures that load when they come near the screen, in a place that is already theirs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import imagesize
from docutils import nodes
from sphinx.application import Sphinx

IMAGE = re.compile(r'<img (?=[^>]*src="(?:[^"]*/)?_images/([^"/]+)")')


def load_lazily(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give each picture of a page its size and ``loading="lazy"``."""
    if doctree is None:
        return
    sources = {name: Path(app.srcdir, source) for source, name in app.builder.images.items()}

    def attributes(found: re.Match[str]) -> str:
        width, height = imagesize.get(sources[found[1]])
        size = f'width="{width}" height="{height}" ' if width > 0 else ""
        return f'<img loading="lazy" decoding="async" {size}'

    context["body"] = IMAGE.sub(attributes, context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", load_lazily)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
