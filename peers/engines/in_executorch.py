# /// script
# requires-python = ">=3.11"
# dependencies = ["executorch==1.5.1", "torch==2.13.0", "numpy"]
# ///
"""The cases in ExecuTorch, which has no layers of its own: it runs PyTorch's."""

from importlib.metadata import version

import torch
from asking import Program
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower
from executorch.runtime import Runtime
from pytorch_layers import LAYERS, Layer


def lowered(function):
    """Let the program that ExecuTorch makes of a layer take arrays."""

    def asked(x, *weights):
        given = (torch.from_numpy(x),)
        layer = Layer(function, [torch.from_numpy(weight) for weight in weights]).eval()
        exported = torch.export.export(layer, given)
        edge = to_edge_transform_and_lower(exported, partitioner=[XnnpackPartitioner()])
        program = Runtime.get().load_program(edge.to_executorch().buffer)
        (y,) = program.load_method("forward").execute(given)
        return y.numpy()

    return asked


PROGRAM = Program(
    "ExecuTorch",
    version("executorch"),
    "engine",
    "PyTorch's layers, by torch.export and the partitioner of XNNPACK, on the CPU",
    cases={name: lowered(function) for name, function in LAYERS.items()},
    layers_of="pytorch",
)

if __name__ == "__main__":
    PROGRAM.main()
