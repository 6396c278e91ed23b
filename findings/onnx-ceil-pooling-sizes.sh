#!/usr/bin/env bash
# Pooling with ceil_mode=1 below opset 22: ONNX's own size inference keeps a last window that begins behind the image,
# ONNX Runtime computes without it. 5 × 5, window 2, step 2, padding 1: 4 × 4 and 3 × 3. Each holds for its half of
# loading and running, so that a Flatten and a product behind it can have no right number of weights: with 9 rows the
# file is refused when it is loaded, with 16 when it runs. A PyTorch model of MaxPool2d(ceil_mode=True), Flatten and
# Linear exported by the older exporter (opset 17 or 20) cannot be loaded for the same reason; no padding is needed:
# AvgPool2d((1, 4), 2, ceil_mode=True) on 8 × 7. Tools that read the sizes from there, such as onnx-tool and
# onnx-opcounter, count windows that nobody computes.
#
# Known of it when this was written: opset 22 says the smaller size, and both follow it there; that ONNX Runtime below
# 22 loads by one rule and computes by another was not found. What to write instead: export with opset 22 or later, or
# spend the padding by a Pad and pool without ceil_mode.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import numpy as np
import onnx
import onnxruntime
from onnx import parser, shape_inference

onnxruntime.set_default_logger_severity(4)
image = np.arange(25, dtype=np.float32).reshape(1, 1, 5, 5)
window = "<kernel_shape = [2, 2], strides = [2, 2], pads = [1, 1, 1, 1], ceil_mode = 1>"
print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)


def model(opset, body, output, weights=""):
    text = f'<ir_version: 8, opset_import: ["" : {opset}]> g (float[1, 1, 5, 5] x) => ({output} y) {weights}'
    return parser.parse_model(f"{text} {{ {body} }}")


def ran(file):
    try:
        session = onnxruntime.InferenceSession(file.SerializeToString())
    except Exception:
        return "refused when loaded"
    try:
        return " x ".join(map(str, session.run(None, {"x": image})[0].shape))
    except Exception:
        return "refused when run"


for opset in (17, 21, 22):
    for kind in ("MaxPool", "AveragePool"):
        file = model(opset, f"y = {kind} {window} (x)", "float[A, B, C, D]")
        sizes = shape_inference.infer_shapes(file).graph.output[0].type.tensor_type.shape.dim
        inferred = " x ".join(str(size.dim_value) for size in sizes)
        print(f"opset {opset}, {kind}: inferred {inferred}, computed {ran(file)}")
    for rows in (9, 16):
        weights = f"<float[{rows}, 2] w = {{{', '.join(['1'] * 2 * rows)}}}>"
        body = f"p = MaxPool {window} (x) f = Flatten (p) y = MatMul (f, w)"
        print(f"opset {opset}, Flatten and {rows} x 2 behind it: {ran(model(opset, body, 'float[A, B]', weights))}")
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0
opset 17, MaxPool: inferred 1 x 1 x 4 x 4, computed 1 x 1 x 3 x 3
opset 17, AveragePool: inferred 1 x 1 x 4 x 4, computed 1 x 1 x 3 x 3
opset 17, Flatten and 9 x 2 behind it: refused when loaded
opset 17, Flatten and 16 x 2 behind it: refused when run
opset 21, MaxPool: inferred 1 x 1 x 4 x 4, computed 1 x 1 x 3 x 3
opset 21, AveragePool: inferred 1 x 1 x 4 x 4, computed 1 x 1 x 3 x 3
opset 21, Flatten and 9 x 2 behind it: refused when loaded
opset 21, Flatten and 16 x 2 behind it: refused when run
opset 22, MaxPool: inferred 1 x 1 x 3 x 3, computed 1 x 1 x 3 x 3
opset 22, AveragePool: inferred 1 x 1 x 3 x 3, computed 1 x 1 x 3 x 3
opset 22, Flatten and 9 x 2 behind it: 1 x 2
opset 22, Flatten and 16 x 2 behind it: refused when loaded
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
