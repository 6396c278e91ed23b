"""ConvNeXt-Tiny: a block as torchvision 0.28 computes it, and what a pixel sees."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlib import ConvNeXtTiny, count, load
from cnnlib.models import convnext


def waves(*shape, wave=np.cos):
    return wave(np.arange(float(math.prod(shape)))).reshape(shape)


def test_a_block_of_convnext_computes_what_torchvisions_does(tmp_path):
    """CNBlock(4, 1.0, 0.0) with these weights: four numbers, the sum, and gradients."""
    shapes = {
        **{"layer_scale": (4, 1, 1), "block.0.weight": (4, 1, 7, 7), "block.0.bias": (4,)},
        **{"block.2.weight": (4,), "block.2.bias": (4,), "block.3.weight": (16, 4)},
        **{"block.3.bias": (16,), "block.5.weight": (4, 16), "block.5.bias": (4,)},
    }
    np.savez(tmp_path / "block.npz", **{name: waves(*shape) for name, shape in shapes.items()})
    block = convnext._block(4)
    load(block, tmp_path / "block.npz", layout="torch")
    y = block(waves(1, 4, 5, 6, wave=np.sin))
    assert_allclose(y[0, :, 1, 2], [6.800523, -1.890678, -2.37958, 3.404644], atol=6e-7)
    assert y.sum() == pytest.approx(185.542005, abs=6e-7)
    grad = block.backward(waves(*y.shape))
    assert_allclose(grad[0, :, 1, 2], [0.936668, 2.98931, 0.762445, -1.139088], atol=6e-7)
    scale = block["layer_scale"].gradients()[0]
    assert_allclose(scale, [-4.778628, -4.837434, 4.247127, 4.39864], atol=6e-7)


def test_what_convnext_sees():
    """A stem of 4, then blocks of 7 × 7 that are 4 apart: 4 + 6 · 4 = 28, 52, 76 pixels."""
    fields = {row.name: row.receptive_field for row in count(ConvNeXtTiny(), (1, 3, 224, 224)).rows}
    names = "features.0.first", *(f"features.1.{block}.add" for block in range(3))
    assert [fields[name] for name in names] == [(4, 4), (28, 28), (52, 52), (76, 76)]
