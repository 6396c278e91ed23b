"""What each framework answered: a file each in ``answers/``, written by `peers/differences.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["FRAMEWORKS", "Framework"]

ANSWERS = files(__package__) / "answers"
REFUSED = "refused: "


@dataclass(frozen=True)
class Framework:
    """A framework, and what it answered to each case.

    Attributes
    ----------
    title : str
        Its name, with the version that was asked.
    answers : dict
        From the name of a case to the answer in full, as `answer` writes it. A case that is not
        in here is one that the framework has no setting for.
    words : dict
        From the name of a case to the words of a long refusal that matter.

    Examples
    --------
    >>> FRAMEWORKS["tensorflow"].shown("no-fit-conv")
    'refused: Computed output size would be negative: -1'
    """

    title: str
    answers: dict[str, str]
    words: dict[str, str]

    @classmethod
    def read(cls, name: str) -> Framework:
        """Return what the file of that name says."""
        stored = json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))
        return cls(stored["framework"], stored["answers"], stored["words"])

    def shown(self, case: str) -> str | None:
        """Return the answer as a table shows it; None where there is none."""
        return REFUSED + self.words[case] if case in self.words else self.answers.get(case)


FRAMEWORKS = {
    name: Framework.read(name)
    for name in ("paddle", "pytorch", "tensorflow", "onnxruntime", "onnx")
}
"""Who was asked, in the order of the tables. `onnx` is the standard's reference evaluator."""
