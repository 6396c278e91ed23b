"""The explorers' arithmetic in a browser against cnnlib, on random settings: the numbers."""

import json
import string
from math import isnan
from typing import Any

import numpy as np
from draws import NONSENSE, Draw
from javascript import call, compare, outcome, plane_call

from cnnlib import functional, geometry


def test_values_in_messages(answers):
    """They read as Python writes them."""
    draw = Draw(0)
    letters = string.printable + "'\"\\é窓\x7f\x9f\u200b\u2028\ufeff\U0001f600\U000e0001"
    floats = [draw.random() * 10 ** draw.randint(-320, 15) for _ in range(500)]
    values = [value for value in floats if value % 1] + [10**20, {"a": [1, None]}, *NONSENSE]
    values += ["".join(draw.choices(letters, k=draw.side(4))) for _ in range(500)]
    for function, expected in {"repr": repr, "typeName": lambda v: type(v).__name__}.items():
        given = answers([call(function, value) for value in values])
        assert [answer["value"] for answer in given] == [expected(value) for value in values]


def test_geometry(answers):
    draw = Draw(1)
    calls, expected = [], []
    names = {
        "placeWindows": lambda *given: geometry.place_windows(*given)._asdict(),
        "placeTransposed": place_transposed,
        "effectiveKernelSize": geometry.effective_kernel_size,
        "parsePadding": geometry.parse_padding,
    }
    for name in draw.choices([*names], weights=[17, 8, 1, 2], k=6000):
        large = draw.choice([1, 1, 1, 10_000])
        size = [draw.side(16) * large, draw.side(16) * large]
        size, padding = draw.spoiled(size), draw.padding()
        kernel, stride, dilation = (draw.spoiled(draw.pair(most)) for most in (6, 4, 3))
        more = draw.spoiled(draw.choice([0, 0, draw.pair(2)]))
        wanted = draw.spoiled(draw.choice([None, None, None, draw.pair(40)]))
        arguments = {
            "placeWindows": [size, kernel, stride, padding, dilation, draw.spoiled(draw.odd(50))],
            "placeTransposed": [size, kernel, stride, padding, more, dilation, wanted],
            "effectiveKernelSize": [draw.spoiled(draw.side(9), 20), draw.spoiled(draw.side(9), 20)],
            "parsePadding": [draw.spoiled(padding, 20)],
        }[name]
        calls.append(call(name, *arguments))
        expected.append(outcome(names[name], *arguments))
    compare(answers, calls, expected, "geometry")


def place_transposed(*given):
    windows, size = geometry.place_transposed(*given)
    return {"windows": windows._asdict(), "size": size}


def plane(values: np.ndarray) -> dict[str, Any]:
    return {"size": values.shape, "values": values.ravel()}


def batch(rows: list[list[float]]) -> np.ndarray:
    return np.array(rows, dtype=float)[None, None]


def max_pool2d(rows, kernelSize, stride=None, padding=0, ceilMode=False):
    y, mask = functional.max_pool2d(batch(rows), kernelSize, stride, padding, True, ceilMode)
    return {"plane": plane(y[0, 0]), "mask": mask.ravel()}


def avg_pool2d(rows, kernelSize, divisorOverride=None, ceilMode=False, **settings):
    settings |= {"divisor_override": divisorOverride, "ceil_mode": ceilMode}
    return plane(functional.avg_pool2d(batch(rows), kernelSize, **settings)[0, 0])


def k_max_pool(rows, k, axis=-1):
    x = np.array(rows, dtype=float)
    y = functional.k_max_pool(x, k, axis)
    places = np.arange(x.size).reshape(x.shape)
    order = np.apply_along_axis(first_largest, axis, x, k)
    return {"plane": plane(y), "kept": np.take_along_axis(places, order, axis).ravel()}


def first_largest(line: np.ndarray, k: int) -> list[int]:
    """Return the places of the k largest, the first of equals; NaN is the largest."""
    ranked = sorted(range(len(line)), key=lambda i: (0, 0) if isnan(line[i]) else (1, -line[i]))
    return sorted(ranked[:k])


def test_pooling(answers):
    draw = Draw(2)
    calls, expected = [], []
    names = {"maxPool2d": max_pool2d, "avgPool2d": avg_pool2d, "kMaxPool": k_max_pool}
    for name in draw.choices([*names], weights=[4, 5, 3], k=3000):
        rows = draw.plane(8)
        window = {"kernelSize": draw.spoiled(draw.pair(4))} | draw.keywords(
            stride=draw.spoiled(draw.choice([None, draw.pair(3)])),
            padding=draw.padding(2),
            ceilMode=draw.spoiled(draw.odd(50)),
        )
        divided = draw.keywords(
            exclusive=draw.spoiled(draw.odd(50)),
            divisorOverride=draw.spoiled(draw.choice([None, None, 3, 0.7])),
        )
        settings = {
            "maxPool2d": window,
            "avgPool2d": window | divided,
            "kMaxPool": {"k": draw.spoiled(draw.side(5))}
            | draw.keywords(axis=draw.spoiled(draw.randint(-3, 2))),
        }[name]
        calls.append(plane_call(name, [rows], settings))
        expected.append(outcome(names[name], rows, **settings))
    compare(answers, calls, expected, "pooling")


def test_pixels_of_a_window(answers):
    """Summed and divided by hand, they give the averages."""
    draw = Draw(3)
    calls, expected = [], []
    for exclusive, divided in [(True, "inside"), (False, "beyond === false")] * 150:
        rows = draw.plane(7)
        settings = {
            "kernelSize": draw.pair(4),
            "stride": draw.pair(3),
            "padding": draw.padding(1),
            "ceilMode": draw.odd(50),
        }
        arguments = f"planeOf({json.dumps(rows)}), {json.dumps(settings)}"
        calls.append(f"averageOfPixels({arguments}, (pixel) => pixel.{divided})")
        result = outcome(avg_pool2d, rows, **settings, exclusive=exclusive)
        if "value" in result:
            size, values = result["value"].values()
            result = {"value": values.reshape(size)}
        expected.append(result)
    compare(answers, calls, expected, "pixels of a window")


def conv2d(rows, kernel, bias=0, **settings):
    weight, bias = batch(kernel), np.array([bias], dtype=float)
    return plane(functional.conv2d(batch(rows), weight, bias, **settings)[0, 0])


def test_convolution(answers):
    draw = Draw(4)
    calls, expected = [], []
    for _ in range(1000):
        rows, kernel = (draw.plane(most, lambda: draw.gauss(0, 2)) for most in (10, 5))
        settings = draw.keywords(
            bias=draw.gauss(0, 1),
            stride=draw.spoiled(draw.pair(3)),
            padding=draw.padding(),
            dilation=draw.spoiled(draw.pair(2)),
        )
        convolved = plane_call("conv2d", [rows, kernel], settings)
        result = outcome(conv2d, rows, kernel, **settings)
        if draw.odd(30):
            convolved = f"relu({convolved})"
            if "value" in result:
                result["value"]["values"] = functional.relu(result["value"]["values"])
        calls.append(convolved)
        expected.append(result)
    compare(answers, calls, expected, "convolution")
