"""Ask every framework again what it answers to the cases of cnnlib.differences.

    python peers/differences.py

Writes tests/golden/differences.json and fails where an answer is not the table's any more.
TensorFlow is not among the peers' requirements: it is asked where it can be imported, and
elsewhere its stored answers stay. To ask some frameworks only, name them as FRAMEWORKS does.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cnnlib.differences import DIFFERENCES, FRAMEWORKS, answer

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "differences.json"
CASES = {case.name: case for difference in DIFFERENCES.rows for case in difference.cases}


def main(arguments: list[str] | None = None) -> int:
    """Ask, store, and report what is no longer as the table says."""
    asked = arguments or ["paddle", "pytorch", "onnxruntime", "onnx"]
    if not arguments and importlib.util.find_spec("tensorflow"):
        asked.append("tensorflow")
    stored = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    wrong = []
    for framework in asked:
        version, cases = sides(framework)
        given = {name: answer(example) for name, example in cases.items()}
        wrong += compared(framework, version, given)
        stored[framework] = {"version": version, "answers": given}
        print(f"{version}: {len(given)} answers")
    kept = [stored[name]["version"] for name in stored if name not in asked]
    print("not asked again:", ", ".join(kept) or "none")
    ordered = {name: stored[name] for name in FRAMEWORKS if name in stored}
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print("\n".join(wrong) or "all as the table says")
    return 1 if wrong else 0


def sides(framework: str) -> tuple[str, dict[str, Callable[[], Any]]]:
    """Return a framework's version and its cases; only this one is imported."""
    if framework in ("onnxruntime", "onnx"):
        module = importlib.import_module("answers.in_onnx")
        if framework == "onnx":
            return module.REFERENCE_VERSION, module.cases(module.reference)
        return module.RUNTIME_VERSION, module.cases(module.runtime)
    module = importlib.import_module(f"answers.in_{framework}")
    return module.VERSION, module.CASES


def compared(framework: str, version: str, given: dict[str, str]) -> list[str]:
    """Say where the answers given are not those of the table."""
    wrong = []
    if version != FRAMEWORKS[framework]:
        wrong.append(f"{framework} is {version}; the table is of {FRAMEWORKS[framework]}")
    for name, case in CASES.items():
        stated, live = case.answers.get(framework), given.get(name)
        if (stated is None) != (live is None) or (live and not case.holds(framework, live)):
            wrong.append(f"{framework}, {name}: the table says {stated!r}, the framework {live!r}")
    for name in given.keys() - CASES.keys():
        wrong.append(f"{framework}, {name}: no such case in the table")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
