"""The teaching plans beside the guide: for each section of a chapter, 45 and 90 minutes."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from docutils import nodes

from book import ROOT


class Step(NamedTuple):
    """One row of a plan: its minutes in the short and in the long lesson, and what to do."""

    short: int
    long: int
    kind: str
    what: str


class Plan(NamedTuple):
    """How to teach one section alone."""

    title: str
    anchor: str
    aim: str
    steps: list[Step]
    confused: list[tuple[str, str]]
    explorer: str | None


def pieces(text: str) -> list[tuple[str, bool]]:
    """Cut text at its backticks; return each piece, and whether it is code."""
    return [(part, place % 2 == 1) for place, part in enumerate(text.split("`")) if part]


@cache
def chapters() -> list[str]:
    """Return the chapters' names in their order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [Path(page["file"]).name for page in toc["parts"][0]["chapters"]]


def sources(chapter: str) -> tuple[Path, Path]:
    """Return the notebook, which has the sections' titles, and the file of their plans."""
    return ROOT / "chapters" / f"{chapter}.ipynb", ROOT / "teaching" / f"{chapter}.plan.toml"


@cache
def plans(chapter: str) -> list[Plan]:
    """Return the plans of a chapter's sections, in their order."""
    notebook, file = (source.read_text(encoding="utf-8") for source in sources(chapter))
    text = {cell["id"]: "".join(cell["source"]) for cell in json.loads(notebook)["cells"]}
    return [_plan(section, text[section["cell"]]) for section in tomllib.loads(file)["section"]]


def _plan(section: dict, text: str) -> Plan:
    title = text.splitlines()[0].removeprefix("## ").strip()
    return Plan(
        title,
        nodes.make_id(title),
        section["aim"],
        [Step(*step) for step in section["steps"]],
        [tuple(pair) for pair in section["confused"]],
        section.get("explorer"),
    )
