"""Asides: what a reader in a hurry leaves folded.

A cell with the tag ``aside`` that opens with a heading of the third rank makes an aside of all
that stands under this heading. On the site it opens at a touch; its place among the contents, and
what leads there, stay as they are. In a notebook it is cells like all others.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from book.model import BOOK


class FoldAsides(SphinxPostTransform):
    """Put what is under the heading of an aside into a drop-down with the heading as its head."""

    # Last: whoever looks for a section's title expects it to be the first in it.
    default_priority = 900
    formats = ("html",)

    def run(self, **options: Any) -> None:
        page = BOOK.notebooks.get(self.env.docname)
        for section in list(self.document.findall(nodes.section)) if page else []:
            if section[0].astext() in page.asides:
                section["classes"].append("aside")
                section.insert(0, _html("<details><summary>"))
                section.insert(2, _html("</summary>"))
                section.append(_html("</details>"))


def _html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(FoldAsides)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
