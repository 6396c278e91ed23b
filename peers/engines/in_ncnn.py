# /// script
# requires-python = ">=3.11"
# dependencies = ["ncnn==1.0.20261020", "pnnx==20261020", "torch==2.13.0", "numpy"]
# ///
"""The cases in ncnn: its layers by their numbered parameters, and what pnnx makes of PyTorch's."""

import re
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import ncnn
import numpy as np
from asking import Program
from ncnn_layers import LAYERS

BEGINNING = 7767517
"""The number that a file of parameters begins with."""
(PNNX,) = (Path(folder, "pnnx") for folder in find_spec("pnnx").submodule_search_locations)


def asked(kind, parameters, stored=tuple):
    """Let a layer of these parameters take arrays; `stored` gives its weights as they lie."""
    given = " ".join(f"{number}={value}" for number, value in parameters.items())
    text = f"{BEGINNING}\n2 2\nInput in 0 1 in0\n{kind} layer 1 1 in0 out0 {given}\n"

    def answer(x, *weights):
        with tempfile.TemporaryDirectory() as folder:
            param, model = Path(folder, "layer.param"), Path(folder, "layer.bin")
            param.write_text(text)
            model.write_bytes(b"".join(np.asarray(part).tobytes() for part in stored(*weights)))
            return computed(param, model, x, 0)

    return answer


def computed(param, model, x, batch_index):
    """Run a network; it sees all axes but that of the batch, or all of them at the index 233."""
    for line in param.read_text().splitlines()[2:]:
        kind = line.split()[0]
        if ncnn.layer_to_index(kind) < 0:
            raise ValueError(f"ncnn has no layer {kind}")
    net = ncnn.Net()
    if net.load_param(str(param)) or net.load_model(str(model)):
        raise ValueError("ncnn does not load it")
    extractor = net.create_extractor()
    extractor.input("in0", ncnn.Mat(x, batch_index=batch_index).clone())
    code, y = extractor.extract("out0")
    if code:
        raise ValueError(f"ncnn returns {code}")
    return y.numpy(batch_index=batch_index).copy()


def run(path, x):
    """Convert what PyTorch traced, and run it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(path, Path(folder, "layer.pt"))
        ran = subprocess.run(
            [PNNX, "layer.pt"], cwd=folder, capture_output=True, text=True, check=False
        )
        if lost := re.findall(r"^unsupported .*", ran.stdout + ran.stderr, re.MULTILINE):
            raise ValueError(f"pnnx: {'; '.join(lost)}")
        param, model = (Path(folder, f"layer.ncnn.{part}") for part in ("param", "bin"))
        if ran.returncode or not param.exists():
            raise ValueError("pnnx converts it to nothing")
        # The script that pnnx writes beside it says whether it took the first axis for the batch.
        example = Path(folder, "layer_ncnn.py").read_text()
        batch_index = re.search(r"in0\.numpy\(\), batch_index=(\d+)", example)
        return computed(param, model, x, int(batch_index[1]))


INTEGERS = {
    "average-half",
    "integer-division",
    "max-integers",
    "max-integers-plain",
    "modulo",
    "quantized-resize",
    "quantized-resize-linear",
}
"""Cases whose input is no float32, which is all that these networks take."""

PROGRAM = Program(
    "ncnn",
    ncnn.__version__,
    "engine",
    "layers by their parameters; PyTorch's by pnnx 20261020",
    cases={name: asked(*layer) for name, layer in LAYERS.items()},
    reads="torchscript",
    run=run,
    # Not asked: what needs integers, and where there is no answer to keep.
    left_out={f"pytorch/{name}" for name in {"dropout-one", *INTEGERS}},
)

if __name__ == "__main__":
    PROGRAM.main()
