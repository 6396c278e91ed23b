"""Ask the engines what they answer to the cases of cnnlib.differences, and store it.

    python peers/ask_engines.py [NAME …]

Asks all that are installed (`make peers ENGINE=NAME` installs one), or those that are named, each
in an environment of its own, and says which answers are others than before. What was answered is
kept in cnnlib/differences/answers/NAME.json.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx_cases
import onnx_layers
import onnx_quantization
from install_engine import PEERS, PROGRAMS, environment, python_of

from cnnlib._tables import shape_text
from cnnlib.differences import DIFFERENCES, answer
from cnnlib.differences.engine import REFUSED

ROOT = PEERS.parent
STORED = ROOT / "cnnlib" / "differences" / "answers"
WORK = ROOT / "_build" / "engines"
PATIENCE = 300
"""Seconds without a new line after which a program is taken to hang: some compile each case."""
LONGEST = 400
"""Letters of a refusal that are kept."""
ABOUT = ("engine", "version", "kind", "asked", "layers_of")
FOLDERS = re.compile(r"(?<![\w.])/\S*?/(?:site-packages|engines)/")
"""Where a file lies on the machine that asked."""
MARKS = re.compile(r"\x1b\[\d*m|\{\{function_node [^}]*\}\} ?")
"""Colors of a terminal, and TensorFlow's names for a node that has none."""


def main(arguments: list[str]) -> int:
    """Ask, store, and report what is no longer as it was."""
    names = arguments or [name for name in PROGRAMS if python_of(name).exists()]
    if unknown := set(names) - set(PROGRAMS):
        raise ValueError(
            f"no engine has these names: {sorted(unknown)}; there are {list(PROGRAMS)}"
        )
    for name in names:
        if not python_of(name).exists():
            print(f"{name} is not installed (make peers ENGINE={name}), its answers stay")
    names = [name for name in names if python_of(name).exists()]
    began = time.perf_counter()
    prepare()
    forget_stale()
    sources = [name for name in names if is_source(name) and not stamp(name).exists()]
    with ThreadPoolExecutor(2) as two:
        list(two.map(export, sources))
        # The sources first: what they answer tells numbers that were exported from chance ones.
        ordered = sorted(names, key=lambda name: not is_source(name))
        changed = [line for lines in two.map(ask, ordered) for line in lines]
    print("\n".join(changed) or "all as before")
    print(f"{len(names)} engines in {time.perf_counter() - began:.0f} s")
    return 1 if changed else 0


def prepare() -> None:
    """Lay out the cases: their inputs, and the models of those that are ONNX operators.

    What was exported stays where it still would come out the same, for that takes minutes.
    """
    for part in ("cases", "models", "answers"):
        shutil.rmtree(WORK / part, ignore_errors=True)
    for name, case in DIFFERENCES.cases.items():
        folder = WORK / "cases" / name
        folder.mkdir(parents=True)
        for i, array in enumerate(case.inputs):
            np.save(folder / f"{i}.npy", array)
    models = onnx_cases.MODELS | onnx_layers.MODELS | onnx_quantization.MODELS
    onnx_cases.write(WORK / "models" / "onnx", models)


def is_source(name: str) -> bool:
    """Tell whether the engine's program exports layers."""
    return "exports=" in PROGRAMS[name].read_text(encoding="utf-8")


def export(name: str) -> None:
    """Let a framework write the layers of its cases in the forms that others read."""
    print(f"{name} exports its layers", flush=True)
    ran = started(name, "export", str(WORK), stdout=subprocess.PIPE, text=True)
    for line in ran.communicate()[0].splitlines():
        if "is not exported" in line:
            print(f"  {name}: {line}", flush=True)
    if ran.returncode:
        print(f"  {name}: its program cannot export, its routes stay as they are", flush=True)
        shutil.rmtree(WORK / "routes" / name, ignore_errors=True)
        return
    (WORK / "routes" / name).mkdir(parents=True, exist_ok=True)
    stamp(name).write_text(exported_from(name), "utf-8")


def stamp(name: str) -> Path:
    """Return the file that says of which programs and inputs a framework's exports were made."""
    return WORK / "routes" / name / "exported-from"


def exported_from(name: str) -> str:
    """Return a text that changes with whatever the exports of a framework depend on."""
    program = PROGRAMS[name]
    parts = [
        program,
        *sorted(program.parent.glob(f"{name}_*.py")),
        *sorted((WORK / "cases").glob("*/*.npy")),
    ]
    digest = hashlib.sha256(json.dumps(about(name)).encode())
    for part in parts:
        digest.update("/".join(part.parts[-2:]).encode() + part.read_bytes())
    return digest.hexdigest()


def forget_stale() -> None:
    """Remove exports that would come out another way today, or cannot be made here."""
    for folder in (WORK / "routes").glob("*"):
        name = folder.name
        if name not in PROGRAMS or not python_of(name).exists() or not is_fresh(name):
            shutil.rmtree(folder)


def is_fresh(name: str) -> bool:
    """Tell whether the exports of a framework would come out the same today."""
    try:
        return stamp(name).exists() and stamp(name).read_text("utf-8") == exported_from(name)
    except RuntimeError:
        return False


@cache
def about(name: str) -> dict[str, Any]:
    """Return what an engine is, and in which version."""
    ran = started(name, "about", stdout=subprocess.PIPE)
    said = ran.communicate()[0]
    if ran.returncode:
        raise RuntimeError(f"{name}'s program does not start")
    return dict(json.loads(said.splitlines()[-1]))  # some libraries print when they are loaded


