"""The works that are timed: the same one in cnnlib, PyTorch and PaddlePaddle."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx_tool
import paddle
import torch
from torch.utils.flop_counter import FlopCounterMode
from torchinfo import summary

import cnnlib

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
from translate import to_paddle, to_torch  # noqa: E402

__all__ = ["Task", "works"]

Shape = tuple[int, ...]
Runners = dict[str, Callable[[], object]]
Targets = dict[str, float]


class Task(NamedTuple):
    """One piece of work, and the ratios to the others that it should stay below."""

    name: str
    runners: Runners
    targets: Targets


def works(words: list[str]) -> Iterator[Task]:
    """Yield the works that a word names, or all; each is built when its turn comes."""
    for name, build in _BUILDERS.items():
        if not words or any(word in name for word in words):
            yield Task(name, *build())


def _layer(
    build: Callable[[], cnnlib.Layer], shape: Shape, torch_target: float, paddle_target: float
) -> Callable[[], tuple[Runners, Targets]]:
    """Return what builds a layer in the three frameworks, with the same weights."""

    def built() -> tuple[Runners, Targets]:
        layer = build().eval()
        x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
        in_torch = to_torch(layer, copy_weights=True)
        in_paddle = to_paddle(layer, copy_weights=True)
        torch_x, paddle_x = torch.from_numpy(x), paddle.to_tensor(x)

        def with_torch() -> np.ndarray:
            with torch.inference_mode():
                return in_torch(torch_x).numpy()

        def with_paddle() -> np.ndarray:
            with paddle.no_grad():
                return in_paddle(paddle_x).numpy()

        expected = layer(x)
        for run in (with_torch, with_paddle):
            np.testing.assert_allclose(run(), expected, rtol=0, atol=1e-4 * np.abs(expected).max())
        runners = {"cnnlib": lambda: layer(x), "PyTorch": with_torch, "PaddlePaddle": with_paddle}
        return runners, {"PyTorch": torch_target, "PaddlePaddle": paddle_target}

    return built


def _counting(
    network: Callable[[], cnnlib.Layer], count: Callable[..., object], target: float
) -> Callable[[], tuple[Runners, Targets]]:
    """Return what counts a network, its construction included, and the fastest other counters."""
    size = (1, 3, 224, 224)

    def in_torch() -> torch.nn.Module:
        with torch.device("meta"):
            return to_torch(network())

    def with_torchinfo() -> int:
        return summary(in_torch(), size, device="meta", verbose=0).total_mult_adds

    def with_flop_counter() -> int:
        with FlopCounterMode(display=False) as counter:
            in_torch()(torch.empty(size, device="meta"))
        return counter.get_total_flops()

    def built() -> tuple[Runners, Targets]:
        runners = {
            "cnnlib": lambda: count(network(), size),
            "torchinfo": with_torchinfo,
            "FlopCounterMode": with_flop_counter,
        }
        return runners, {"torchinfo": target, "FlopCounterMode": target}

    return built


def _reading() -> tuple[Runners, Targets]:
    """Read ResNet-50's file of 98 MiB, weights included, and count it."""
    size = (1, 3, 224, 224)
    folder = tempfile.TemporaryDirectory()
    file = str(Path(folder.name, "resnet50.onnx"))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        torch.onnx.export(to_torch(cnnlib.ResNet50()), (torch.zeros(size),), file, dynamo=False)

    def with_onnx_tool(kept: tempfile.TemporaryDirectory = folder) -> float:
        with contextlib.redirect_stdout(io.StringIO()):
            model = onnx_tool.Model(file)
            model.graph.shape_infer({})
            model.graph.profile()
        return sum(model.graph.macs) if isinstance(model.graph.macs, list) else model.graph.macs

    def with_cnnlib() -> int:
        return cnnlib.count(cnnlib.read_onnx(file), size, "onnx-tool").total_flops

    return {"cnnlib": with_cnnlib, "onnx-tool": with_onnx_tool}, {"onnx-tool": 0.2}


