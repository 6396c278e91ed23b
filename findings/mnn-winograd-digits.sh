#!/usr/bin/env bash
# MNN, float32, precision "high": a 3 × 3 convolution of 256 channels by Winograd's algorithm, which it chooses by
# itself, is wrong from the third digit on: by 2.6e-3 of the largest number of the output with normal inputs and
# weights, where ONNX Runtime, PyTorch and MNN itself without Winograd are within 2e-6. With 64 channels it is
# 6.4e-4, with 16 4e-6. An infinite pixel reaches not only the 9 places that see it; and what is infinite comes out as
# 3.4e38, that without Winograd too. The precision changes nothing of it. A test of tolerance 1e-3 over one layer passes by
# luck; a deep network compared layer by layer with its source looks wrongly converted.
#
# Known of it when this was written: that MNN takes Winograd's way and has a hint for the memory this may need; that it
# costs three digits was not found. What to write instead: set_hint(3, 0) on the runtime manager (the level of memory
# for Winograd: none), which also turns the algorithm off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check MNN==3.6.1 onnx==1.23.2 onnxruntime==1.32.0 \
    numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import MNN.expr as expr
import MNN.nn as nn
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

folder = Path(sys.argv[1])
CHANNELS, SIDE = 256, 28
rng = np.random.default_rng(0)
weight = rng.normal(size=(CHANNELS, CHANNELS, 3, 3)).astype(np.float32)
image = rng.normal(size=(1, CHANNELS, SIDE, SIDE)).astype(np.float32)
shape = [1, CHANNELS, SIDE, SIDE]
conv = helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
ends = ([helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)] for name in "xy")
graph = helper.make_graph([conv], "g", *ends, [numpy_helper.from_array(weight, "w")])
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), folder / "conv.onnx")
convert = [Path(sys.executable).with_name("mnnconvert"), "-f", "ONNX", "--bizCode", "x"]
files = ["--modelFile", folder / "conv.onnx", "--MNNModel", folder / "conv.mnn"]
subprocess.run([*convert, *files], stdout=subprocess.DEVNULL, check=True)


def by_definition(x):
    padded = np.pad(x[0].astype(float), ((0, 0), (1, 1), (1, 1)))
    places = [(i, j) for i in range(3) for j in range(3)]
    seen = [padded[:, i : i + SIDE, j : j + SIDE].reshape(CHANNELS, -1) for i, j in places]
    return sum(weight[:, :, i, j].astype(float) @ part for (i, j), part in zip(places, seen))


def by_mnn(x, *hint):
    runtime = nn.create_runtime_manager(({"precision": "high", "numThread": 1},))
    if hint:
        runtime.set_hint(*hint)
    net = nn.load_module_from_file(str(folder / "conv.mnn"), ["x"], ["y"], runtime_manager=runtime)
    given = expr.const(x.ravel().tolist(), shape, expr.NCHW, expr.float)
    return np.array(expr.convert(net.forward([given])[0], expr.NCHW).read()).reshape(CHANNELS, -1)


def by_onnxruntime(x):
    session = onnxruntime.InferenceSession(folder / "conv.onnx", providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0].reshape(CHANNELS, -1)


expected = by_definition(image)
infinite = image.copy()
infinite[0, 0, 14, 14] = np.inf
for name, run in {
    "MNN": by_mnn,
    "MNN, without Winograd": lambda x: by_mnn(x, 3, 0),
    "ONNX Runtime": by_onnxruntime,
}.items():
    off = np.abs(run(image) - expected).max() / np.abs(expected).max()
    within = next(text for text in ("1e-5", "1e-4", "1e-3", "1e-2", "1") if off < float(text))
    touched = run(infinite)
    large = (np.abs(touched) > 1e30).any(axis=0).sum()
    spread = "9 places" if large == 9 else "more than 9 places"
    kind = "infinite" if np.isinf(touched).any() else "finite"
    print(f"{name}: within {within} of the largest; an infinite pixel reaches {spread}, {kind}")
print("MNN", version("MNN"), "onnxruntime", onnxruntime.__version__)
PYTHON

cat > "$folder/seen" <<'SEEN'
MNN: within 1e-2 of the largest; an infinite pixel reaches more than 9 places, finite
MNN, without Winograd: within 1e-5 of the largest; an infinite pixel reaches 9 places, finite
ONNX Runtime: within 1e-5 of the largest; an infinite pixel reaches 9 places, infinite
MNN 3.6.1 onnxruntime 1.32.0
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" 2> /dev/null | grep -E "^(MNN, |MNN: |MNN [0-9]|ONNX)" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