def ask(name: str) -> list[str]:
    """Ask one engine, store what it says, and return what changed."""
    file = WORK / "answers" / f"{name}.jsonl"
    file.parent.mkdir(exist_ok=True)
    try:
        while not finished(name, file):
            pass
    except RuntimeError as error:
        print(f"  {error}: its answers stay as they are", flush=True)
        return []
    given: dict[str, dict[str, str]] = {"": {}}
    for source, case, text in said(name, file):
        if stamp(source).exists() and case in about(source)["arbitrary"]:
            text = without_chance(text, answers_of(source).get(case, ""))
        given.setdefault(source, {})[case] = text
    own = given.pop("")
    print(
        f"{about(name)['engine']} {about(name)['version']}: {len(own)} answers, "
        f"{sum(map(len, given.values()))} by a route",
        flush=True,
    )
    return store(name, own, given)


def finished(name: str, file: Path) -> bool:
    """Let the program answer; tell whether it came to its end, not one of its cases to it."""
    length = size_of(file)
    run = started(name, "ask", str(WORK), str(file), stderr=subprocess.DEVNULL)
    seen, quiet = length, time.monotonic()
    while run.poll() is None:
        time.sleep(0.05)
        if size_of(file) != seen:
            seen, quiet = size_of(file), time.monotonic()
        elif time.monotonic() - quiet > PATIENCE:
            run.kill()
            run.wait()
    if run.returncode == 0:
        return True
    if size_of(file) == length:
        raise RuntimeError(f"{name}'s program ends with {run.returncode} before it answers")
    return False


def size_of(file: Path) -> int:
    """Return the length of a file that may not be there yet."""
    return file.stat().st_size if file.exists() else 0


def said(name: str, file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (source, case, text) of what was answered, and say what was not."""
    answers: dict[tuple[str, str], dict[str, Any]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        answers[tuple(said.pop("job"))] = said
    for (source, case), value in answers.items():
        where = f"{name}, {source + ' → ' if source else ''}{case}"
        if "begun" in value:
            print(f"  {where}: its process ended or hung, no answer is kept", flush=True)
        elif "mistake" in value:
            print(f"  {where}: not asked, {value['mistake'][:200]}", flush=True)
        else:
            yield source, case, written(value)


def written(value: dict[str, Any]) -> str:
    """Return an answer as the tables have it, a refusal without paths and cut to its beginning."""
    if "refused" in value:
        words = MARKS.sub("", FOLDERS.sub("", value["refused"]))
        return "refused: " + (words if len(words) <= LONGEST else words[:LONGEST] + "…")
    if "array" in value:
        return answer(lambda: np.array(value["array"]).reshape(value["of"]))
    return shape_text(value["value"]) if value["shape"] else str(value["value"])


def without_chance(text: str, meant: str) -> str:
    """Put a word for each number that is another each time: those that the source did not mean."""
    numbers, wanted = text.split(), meant.split()
    if text.startswith(REFUSED) or len(numbers) != len(wanted):
        return text
    pairs = zip(numbers, wanted, strict=True)
    return " ".join(number if number == want else "arbitrary" for number, want in pairs)


def answers_of(name: str) -> dict[str, str]:
    """Return the stored answers of an engine."""
    path = STORED / f"{name}.json"
    stored = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return dict(stored.get("answers", {}))


def store(name: str, own: dict[str, str], routes: dict[str, dict[str, str]]) -> list[str]:
    """Write the answers in the order of the cases; return what changed, with old and new.

    The routes from a framework that has exported nothing this time stay as they were.
    """
    path = STORED / f"{name}.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {}
    order = list(DIFFERENCES.cases)
    unasked = {
        source: seen
        for source, seen in before.get("routes", {}).items()
        if not stamp(source).exists()
    }
    now = {field: about(name)[field] for field in ABOUT if field in about(name)} | {
        "date": date.today().isoformat(),
        "answers": {case: own[case] for case in order if case in own},
        "routes": {
            source: {case: seen[case] for case in order if case in seen}
            for source, seen in sorted((unasked | routes).items())
        },
    }
    changes = list(changed(before, now, name))
    if not changes:
        now["date"] = before["date"]
    path.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return changes


def changed(before: dict[str, Any], now: dict[str, Any], name: str) -> Iterator[str]:
    """Yield a line for each thing that is other than before."""
    for field in ABOUT:
        if before.get(field) != now.get(field):
            yield f"{name}, {field}: {before.get(field)!r} before, {now.get(field)!r} now"
    old, new = flat(before), flat(now)
    for case in sorted(old.keys() | new.keys()):
        if old.get(case) != new.get(case):
            yield f"{name}, {case}: {old.get(case)!r} before, {new.get(case)!r} now"


def flat(stored: dict[str, Any]) -> dict[str, str]:
    """Return the answers by case, those by a route by both."""
    routes = stored.get("routes", {})
    by_route = {
        f"{source} → {case}": text for source, seen in routes.items() for case, text in seen.items()
    }
    return stored.get("answers", {}) | by_route


def started(name: str, *arguments: str, **options: Any) -> subprocess.Popen[Any]:
    """Start the program of an engine in its environment."""
    surroundings = environment(os.environ)
    command = [str(python_of(name)), str(PROGRAMS[name]), *arguments]
    return subprocess.Popen(command, env=surroundings, **options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
