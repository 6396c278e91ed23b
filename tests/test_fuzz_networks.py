"""Networks of any layers in any order: they work as their parts do, and are counted so."""

import contextlib
import io
import json
import math

import numpy as np
import pytest
from agreement import agree, answer, whole_numbers
from hypothesis import given
from hypothesis import strategies as st
from layer_cases import of
from numpy.testing import assert_allclose
from plain import checks, geometry
from plain.checks import flag, require
from strategies import HUGE, ODD, arrays, calls, flags

import cnnlib
from cnnlib import Residual, Sequential
from cnnlib.conventions import CONVENTIONS
from cnnlib.layers.attributes import current_generator

keepers = st.one_of(strategy for _, strategy in of("keeps"))
changers = st.one_of(strategy for _, strategy in of("changes"))
layers = st.sampled_from([keepers, keepers, keepers, changers]).flatmap(lambda kind: kind)
parts = st.recursive(
    layers,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda layers: Sequential(*layers))
        | st.builds(Residual, inner, st.none() | inner)
    ),
    max_leaves=8,
)
networks = st.lists(parts, max_size=4).map(lambda layers: Sequential(*layers))


def run(layer, x, name=""):
    """Return a network's answer, and the path and the shapes of every layer in it."""
    here = f"{name}." if name else ""
    if isinstance(layer, Sequential):
        steps = []
        for part, child in layer.children():
            x, inner = run(child, x, here + part)
            steps += inner
        return x, steps
    if isinstance(layer, Residual):
        y, steps = run(layer.body, x, f"{here}body")
        way, inner = run(layer.shortcut, x, f"{here}shortcut") if layer.shortcut else (x, [])
        return y + way, [*steps, *inner, (f"{here}add", y.shape, y.shape)]
    y = layer(x)
    return y, [(name, x.shape, y.shape)]


@given(networks, arrays((3, 2, 6, 5), values=["normal"]))
def test_a_network_works_as_its_parts_and_its_shapes_are_known(net, x):
    cnnlib.seed(0)
    net.eval()
    try:
        shape = net.output_shape(x.shape)
    except ValueError as refusal:
        for call in (net, lambda x: cnnlib.count(net, x.shape)):
            with pytest.raises(ValueError, match=str(refusal).split(": ")[0]):
                call(x)
        return
    y, steps = run(net, x)
    assert shape == y.shape
    tolerance = 1e-3 if x.dtype == np.float32 else 1e-9
    assert_allclose(net(x), y, rtol=tolerance, atol=tolerance)
    singly = np.concatenate([net(image[None]) for image in x])
    assert_allclose(singly, y, rtol=tolerance, atol=tolerance)
    report = cnnlib.count(net, x.shape)
    assert [(row.name, row.input_shape, row.output_shape) for row in report.rows] == steps
    assert report.trainable_params == sum(array.size for array in net.parameters())


@given(networks, st.sampled_from([*CONVENTIONS]), st.integers(1, HUGE))
def test_a_count_is_whole_and_adds_up(net, convention, batch):
    size = np.int64(2), np.int32(2), 6, 5
    try:
        one = cnnlib.count(net, (1, *size[1:]), convention)
    except ValueError:
        return
    report = cnnlib.count(net, [batch, *size[1:]], convention)
    assert report.total_flops == batch * one.total_flops
    assert report.total_params == one.total_params
    for total, name in (
        (report.total_flops, "flops"),
        (report.total_params, "params"),
        (report.trainable_params, "trainable_params"),
    ):
        numbers = [getattr(row, name) for row in report.rows]
        assert all(type(number) is int for number in (*numbers, total))
        assert total == sum(numbers)
    for row in cnnlib.count(net, size, convention).rows:
        numbers = *row.input_shape, *row.output_shape, *(row.receptive_field or ())
        assert all(type(number) is int for number in (*numbers, row.activation_bytes))
        assert row.activation_bytes == 4 * math.prod(row.output_shape)
    assert json.loads(report.to_json())["total_flops"] == report.total_flops
    assert f"{report.total_flops:,}" in str(report)
    side_by_side = cnnlib.compare(net, (1, *size[1:]))[convention]
    assert side_by_side.total_flops == one.total_flops
    assert side_by_side.total_params == one.total_params


