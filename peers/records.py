"""Settings and the answers they get, kept small: the words as JSON, the numbers as .npz."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import cnnlib

__all__ = ["Answer", "Axis", "Record", "Setting", "read", "write"]


Answer = list[np.ndarray] | str
"""Arrays, or a word on why there are none."""


class Axis(NamedTuple):
    """How windows stand along one axis, in whole numbers."""

    size: int
    kernel: int
    """How far it reaches, dilation included."""
    stride: int
    begin: int
    end: int

    @property
    def padded(self) -> int:
        """How long the axis is with its padding."""
        return self.begin + self.size + self.end

    def reach(self, ceil_mode: bool) -> int:
        """Return where the last window ends, counted from the start of the padding."""
        return (self.windows(ceil_mode) - 1) * self.stride + self.kernel

    def windows(self, ceil_mode: bool, drop: bool = True) -> int:
        """Count the windows; the one that starts in the end padding is dropped, or not."""
        room = self.padded - self.kernel
        count = (-(-room // self.stride) if ceil_mode else room // self.stride) + 1
        return count - (drop and (count - 1) * self.stride >= self.begin + self.size)


class Setting(NamedTuple):
    """One call of an operation of `cnnlib.functional`."""

    operation: str
    dtype: str
    arguments: dict[str, Any]
    """The keywords that are no arrays, as JSON can hold them."""
    arrays: dict[str, np.ndarray]
    """The arrays: floats, or int8 that counts quarters: small, and exact in every precision."""

    def floats(self) -> dict[str, np.ndarray]:
        """Return fresh arrays, as the operation takes them."""
        return {
            name: values.astype(self.dtype) / (4 if values.dtype == np.int8 else 1)
            for name, values in self.arrays.items()
        }

    @property
    def tolerance(self) -> float:
        """How far right answers lie apart."""
        if self.operation.removesuffix("_backward").endswith("norm"):
            # PyTorch folds the mean into the bias, which cancels; PaddlePaddle keeps momentum
            # and epsilon in single precision.
            return 1e-4 if self.dtype == "float32" else 1e-6
        if self.operation.startswith("hardsigmoid"):
            # A sixth in single precision: PaddlePaddle's slope, and PyTorch's on the way back.
            return 1e-5 if self.dtype == "float32" else 1e-6
        return 1e-5 if self.dtype == "float32" else 1e-12

    def ask_cnnlib(self) -> Answer:
        """Return cnnlib's arrays, or that it refuses."""
        arrays = self.floats()
        try:
            y = getattr(cnnlib.functional, self.operation)(**arrays, **self.arguments)
        except (TypeError, ValueError):
            return "refused"
        answer = [*y] if isinstance(y, tuple) else [y]
        if self.operation == "batch_norm":
            answer += [arrays["running_mean"], arrays["running_var"]]
        return answer

    def axes(self) -> tuple[Axis, Axis]:
        """Return how the windows stand on the height and on the width.

        The suite reads paddings itself: what it measures must not have a say in it.
        """
        sizes = self.arrays["x"].shape[2:]
        weight = self.arrays.get("weight")
        kernels = _pair(self.arguments["kernel_size"]) if weight is None else weight.shape[2:]
        stride = self.arguments["stride"]
        strides = kernels if stride is None else _pair(stride)
        dilations = _pair(self.arguments.get("dilation", 1))
        spans = [d * (k - 1) + 1 for k, d in zip(kernels, dilations, strict=True)]
        match self.arguments["padding"]:
            case str(name) if name.upper() == "SAME":
                ends = [_same(*axis) for axis in zip(sizes, spans, strides, strict=True)]
            case str():
                ends = [(0, 0), (0, 0)]
            case [_, _, [top, bottom], [left, right]] | [top, bottom, left, right]:
                ends = [(top, bottom), (left, right)]
            case padding:
                ends = [(side, side) for side in _pair(padding)]
        height, width = zip(sizes, spans, strides, ends, strict=True)
        return Axis(*height[:3], *height[3]), Axis(*width[:3], *width[3])


class Record(NamedTuple):
    """A setting, what each side answers, and who is right."""

    setting: Setting
    follows: str
    """Whose answer is right, a key of `answers`; ``none`` where it is right to refuse."""
    rules: dict[str, str]
    """By which rule of `rules.py` each other side differs."""
    answers: dict[str, Answer]
    name: str = ""

    @property
    def right(self) -> Answer:
        """The answer that cnnlib must give."""
        return self.answers.get(self.follows, "refused")


def write(path: Path, records: list[Record]) -> None:
    """Write records to `path`.json and `path`.npz."""
    streams: defaultdict[str, list[np.ndarray]] = defaultdict(list)

    def stored(values: Any) -> Any:
        match values:
            case np.ndarray():
                if values.dtype.kind == "i" and values.dtype != np.int8:
                    values = values.astype(np.int16)  # masks
                streams[values.dtype.name].append(values.ravel())
                return [values.dtype.name, list(values.shape)]
            case list():
                return [stored(array) for array in values]
            case dict():
                return {name: stored(part) for name, part in values.items()}
        return values

    lines = [
        json.dumps(
            record.setting._asdict()
            | {"arrays": stored(record.setting.arrays), "answers": stored(record.answers)}
            | {"follows": record.follows, "rules": record.rules, "name": record.name}
        )
        for record in records
    ]
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".json").write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    numbers = {kind: np.concatenate(parts) for kind, parts in streams.items()}
    np.savez_compressed(path.with_suffix(".npz"), **numbers)


def read(path: Path) -> list[Record]:
    """Read what `write` wrote, in the order in which it wrote."""
    with np.load(path.with_suffix(".npz")) as archive:
        streams = dict(archive)

    def loaded(stored: Any) -> Any:
        match stored:
            case [str(kind), list(shape)]:
                size = int(np.prod(shape))
                values, streams[kind] = np.split(streams[kind], [size])
                return values.reshape(shape)
            case list():
                return [loaded(array) for array in stored]
            case dict():
                return {name: loaded(part) for name, part in stored.items()}
        return stored

    return [
        Record(
            Setting(line["operation"], line["dtype"], line["arguments"], loaded(line["arrays"])),
            line["follows"],
            line["rules"],
            loaded(line["answers"]),
            line["name"],
        )
        for line in json.loads(path.with_suffix(".json").read_text("utf-8"))
    ]


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def _same(size: int, span: int, stride: int) -> tuple[int, int]:
    total = max((-(-size // max(stride, 1)) - 1) * stride + span - size, 0)
    return total // 2, total - total // 2
