"""What a class needs beside the text: questions to check oneself with, and checked exercises.

`Quiz` asks and needs ``cnnlib[widgets]``. `check` says whether the answer to an exercise is right,
`marks` adds up a chapter. What a folder of notebooks has earned, `marking` finds out.
"""

from typing import Any

from cnnlib._extras import extra
from cnnlib.teaching.checking import Verdict, check
from cnnlib.teaching.tally import Tally, marks

__all__ = ["Quiz", "Tally", "Verdict", "check", "marks"]


def __getattr__(name: str) -> Any:
    # Only when asked for: `check` works where widgets cannot be shown.
    if name == "Quiz":
        with extra("widgets"):
            from cnnlib.teaching.quiz import Quiz

        return Quiz
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
