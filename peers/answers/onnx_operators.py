"""The cases as ONNX operators, for whoever runs them."""

import numpy as np
import onnx
from onnx import TensorProto, helper

OPSET, IR_VERSION = 22, 10


def model(operator, inputs, outputs, attributes):
    names = [f"x{i}" for i in range(len(inputs))]
    node = helper.make_node(operator, names, outputs, **attributes)
    described = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, array.shape)
        for name, array in zip(names, inputs, strict=True)
    ]
    kinds = {"Indices": TensorProto.INT64}
    returned = [
        helper.make_tensor_value_info(name, kinds.get(name, TensorProto.FLOAT), None)
        for name in outputs
    ]
    graph = helper.make_graph([node], operator, described, returned)
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)


def image(*rows):
    return np.array(rows, np.float32)[None, None]


def ones(*shape):
    return np.ones(shape, np.float32)


class Operators:
    """Single operators, run by what is given."""

    def __init__(self, run):
        self.run = run

    def __call__(self, operator, *inputs, outputs=("y",), **attributes):
        feed = {f"x{i}": array for i, array in enumerate(inputs)}
        results = self.run(model(operator, inputs, outputs, attributes), feed)
        return results[0] if len(outputs) == 1 else results

    def both_sides(self, x, weight, **attributes):
        texts = []
        for auto_pad in ("SAME_UPPER", "SAME_LOWER"):
            y = self("Conv", x, weight, auto_pad=auto_pad, **attributes)
            texts.append(f"{auto_pad} {' '.join(f'{value:g}' for value in y.ravel())}")
        return ", ".join(texts)

    def index(self):
        x = np.array([1, 2, 3, 4, 5, 5, 5, 5], np.float32).reshape(1, 2, 2, 2)
        return self("MaxPool", x, outputs=("y", "Indices"), kernel_shape=[2, 2])[1].ravel()

    def batch_norm(self, *batch):
        """Return the output, and the running mean and variance after this batch."""
        start = [np.array([value], np.float32) for value in (1, 0, 0, 1)]
        outputs = ("y", "running_mean", "running_var")
        results = self("BatchNormalization", image(batch), *start, outputs=outputs, training_mode=1)
        return results[0], np.concatenate(results[1:])

    def defaults(self):
        attributes = onnx.defs.get_schema("BatchNormalization").attributes
        return np.array([attributes[name].default_value.f for name in ("momentum", "epsilon")])

    def taken_weight(self, out, into, groups):
        weight = ones(out, into, 3, 3)
        self("Conv", ones(1, into * groups, 4, 4), weight, group=groups)
        return weight.shape


def cases(run):
    ask = Operators(run)
    row, square, negative = image([6, 6]), image([1, 2], [3, 4]), image([-1, -2])
    short, long, pixel = image([1, 2, 3]), image([1, 2, 3, 4]), image([7])
    pair, triple = {"kernel_shape": [1, 2]}, {"kernel_shape": [1, 3]}
    one_each, two_each = {"pads": [0, 1, 0, 1]}, {"pads": [0, 2, 0, 2]}
    by_two, counted, ceil = {"strides": [1, 2]}, {"count_include_pad": 1}, {"ceil_mode": 1}
    two, three = (ones(1, 1, 1, k) for k in (2, 3))
    return {
        "same-odd": lambda: ask.both_sides(short, two),
        "same-stride": lambda: ask.both_sides(long, three, **by_two),
        "same-by-number": lambda: ask("Conv", long, three, **by_two, **one_each),
        "same-dilation": lambda: ask("Conv", short, two, auto_pad="SAME_UPPER", dilations=[1, 2]),
        "padding-order": lambda: ask("Conv", pixel, ones(1, 1, 1, 1), pads=[0, 1, 0, 0]),
        "no-fit-pool": lambda: ask("MaxPool", square, kernel_shape=[3, 3], strides=[3, 3]),
        "no-fit-stride-1": lambda: ask("MaxPool", square, kernel_shape=[3, 3]),
        "no-fit-conv": lambda: ask("Conv", square, ones(1, 1, 4, 4)),
        "padding-whole-window": lambda: ask("MaxPool", image([1, 2]), **pair, **two_each, **by_two),
        "padding-over-half": lambda: ask("MaxPool", image([1, 2]), **triple, **two_each),
        "max-negative": lambda: ask("MaxPool", negative, **pair, **one_each),
        "max-zeros-by-hand": lambda: ask(
            "MaxPool", np.pad(negative, ((0, 0), (0, 0), (0, 0), (1, 1))), **pair
        ),
        "max-minus-infinity": lambda: ask("MaxPool", image([-np.inf]), kernel_shape=[1, 1]),
        "max-nan": lambda: ask("MaxPool", image([np.nan, 1, 2]), **pair),
        "max-nan-last": lambda: ask("MaxPool", image([1, 2, np.nan]), **triple),
        "average-default": lambda: ask("AveragePool", row, **triple, **one_each),
        "average-counted": lambda: ask("AveragePool", row, **triple, **one_each, **counted),
        "average-same": lambda: ask("AveragePool", row, **pair, **counted, auto_pad="SAME_UPPER"),
        "average-one-side": lambda: ask("AveragePool", row, **pair, **counted, pads=[0, 0, 0, 1]),
        "ceil-max": lambda: ask("MaxPool", short, **pair, **by_two, **one_each, **ceil),
        "ceil-average": lambda: ask("AveragePool", short, **pair, **by_two, **one_each, **ceil),
        "ceil-clipped": lambda: ask(
            "AveragePool",
            image([6, 6, 6, 6]),
            **{**triple, **by_two, **one_each, **ceil, **counted},
        ),
        "max-index": ask.index,
        "adaptive-cells": lambda: ask(
            "AdaptiveAveragePool", image([1, 2, 3, 4, 5]), output_size=[1, 3]
        ),
        "batch-norm-kept": lambda: ask.batch_norm(1, 5)[1],
        "batch-norm-translated": lambda: ask.batch_norm(1, 5)[1],
        "batch-norm-defaults": ask.defaults,
        "batch-norm-one-value": lambda: ask.batch_norm(5)[0],
        "conv-weight": lambda: ask.taken_weight(4, 2, groups=1),
        "depthwise-weight": lambda: ask.taken_weight(4, 1, groups=4),
    }
