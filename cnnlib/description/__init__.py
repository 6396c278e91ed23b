"""A network as JSON, so that it can be counted without writing Python.

A description holds ``layers``, a list of layers in the order in which they work, and, where it
is known, ``input_size``, the shape of the input with the batch first::

    {
      "input_size": [1, 1, 28, 28],
      "layers": [
        {"name": "conv", "type": "Conv2D", "in_channels": 1, "out_channels": 6, "kernel_size": 5},
        {"type": "ReLU"},
        {"type": "MaxPool2D", "kernel_size": 2},
        {"type": "Flatten"},
        {"type": "Linear", "in_features": 864, "out_features": 10}
      ]
    }

The ``type`` of a layer is the name of its class in `cnnlib.layers`. Its other keys are the
arguments of that class, with the same defaults: what a class takes, a description takes. So a
``Sequential`` has ``layers`` again, and a ``Residual`` has a ``body`` and perhaps a ``shortcut``,
each a layer. A layer in a list may have a ``name``; without one it is called by its place.

Layers stand one after another, unless one says what it reads: ``"inputs"`` has the names of one
earlier layer, or of several for an ``Add``, a ``Concat``, a ``MatMul`` or a ``Multiply``;
``"input"`` is what enters the list. So this adds what a convolution makes to what it got::

    {"layers": [
      {"name": "conv", "type": "Conv2D", "in_channels": 4, "out_channels": 4, "kernel_size": 1},
      {"type": "Add", "inputs": ["conv", "input"]}
    ]}

Weights are no part of a description: it says what a network costs, not what it has learned.
"""

from cnnlib.description.keras import is_keras as is_keras
from cnnlib.description.keras import read_keras
from cnnlib.description.onnx import read_onnx
from cnnlib.description.reading import from_json
from cnnlib.description.writing import flat, to_json

__all__ = ["flat", "from_json", "read_keras", "read_onnx", "to_json"]