def plain_count(net, input_size, convention="paddle"):
    """Count one convolution from 2 to 3 channels by hand."""
    require(isinstance(net, cnnlib.Layer), "net")
    shape = checks.shape(input_size, "input_size")
    require(len(shape) == 4 and shape[1] == 2, "input")
    require(isinstance(convention, str) and convention in CONVENTIONS, "convention")
    pixels = math.prod(geometry.output_size(shape[2:], 3, 2, 1))
    macs, biases = shape[0] * 3 * 2 * 9 * pixels, shape[0] * 3 * pixels
    return macs * (2 if convention == "flops" else 1) + (convention == "paddle") * biases


lengths = st.integers(1, 9) | st.sampled_from([HUGE, 10**9, np.int64(2**62), np.uint8(200)])
image_sizes = st.tuples(lengths, st.just(2), lengths, lengths)
bare = st.builds(cnnlib.Conv2D, st.just(2), st.just(3), st.just(3), st.just(2), st.just(1))
counts = {"net": bare, "input_size": image_sizes | image_sizes.map(list)}


@given(
    calls(
        st.fixed_dictionaries(
            {**counts, "convention": st.sampled_from(["paddle", "macs", "flops", "fvcore"])}
        )
    )
)
def test_counting(call):
    agree(lambda **given: cnnlib.count(**given).total_flops, plain_count, call, whole_numbers)


@given(calls(st.fixed_dictionaries({**counts, "print_detail": flags})))
def test_counting_as_paddle_does(call):
    def flops(**given):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            total = cnnlib.flops(**given)
        assert f"Total Flops: {total} " in printed.getvalue()
        return total

    def plain_flops(net, input_size, print_detail):
        flag(print_detail, "print_detail")
        return plain_count(net, input_size)

    agree(flops, plain_flops, call, whole_numbers)


@given(calls(st.fixed_dictionaries(counts)))
def test_comparing(call):
    def macs(**given):
        return cnnlib.compare(**given)["macs"].total_flops

    agree(macs, lambda **given: plain_count(**given, convention="macs"), call, whole_numbers)


@given(st.lists(layers | st.tuples(st.text(max_size=3) | ODD, layers) | ODD, max_size=3))
def test_only_layers_make_a_network(entries):
    net, refusal = answer(Sequential, *entries)
    if refusal:
        assert str(refusal).startswith("layers must")
    else:
        named = [entry if isinstance(entry, tuple) else (None, entry) for entry in entries]
        assert [*net] == [layer for _, layer in named]
        for place, (name, layer) in enumerate(named):
            assert net[place] is net[name or str(place)] is layer
    for part in entries:
        block, refusal = answer(Residual, cnnlib.ReLU(), part)
        if part is None or isinstance(part, cnnlib.Layer):
            assert block.shortcut is part
        else:
            assert str(refusal).startswith("shortcut must be a layer")


networks_by_name = st.sampled_from(["LeNet", "AlexNet", "VGG11", "ResNet18", "MobileNetV2"])


@given(networks_by_name, calls(st.fixed_dictionaries({"num_classes": st.integers(1, 9)})))
def test_the_number_of_classes(name, call):
    def classes(num_classes):
        net = getattr(cnnlib, name)(num_classes)
        return net.output_shape(net.input_size)[1]

    def twin(num_classes):
        return checks.whole(num_classes, "num_classes")

    agree(classes, twin, call, whole_numbers)


@given(calls(st.fixed_dictionaries({"number": st.integers(0, HUGE)})))
def test_seeding(call):
    def twin(number):
        return np.random.default_rng(checks.whole(number, "number", 0)).normal()

    def equal(draw, expected, _):
        assert draw == expected

    def first_draw(number):
        cnnlib.seed(number)
        return current_generator().normal()

    agree(first_draw, twin, call, equal)
