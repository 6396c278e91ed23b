"""From a model file to a network."""

from __future__ import annotations

import os
from itertools import zip_longest
from typing import Any

import numpy as np

from cnnlib._checks import batch_shape
from cnnlib.description.imported.assembling import Imported, assembled
from cnnlib.description.imported.network import Network
from cnnlib.description.imported.patterns import simplify
from cnnlib.description.imported.values import Lost, NoRule, Unread, Value
from cnnlib.description.onnx.constants import folded, stored
from cnnlib.description.onnx.inputs import input_shapes
from cnnlib.description.onnx.loading import DOMAINS, load
from cnnlib.description.onnx.node import Node
from cnnlib.description.onnx.paths import path_of
from cnnlib.description.onnx.rules import RULES
from cnnlib.description.onnx.unknown import Unknown
from cnnlib.layers.attributes import Shape

__all__ = ["read_onnx"]


def read_onnx(path: Any, weights: bool = False, input_size: Any = None) -> Imported:
    """Read a network from an ONNX file: its layers, and its weights where they are asked for.

    Shapes follow from cnnlib's own layers, so nothing is computed. Operators that only pass
    numbers on (Identity, Cast, Dropout) are left out, some that belong together become the one
    layer that they are: a Sigmoid and a Mul are a SiLU. An operator that no layer stands for
    keeps its name and its place, and `count` says that it counts as 0.

    Parameters
    ----------
    path : str, path, bytes or binary file
        A model of opset 7 or later. External data need not be there unless `weights` is True.
    weights : bool
        Whether the layers get the arrays of the file.
    input_size : sequence of int, optional
        The shape of the (first) input, the batch first. A batch that the file leaves open is 1;
        any other size that it leaves open must be stated here.

    Returns
    -------
    Graph
        With `input_size`, the shape that it was read for. What the file keeps once for several
        layers counts once among the parameters. A network that returns several arrays ends in
        ``Outputs``.

    Raises
    ------
    TypeError, ValueError
        If the file is no model, is cut or broken, or makes no network for this input.

    Warns
    -----
    UserWarning
        If the output of an operator has a size that only its numbers decide: what follows from
        it is left out.

    Examples
    --------
    >>> from onnx import parser  # Which the extra cnnlib[onnx] brings; it reads models as text.
    >>> text = '''<ir_version: 8, opset_import: ["" : 17]>
    ... net (float[N, 3, 8, 8] x) => (float[N, 1, 8, 8] y)
    ... <float[1, 3, 1, 1] w = {0.3, 0.6, 0.1}> {
    ...     z = Conv (x, w)
    ...     y = Relu (z)
    ... }'''
    >>> net = read_onnx(parser.parse_model(text).SerializeToString())
    >>> net, net.input_size
    (Imported(
      (conv): Conv2D(3, 1, kernel_size=[1, 1], bias=False, data_format=NCHW)
      (relu): ReLU()
    ), (1, 3, 8, 8))
    """
    if not isinstance(weights, (bool, np.bool_)):
        raise TypeError(f"weights must be True or False, got {weights!r}")
    asked = None if input_size is None else batch_shape(input_size, "input_size")
    try:
        return _read(path, bool(weights), asked)
    except (TypeError, ValueError) as error:
        if isinstance(path, (str, os.PathLike)):
            raise type(error)(f"{os.path.basename(path)}: {error}") from error
        raise


def _read(path: Any, weights: bool, asked: Shape | None) -> Imported:
    model = load(path, weights)
    network, unknown = _entered(model, asked, weights)
    for place, proto in enumerate(model.graph.node):
        try:
            _read_node(network, unknown, proto, _opset(model, proto.domain))
        except (AttributeError, TypeError) as error:  # A number for a name, none for a list, …
            raise ValueError(f"operator {place} is malformed: {error}") from None
    if network.left_out:
        network.warn()
    outputs = [network.values.get(each.name) for each in model.graph.output]
    if weights and outputs and isinstance(outputs[0], Lost):
        raise ValueError(
            f"it returns what {outputs[0].where} makes, whose size is not known: it does not "
            "compute; weights=False counts the rest"
        )
    ends = network.ends(outputs)
    simplify(network, ends)
    return assembled(network, ends, weights, exported=True)


def _entered(model: Any, asked: Shape | None, weights: bool) -> tuple[Network, Unknown]:
    """Return a network in which the constants and the inputs of the file are known."""
    graph = model.graph
    network = Network(weights)
    for proto in graph.initializer:
        network.values[proto.name] = stored(proto)
    for sparse in graph.sparse_initializer:
        name = sparse.values.name
        network.values[name] = network.lose(f"{name}, a sparse array", [])
    inputs = [each for each in graph.input if each.name not in network.values]
    if not inputs:
        raise ValueError("nothing enters it: all its inputs have numbers of their own")
    sizes = input_shapes(inputs, asked)
    for name, size in sizes.items():
        network.enter(name, size)
    return network, Unknown(model, sizes)


def _opset(model: Any, domain: str) -> int:
    same = DOMAINS if domain in DOMAINS else (domain,)
    return max((each.version for each in model.opset_import if each.domain in same), default=1)


def _read_node(network: Network, unknown: Unknown, proto: Any, opset: int) -> None:
    """Find out what the outputs of an operator are, by a rule or by the file."""
    for name in proto.input:
        if name and name not in network.values:
            raise ValueError(
                f"{proto.name} ({proto.op_type}) reads {name!r}, which nothing before it makes"
            )
    inputs: list[Value | None] = [network.values.get(name) for name in proto.input]
    name = "" if proto.op_type == "Constant" else network.names.free(path_of(proto))
    node = Node(proto, name, opset, inputs, network)
    if any(isinstance(each, Lost) for each in inputs):
        made: Any = (network.lose(node.where, inputs),) * len(proto.output)
    else:
        made = _made(node, unknown)
        made = made if isinstance(made, tuple) else (made,)
    for name, value in zip_longest(proto.output, made):
        if name:
            network.values[name] = value or Lost(node.where)


def _made(node: Node, unknown: Unknown) -> Any:
    """Return what an operator makes: a constant, the layers of its rule, a layer of its name."""
    domain = node.proto.domain
    try:
        constant = folded(node)
        if constant is not None:
            return constant
        rule = RULES.get(("" if domain in DOMAINS else domain, node.operator))
        return rule(node) if rule else unknown.placed(node)
    except (NoRule, Unread, ArithmeticError, LookupError):
        return unknown.placed(node)
    except ValueError as error:
        raise ValueError(f"{node.where}: {error}") from None
