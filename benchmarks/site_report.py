"""What `make bench-site` found, as tables that stand the last build beside the one before it."""

from __future__ import annotations

from statistics import median
from typing import Any

__all__ = ["report"]

# What is asked of a page of a chapter, and of every answer of the search.
FIRST_SCREEN_KB = 250
ANSWER_MS = 50
# How much of the time before a chapter's DOM may take now.
READY = 0.5
KINDS = {
    "document": "HTML",
    "stylesheet": "styles",
    "script": "scripts",
    "font": "fonts",
    "image": "pictures",
}


def report(result: dict[str, Any]) -> str:
    """Return the whole result as Markdown."""
    now, before = result["now"], result.get("before", {})
    parts = [
        "# The last run of `make bench-site`\n",
        "What a visit to a page asks for until nothing more is loaded, the cache empty, in kB "
        "gzipped where that makes it smaller, on a phone (390 × 844) and on a desktop "
        "(1280 × 800), and the elements of the page. Then milliseconds from the start of a "
        "visit (phone, medians of 3), at full speed and at a quarter of it. `→` leads from "
        "the build before to this one.\n",
    ]
    if now["pages"]:
        then = before.get("pages", {})
        parts += [_weights(now["pages"], then), _times(now["pages"], then)]
    if "search" in now:
        parts.append(_search(now["search"], before.get("search")))
    parts.append(_facts("Now", now["machine"]))
    if before:
        parts.append(_facts("Before", before["machine"]))
    return "\n".join(parts)


def _weights(pages: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the table of bytes and elements."""
    lines = [
        f"| page | phone (≤ {FIRST_SCREEN_KB}) | {' | '.join(KINDS.values())} "
        "| desktop | elements |",
        "|---" * (len(KINDS) + 4) + "|",
    ]
    for name, page in pages.items():
        then = before.get(name)
        phone, desktop = (_kb(page[screen]) for screen in ("phone", "desktop"))
        miss = " ✗" if name.startswith("chapters/") and phone > FIRST_SCREEN_KB else ""
        cells = [
            _from(then and _kb(then["phone"]), phone) + miss,
            *(str(_kb(page["phone"], kind)) for kind in KINDS),
            _from(then and _kb(then["desktop"]), desktop),
            _from(then and then["elements"], page["elements"]),
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _times(pages: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the table of times."""
    stages = {"dom_ready": "DOM ready", "painted": "first painted", "loaded": "loaded"}
    lines = [
        f"| page | {' | '.join(stages.values())} "
        f"| at 1/4: DOM ready (≤ {READY} of before) | first painted | loaded |",
        "|---" * 7 + "|",
    ]
    for name, page in pages.items():
        then = before.get(name)
        cells = [
            _from(then and then[rate][stage], page[rate][stage])
            for rate in ("ms_1/1", "ms_1/4")
            for stage in stages
        ]
        if then and name.startswith("chapters/"):
            ratio = page["ms_1/4"]["dom_ready"] / then["ms_1/4"]["dom_ready"]
            cells[3] += f" ({ratio:.2f}){' ✗' if ratio > READY else ''}"
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _search(now: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Return the table of the search, question by question, and what sums it up."""
    rates = {"ms_1/1": "", "ms_1/4": " at 1/4"}
    turns = {"first": "first of a visit", "later": "later"}
    columns = [(rate, turn) for rate in rates for turn in turns]
    lines = [
        "Milliseconds from the input of a question until its first results are painted "
        f"(≤ {ANSWER_MS}; later ones: medians of 3).\n",
        f"| question | {' | '.join(turns[turn] + rates[rate] for rate, turn in columns)} |",
        "|---" * 5 + "|",
    ]
    answers = [_summed(now[rate][turn]) for rate, turn in columns]
    then = [_summed(before[rate][turn]) for rate, turn in columns] if before else [{}] * 4
    for question in answers[0]:
        cells = [
            _from(old.get(question), new[question]) + (" ✗" if new[question] > ANSWER_MS else "")
            for old, new in zip(then, answers, strict=True)
        ]
        lines.append(f"| {question} | {' | '.join(cells)} |")
    waits = [
        _from(before and before[rate]["submitted"], now[rate]["submitted"]) + f" ms{at}"
        for rate, at in rates.items()
    ]
    lines += [
        "",
        "From a question sent off in a chapter until the search page stands there with its answer: "
        f"{', '.join(waits)}.\n",
    ]
    return "\n".join(lines)


def _summed(answers: dict[str, float]) -> dict[str, float]:
    """Return the times of all questions, and behind them what sums them up."""
    times = answers.values()
    return {**answers, "**median**": round(median(times), 1), "**worst**": max(times)}


def _from(then: Any, value: float) -> str:
    """Return a value behind the one before it, where there is one."""
    return f"{then:,} → {value:,}" if then else f"{value:,}"


def _kb(weights: dict[str, int], kind: str | None = None) -> int:
    """Return the kB of one kind, or of all."""
    return round((weights.get(kind, 0) if kind else sum(weights.values())) / 1000)


def _facts(when: str, machine: dict[str, str]) -> str:
    return f"{when}: {', '.join(f'{name} {value}' for name, value in machine.items())}.\n"
