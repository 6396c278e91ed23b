"""The keys of every type of layer on a page, as the classes of cnnlib state them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from inspect import Parameter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from cnnlib.description.types import TYPES, parameters_of


class LayerTypes(SphinxDirective):
    """``{layer-types}``: the head of a table; its rows follow, one a type."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes("\n".join([*self.content, *rows()]))


def rows() -> Iterator[str]:
    """Yield for each type its name, the keys that it needs, and those that it may have."""
    for name, kind in TYPES.items():
        keys = parameters_of(kind).values()
        needed = [f"`{key.name}`" for key in keys if key.default is Parameter.empty]
        others = [
            f"`{key.name}: {json.dumps(key.default)}`"
            for key in keys
            if key.default is not Parameter.empty
        ]
        yield f"| `{name}` | {', '.join(needed) or '–'} | {', '.join(others) or '–'} |"


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("layer-types", LayerTypes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
