"""What is done with each explorer in JupyterLab, and what must come of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import test_explorer_convolution
import test_explorer_cost
import test_explorer_digit
import test_explorer_padding
import test_explorer_pooling
import test_explorer_receptivefield
import test_explorer_roofline
from driving import Driver

from cnnlib.explorers import (
    ConvolutionExplorer,
    CostExplorer,
    DigitExplorer,
    Explorer,
    PaddingExplorer,
    PoolingExplorer,
    ReceptiveFieldExplorer,
    RooflineExplorer,
)

Move = Callable[[Driver], None]


def plus(group: str, label: str) -> Move:
    """Click on the + of a number field."""
    return lambda view: view.step(group, label, 1)


def nonsense(group: str, label: str) -> Move:
    """Enter into a number field what is refused."""
    return lambda view: view.enter(group, label, "a refused entry, for its red")


class Case(NamedTuple):
    """How an explorer is tried.

    `step` moves its first state to `moved`, the trait `result` follows, and with it what
    `reading` reads, to `value`. Then a cell sets `cell`, and at last tries to set `refused`.
    `spoil` shows a problem, where the page has a control that can be set wrong.
    """

    explorer: type[Explorer]
    chapter: str
    compare: Callable[[Driver, Explorer], None]
    step: Move
    moved: dict[str, Any]
    result: str
    reading: str
    value: str
    cell: dict[str, Any]
    refused: dict[str, Any]
    message: str
    spoil: Move | None = None


CASES = [
    Case(
        PoolingExplorer,
        "pooling",
        test_explorer_pooling.compare,
        step=plus("Kernel", "height"),
        moved={"kernel_size": (3, 2)},
        result="output",
        reading="output",
        value="[[5.5 7.5]]",
        cell={"kernel_size": 3},
        refused={"kernel_size": 5},
        message="kernel 5 does not fit: input 4 + padding 0 + 0 = 4 (height)",
        spoil=nonsense("Kernel", "height"),
    ),
    Case(
        PaddingExplorer,
        "padding",
        test_explorer_padding.compare,
        step=plus("Kernel", "height"),
        moved={"kernel_size": (4, 3)},
        result="output_size",
        reading="output_size",
        value="(5, 6)",
        cell={"padding": "SAME"},
        refused={"input_size": 33},
        message="input_size must be at most 32 here, got 33",
        spoil=nonsense("Kernel", "height"),
    ),
    Case(
        ConvolutionExplorer,
        "anatomy",
        test_explorer_convolution.compare,
        step=plus("Stride", "height"),
        moved={"stride": (2, 1)},
        result="output",
        reading="output.shape",
        value="(63, 126)",
        cell={"kernel": [[0, 1, 0], [1, -4, 1], [0, 1, 0]]},
        refused={"stride": 0},
        message="stride must be at least 1, got 0",
        spoil=nonsense("Stride", "height"),
    ),
    Case(
        CostExplorer,
        "counting",
        test_explorer_cost.compare,
        step=plus("Input", "batch"),
        moved={"input_size": (2, 1, 28, 28)},
        result="report",
        reading="report.total",
        value="695120",
        cell={"convention": "document"},
        refused={"input_size": (1, 0, 28, 28)},
        message="input_size must be at least 1 on every axis, got 0: (1, 0, 28, 28)",
        spoil=nonsense("Input", "batch"),
    ),
    Case(
        DigitExplorer,
        "learning",
        test_explorer_digit.compare,
        step=lambda view: view.choose("Drawing", "Start from", "7"),
        moved={"strokes": (((70, 45), (182, 45), (120, 218)),)},
        result="answer",
        reading="answer",
        value="7",
        cell={"strokes": ()},
        refused={"strokes": [[[0, 256]]]},
        message="strokes must lie between 0 and 255, got 256",
    ),
    Case(
        RooflineExplorer,
        "explorers",
        test_explorer_roofline.compare,
        step=plus("Layer", "batch"),
        moved={"batch": 2},
        result="seconds",
        reading="macs",
        value="28901376",
        cell={"groups": 1},
        refused={"stride": 0},
        message="stride must be at least 1, got 0",
        spoil=nonsense("Layer", "batch"),
    ),
    Case(
        ReceptiveFieldExplorer,
        "any-network",
        test_explorer_receptivefield.compare,
        step=plus("Input", "width"),
        moved={"input_size": (1, 3, 224, 225)},
        result="ways",
        reading="ways.shape",
        value="(224, 225)",
        cell={"layer": 9},
        refused={"layer": -1},
        message="layer must be at least 0, got -1",
        spoil=nonsense("Input", "width"),
    ),
]
