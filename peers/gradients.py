"""Random settings of cnnlib's gradients, and what PyTorch's autograd answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from frameworks import ask_torch, ask_torch_backward
from records import Record, Setting
from rules import same
from settings import draw

__all__ = ["records"]

_NOT_FOR_THE_WAY_BACK = ("momentum", "return_mask")


def records(rng: np.random.Generator) -> Iterator[Record]:
    """Yield settings whose forward PyTorch and cnnlib agree on, with PyTorch's gradients."""
    while True:
        forward = draw(rng)
        y = ask_torch(forward)
        if y == "refused" or not same(forward.ask_cnnlib(), y, forward.tolerance):
            continue
        setting = _backward(forward, y[0].shape, rng)
        yield Record(setting, "torch", {}, {"torch": ask_torch_backward(setting)})


def _backward(forward: Setting, shape: tuple[int, ...], rng: np.random.Generator) -> Setting:
    """Return the way back of a call, with all three gradients asked for."""
    arguments = {n: v for n, v in forward.arguments.items() if n not in _NOT_FOR_THE_WAY_BACK}
    arrays = {"grad_output": rng.integers(-20, 21, shape, np.int8)} | forward.arrays
    arrays.pop("bias", None)
    if forward.operation.endswith("norm"):
        shape = arguments.get("normalized_shape", arrays["x"].shape[1:2])
        arrays.setdefault("weight", np.full(shape, 4, np.int8))
    return Setting(f"{forward.operation}_backward", forward.dtype, arguments, arrays)
