"""One style sheet and one script for all pages, made of those of the theme and the extensions.

Each file that a page asks for makes it wait, and each rule of a style sheet is tried on its
elements. Most of the theme's rules are for what no page has: a rule stays if every name that its
selector demands stands in a page or in a script. And scripts that would hold a page up while it is
read run once it has been, one after the other as before.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2
from docutils import nodes
from sphinx.application import Sphinx
from tinycss2.ast import Node

STYLE, SCRIPT = "site.css", "site.js"
# What the theme's own template names: before all other styles, after all other scripts.
THEME = {
    STYLE: [f"_static/styles/{name}.css" for name in ("theme", "bootstrap", "pydata-sphinx-theme")],
    SCRIPT: [f"_static/scripts/{name}.js" for name in ("bootstrap", "pydata-sphinx-theme")],
}
# The name of the page, for a menu of versions that there is not.
NEEDLESS = re.compile(r"DOCUMENTATION_OPTIONS\.pagename")
IMPORT = re.compile(r'@import "([^"]+)";')
ADDRESS = re.compile(r"""url\((["']?)(?!data:)([^"')]+)\1\)""")
LINK = re.compile(rf'_static/({re.escape(STYLE)}|{re.escape(SCRIPT)})(?:\?v=\w+)?"')
NAME = re.compile(r"[\w-]+")
# Bootstrap's script puts such names together, so it cannot be read there whether it does.
PUT_TOGETHER = ("bs-", "data-bs-")
NESTING = {"media", "supports"}


def prune(css: str, names: set[str]) -> str:
    """Return a style sheet without the rules that demand a name which is not among these."""
    return "\n".join(_kept(tinycss2.parse_stylesheet(css, True, True), names))


def _kept(rules: Iterable[Node], names: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [
                tinycss2.serialize(selector).strip()
                for selector in _selectors(rule.prelude)
                if names.issuperset(_demanded(selector))
            ]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(rule.content).strip()}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in NESTING:
            inner = "\n".join(_kept(tinycss2.parse_rule_list(rule.content, True, True), names))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{\n{inner}\n}}"
        else:
            yield rule.serialize()


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    """Cut what stands before a rule's brace at its commas."""
    selector: list[Node] = []
    for token in prelude:
        if token == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _demanded(selector: list[Node]) -> Iterator[str]:
    """Yield the names of tags, classes, ids and attributes without which a selector finds nothing.

    What stands in `:not(…)`, `:is(…)` and their like may be there or not.
    """
    before: Node | None = None
    for token in selector:
        name = ""
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            name = token.value
        elif token.type == "[] block":
            name = next(part.value for part in token.content if part.type == "ident")
        if NAME.fullmatch(name) and not name.startswith(PUT_TOGETHER):
            yield name
        before = token


def begin(app: Sphinx) -> None:
    # Dictionaries serve as sets that keep their order.
    app.builder.shared = {STYLE: {}, SCRIPT: {}}


def share(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Take off a page what goes into the shared files: all styles, and scripts that block."""
    if app.builder.name != "html":
        return
    shared = app.builder.shared
    for style in sorted(context["css_files"], key=lambda each: each.priority):
        shared[STYLE].setdefault(style.filename)
    stay = []
    has_tabs = "sd-tab-set" in context.get("body", "")
    for script in sorted(context["script_files"], key=lambda each: each.priority):
        tabs = str(script.filename).endswith("design-tabs.js")
        if NEEDLESS.search(str(script.attributes.get("body"))) or (tabs and not has_tabs):
            continue
        if tabs:
            # It waits for the page to be read by itself.
            script.attributes["defer"] = "defer"
        if script.filename and not script.attributes:
            shared[SCRIPT].setdefault(script.filename)
        else:
            stay.append(script)
    context["css_files"], context["script_files"] = [], stay


def write(app: Sphinx, failed: Exception | None) -> None:
    """Write the shared files, name them on the pages by what is in them, and tidy up.

    What earlier builds left of pictures and widgets that no page has any more goes.
    """
    # Where no page is written anew, what an earlier build wrote still holds.
    if failed or app.builder.name != "html" or not app.builder.shared[STYLE]:
        return
    html = Path(app.outdir)
    static, shared = html / "_static", app.builder.shared
    styles, scripts = [*THEME[STYLE], *shared[STYLE]], [*shared[SCRIPT], *THEME[SCRIPT]]
    # Slides are cut from pages later, and have no name of the theme's that these do not have.
    pages = [page for page in html.rglob("*.html") if page.parent.name not in ("_static", "slides")]
    names = _names(pages)
    for file in [*html.glob("_images/*"), *static.glob("widgets/*")]:
        if file.stem not in names:
            file.unlink()
    names |= _names(file for file in static.rglob("*.js") if file.parent.name != "slides")
    contents = {
        STYLE: prune("\n".join(_sheet(html / name, static) for name in styles), names),
        # An empty statement first: the strictness that a file begins with is for that file alone.
        SCRIPT: ";\n".join(["", *((html / name).read_text("utf-8") for name in scripts)]),
    }
    versions = {}
    for name, content in contents.items():
        (static / name).write_text(content, encoding="utf-8")
        versions[name] = hashlib.sha256(content.encode()).hexdigest()[:8]
    for page in pages:
        before = page.read_text(encoding="utf-8")
        after = LINK.sub(lambda link: f'_static/{link[1]}?v={versions[link[1]]}"', before)
        # Slides, search and e-book are made anew where a page is newer.
        if after != before:
            page.write_text(after, encoding="utf-8")


def _names(files: Iterable[Path]) -> set[str]:
    """Return all words of some files; whatever they name is among them."""
    return {name for file in files for name in NAME.findall(file.read_text(encoding="utf-8"))}


def _sheet(file: Path, static: Path) -> str:
    """Return a style sheet with what it imports and with addresses seen from the shared one."""
    folder = Path(os.path.relpath(file.parent, static)).as_posix()

    def address(found: re.Match[str]) -> str:
        return f'url("{posixpath.normpath(posixpath.join(folder, found[2]))}")'

    css = ADDRESS.sub(address, file.read_text(encoding="utf-8"))
    return IMPORT.sub(lambda found: _sheet(file.parent / found[1], static), css)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", begin)
    # After all that add files; the theme and MyST-NB write theirs when a build has ended, too.
    app.connect("html-page-context", share, priority=900)
    app.connect("build-finished", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
