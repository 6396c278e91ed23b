# /// script
# requires-python = ">=3.11"
# dependencies = ["apache-tvm==0.27.0.post1", "onnx==1.23.2", "numpy"]
# ///
"""The cases in TVM, compiled from ONNX by way of relax."""

import io
from contextlib import redirect_stdout

import onnx
import tvm
from asking import Program
from tvm import relax
from tvm.relax.frontend.onnx import from_onnx


def run(path, x):
    model = onnx.load(path)
    kinds = {model.graph.input[0].name: str(x.dtype)}
    with redirect_stdout(io.StringIO()):  # what it prints before it raises
        compiled = relax.build(from_onnx(model, dtype_dict=kinds), "llvm")
    y = relax.VirtualMachine(compiled, tvm.cpu())["main"](tvm.runtime.tensor(x))
    return (y[0] if isinstance(y, tvm.ir.Array) else y).numpy()


PROGRAM = Program(
    "TVM",
    tvm.__version__,
    "engine",
    "ONNX models, compiled by relax for llvm",
    reads="onnx",
    run=run,
)

if __name__ == "__main__":
    PROGRAM.main()
