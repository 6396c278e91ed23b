"""Cost on a roofline: a layer's operations a byte, and how fast a machine can do them at best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure

from cnnlib._checks import OneOf, number, positive_or_none, whole_number
from cnnlib.counting import count
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers.base import Explorer, Setting, accept, defaults
from cnnlib.explorers.words import words_of
from cnnlib.figures.style import COLORS, INK, MUTED, drawing
from cnnlib.layer_cost import LayerCost
from cnnlib.layers import Conv2D
from cnnlib.memory import ITEMSIZE

__all__ = ["RooflineExplorer"]

WORDS = words_of("roofline")

# What the page can show.
LIMITS = {
    **{"in_channels": 65536, "out_channels": 65536, "size": 4096, "kernel_size": 31},
    **{"stride": 16, "groups": 65536, "batch": 65536, "peak": 1_000_000, "bandwidth": 100_000},
}
GIGA = 1e9
# The drawn plane: FLOP per byte, and GFLOP/s, from decade to decade.
PLANE = {"x": (0.1, 10_000), "y": (1, 1_000_000)}

SLANTED: dict[str, Any] = {"rotation": -45, "rotation_mode": "anchor", "va": "center"}

# Peak in GFLOP/s, bandwidth in GB/s, and the numbers that the peak is of.
MACHINES = {
    # Williams, Waterman and Patterson (2009), figure 1: two sockets, bandwidth as measured.
    "opteron": (17.6, 15, "float64"),
    # 4 cores · 3 GHz · two units of 8 multiply-adds; two channels of DDR4-3200, 25.6 GB/s each.
    "laptop": (384, 51.2, "float32"),
    # NVIDIA's data sheet of the A100 with 40 GB: its ordinary and its tensor cores.
    "a100": (19_500, 1555, "float32"),
    "tensor": (312_000, 1555, "float16"),
}
LAYER = ("in_channels", "out_channels", "size", "kernel_size", "stride", "groups", "batch")
# Layers to compare with, pinned to the plane, in the order of LAYER.
PINS = {
    "vgg": (64, 64, 224, 3, 1, 1, 1),
    "pointwise": (512, 512, 14, 1, 1, 1, 1),
    "depthwise": (512, 512, 14, 3, 1, 512, 1),
    "linear": (4096, 4096, 1, 1, 1, 1, 1),
}
# Others to start from.
STARTS = {
    "resnet": (3, 64, 224, 7, 2, 1, 1),
    "grouped": (128, 128, 56, 3, 1, 32, 1),
    "linear batch": (4096, 4096, 1, 1, 1, 1, 64),
}


class RooflineExplorer(Explorer):
    """Move a convolution under the roofline of a machine.

    The convolution has no bias and is padded ``"SAME"``. A kernel of 1 on a picture of 1 × 1 is a
    linear layer.

    Parameters
    ----------
    in_channels, out_channels, size, kernel_size, stride, groups, batch : int
        Of the convolution; `size` is height and width of what it reads.
    dtype : {'float64', 'float32', 'float16', 'bfloat16', 'int8'}
        Of all numbers that are moved.
    peak : float
        The most that the machine can compute, in GFLOP/s, two operations a multiply–accumulate.
    bandwidth : float
        The most that passes between its processor and its memory, in GB/s.

    Attributes
    ----------
    cost : LayerCost
        What `cnnlib.count` says of the layer by the convention ``"flops"``: `flops`, `moved_bytes`,
        `intensity`.
    macs : int
        Multiply–accumulates; `cost.flops` are twice as many.
    compute_seconds, memory_seconds : float
        How long computing takes at the peak, and moving at the full bandwidth.
    seconds : float
        The longer of both: the layer takes no less.
    bound : {'compute', 'memory'}
        Which one it is.

    Raises
    ------
    TypeError, ValueError
        If a setting makes no sense; the last good one stays.

    Examples
    --------
    >>> explorer = RooflineExplorer()
    >>> explorer.macs, explorer.cost.moved_bytes, explorer.bound
    (14450688, 3229696, 'compute')
    >>> explorer.groups = 128
    >>> explorer.macs, explorer.cost.moved_bytes, explorer.bound
    (3612672, 3215872, 'memory')
    >>> explorer.in_channels = 63
    Traceback (most recent call last):
    ...
    cnnlib.explorers.base.RefusedValue: groups 128 must divide in_channels 63
    """

    in_channels = Setting(128)
    out_channels = Setting(128)
    size = Setting(56)
    kernel_size = Setting(3)
    stride = Setting(1)
    groups = Setting(32)
    batch = Setting(1)
    dtype = Setting("float32")
    peak = Setting(384)
    bandwidth = Setting(51.2)
    _esm = joined(
        "roofline/explorer.js",
        DEFAULTS=defaults(vars()),
        LIMITS=LIMITS,
        ITEMSIZE=ITEMSIZE,
        MACHINES=MACHINES,
        PINS=PINS,
        STARTS=STARTS,
        PLANE=PLANE,
        LAYER=LAYER,
    )
    _css = style("roofline/explorer.js")
    cost = traitlets.Any()
    macs = traitlets.Any()
    compute_seconds = traitlets.Float()
    memory_seconds = traitlets.Float()
    seconds = traitlets.Float()
    bound = traitlets.Unicode()

    _accept = accept(*defaults(vars()))

    def checked(self, name: str, value: Any) -> Any:
        """Return one setting in the form to keep, or refuse it."""
        kept = CHECKS[name](value, name)
        if name in LIMITS and kept > LIMITS[name]:
            raise ValueError(f"{name} must be at most {LIMITS[name]} here, got {value!r}")
        return kept

    def results(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return what the layer costs, and the least time that takes."""
        cost = cost_of([settings[name] for name in LAYER], settings["dtype"])
        compute = cost.flops / (GIGA * settings["peak"])
        memory = cost.moved_bytes / (GIGA * settings["bandwidth"])
        return {
            "cost": cost,
            "macs": cost.flops // 2,
            "compute_seconds": compute,
            "memory_seconds": memory,
            "seconds": max(compute, memory),
            "bound": "compute" if compute >= memory else "memory",
        }

    @drawing
    def still(self) -> Figure:
        """Draw the roof, the pinned layers, and this one."""
        figure, axes = plt.subplots(figsize=(5.4, 3.2))
        ends = np.array([PLANE["x"][0], self.peak / self.bandwidth, PLANE["x"][1]])
        axes.plot(ends, self._roof(ends), color=INK, lw=2)
        for name, pin in PINS.items():
            place = cost_of(pin, self.dtype).intensity
            axes.plot(place, self._roof(place), "o", color=MUTED, ms=6)
            axes.text(
                place, self._roof(place) / 1.6, f"  {WORDS.PINS[name]}", fontsize=8, **SLANTED
            )
        place = self.cost.intensity
        axes.vlines(place, PLANE["y"][0], self._roof(place), color=COLORS[1], lw=0.8, ls="--")
        axes.plot(place, self._roof(place), "o", color=COLORS[1], ms=11)
        axes.set(xscale="log", yscale="log", xlim=PLANE["x"], ylim=PLANE["y"])
        axes.set(xlabel=WORDS.INTENSITY, ylabel=WORDS.SPEED, title=WORDS.BOUNDS[self.bound])
        figure.tight_layout()
        return figure

    def _roof(self, intensity: Any) -> Any:
        """Return the most GFLOP/s that so many operations a byte allow."""
        return np.minimum(self.peak, self.bandwidth * intensity)

    def summary(self) -> str:
        """Return settings and cost in words and numbers."""
        return WORDS.summary(
            layer=[getattr(self, name) for name in LAYER],
            dtype=self.dtype,
            machine=(self.peak, self.bandwidth),
            macs=self.macs,
            moved=self.cost.moved_bytes,
            intensity=self.cost.intensity,
            seconds=self.seconds,
            bound=self.bound,
        )


def cost_of(layer: Any, dtype: str) -> LayerCost:
    """Return what a convolution costs; its settings in the order of `LAYER`.

    Examples
    --------
    >>> cost_of((4096, 4096, 1, 1, 1, 1, 1), "float32").intensity
    0.4997559785261103
    """
    channels, maps, size, kernel, stride, groups, batch = layer
    net = Conv2D(channels, maps, kernel, stride, "SAME", groups=groups, bias=False)
    report = count(net, (batch, channels, size, size), "flops")
    return report.astype(dtype).rows[0]


def _positive(value: Any, name: str) -> Any:
    number(value, name)  # None is none.
    return positive_or_none(value, name)


CHECKS: dict[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(LAYER, whole_number),
    "dtype": OneOf(*ITEMSIZE),
    "peak": _positive,
    "bandwidth": _positive,
}
