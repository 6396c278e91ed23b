"""Differences in how channels become pixels."""

from __future__ import annotations

import numpy as np

import cnnlib.differences.meeting as M
from cnnlib.differences._sources import sources
from cnnlib.differences.case import Case
from cnnlib.differences.difference import Difference
from cnnlib.layers import PixelShuffle

__all__ = ["REARRANGING"]


def _counted(channels: int) -> np.ndarray:
    """Return an image of one pixel whose channels are counted from 0."""
    return np.arange(channels, dtype=np.float32).reshape(1, channels, 1, 1)


REARRANGING = (
    Difference(
        "depth-to-space",
        "Channels that become pixels",
        "In which order do channels become pixels?",
        (
            Case(
                "pixel-shuffle",
                "8 channels of one pixel become 2 of 2 × 2, the order by default",
                (_counted(8),),
                "0 1 / 2 3 / 4 5 / 6 7",
                lambda x: PixelShuffle(2)(x),
                standard="0 2 / 4 6 / 1 3 / 5 7",
                meets=M.SHUFFLED & M.SEVERAL_PLANES,
                when=M.DEFAULTS,
            ),
            Case(
                "depth-to-space",
                "4 channels of one pixel become one of 2 × 2",
                (_counted(4),),
                "0 1 / 2 3",
                lambda x: PixelShuffle(2)(x),
                standard="0 1 / 2 3",
                meets=M.SHUFFLED & M.ONE_PLANE,
            ),
        ),
        "Neighboring channels become the pixels of one output channel, as in PyTorch's "
        "PixelShuffle (ONNX: mode CRD). ONNX's default (DCR) and TensorFlow's depth_to_space "
        "take neighboring channels for the same pixel. With one output channel both are the "
        "same, so that a test on a gray image passes.",
        "Write mode='CRD' in ONNX; in TensorFlow reorder the channels of the convolution before "
        "it once.",
        sources("PyTorch: PixelShuffle", "ONNX: DepthToSpace", "TensorFlow: depth_to_space"),
    ),
)
