"""The works that are timed: the same one in cnnlib, PyTorch and PaddlePaddle."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import paddle
import torch

import cnnlib
from cnnlib import functional

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
from translate import to_paddle, to_torch

__all__ = ["Task", "works"]

Shape = tuple[int, ...]


class Task(NamedTuple):
    """One piece of work, and the ratios to the others that it should stay below."""

    name: str
    runners: dict[str, Callable[[], object]]
    targets: dict[str, float]


def works() -> Iterator[Task]:
    """Yield every work, built when its turn comes: all at once would fill the memory."""
    planes = (8, 64, 112, 112)
    yield _layer("max pool 2×2 s2", cnnlib.MaxPool2D(2), planes, 0.35, 1.1)
    yield _layer("max pool 3×3 s2 p1", cnnlib.MaxPool2D(3, 2, 1), planes, 0.35, 1.1)
    yield _layer("average pool 2×2 s2", cnnlib.AvgPool2D(2), planes, 0.8, 0.6)
    yield _layer("average pool 3×3 s1 p1", cnnlib.AvgPool2D(3, 1, 1), planes, 0.3, 0.6)
    conv = cnnlib.Conv2D
    yield _layer("conv 3×3 p1, 64→64", conv(64, 64, 3, padding=1), (1, 64, 56, 56), 1.5, 0.5)
    yield _layer("conv 5×5 p2, 64→128", conv(64, 128, 5, padding=2), (8, 64, 28, 28), 1.5, 0.5)
    yield _layer("conv 3×3 p1, 3→64", conv(3, 64, 3, padding=1), (8, 3, 224, 224), 0.5, 0.3)
    yield _layer("conv 1×1, 256→64", conv(256, 64, 1), (8, 256, 28, 28), 1.15, 0.3)
    depthwise = conv(64, 64, 3, padding=1, groups=64)
    yield _layer("depthwise 3×3, 64", depthwise, (8, 64, 56, 56), 8, 0.5)
    for batch, target in ((1, 0.6), (64, 1.2), (1024, 0.6)):
        yield _layer(
            f"LeNet, batch {batch}", cnnlib.LeNet().eval(), (batch, 1, 28, 28), target, 0.5
        )
    yield _layer("VGG-16, batch 1", cnnlib.VGG16().eval(), (1, 3, 224, 224), 1.5, 0.5)
    yield _counting()


def _layer(
    name: str, layer: cnnlib.Layer, shape: Shape, to_pytorch: float, to_paddlepaddle: float
) -> Task:
    x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    in_torch, in_paddle = to_torch(layer, copy_weights=True), to_paddle(layer, copy_weights=True)
    torch_x, paddle_x = torch.from_numpy(x), paddle.to_tensor(x)

    def with_torch() -> np.ndarray:
        with torch.inference_mode():
            return in_torch(torch_x).numpy()

    def with_paddle() -> np.ndarray:
        with paddle.no_grad():
            return in_paddle(paddle_x).numpy()

    expected = layer(x)
    scale = np.abs(expected).max()
    for run in (with_torch, with_paddle):
        np.testing.assert_allclose(run(), expected, rtol=0, atol=1e-4 * scale)
    return Task(
        f"{name}, on {shape}" if "batch" not in name else name,
        {"cnnlib": lambda: layer(x), "PyTorch": with_torch, "PaddlePaddle": with_paddle},
        {"PyTorch": to_pytorch, "PaddlePaddle": to_paddlepaddle},
    )


def _counting() -> Task:
    """Count VGG-16, its construction included, against the fastest other counter."""
    from torch.utils.flop_counter import FlopCounterMode
    from torchinfo import summary

    size = (1, 3, 224, 224)

    def in_torch() -> torch.nn.Module:
        with torch.device("meta"):
            return to_torch(cnnlib.VGG16())

    def with_torchinfo() -> int:
        return summary(in_torch(), size, device="meta", verbose=0).total_mult_adds

    def with_flop_counter() -> int:
        with FlopCounterMode(display=False) as counter, contextlib.redirect_stdout(io.StringIO()):
            in_torch()(torch.empty(size, device="meta"))
        return counter.get_total_flops()

    return Task(
        "count(VGG16(), …)",
        {
            "cnnlib": lambda: cnnlib.count(cnnlib.VGG16(), size).total_flops,
            "torchinfo": with_torchinfo,
            "FlopCounterMode": with_flop_counter,
        },
        {"torchinfo": 0.2, "FlopCounterMode": 0.2},
    )
