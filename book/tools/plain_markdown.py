"""Write a chapter's MyST as the Markdown that every notebook program shows.

The site numbers formulas, figures and exercises; here the same numbers are written out, so that a
class can speak of (5.4) whether it reads the page or the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pybtex.database import parse_file

from book import ROOT
from book.chapters import FORMULA
from book.model import BOOK
from book.words import text

FENCE = re.compile(r"^(?P<fence>:{3,})\{(?P<name>[\w-]+)\} ?(?P<title>.*)$")
OPTION = re.compile(r"^:[\w-]+:")
ROLE = re.compile(r"\{(?P<name>[a-z:]+)\}`(?P<text>[^`]+)`")
LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<target>[\w-]+\.(?:ipynb|md))\)")
PAGE = re.compile(r'<a href="(?!https?:)[^"]+">(?P<words>[^<]+)</a>')
# What a role says, where it does not leave that to what it names.
TITLED = re.compile(r"(?P<words>.+) <(?P<label>.+)>")
REFERENCES = ROOT / "references.bib"


def plain(source: str, bundled: set[str], exercise: str = "") -> str:
    """Return MyST as plain Markdown; a link to what is not in the bundle says where that is."""
    numbers = BOOK.numbers
    source = _blocks(source.splitlines(), exercise)
    source = FORMULA.sub(lambda m: rf"{m['math']} \tag{{{numbers[m['label']]}}}$$", source)
    source = ROLE.sub(lambda m: _role(m["name"], m["text"]), source)
    source = PAGE.sub(lambda m: text("notebook.in_the_book", words=m["words"]), source)
    return LINK.sub(
        lambda m: (
            m[0] if m["target"] in bundled else text("notebook.in_the_book", words=m["words"])
        ),
        source,
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
    "tab-set": lambda title, body, _: body,
    "tab-item": lambda title, body, _: f"**{title}**\n\n{body}",
    "hint": lambda title, body, number: _folded(text("notebook.hint"), body, number),
    "exercise": lambda title, body, number: (
        f"### {text('notebook.exercise', number=number)}: {title}\n\n{body}"
    ),
    "solution-start": lambda title, body, number: f"**{text('notebook.solution', number=number)}**",
    "solution-end": lambda title, body, number: "",
}


def _role(name: str, said: str) -> str:
    if name == "term":
        return said.split(" <")[0]
    if name == "kbd":
        return f"<kbd>{said}</kbd>"
    if name == "eq":
        return f"({BOOK.numbers[said]})"
    if name == "numref":
        return _reference(said)
    cited = [_cited(key.strip()) for key in said.split(",")]
    if name == "cite:t":
        return ", ".join(f"{who} ({year})" for who, year in cited)
    return f"({'; '.join(f'{who}, {year}' for who, year in cited)})"


def _reference(said: str) -> str:
    if titled := TITLED.fullmatch(said):
        return titled["words"].format(number=BOOK.numbers[titled["label"]])
    kind = "exercise" if said.startswith("exercise-") else "figure"
    return text(f"notebook.{kind}", number=BOOK.numbers[said])


@cache
def _cited(key: str) -> tuple[str, str]:
    entry = parse_file(REFERENCES).entries[key]
    names = [" ".join(person.last_names) for person in entry.persons.get("author", [])]
    names = names or [entry.fields.get("organization", entry.fields["title"])]
    if len(names) == 2:
        who = text("notebook.and", first=names[0], second=names[1])
    else:
        who = names[0] if len(names) == 1 else text("notebook.and_others", first=names[0])
    return re.sub(r"[{}]", "", who), entry.fields["year"]
