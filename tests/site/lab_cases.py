"""What is done with each explorer in JupyterLab, and what must come of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import test_explorer_convolution
import test_explorer_cost
import test_explorer_padding
import test_explorer_pooling
from driving import Driver

from cnnlib.explorers import (
    ConvolutionExplorer,
    CostExplorer,
    Explorer,
    PaddingExplorer,
    PoolingExplorer,
)


class Case(NamedTuple):
    """How an explorer is tried.

    A click on the + of the number field `step` moves its first state to `moved`, the trait
    `result` follows, and with it what `reading` reads, to `value`. Then a cell sets `cell`, and
    at last tries to set `refused`.
    """

    explorer: type[Explorer]
    chapter: str
    compare: Callable[[Driver, Explorer], None]
    step: tuple[str, str]
    moved: dict[str, Any]
    result: str
    reading: str
    value: str
    cell: dict[str, Any]
    refused: dict[str, Any]
    message: str


CASES = [
    Case(
        PoolingExplorer,
        "pooling",
        test_explorer_pooling.compare,
        step=("Kernel", "height"),
        moved={"kernel_size": (3, 2)},
        result="output",
        reading="output",
        value="[[5.5 7.5]]",
        cell={"kernel_size": 3},
        refused={"kernel_size": 5},
        message="kernel 5 does not fit: input 4 + padding 0 + 0 = 4 (height)",
    ),
    Case(
        PaddingExplorer,
        "padding",
        test_explorer_padding.compare,
        step=("Kernel", "height"),
        moved={"kernel_size": (4, 3)},
        result="output_size",
        reading="output_size",
        value="(5, 6)",
        cell={"padding": "SAME"},
        refused={"input_size": 33},
        message="input_size must be at most 32 here, got 33",
    ),
    Case(
        ConvolutionExplorer,
        "anatomy",
        test_explorer_convolution.compare,
        step=("Stride", "height"),
        moved={"stride": (2, 1)},
        result="output",
        reading="output.shape",
        value="(63, 126)",
        cell={"kernel": [[0, 1, 0], [1, -4, 1], [0, 1, 0]]},
        refused={"stride": 0},
        message="stride must be at least 1, got 0",
    ),
    Case(
        CostExplorer,
        "counting",
        test_explorer_cost.compare,
        step=("Input", "batch"),
        moved={"input_size": (2, 1, 28, 28)},
        result="report",
        reading="report.total_flops",
        value="695120",
        cell={"convention": "macs"},
        refused={"input_size": (1, 0, 28, 28)},
        message="input_size must be at least 1 on every axis, got 0: (1, 0, 28, 28)",
    ),
]
