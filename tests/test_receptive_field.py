"""How far a number looks behind ways that are padded unevenly: on paper, and by gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib
from cnnlib import (
    Add,
    AvgPool2D,
    Branches,
    Concat,
    Conv2D,
    Graph,
    MaxPool2D,
    Pad2D,
    Residual,
    Sequential,
    Slice,
    Upsample,
)


def test_ways_that_look_beside_one_another_see_more_together():
    net = Graph(
        ("a", Conv2D(1, 1, 2, padding=(0, 1, 1, 0))),  # rows 0 and 1, columns −1 and 0
        ("b", Conv2D(1, 1, 2, padding=(1, 0, 0, 1)), "input"),  # −1 and 0, 0 and 1
        ("c", Add(), "a", "b"),
        ("d", Conv2D(1, 1, 3, stride=2, padding=1)),
        ("e", MaxPool2D(2, stride=1, padding=(0, 1, 1, 0))),
        ("f", Concat(), "d", "e"),
    )
    rows = cnnlib.count(net, (1, 1, 20, 20)).rows
    fields = [row.receptive_field for row in rows]
    assert fields == [(2, 2), (2, 2), (3, 3), (5, 5), (7, 7), (7, 7)]


@pytest.mark.parametrize(
    ("way", "field"),
    [
        (Conv2D(1, 1, 2, padding="SAME"), (2, 2)),
        (Conv2D(1, 1, 2, padding="SAME_LOWER"), (2, 2)),
        (AvgPool2D(2, 1, (1, 0, 0, 1)), (2, 2)),
        (Sequential(Pad2D((0, 3, 2, 0)), Slice(3, axis=2), Slice(0, -2, axis=3)), (4, 3)),
        (Sequential(Slice(2, axis=2), Pad2D((2, 0, 0, 0))), (1, 1)),
        (Conv2D(1, 1, 1), (1, 1)),
    ],
    ids=str,
)
def test_a_shortcut_beside_one_way(way, field):
    """A number itself, and what lies before or behind it."""
    assert cnnlib.count(Residual(way), (1, 1, 9, 9)).rows[-1].receptive_field == field


def test_two_words_for_same_lie_beside_one_another():
    net = Branches(Add(), Conv2D(1, 1, 2, padding="SAME"), Conv2D(1, 1, 2, padding="SAME_LOWER"))
    assert cnnlib.count(net, (1, 1, 9, 9)).rows[-1].receptive_field == (3, 3)


def test_behind_an_enlargement_it_is_the_widest_way():
    way = Sequential(MaxPool2D(2), Upsample(2))
    net = Branches(Add(), way, Conv2D(1, 1, 3, padding=1))
    assert cnnlib.count(net, (1, 1, 8, 8)).rows[-1].receptive_field == (3, 3)


@st.composite
def stages(draw):
    """Draw ways of one stride and one output size, padded before and behind at will, and joined."""
    layers = []
    for _ in range(draw(st.integers(1, 3))):
        stride = draw(st.integers(1, 2))
        ways = []
        for _ in range(draw(st.integers(1, 3))):
            kernel, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
            reach = (kernel - 1) * dilation
            top, left = draw(st.integers(0, reach)), draw(st.integers(0, reach))
            sides = top, reach - top, left, reach - left
            if draw(st.booleans()):
                ways.append(Conv2D(1, 1, kernel, stride, sides, dilation))
            else:
                ways.append(Sequential(Pad2D(sides), Conv2D(1, 1, kernel, stride, 0, dilation)))
        layers.append(Branches(Add(), *ways) if len(ways) > 1 else ways[0])
    return Sequential(*layers)


@settings(max_examples=25)
@given(stages())
def test_it_is_where_the_gradient_of_one_number_lies(net):
    for _, layer in net.named_layers():
        for name, shape in layer.parameter_shapes.items():
            setattr(layer, name, np.ones(shape))
    x = np.ones((1, 1, 97, 97))
    y = net(x)
    grad = np.zeros_like(y)
    grad[0, 0, y.shape[2] // 2, y.shape[3] // 2] = 1
    rows, columns = np.nonzero(net.backward(grad)[0, 0])
    seen = rows.max() - rows.min() + 1, columns.max() - columns.min() + 1
    assert cnnlib.count(net, x.shape).rows[-1].receptive_field == seen
