"""What the roofline explorer says."""

from collections.abc import Sequence

INTENSITY = "FLOP per byte"
SPEED = "GFLOP/s at most"
BOUNDS = {"compute": "compute-bound", "memory": "memory-bound"}
PINS = {
    "vgg": "3 × 3",
    "pointwise": "1 × 1",
    "depthwise": "depthwise",
    "linear": "linear",
}


def summary(
    layer: Sequence[int],
    dtype: str,
    machine: tuple[float, float],
    macs: int,
    moved: int,
    intensity: float,
    seconds: float,
    bound: str,
) -> str:
    """Return settings and cost; `layer` from its channels to its batch."""
    channels, maps, size, kernel, stride, groups, batch = layer
    return (
        f"convolution {kernel} × {kernel}, {channels} → {maps} channels on {size} × {size}, "
        f"stride {stride}, groups {groups}, batch {batch}, {dtype}; {macs:,} MACs, "
        f"{2 * macs:,} FLOPs, {moved:,} bytes moved, {intensity:.3g} FLOP per byte; at "
        f"{machine[0]:,g} GFLOP/s and {machine[1]:,g} GB/s {BOUNDS[bound]}, "
        f"{1000 * seconds:.3g} ms or more"
    )
