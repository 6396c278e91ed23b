"""Operators that no layer stands for: they keep their names, and their sizes where those follow."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import prod
from typing import Any

from cnnlib.description.imported.values import FEW, Lost, Stored, Stream, Value, Weight
from cnnlib.description.onnx.inputs import stated_sizes
from cnnlib.description.onnx.node import Node
from cnnlib.layers.attributes import Shape
from cnnlib.layers.foreign import Moved, unruled

__all__ = ["Unknown"]


class Unknown:
    """What stands for the operators of one file that no layer stands for."""

    def __init__(self, model: Any, inputs: dict[str, Shape]) -> None:
        self._model, self._inputs = model, inputs

    def placed(self, node: Node) -> tuple[Value, ...]:
        """Return the outputs of an operator: the first of a layer of its name, the rest of it."""
        shapes = {name: self._sizes.get(name) for name in node.proto.output}
        known = {name: shape for name, shape in shapes.items() if shape}
        if not known:
            lost = node.network.lose(node.where, [*node.inputs, *_captured(node)])
            return (lost,) * len(shapes)
        reads = [each for each in node.inputs if isinstance(each, Stream)]
        reads = [*reads, *_captured(node)] or [node.network.input]
        arrays = {
            f"array_{place}": each
            for place, each in enumerate(node.inputs)
            if isinstance(each, Stored) and each.trained
        }
        parameters = {name: each.shape for name, each in arrays.items()}
        weights: dict[str, Weight] = {name: (each, None) for name, each in arrays.items()}
        first, *others = known
        inputs = [each.shape for each in reads]
        layer = unruled(node.operator)(inputs, known[first], parameters=parameters)
        stream = node.emit(layer, *reads, weights=weights)
        made: dict[str, Value] = {first: stream}
        for name in others:
            other = Moved(f"output {name}", [stream.shape], known[name], _cannot)
            made[name] = node.emit(other, stream)
        return tuple(made.get(name, Lost(node.where)) for name in shapes)

    @cached_property
    def _sizes(self) -> dict[str, Shape]:
        """The sizes of every array that ONNX's own rules know, for the inputs that there are."""
        from onnx import ModelProto, helper, shape_inference

        model = ModelProto()
        model.CopyFrom(self._model)
        graph = model.graph
        for value in graph.input:
            if value.name in self._inputs:
                kind = value.type.tensor_type.elem_type
                value.CopyFrom(
                    helper.make_tensor_value_info(value.name, kind, self._inputs[value.name])
                )  # noqa: E501
        large = [each for each in graph.initializer if prod(each.dims) > FEW]
        graph.input.extend(
            helper.make_tensor_value_info(each.name, each.data_type, each.dims) for each in large
        )
        small = [each for each in graph.initializer if prod(each.dims) <= FEW]
        del graph.initializer[:]
        graph.initializer.extend(small)
        stated = [*graph.value_info, *graph.output]
        del graph.value_info[:]
        try:
            model = shape_inference.infer_shapes(model, data_prop=True)
        except Exception:  # Of a kind of its own, for whatever it finds wrong.
            found = stated
        else:
            found = [*stated, *model.graph.value_info, *model.graph.output]
        return {value.name: sizes for value in found if (sizes := _whole(value))}


def _whole(value: Any) -> Shape | None:
    """Return the sizes of an array where all are known."""
    stated = stated_sizes(value)
    if stated is None:
        return None
    known = [size for size in stated if isinstance(size, int)]
    return None if len(known) < len(stated) else tuple(known) or (1,)


def _captured(node: Node) -> Iterator[Stream]:
    """Yield what the inner graphs of an If or a Loop read of the outer one."""
    graphs = [each.g for each in node.proto.attribute if each.g.node]
    met = set()
    while graphs:
        for inner in graphs.pop().node:
            graphs += [each.g for each in inner.attribute if each.g.node]
            for name in inner.input:
                value = node.network.values.get(name)
                if isinstance(value, Stream) and name not in met:
                    met.add(name)
                    yield value


def _cannot(*_: Any) -> Any:
    raise ValueError("cnnlib does not compute what the other operator makes")
