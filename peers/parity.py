"""Compare the book with the live frameworks: random settings, ONNX's cases, networks, tabs.

    python peers/parity.py --settings 2000 --seed 1

Ends with exit code 1 where a difference has no name in `rules.py`.
"""

from __future__ import annotations

import argparse
import secrets
from collections import Counter

import exports
import numpy as np
import onnx_files
import onnx_suite
import tabs
from frameworks import ask_paddle, ask_torch
from gradients import records as gradient_records
from records import Record
from rules import Unexplained, judge, same
from settings import draw
from tqdm import trange


def main() -> int:
    """Print what agreed and what differed by which rule."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--settings", type=int, default=2000, help="how many to draw")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    unexplained = replay_random(options.seed, options.settings)
    unexplained += replay_gradients(options.seed, options.settings // 2) + replay_onnx()
    unexplained += [*onnx_files.differences(), *exports.differences(), *tabs.differences()]
    print("\n".join(["", *unexplained, f"{len(unexplained)} unexplained differences"]))
    return 1 if unexplained else 0


def replay_random(seed: int, settings: int) -> list[str]:
    """Ask all three about random settings; return what no rule explains."""
    rng = np.random.default_rng(seed)
    outcomes: Counter[tuple[str, str]] = Counter()
    unexplained = []
    for _ in trange(settings, desc="settings", disable=None):
        setting = draw(rng)
        try:
            record = judge(setting, ask_torch(setting), ask_paddle(setting))
        except Unexplained as difference:
            unexplained.append(f"frameworks differ: {difference}")
            continue
        outcomes[setting.operation, outcome(record)] += 1
        if not same(setting.ask_cnnlib(), record.right, setting.tolerance):
            unexplained.append(f"cnnlib differs: {setting}, should be {record.right}")
    for (operation, what), count in sorted(outcomes.items()):
        print(f"{count:6}  {operation:20} {what}")
    return unexplained


def replay_gradients(seed: int, settings: int) -> list[str]:
    """Hold random gradients against PyTorch's autograd; return those that differ."""
    drawn = gradient_records(np.random.default_rng(seed))
    unexplained = []
    for _ in trange(settings, desc="gradients", disable=None):
        record = next(drawn)
        setting = record.setting
        if not same(setting.ask_cnnlib(), record.right, setting.tolerance):
            unexplained.append(f"gradients differ: {setting}, should be {record.right}")
    print(f"{settings - len(unexplained)} of {settings} gradients agree with PyTorch's")
    return unexplained


def outcome(record: Record) -> str:
    """Say in words who is right and by which rules the others differ."""
    if record.follows == "both":
        return "all agree"
    if not record.rules:
        return "all refuse"
    if record.follows == "none":
        others = " and ".join(_NAMES[name] for name in record.rules)
        return f"refused, but not by {others}: {next(iter(record.rules.values()))}"
    return "; ".join(f"{_NAMES[name]} differs: {rule}" for name, rule in record.rules.items())


_NAMES = {"torch": "PyTorch", "paddle": "PaddlePaddle"}


def replay_onnx() -> list[str]:
    """Run the ONNX cases that cnnlib can say; return those with another answer."""
    unexplained, cases = [], 0
    for case in onnx_suite.records():
        cases += 1
        answer = case.setting.ask_cnnlib()
        if not same(answer, case.right, onnx_suite.TOLERANCE):
            unexplained.append(f"ONNX differs: {case.name} {case.setting.arguments}: {answer}")
    others = onnx_suite.inexpressible()
    print(f"{cases - len(unexplained)} of {cases} cases of ONNX agree; {len(others)} ask for more:")
    for what, count in Counter(others.values()).most_common():
        print(f"{count:6}  {what}")
    return unexplained


if __name__ == "__main__":
    raise SystemExit(main())
