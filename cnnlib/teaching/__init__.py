"""What a class needs beside the text: questions to check oneself with, and checked exercises.

`Quiz` asks, `check` says whether the answer to an exercise is right. Needs ``cnnlib[widgets]``.
"""

from cnnlib.teaching.checking import Verdict, check
from cnnlib.teaching.quiz import Quiz

__all__ = ["Quiz", "Verdict", "check"]
