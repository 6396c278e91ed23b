"""Networks as frameworks export them to ONNX, and what ONNX Runtime computes with them.

For tests/golden/exported.npz, and for `make parity`: cnnlib reads each file with its weights and
computes the same.
"""

from __future__ import annotations

import io
import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import paddle
import torch
from small_networks import SMALL
from translate import to_paddle, to_torch

import cnnlib

__all__ = ["KNOWN", "TOLERANCE", "differences", "write"]

TOLERANCE = 1e-4
"""Of the largest value."""
KNOWN = (
    *("SqueezeNet", "GoogLeNet", "ResNet18", "DenseNet121", "MobileNetV2", "MobileNetV3Small"),
    *("EfficientNetB0", "ShuffleNetV2", "ConvNeXtTiny", "UNet"),
)
KEPT = "pkg.torch.onnx.name_scopes"
"""Of all that PyTorch's exporter writes beside an operator, what is no path of a machine."""

Export = Callable[[torch.nn.Module, torch.Tensor], bytes]


def recipe(module: torch.nn.Module, x: torch.Tensor) -> cnnlib.Graph:
    """Return a module of PyTorch as a network of cnnlib, in the three lines of README."""
    file = io.BytesIO()
    torch.onnx.export(module, (x,), file, dynamo=False)
    return cnnlib.read_onnx(file, weights=True)


def by_torchscript(opset: int) -> Export:
    """Return the older exporter of PyTorch."""

    def export(module: torch.nn.Module, x: torch.Tensor) -> bytes:
        file = io.BytesIO()
        torch.onnx.export(module, (x,), file, dynamo=False, opset_version=opset)
        return file.getvalue()

    return export


def by_dynamo(module: torch.nn.Module, x: torch.Tensor) -> bytes:
    """Export with the newer exporter of PyTorch."""
    program = torch.onnx.export(module, (x,), dynamo=True, verbose=False)
    model = program.model_proto
    for node in model.graph.node:
        scopes = [(each.key, each.value) for each in node.metadata_props if each.key == KEPT]
        del node.metadata_props[:]
        for key, value in scopes:
            node.metadata_props.add(key=key, value=value)
    for value in [*model.graph.input, *model.graph.output, *model.graph.value_info]:
        del value.metadata_props[:]
    del model.graph.metadata_props[:], model.metadata_props[:]
    return model.SerializeToString()


EXPORTERS: dict[str, Export] = {
    "opset 11": by_torchscript(11),
    "opset 17": by_torchscript(17),
    "dynamo": by_dynamo,
}


def by_paddle(layer: cnnlib.Layer, size: tuple[int, ...]) -> bytes:
    """Export a network of cnnlib from PaddlePaddle."""
    with tempfile.TemporaryDirectory() as folder:
        spec = [paddle.static.InputSpec([None, *size[1:]], "float32", name="x")]
        module = to_paddle(layer)
        paddle.onnx.export(module, f"{folder}/net", input_spec=spec, opset_version=13)
        return Path(f"{folder}/net.onnx").read_bytes()


def settled(module: torch.nn.Module) -> torch.nn.Module:
    """Return the module in evaluation, with statistics as if it had been trained."""
    for part in module.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.uniform_(-0.2, 0.2)
            part.running_var.uniform_(0.8, 1.2)
    return module.eval()


def computed(model: bytes, x: np.ndarray) -> np.ndarray:
    """Return what ONNX Runtime computes."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x})[0]


def small() -> Iterator[tuple[str, bytes, np.ndarray]]:
    """Yield the small networks by each exporter: a name, the model and an input."""
    x = torch.from_numpy(np.random.default_rng(0).random((1, 3, 16, 16), np.float32))
    for kind in SMALL:
        torch.manual_seed(0)
        module = settled(kind())
        for name, export in EXPORTERS.items():
            yield f"{kind.__name__}, {name}", export(module, x), x.numpy()
    net = cnnlib.Sequential(
        cnnlib.Conv2D(3, 6, 3, padding=1),
        cnnlib.BatchNorm2D(6),
        cnnlib.ReLU(),
        cnnlib.MaxPool2D(2),
        cnnlib.Residual(cnnlib.Conv2D(6, 6, 3, padding=1, groups=2)),
        cnnlib.AdaptiveAvgPool2D(1),
        cnnlib.Flatten(),
        cnnlib.Linear(6, 5),
    )
    paddle.seed(0)
    yield "PaddlePaddle", by_paddle(net, (1, 3, 16, 16)), x.numpy()


def known() -> Iterator[tuple[str, bytes, np.ndarray]]:
    """Yield ten known networks, by the exporters of PyTorch in turn."""
    for place, name in enumerate(KNOWN):
        net = getattr(cnnlib, name)()
        module = settled(to_torch(net))
        x = torch.rand(1, net.input_size[1], 64, 64)
        exporter = [*EXPORTERS][1 + place % 2]
        yield f"{name}, {exporter}", EXPORTERS[exporter](module, x), x.numpy()


def write(path: Path) -> None:
    """Store the small networks with an input of each, and what ONNX Runtime makes of it."""
    arrays: dict[str, Any] = {}
    with quiet():
        for name, model, x in small():
            arrays[f"{name}: model"] = np.frombuffer(model, np.uint8)
            arrays[f"{name}: y"] = computed(model, x)
    np.savez_compressed(path, x=x, **arrays)


def differences() -> Iterator[str]:
    """Yield where cnnlib computes something else than ONNX Runtime, all networks in turn."""
    with quiet():
        net = recipe(settled(to_torch(cnnlib.LeNet())), torch.zeros(1, 1, 28, 28))
        if cnnlib.count(net, net.input_size).total_flops != 347_560:
            yield "a module of PyTorch is counted otherwise by the recipe"
        for name, model, x in (*small(), *known()):
            y = computed(model, x)
            error = np.abs(cnnlib.read_onnx(model, weights=True)(x) - y).max() / np.abs(y).max()
            print(f"{error:10.1e}  {name}")
            if not error < TOLERANCE:
                yield f"an exported network differs: {name}, by {error:.1e} of the largest value"


class quiet(warnings.catch_warnings):  # noqa: N801
    """Keep what exporters tell their developers from the screen."""

    def __enter__(self) -> Any:
        logging.disable(logging.WARNING)
        onnxruntime.set_default_logger_severity(3)
        found = super().__enter__()
        warnings.simplefilter("ignore")
        return found

    def __exit__(self, *error: Any) -> None:
        logging.disable(logging.NOTSET)
        super().__exit__(*error)
