"""Widgets on the built page: what stands still for all, and what makes it move where it can.

A cell's explorer leaves its view, its picture and its words in the notebook, a quiz its view and
its questions as text. The page gets all of them in one element with an id of its own, so that a
link can lead to it. The state of each widget that a cell shows, without what a kernel needs, is
a file of its own, and so are the modules and styles, minified, which all pages share: the host
script loads them when a reader comes near. That script goes to the pages that have explorers, and
to no other. Any other widget is left to MyST-NB.
"""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import WIDGET_VIEW_MIMETYPE
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from book.widget_code import SOURCES, WIDGET_STATE, code_of, minified

HOST = Path(__file__).parent / "widget_host"
# The name under which MyST-NB keeps the state of a page.
STATE = "ipywidgets_state"
STILLS = {"image/png", "text/html"}


class PlaceExplorers(SphinxPostTransform):
    """Keep view and still of each widget, before MyST-NB would choose one of them."""

    default_priority = 3

    def run(self, **options: Any) -> None:
        seen: dict[str, int] = {}
        for bundle in list(self.document.findall(nodes.container)):
            kinds = {child.get("mime_type"): child for child in bundle.children}
            if not ({WIDGET_VIEW_MIMETYPE, "text/plain"} <= kinds.keys() and STILLS & kinds.keys()):
                continue
            name, colon, words = kinds["text/plain"].astext().strip().partition(": ")
            if not colon:
                continue
            seen[name] = seen.get(name, 0) + 1
            opening = f'<div class="explorer" id="{_id(name, seen[name])}">'
            bundle.replace_self(
                [
                    nodes.raw("", opening, format="html"),
                    *_still(kinds, words),
                    *kinds[WIDGET_VIEW_MIMETYPE].children,
                    nodes.raw("", "</div>", format="html"),
                ]
            )


def _still(kinds: dict[str, nodes.Element], words: str) -> list[nodes.Node]:
    """Return what shows where no script runs: a picture with its words, or a quiz as text."""
    if "image/png" not in kinds:
        return kinds["text/html"].children
    for image in kinds["image/png"].findall(nodes.image):
        image["alt"] = words
    caption = f'<p class="explorer-words">{escape(words)}</p>'
    return [*kinds["image/png"].children, nodes.raw("", caption, format="html")]


def _id(name: str, place: int) -> str:
    """Return pooling-explorer for the first PoolingExplorer of a page, then pooling-explorer-2."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    return words if place == 1 else f"{words}-{place}"


def lighten(app: Sphinx, doctree: nodes.document) -> None:
    """Keep of the widgets of the page just read the state of those that it shows."""
    page = app.env.docname
    _, script = NbMetadataCollector.get_js_files(app.env, page).pop(STATE, (None, None))
    if script is None:
        return
    outputs = doctree.findall(nodes.container)
    views = [each for each in outputs if each.get("mime_type") == WIDGET_VIEW_MIMETYPE]
    shown = " ".join(view.astext() for view in views)
    models = {}
    for model_id, model in json.loads(script["body"])["state"].items():
        if model["model_name"] == "AnyModel" and model_id in shown:
            models[model_id] = model["state"]
            models[model_id].pop("layout", None)
    app.env.metadata[page][STATE] = models


def write_state(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Name on the page the files that its widgets are made of, and write them."""
    models = app.env.metadata[page].get(STATE)
    if models is None or app.builder.name != "html":
        return
    needs = {}
    for model_id, model in models.items():
        state = {**model, **code_of(model)}
        code = {name: minified(state.pop(name), kind) for name, kind in SOURCES.items()}
        parts = {"code": code, "state": state}
        statics = Path(app.outdir) / "_static"
        needs[model_id] = {kind: part_file(statics, part) for kind, part in parts.items()}
    app.add_js_file(None, body=json.dumps(needs), type=WIDGET_STATE)


def part_file(statics: Path, part: dict[str, Any]) -> str:
    """Write what a widget is made of where the host script looks for it; return its name."""
    said = json.dumps(part, ensure_ascii=False)
    name = hashlib.sha256(said.encode()).hexdigest()[:12]
    file = statics / "widgets" / f"{name}.js"
    file.parent.mkdir(parents=True, exist_ok=True)
    # A script, because a page that is opened from disk may fetch nothing else.
    file.write_text(f'(self.widgetParts ??= {{}})["{name}"] = {said};\n', encoding="utf-8")
    return name


def offer_host(app: Sphinx) -> None:
    app.config.html_static_path.append(str(HOST))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(PlaceExplorers)
    app.connect("builder-inited", offer_host)
    app.connect("doctree-read", lighten)
    app.connect("html-page-context", write_state)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
