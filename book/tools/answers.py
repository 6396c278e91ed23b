"""Seal the answers of the exercises into cnnlib, where `cnnlib.teaching.check` finds them.

The answers stand beside each chapter in ``chapters/<chapter>/answers.toml``. A student's copy of a
chapter comes without that file.
"""

from __future__ import annotations

import json

from book.model import BOOK
from cnnlib._language import SEALED
from cnnlib.teaching.checking import seal


def sealed() -> str:
    """Return the file that cnnlib keeps."""
    exercises = {
        name: seal(name, exercise.number, exercise.chapter, exercise.answers)
        for name, exercise in BOOK.exercises.items()
    }
    kept = {"language": BOOK.language, "exercises": exercises}
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SEALED.write_text(sealed(), encoding="utf-8")
    print(f"{SEALED.name}: stored")
