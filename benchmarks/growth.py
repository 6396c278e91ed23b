"""How the cost of a convolution grows with its input, and what training keeps in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from timing import medians
from tqdm import tqdm

import cnnlib
from cnnlib import functional

__all__ = ["grow", "product", "training_memory", "working_memory"]

# Each axis with the sizes that are tried and the shape that a size stands for.
AXES = {
    "side": ([14, 28, 56, 112, 224, 448], lambda side: (1, 64, side, side)),
    "channels": ([8, 16, 32, 64, 128, 256, 512], lambda channels: (1, channels, 56, 56)),
    "batch": ([1, 2, 4, 8, 16, 32, 64], lambda batch: (batch, 64, 56, 56)),
}
EPOCHS = (2, 20)
PRODUCT = 2048


def grow() -> dict[str, Any]:
    """Time a 3 × 3 convolution that keeps its channels, along each axis alone."""
    measured: dict[str, Any] = {}
    for axis, (sizes, shape_of) in AXES.items():
        measured[axis] = {"sizes": sizes, "cnnlib": [], "PyTorch": []}
        for size in tqdm(sizes, desc=axis, disable=None):
            for name, seconds in medians(_runners(shape_of(size)), rounds=3, seconds=0.2).items():
                measured[axis][name].append(float(f"{seconds:.3g}"))
    return measured


def product() -> dict[str, Any]:
    """Time a product of two large square matrices: what this machine reaches in float32."""
    a = np.random.default_rng(0).normal(size=(PRODUCT, PRODUCT)).astype(np.float32)
    in_torch = torch.from_numpy(a)
    runners = {"NumPy": lambda: a @ a, "PyTorch": lambda: in_torch @ in_torch}
    seconds = medians(runners, rounds=3)
    return {
        "size": PRODUCT,
        "seconds": {name: float(f"{value:.3g}") for name, value in seconds.items()},
    }


def working_memory() -> float:
    """Return the MiB that a large convolution takes at its peak, beyond what it returns."""
    x, weight = _arrays((1, 64, 224, 224))
    peak, y = _peak(functional.conv2d, x, weight, padding=1)
    return round(peak - y.nbytes / 2**20, 1)


def training_memory() -> dict[str, float]:
    """Return the MiB that LeNet takes at its peak in a few and in many epochs of 1437 digits."""
    x = np.random.default_rng(0).random((1437, 1, 28, 28), dtype=np.float32)
    labels = np.arange(1437) % 10
    peaks = {}
    for epochs in EPOCHS:
        settings = {"epochs": epochs, "progress": False}
        peak, _ = _peak(cnnlib.fit, cnnlib.LeNet(), x, labels, **settings)
        peaks[str(epochs)] = round(peak, 1)
    return peaks


def _peak(work: Callable[..., Any], *arguments: Any, **settings: Any) -> tuple[float, Any]:
    """Return the MiB that a call takes at its peak, and what it returns."""
    tracemalloc.start()
    # A new thread, which keeps no memory from earlier calls.
    with ThreadPoolExecutor(1) as thread:
        returned = thread.submit(work, *arguments, **settings).result()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20, returned


def _arrays(shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0).normal
    weight = draw(size=(shape[1], shape[1], 3, 3))
    return draw(size=shape).astype(np.float32), weight.astype(np.float32)


def _runners(shape: tuple[int, ...]) -> dict[str, Any]:
    x, weight = _arrays(shape)
    torch_x, torch_weight = torch.from_numpy(x), torch.from_numpy(weight)

    def with_torch() -> torch.Tensor:
        with torch.inference_mode():
            return torch.conv2d(torch_x, torch_weight, padding=1)

    return {"cnnlib": lambda: functional.conv2d(x, weight, padding=1), "PyTorch": with_torch}
