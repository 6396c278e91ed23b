"""Write a chapter's MyST as the Markdown that every notebook program shows.

The site numbers formulas, figures and exercises; here the same numbers are written out, so that a
class can speak of (5.4) whether it reads the page or the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from nbformat import NotebookNode
from pybtex.database import parse_file

from book import ROOT

FENCE = re.compile(r"^(?P<fence>:{3,})\{(?P<name>[\w-]+)\} ?(?P<title>.*)$")
OPTION = re.compile(r"^:[\w-]+:")
ROLE = re.compile(r"\{(?P<name>[a-z:]+)\}`(?P<text>[^`]+)`")
LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<target>[\w-]+\.(?:ipynb|md))\)")
PAGE = re.compile(r'<a href="(?!https?:)[^"]+">(?P<words>[^<]+)</a>')
LABELED = re.compile(r"^(?P<math>\$\$.+?)\$\$ \((?P<label>eq-[\w-]+)\)$", re.MULTILINE | re.DOTALL)
REFERENCES = ROOT / "references.bib"


class Numbers:
    """The numbers of formulas and figures, by their labels, as the site counts them.

    Parameters
    ----------
    chapters
        The numbered chapters, by name: each counts from 1, after its own number and a dot.
    others
        The notebooks of the other parts: the count goes on from one to the next.
    """

    def __init__(
        self, chapters: dict[str, NotebookNode], others: dict[str, NotebookNode] | None = None
    ) -> None:
        self.of: dict[str, str] = {}
        for chapter, notebook in enumerate(chapters.values(), start=1):
            self._count([notebook], f"{chapter}.")
        self._count(list((others or {}).values()), "")

    def _count(self, notebooks: list[NotebookNode], before: str) -> None:
        cells = [cell for notebook in notebooks for cell in notebook.cells]
        labels = [found["label"] for cell in cells for found in LABELED.finditer(cell.source)]
        figures = [name for cell in cells if (name := figure(cell).get("name"))]
        for kind in (labels, figures):
            self.of |= {label: f"{before}{place}" for place, label in enumerate(kind, start=1)}


def figure(cell: NotebookNode) -> dict[str, str]:
    """Return name and caption of the figure that a cell draws, if it draws one."""
    return cell.metadata.get("mystnb", {}).get("figure", {})


def alternative(cell: NotebookNode) -> str:
    """Return the alt text of the picture that a cell draws."""
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def plain(text: str, numbers: Numbers, bundled: set[str], exercise: str = "") -> str:
    """Return MyST as plain Markdown; a link to what is not in the bundle says where that is."""
    text = _blocks(text.splitlines(), exercise)
    text = LABELED.sub(lambda m: rf"{m['math']} \tag{{{numbers.of[m['label']]}}}$$", text)
    text = ROLE.sub(lambda m: _role(m["name"], m["text"], numbers), text)
    text = PAGE.sub(lambda m: f"{m['words']} (in the book)", text)
    return LINK.sub(
        lambda m: m[0] if m["target"] in bundled else f"{m['words']} (in the book)", text
    )


def _blocks(lines: list[str], exercise: str) -> str:
    out = []
    rest = iter(lines)
    after_block = False
    for line in rest:
        found = FENCE.match(line)
        # Without a blank line between them, some programs take a block into the one before it.
        if (after_block and line) or (found and out and out[-1]):
            out.append("")
        after_block = bool(found)
        if not found:
            out.append(line)
            continue
        inside = []
        for inner in rest:
            if inner == found["fence"]:
                break
            inside.append(inner)
        while inside and OPTION.match(inside[0]):
            del inside[0]
        body = _blocks(inside, exercise).strip()
        out.append(BLOCKS[found["name"]](found["title"], body, exercise))
    return "\n".join(out)


def _boxed(title: str, body: str, _: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in [f"**{title}**", "", *body.splitlines()])


def _folded(title: str, body: str, _: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


BLOCKS: dict[str, Callable[[str, str, str], str]] = {
    "admonition": _boxed,
    "dropdown": _folded,
    "hint": lambda title, body, number: _folded("Hint", body, number),
    "exercise": lambda title, body, number: f"### Exercise {number}: {title}\n\n{body}",
    "solution-start": lambda title, body, number: f"**Solution {number}**",
    "solution-end": lambda title, body, number: "",
}


def _role(name: str, text: str, numbers: Numbers) -> str:
    if name == "term":
        return text.split(" <")[0]
    if name == "kbd":
        return f"<kbd>{text}</kbd>"
    if name == "eq":
        return f"({numbers.of[text]})"
    if name == "numref":
        return f"Fig. {numbers.of[text]}"
    cited = [_cited(key.strip()) for key in text.split(",")]
    if name == "cite:t":
        return ", ".join(f"{who} ({year})" for who, year in cited)
    return f"({'; '.join(f'{who}, {year}' for who, year in cited)})"


@cache
def _cited(key: str) -> tuple[str, str]:
    entry = parse_file(REFERENCES).entries[key]
    names = [" ".join(person.last_names) for person in entry.persons.get("author", [])]
    names = names or [entry.fields.get("organization", entry.fields["title"])]
    who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
    return re.sub(r"[{}]", "", who), entry.fields["year"]
