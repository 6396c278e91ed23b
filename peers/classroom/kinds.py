"""What three hundred students hand in: a function a kind, each with what it has truly earned.

A kind gets a filled-in notebook and the names of the exercises that are right in it. It changes
the notebook, and those names where it loses or loses nothing, and may return the file as text.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any, NamedTuple

Cell = dict[str, Any]


class Work(NamedTuple):
    """A notebook being handed in, and the exercises that its student has earned."""

    cells: list[Cell]
    earned: set[str]
    names: list[str]
    rng: random.Random

    def place(self, name: str) -> int:
        return next(i for i, cell in enumerate(self.cells) if cell["id"] == name)

    def cell(self, name: str) -> Cell:
        return self.cells[self.place(name)]

    def answers(self) -> list[Cell]:
        return [self.cell(f"answer-{name}") for name in self.names]

    def missed(self) -> str:
        """Return the name of an exercise that is not right, made so if all are."""
        if len(self.earned) == len(self.names):
            self.lose(self.names[-1])
        return next(name for name in self.names if name not in self.earned)

    def lose(self, name: str, source: str = "answer = ...") -> None:
        self.cell(f"answer-{name}")["source"] = f'{source}\ncheck("{name}", answer)'
        self.earned.discard(name)


def code(source: str, name: str = "own") -> Cell:
    return {
        "cell_type": "code", "id": name, "metadata": {}, "source": source,
        "outputs": [], "execution_count": None,
    }  # fmt: skip


def at_the_top(work: Work, source: str) -> None:
    """Put a cell of the student's before the exercises, where all above it has run."""
    work.cells.insert(work.place("exercises"), code(source, f"own-{work.rng.randrange(10**6)}"))


def right(work: Work) -> None:
    """As it was filled in."""


def empty(work: Work) -> None:
    for name in work.names:
        work.lose(name)


def edited(work: Work) -> None:
    for cell in work.cells[2:8]:
        cell["source"] += "\n# my note" if cell["cell_type"] == "code" else "\n\nMy note."
    work.cells.insert(3, code("my = 3", "a-cell-of-mine"))


def syntax_error(work: Work) -> None:
    work.lose(work.names[0], "answer = (3, 28")
    at_the_top(work, "def broken(:")


def endless(work: Work) -> None:
    at_the_top(work, "while True:\n    pass")


def endless_answer(work: Work) -> None:
    work.lose(work.names[1], "while True:\n    answer = (112, 56, 1, 1)")


def megabyte(work: Work) -> None:
    at_the_top(work, "for _ in range(1000):\n    print('x' * 1000)")
    work.cell("setup")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}
    ]


def check_redefined(work: Work) -> None:
    work.missed()
    at_the_top(
        work,
        "from cnnlib.teaching import Verdict\n\ndef check(exercise, answer):\n"
        "    return Verdict('1.1', True, 'Right.')",
    )


def check_patched(work: Work) -> None:
    work.missed()
    at_the_top(
        work,
        "import cnnlib.teaching as teaching\n\n"
        "teaching.check = lambda exercise, answer: teaching.Verdict('1.1', True, 'Right.')",
    )


def errors_swallowed(work: Work) -> None:
    work.missed()
    at_the_top(
        work,
        "get_ipython().set_custom_exc((Exception,), lambda *error, **more: None)",
    )


def copied(work: Work) -> None:
    for name in work.rng.sample(work.names, 3):
        place = work.place(f"answer-{name}")
        work.cells.insert(place, copy.deepcopy(work.cells[place]))


def answers_deleted(work: Work) -> None:
    for name in work.rng.sample(work.names, 2):
        del work.cells[work.place(f"answer-{name}")]
        work.earned.discard(name)


def tests_deleted(work: Work) -> None:
    for name in work.rng.sample(work.names, 3):
        del work.cells[work.place(f"points-{name}")]


def moved(work: Work) -> None:
    answers = [work.cells.pop(work.place(f"answer-{name}")) for name in work.names]
    work.rng.shuffle(answers)
    work.cells.extend(answers)


def from_the_sealed(work: Work) -> None:
    name = "padding-or-same"
    work.lose(
        name,
        "import hashlib, json, pathlib\n\nimport cnnlib.teaching\n\n"
        "kept = pathlib.Path(cnnlib.teaching.__file__).with_name('answers.json').read_text()\n"
        f"right = json.loads(kept)['exercises']['{name}']['right']\n"
        "answer = next(n for n in range(1000) if hashlib.sha256(\n"
        f"    f'{name}: {{n}}'.encode()).hexdigest()[:24] == right)",
    )


def by_trying(work: Work) -> None:
    name = "padding-or-same"
    work.lose(name, f'answer = next(n for n in range(1000) if check("{name}", n).right)')


def points_changed(work: Work) -> None:
    for name in work.names:
        work.cell(f"points-{name}")["metadata"]["nbgrader"]["points"] = 50


def tests_edited(work: Work) -> None:
    work.missed()
    for name in work.names:
        work.cell(f"points-{name}")["source"] = "assert True"


def outputs_forged(work: Work) -> None:
    work.missed()
    for name, cell in zip(work.names, work.answers(), strict=True):
        cell["outputs"] = [
            {
                "output_type": "execute_result", "metadata": {}, "execution_count": 1,
                "data": {"text/plain": f"{name} ✓ Right."},
            }
        ]  # fmt: skip


def metadata_lost(work: Work) -> None:
    for cell in work.cells:
        cell["metadata"] = {}


def ids_lost(work: Work) -> None:
    for place, cell in enumerate(work.cells):
        cell["id"] = f"new-{place}"


def leaves(work: Work) -> None:
    at_the_top(work, "exit()")


def ends_the_process(work: Work) -> None:
    at_the_top(work, "import os\n\nos._exit(0)")


def writes_to_others(work: Work) -> None:
    work.missed()
    at_the_top(
        work,
        "import pathlib\n\nfor folder in pathlib.Path('../../../submitted').glob('*/padding'):\n"
        "    (folder / 'was-here.txt').write_text('hello')",
    )


def writes_in_an_answer(work: Work) -> None:
    work.lose(
        work.names[2],
        "import pathlib\n\nfor folder in pathlib.Path('..').resolve().parents[1].glob('*/*'):\n"
        "    (folder / 'was-here.txt').write_text('hello')\nanswer = 49",
    )


def answer_as_text(work: Work) -> None:
    cell = work.cell(f"answer-{work.names[0]}")
    cell["cell_type"] = "raw"
    del cell["outputs"], cell["execution_count"]


def renamed(work: Work) -> None:
    """The file has another name: the class gives it one."""


def cut_off(work: Work) -> str:
    work.earned.clear()
    return json.dumps({"cells": work.cells})[:4000]


KINDS: list[Callable[[Work], str | None]] = [
    right, empty, edited, syntax_error, endless, endless_answer, megabyte, check_redefined,
    check_patched, errors_swallowed, copied, answers_deleted, tests_deleted, moved, from_the_sealed,
    by_trying, points_changed, tests_edited, outputs_forged, metadata_lost, ids_lost, leaves,
    ends_the_process, writes_to_others, writes_in_an_answer, answer_as_text, renamed, cut_off,
]  # fmt: skip
