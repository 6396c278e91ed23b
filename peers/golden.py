"""Write what frameworks and counters answer into tests/golden, where the tests look it up.

    python peers/golden.py

Fails where the frameworks differ in a way that `rules.py` does not name.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import exports
import numpy as np
import onnx_suite
from counters import main as write_counters
from frameworks import ask_paddle, ask_torch
from gradients import records as gradient_records
from lesson import write as write_lesson
from records import write
from rules import DEPARTURES, REFUSALS, judge
from settings import draw
from tqdm import trange

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
SEED = 2026
DRAWN = 6400
# Kept of each kind, so that rare ones come in and the files stay small.
AGREED, OTHERS = 80, 12
ONNX_NUMBERS = 400
GRADIENTS = 600


def main() -> None:
    """Write all that is stored of what the frameworks and the counters answer."""
    write_operations()
    write_gradients()
    write_lesson(GOLDEN / "lesson.json")
    write_onnx()
    exports.write(GOLDEN / "exported.npz")
    write_counters()


def write_operations() -> None:
    """Draw settings, ask both frameworks, keep some of every kind."""
    rng = np.random.default_rng(SEED)
    kinds: Counter[tuple] = Counter()
    kept = []
    for _ in trange(DRAWN, desc="settings", disable=None):
        setting = draw(rng)
        record = judge(setting, ask_torch(setting), ask_paddle(setting))
        kind = setting.operation, record.follows, *record.rules.items()
        kinds[kind] += 1
        if kinds[kind] <= (AGREED if record.follows == "both" else OTHERS):
            kept.append(record)
    named = {rule for record in kept for rule in record.rules.values()}
    missing = {*DEPARTURES, *REFUSALS} - named
    if missing:
        raise SystemExit(f"no setting shows {', '.join(sorted(missing))}: draw more")
    write(GOLDEN / "operations", kept)
    print(f"{len(kept)} of {DRAWN} settings, {len(kinds)} kinds")


def write_gradients() -> None:
    """Keep what PyTorch's autograd gives on the first settings drawn."""
    drawn = gradient_records(np.random.default_rng(SEED))
    write(GOLDEN / "gradients", [next(drawn) for _ in trange(GRADIENTS, desc="gradients")])


def write_onnx() -> None:
    """Keep the standard's cases that are small."""
    small = [
        record
        for record in onnx_suite.records()
        if sum(array.size for array in record.setting.arrays.values()) <= ONNX_NUMBERS
    ]
    write(GOLDEN / "onnx", small)
    print(f"{len(small)} cases of ONNX")


if __name__ == "__main__":
    raise SystemExit(main())
