"""Twenty steps of LeNet's training, as PyTorch takes them, from numbers that a formula gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import cnnlib

__all__ = ["OPTIMIZERS", "batches", "digest", "lenet", "write"]

OPTIMIZERS = {
    "SGD": {"learning_rate": 0.01, "momentum": 0.9, "weight_decay": 0.01},
    "Adam": {"learning_rate": 0.001, "weight_decay": 0.01},
}
STEPS, BATCH = 20, 64


def lenet(dtype: str) -> cnnlib.Layer:
    """Return LeNet with weights of a formula: no generator's stream may change beneath it."""
    network = cnnlib.LeNet()
    for _, layer in network.named_layers():
        for name, shape in layer.parameter_shapes.items():
            count, fan_in = np.prod(shape), np.prod(shape[1:]) if len(shape) == 4 else shape[0]
            wave = np.sin(np.arange(count) * 12.9898) * (2 / fan_in) ** 0.5
            setattr(layer, name, wave.reshape(shape).astype(dtype))
    return network


def batches(dtype: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield images with a bright bar at a height that the label says, and their labels.

    Beneath lies noise without a period: no two pixels are equal, so no maximum is in doubt.
    """
    pixel, image = np.arange(784), np.arange(BATCH)
    for step in range(STEPS):
        labels = (image * 7 + step * 3) % 10
        waves = np.sin((pixel + 1) * 12.9898 + (image + BATCH * step)[:, None] * 78.233)
        noise = waves * 43758.5453 % 1
        bar = abs(pixel // 28 - 2.5 * labels[:, None] - 2) < 2
        images = 0.7 * bar + 0.3 * noise
        yield images.reshape(BATCH, 1, 28, 28).astype(dtype), labels


def digest(parameters: list[np.ndarray]) -> list[list[float]]:
    """Return, for each array, its norm and five of its numbers."""
    return [
        [float(np.linalg.norm(p)), *map(float, p.ravel()[:: max(1, p.size // 5)][:5])]
        for p in parameters
    ]


def write(path: Path) -> None:
    """Write PyTorch's losses and last parameters to a file, for both optimizers."""
    lessons = [
        {"optimizer": name, "dtype": dtype} | _torch_lesson(name, dtype)
        for name in OPTIMIZERS
        for dtype in ("float32", "float64")
    ]
    path.write_text(json.dumps(lessons, indent=1) + "\n", "utf-8")


def _torch_lesson(name: str, dtype: str) -> dict[str, list]:
    import torch  # not at the top: the tests read this file without it
    from translate import to_torch

    network = to_torch(lenet(dtype)).to(getattr(torch, dtype)).train()
    first = [p.T if p.ndim == 2 else p for p in lenet(dtype).parameters()]
    for parameter, values in zip(network.parameters(), first, strict=True):
        parameter.data.copy_(torch.from_numpy(values.copy()))
    settings = dict(OPTIMIZERS[name])
    rate = settings.pop("learning_rate")
    optimizer = getattr(torch.optim, name)(network.parameters(), lr=rate, **settings)
    losses = []
    for images, labels in batches(dtype):
        optimizer.zero_grad()
        scores = network(torch.from_numpy(images))
        loss = torch.nn.functional.cross_entropy(scores, torch.from_numpy(labels))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    last = [p.detach().numpy() for p in network.parameters()]
    # PyTorch keeps the transpose of a fully connected layer's weight.
    return {"losses": losses, "last": digest([p.T if p.ndim == 2 else p for p in last])}
