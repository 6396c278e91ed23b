"""ReceptiveFieldExplorer as a cell sees it: a network and a place in, a patch and its ways out."""

import numpy as np
import pytest

from cnnlib import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    Conv2D,
    GroupNorm,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
    Upsample,
)
from cnnlib.explorers import ReceptiveFieldExplorer

# What a page sends at once, in its form.
SENT = {"input_size": [1, 3, 64, 96], "layer": 3, "position": [2, 30]}


def explorer_of(*layers, size=(9, 9), **settings):
    return ReceptiveFieldExplorer(layers=Sequential(*layers), input_size=(1, 1, *size), **settings)


def test_it_starts_from_a_block_of_resnet():
    # 7 × 7 by 2 and 3 × 3 by 2 see 11 with jump 4; eight 3 × 3, the fifth by 2, follow.
    explorer = ReceptiveFieldExplorer()
    assert explorer.output_size == (28, 28)
    assert (explorer.field, explorer.jump) == ((99, 99), (8, 8))
    # The patch of (0, 0) begins 49 before the picture.
    assert explorer.start == (12 * 8 - 49, 14 * 8 - 49)
    assert np.flatnonzero(explorer.ways.any(axis=1))[[0, -1]].tolist() == [47, 145]


def test_ways_by_hand():
    layers = Conv2D(1, 1, 3, padding=1), MaxPool2D(2), Conv2D(1, 1, 3, padding=1)
    explorer = explorer_of(*layers, size=(8, 8), layer=2, position=(0, 1))
    assert (explorer.field, explorer.jump, explorer.start) == ((8, 8), (2, 2), (-3, -1))
    # Across, pooled numbers 0 to 2 hold six of the first; down, 0 and 1 hold four.
    across, down = [2, 3, 3, 3, 3, 2, 1, 0], [2, 3, 3, 2, 1, 0, 0, 0]
    np.testing.assert_array_equal(explorer.ways, np.outer(down, across))


def test_a_shortcut_is_one_way_more():
    explorer = explorer_of(Residual(Conv2D(1, 1, 3, padding=1)), ReLU(), layer=9, position=(4, 4))
    expected = np.pad([[1, 1, 1], [1, 2, 1], [1, 1, 1]], 3)
    np.testing.assert_array_equal(explorer.ways, expected)
    # Of 3 × 3 the middle is the one in the center.
    assert explorer.middle == 0.2


def test_ways_are_the_gradient_of_kernels_of_ones():
    net = Sequential(
        Conv2D(1, 1, (3, 2), stride=(2, 1), padding=(1, 0, 2, 1), bias=False),
        AvgPool2D(3, 2),
        Conv2D(1, 1, 3, padding=2, dilation=2, bias=False),
        AdaptiveAvgPool2D((1, None)),
    )
    for layer in (net[0], net[2]):
        layer.weight[...] = 1
    explorer = ReceptiveFieldExplorer(layers=net, input_size=(1, 1, 26, 13))
    net.train()
    rows = 6  # That the last layer averages.
    for column in (0, 3, 5):
        explorer.position = (0, column)
        grad = np.zeros_like(net(np.zeros((1, 1, 26, 13))))
        grad[..., column] = 9 * rows
        np.testing.assert_allclose(explorer.ways, net.backward(grad)[0, 0], rtol=1e-12)


def test_where_a_patch_has_no_place_of_its_own():
    conv = Conv2D(1, 1, 3)
    enlarged = explorer_of(conv, Upsample(2), layer=1)
    assert (enlarged.output_size, enlarged.jump) == ((14, 14), (0.5, 0.5))
    assert enlarged.start is enlarged.ways is enlarged.middle is None
    uneven = explorer_of(conv, AdaptiveAvgPool2D(3), layer=1)
    assert uneven.ways is None
    even = explorer_of(conv, AdaptiveAvgPool2D(7), layer=1)
    assert even.start == (6, 6)
    normed = explorer_of(conv, GroupNorm(1, 1), layer=1)
    assert normed.field is normed.ways is None
    assert normed.summary().endswith("may depend on the whole input")
    flat = ReceptiveFieldExplorer(layers="LeNet", input_size=(1, 1, 28, 28), layer=99)
    assert flat.output_size is flat.field is flat.start is None
    reflected = explorer_of(Conv2D(1, 1, 3, padding=1, padding_mode="reflect"), layer=0)
    assert (reflected.field, reflected.ways) == ((3, 3), None)


REFUSED = {
    "layers": (
        [{"type": "ReLU"}, {"type": "Linear", "in_features": 3, "out_features": 2}],
        "1: input_shape must end in in_features 3, got 224: (1, 3, 224, 224)",
    ),
    "layers, none": ([], "layers must hold at least one layer, got none"),
    "input_size": (
        [1, 3, 600, 6],
        "input_size must have at most 512 rows and columns, got 600 × 6",
    ),
    "input_size, channels": (
        [1, 1, 64, 64],
        "0: input must have in_channels 3, got 1: (1, 1, 64, 64)",
    ),
    "layer": (-1, "layer must be at least 0, got -1"),
    "position": (4, "position must be (rows, columns), got 4"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused_and_the_last_good_setting_stays(name):
    value, message = REFUSED[name]
    explorer = ReceptiveFieldExplorer()
    before = repr(explorer.settings)
    with pytest.raises((TypeError, ValueError)) as caught:
        setattr(explorer, name.partition(",")[0], value)
    assert str(caught.value) == message
    assert repr(explorer.settings) == before


def test_a_notebook_keeps_its_words_and_a_light_picture():
    bundle, _ = ReceptiveFieldExplorer(layer=0, position=(0, 0))._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "ReceptiveFieldExplorer: 69 layers on 224 × 224 pixels; layer 0, Conv2D, gives 112 × 112; "
        "row 0, column 0 sees 7 × 7 pixels, jump 2 × 2, from row and column −3 and −3; "
        "25% of the ways begin in its middle"
    )
    assert len(bundle["image/png"]) < 60_000
