"""Operators that no layer stands for: they keep their names, and their sizes where those follow."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from cnnlib.description.imported.network import LARGEST
from cnnlib.description.imported.values import Lost, Stored, Stream, Value, Weight
from cnnlib.description.onnx.inputs import stated_sizes
from cnnlib.description.onnx.node import Node
from cnnlib.layers.attributes import Shape
from cnnlib.layers.foreign import Moved, unruled

__all__ = ["Unknown"]

UNSAFE = ("Slice",)
"""Operators for which a malformed file ends the process within ONNX's own rule."""


class Unknown:
    """What stands for the operators of one file that no layer stands for."""

    def __init__(self, model: Any, inputs: dict[str, Shape]) -> None:
        self._opsets = model.opset_import
        # What a file states of its arrays holds for the inputs that it states.
        stated = {value.name: stated_sizes(value) for value in model.graph.input}
        as_stated = all(stated.get(name) == size for name, size in inputs.items())
        values = [*model.graph.value_info, *model.graph.output] if as_stated else []
        self._stated = {value.name: sizes for value in values if (sizes := _whole(value))}

    def placed(self, node: Node) -> tuple[Value, ...]:
        """Return the outputs of an operator: the first of a layer of its name, the rest of it."""
        shapes = self._sizes(node)
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

    def _sizes(self, node: Node) -> dict[str, Shape | None]:
        """Return the sizes of what an operator makes, by ONNX's own rule for it or by the file."""
        shapes = {name: self._stated.get(name) for name in node.proto.output if name}
        if None in shapes.values() and node.operator not in UNSAFE:
            shapes |= self._inferred(node)
        return shapes

    def _inferred(self, node: Node) -> dict[str, Shape]:
        from onnx import TensorProto, defs, helper, numpy_helper, shape_inference

        types, data = {}, {}
        for name, value in zip(node.proto.input, node.inputs, strict=True):
            if isinstance(value, (Stream, Stored)) and prod(value.shape) < LARGEST:
                whole = isinstance(value, Stored) and not value.trained
                kind = TensorProto.INT64 if whole else TensorProto.FLOAT
                types[name] = helper.make_tensor_type_proto(kind, value.shape)
                if isinstance(value, Stored) and value.is_small:
                    data[name] = numpy_helper.from_array(value.array(), name)
        try:
            schema = defs.get_schema(node.operator, node.opset, node.proto.domain)
            found = shape_inference.infer_node_outputs(
                schema, node.proto, types, data, opset_imports=[*self._opsets]
            )
        except Exception:  # Of a kind of its own, for whatever is not as it should be.
            return {}
        values = {name: helper.make_value_info(name, kind) for name, kind in found.items()}
        return {name: sizes for name, value in values.items() if (sizes := _whole(value))}


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
