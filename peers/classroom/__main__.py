"""Have a class hand in, mark it three ways, and compare with what each student has earned.

Usage: python -m classroom [--students N] [--stock N]   run by `make classroom`

`cnnlib marks` marks all; so does nbgrader with the configuration of the teacher's bundle; nbgrader
as it comes, which runs every notebook, marks the first N of --stock. What came of it is printed and
kept in benchmarks/marking.json and .md, in seconds of the processor: they count the work, whatever
else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from book import ROOT
from book.tools.course import COURSE
from classroom.handing_in import CHAPTER, a_class
from classroom.kinds import KINDS

BIN = ROOT / ".venv-nbgrader" / ("Scripts" if os.name == "nt" else "bin")
ROOM = ROOT / "_build" / "classroom"
KEPT = ROOT / "benchmarks" / "marking.json"
AS_IT_COMES = """c = get_config()
c.CourseDirectory.course_id = "cnn"
c.ClearSolutions.code_stub = {"python": "answer = ..."}
c.Execute.timeout = 10
"""
# What nbgrader's database knows, read by its own interface in its own environment.
SCORES = """import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db", "cnn") as book:
    print(json.dumps({
        s.student.id: None if s.needs_manual_grade or not s.notebooks else
        sorted(g.name.removeprefix("points-") for n in s.notebooks for g in n.grades if g.score)
        for s in book.assignment_submissions('CHAPTER')
    }))
""".replace("CHAPTER", CHAPTER)


def processor(command: list[str], folder: Path) -> tuple[float, str]:
    """Run a command; return the seconds of the processor that it and its own took, its output."""
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, ran.stdout if ran.returncode == 0 else ran.stdout + ran.stderr


def course(name: str, config: str | None) -> Path:
    """Lay out a course of nbgrader's with the submissions, and hand out its assignment."""
    folder = ROOM / name
    shutil.copytree(COURSE / "teacher" / "source" / CHAPTER, folder / "source" / CHAPTER)
    shutil.copytree(ROOT / "cnnlib", folder / "cnnlib")
    shutil.copy(COURSE / "teacher" / "nbgrader_config.py", folder)
    if config:
        (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    shutil.copytree(ROOM / "submitted", folder / "submitted")
    processor([str(BIN / "nbgrader"), "generate_assignment", CHAPTER], folder)
    return folder


def by_marks() -> tuple[float, dict[str, Any]]:
    command = [sys.executable, "-m", "cnnlib", "marks", str(ROOM / "submitted"), "--format", "json"]
    seconds, said = processor(command, ROOT)
    rows = json.loads(said)
    found = {row["student"]: sorted(n for n, p in row["points"].items() if p) for row in rows}
    return seconds, found


def by_nbgrader(name: str, config: str | None, students: list[str]) -> tuple[float, dict[str, Any]]:
    """Have nbgrader mark students one by one, as one of them can stop the others."""
    folder = course(name, config)
    seconds = 0.0
    for student in students:
        command = [str(BIN / "nbgrader"), "autograde", CHAPTER, f"--student={student}"]
        more, said = processor(command, folder)
        (folder / f"{student}.log").write_text(said, encoding="utf-8")
        seconds += more
    graded = processor([str(BIN / "python"), "-c", SCORES], folder)[1]
    if name == "ours":
        more, said = processor([str(BIN / "nbgrader"), "generate_feedback", CHAPTER], folder)
        print(f"feedback: {len(list(folder.glob('feedback/*/*/*.html')))} pages")
    return seconds, json.loads(graded)


def compared(earned: dict[str, set[str]], found: dict[str, Any]) -> dict[str, list[str]]:
    """Return, by kind, what came out for its students, "" where it was right."""
    kinds: dict[str, list[str]] = {}
    for student, names in found.items():
        kind = student.partition("-")[2].replace("-", "_")
        right = names is not None and set(names) == earned[student]
        got = "" if right else f"{len(names or [])} for {len(earned[student])}"
        kinds.setdefault(kind, []).append("by hand" if names is None else got)
    return kinds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--stock", type=int, default=len(KINDS))
    options = parser.parse_args()
    shutil.rmtree(ROOM, ignore_errors=True)
    earned = a_class(ROOM / "submitted", options.students)
    students = sorted(earned)
    result: dict[str, Any] = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}",
        "nbgrader": "0.9.6",
        "chapter": CHAPTER,
        "ways": {},
    }
    ways = {
        "cnnlib marks": by_marks,
        "nbgrader, configured": lambda: by_nbgrader("ours", None, students),
        "nbgrader": lambda: by_nbgrader("stock", AS_IT_COMES, students[: options.stock]),
    }
    for name, way in ways.items():
        seconds, found = way()
        kinds = compared(earned, {s: found.get(s) for s in found})
        wrong = {kind: [g for g in got if g] for kind, got in kinds.items() if any(got)}
        result["ways"][name] = {
            "submissions": len(found),
            "processor_seconds": round(seconds, 1),
            "right": sum(not each for got in kinds.values() for each in got),
            "wrong": wrong,
        }
        print(name, json.dumps(result["ways"][name], indent=1), flush=True)
        KEPT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    KEPT.with_suffix(".md").write_text(report(result), encoding="utf-8")


def report(result: dict[str, Any]) -> str:
    rows = "".join(
        f"| {name} | {way['submissions']} | {way['right']} | {way['processor_seconds']:.0f} | "
        f"{way['processor_seconds'] / way['submissions']:.2f} |\n"
        for name, way in result["ways"].items()
    )
    wrong = result["ways"].get("nbgrader", {}).get("wrong", {})
    kinds = "".join(f"| {kind.replace('_', ' ')} | {'; '.join(g)} |\n" for kind, g in wrong.items())
    return f"""# Marking a class

`make classroom`, {result["date"]}, {result["machine"]}, nbgrader {result["nbgrader"]}, the chapter
*{result["chapter"]}*. Seconds of the processor, all processes together.

| marked by | submissions | right | seconds | each |
|---|---|---|---|---|
{rows}
nbgrader as it comes runs every notebook in a kernel. It gave other points than were earned to:

| what was handed in | points given for points earned |
|---|---|
{kinds}"""


if __name__ == "__main__":
    main()
