# /// script
# requires-python = ">=3.11"
# dependencies = ["tinygrad==0.14.0", "ziglang==0.17.1", "numpy"]
# ///
"""The cases in tinygrad, which reads ONNX."""

import os
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from asking import Program

os.environ.update(DEV="CPU", CACHELEVEL="0")
if shutil.which("clang") is None:
    # It compiles with Clang. Where there is none, Zig has one, which names targets differently.
    compiler = Path(tempfile.mkdtemp()) / "clang"
    compiler.write_text(f"""#!/bin/sh
for word; do
    shift
    case "$word" in --target=*) ;; *) set -- "$@" "$word" ;; esac
done
exec "{sys.executable}" -m ziglang cc -g0 -target "$(uname -m)-freestanding-none" "$@"
""")
    compiler.chmod(0o755)
    os.environ["CC"] = str(compiler)

from tinygrad import Tensor  # noqa: E402
from tinygrad.nn.onnx import OnnxRunner  # noqa: E402


def run(path, x):
    runner = OnnxRunner(path)
    outputs = runner({next(iter(runner.graph_inputs)): Tensor(x)})
    return next(iter(outputs.values())).numpy()


PROGRAM = Program(
    "tinygrad",
    version("tinygrad"),
    "framework",
    "ONNX models, on the CPU, by its own reader",
    reads="onnx",
    run=run,
)

if __name__ == "__main__":
    PROGRAM.main()
