"""Ask the frameworks what they answer to the cases of cnnlib.differences, and store it.

    python peers/differences.py

Writes cnnlib/differences/answers/NAME.json for each framework that can be imported here, and says
which answers are others than before. To ask some only, name them; a new one is named first, so
that its file is there when it joins FRAMEWORKS.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cnnlib.differences import DIFFERENCES, FRAMEWORKS, answer

PEERS = Path(__file__).resolve().parent
STORED = PEERS.parent / "cnnlib" / "differences" / "answers"
CASES = {case.name for difference in DIFFERENCES.rows for case in difference.cases}


def main(arguments: list[str] | None = None) -> int:
    """Ask, store, and report what is no longer as it was."""
    changed: list[str] = []
    for framework in arguments or FRAMEWORKS:
        try:
            module = importlib.import_module(f"answers.in_{framework}")
        except ModuleNotFoundError as error:
            print(f"{framework} was not asked, its answers stay: {error}")
            continue
        if unknown := module.CASES.keys() - CASES:
            raise ValueError(f"{framework} answers to cases that are none: {sorted(unknown)}")
        given = {name: asked(name, example) for name, example in module.CASES.items()}
        changed += stored(framework, module.VERSION, given)
        print(f"{module.VERSION}: {len(given)} answers")
    print("\n".join(changed) or "all as before")
    return 1 if changed else 0


def asked(name: str, example: Callable[[], Any]) -> str:
    """Return an answer; a name that is missing or a program that is not installed is none."""

    def tried() -> Any:
        try:
            return example()
        except (AttributeError, ImportError, NameError, OSError) as error:
            mistakes.append(error)
            raise

    mistakes: list[Exception] = []
    given = answer(tried)
    if mistakes:
        raise RuntimeError(f"{name} was not asked: {mistakes[0]!r}") from mistakes[0]
    return given


def stored(framework: str, version: str, given: dict[str, str]) -> list[str]:
    """Write the answers, without the words of a refusal that is another now; say what changed."""
    path = STORED / f"{framework}.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {"answers": {}, "words": {}}
    words = {name: text for name, text in before["words"].items() if text in given.get(name, "")}
    now = {"framework": version, "answers": given, "words": words}
    path.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", "utf-8")
    names = given.keys() | before["answers"].keys()
    pairs = {name: (before["answers"].get(name), given.get(name)) for name in sorted(names)}
    return [
        f"{framework}, {name}: {old!r} before, {new!r} now"
        for name, (old, new) in pairs.items()
        if old != new
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