def _training(images: int) -> Callable[[], tuple[Runners, Targets]]:
    """Return what builds LeNet's training with Adam on so many images, in batches of 64."""

    def built() -> tuple[Runners, Targets]:
        rng = np.random.default_rng(0)
        x = rng.random((images, 1, 28, 28), np.float32)
        labels = rng.integers(0, 10, images)
        network, optimizer = cnnlib.LeNet(), cnnlib.Adam()
        network.parameters()
        in_torch = to_torch(network, copy_weights=True).train()
        torch_optimizer = torch.optim.Adam(in_torch.parameters())
        torch_x, torch_labels = torch.from_numpy(x), torch.from_numpy(labels)

        def with_cnnlib() -> None:
            cnnlib.fit(network, x, labels, optimizer, epochs=1, progress=False)

        def with_torch() -> None:
            for batch in torch.randperm(images).split(64):
                torch_optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(
                    in_torch(torch_x[batch]), torch_labels[batch]
                )
                loss.backward()
                torch_optimizer.step()
                loss.item()

        return {"cnnlib": with_cnnlib, "PyTorch": with_torch}, {"PyTorch": 1.3}

    return built


_POOLED = (8, 64, 112, 112)


def _conv(*settings: int, **named: int) -> Callable[[], cnnlib.Layer]:
    return lambda: cnnlib.Conv2D(*settings, **named)


_BUILDERS: dict[str, Callable[[], tuple[Runners, Targets]]] = {
    "max pool 2×2 s2": _layer(lambda: cnnlib.MaxPool2D(2), _POOLED, 0.35, 1.1),
    "max pool 3×3 s2 p1": _layer(lambda: cnnlib.MaxPool2D(3, 2, 1), _POOLED, 0.35, 1.1),
    "average pool 2×2 s2": _layer(lambda: cnnlib.AvgPool2D(2), _POOLED, 0.8, 0.6),
    "average pool 3×3 s1 p1": _layer(lambda: cnnlib.AvgPool2D(3, 1, 1), _POOLED, 0.3, 0.6),
    "conv 3×3, 64→64, 56²": _layer(_conv(64, 64, 3, padding=1), (1, 64, 56, 56), 1.4, 0.5),
    "conv 3×3, 128→128, 112²": _layer(_conv(128, 128, 3, padding=1), (1, 128, 112, 112), 1.1, 0.5),
    "conv 3×3, 256→256, 56²": _layer(_conv(256, 256, 3, padding=1), (1, 256, 56, 56), 0.8, 0.5),
    "conv 3×3, 512→512, 28²": _layer(_conv(512, 512, 3, padding=1), (1, 512, 28, 28), 0.8, 0.5),
    "conv 5×5, 64→128, 28², batch 8": _layer(
        _conv(64, 128, 5, padding=2), (8, 64, 28, 28), 1.4, 0.5
    ),
    "conv 3×3, 3→64, 224², batch 8": _layer(_conv(3, 64, 3, padding=1), (8, 3, 224, 224), 0.5, 0.3),
    "conv 1×1, 256→64, 28², batch 8": _layer(_conv(256, 64, 1), (8, 256, 28, 28), 1.15, 0.3),
    "depthwise 3×3, 64, 56², batch 8": _layer(
        _conv(64, 64, 3, padding=1, groups=64), (8, 64, 56, 56), 4, 0.5
    ),
    "transposed conv 2×2 s2, 64→32, 56²": _layer(
        lambda: cnnlib.Conv2DTranspose(64, 32, 2, stride=2), (1, 64, 56, 56), 1.5, 1
    ),
    "batch norm, 64, 56², batch 8": _layer(lambda: cnnlib.BatchNorm2D(64), (8, 64, 56, 56), 3, 1),
    "GELU, 64, 56², batch 8": _layer(cnnlib.GELU, (8, 64, 56, 56), 3, 1),
    "bilinear ×2, 64, 56², batch 8": _layer(
        lambda: cnnlib.Upsample(2, mode="bilinear"), (8, 64, 56, 56), 3, 1
    ),
    "LeNet, batch 1": _layer(cnnlib.LeNet, (1, 1, 28, 28), 0.9, 0.5),
    "LeNet, batch 64": _layer(cnnlib.LeNet, (64, 1, 28, 28), 0.9, 0.5),
    "LeNet, batch 1024": _layer(cnnlib.LeNet, (1024, 1, 28, 28), 0.6, 0.5),
    "VGG-16, batch 1": _layer(cnnlib.VGG16, (1, 3, 224, 224), 1, 0.5),
    "LeNet, a training step, batch 64": _training(64),
    "LeNet, an epoch of 1437 digits": _training(1437),
    "count(VGG16(), …)": _counting(cnnlib.VGG16, cnnlib.count, 0.2),
    "compare(DenseNet121(), …), all conventions": _counting(
        cnnlib.DenseNet121, cnnlib.compare, 0.05
    ),
    "count(read_onnx(…)), ResNet-50 with weights, 98 MiB": _reading,
}
