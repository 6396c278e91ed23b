#!/usr/bin/env bash
# The ONNX reference evaluator, which is there to settle whose numbers are right, is wrong itself in three usual places.
# MaxPool reads unequal pads in another order than they are written, as height's two numbers and then width's two: one
# column on the left becomes one row below, so that 3 × 3 pooled by 2 × 2 is 3 × 2 for 2 × 3. BatchNormalization of
# opsets 9 to 13 mixes a tenth of the image's own mean and variance into the stored ones, in inference. Softmax,
# LogSoftmax and Hardmax below opset 13 go along their axis alone, where these opsets say the axis and all behind it.
# No error, no warning. AveragePool reads the same pads right.
#
# Known of it when this was written: the batch norm was asked about in 2023 (onnx#5799, closed) and has a repair that is
# not merged (#8442); on the pads and the softmax nothing was found. onnx's own tests of MaxPool have equal pads.
# What to write instead: ask ONNX Runtime without optimizations, as here; or raise the file to opset 15 first, which
# helps with the last two, and put the padding into a Pad.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import numpy as np
import onnx
import onnxruntime
from onnx import checker, parser
from onnx.reference import ReferenceEvaluator

print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)
options = onnxruntime.SessionOptions()
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL


def shown(array):
    return f"{' x '.join(map(str, array.shape[-2:]))}: {' '.join(f'{value:.3g}' for value in array.ravel())}"


def asked(opset, node, image, weights=""):
    sizes = ", ".join(map(str, image.shape))
    text = f'<ir_version: 8, opset_import: ["": {opset}]> g (float[{sizes}] x) => (float[N, C, H, W] y) {weights}'
    model = parser.parse_model(f"{text} {{ y = {node} }}")
    checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    print(f"opset {opset}, {node}")
    print("  ONNX Runtime", shown(session.run(None, {"x": image})[0]))
    print("  reference   ", shown(ReferenceEvaluator(model).run(None, {"x": image})[0]))


nine = np.arange(1, 10, dtype=np.float32).reshape(1, 1, 3, 3)
for pads in ("0, 1, 0, 0", "1, 0, 1, 0"):
    for opset in (12, 22):
        asked(opset, f"MaxPool <kernel_shape = [2, 2], pads = [{pads}]> (x)", nine)
asked(22, "AveragePool <kernel_shape = [2, 2], pads = [0, 1, 0, 0]> (x)", nine)
four = np.float32([1, 1, 3, 1]).reshape(1, 2, 1, 2)
stored = "<float[2] scale = {1, 1}, float[2] bias = {0, 0}, float[2] mean = {0, 0}, float[2] var = {1, 1}>"
for opset in (9, 13, 15):
    asked(opset, "BatchNormalization (x, scale, bias, mean, var)", four, stored)
for operator, opset in (("Softmax", 11), ("LogSoftmax", 11), ("Hardmax", 11), ("Softmax", 13)):
    asked(opset, f"{operator} <axis = 1> (x)", np.log(four))
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0
opset 12, MaxPool <kernel_shape = [2, 2], pads = [0, 1, 0, 0]> (x)
  ONNX Runtime 2 x 3: 4 5 6 7 8 9
  reference    3 x 2: 5 6 8 9 8 9
opset 22, MaxPool <kernel_shape = [2, 2], pads = [0, 1, 0, 0]> (x)
  ONNX Runtime 2 x 3: 4 5 6 7 8 9
  reference    3 x 2: 5 6 8 9 8 9
opset 12, MaxPool <kernel_shape = [2, 2], pads = [1, 0, 1, 0]> (x)
  ONNX Runtime 4 x 2: 2 3 5 6 8 9 8 9
  reference    3 x 3: 1 2 3 4 5 6 7 8 9
opset 22, MaxPool <kernel_shape = [2, 2], pads = [1, 0, 1, 0]> (x)
  ONNX Runtime 4 x 2: 2 3 5 6 8 9 8 9
  reference    3 x 3: 1 2 3 4 5 6 7 8 9
opset 22, AveragePool <kernel_shape = [2, 2], pads = [0, 1, 0, 0]> (x)
  ONNX Runtime 2 x 3: 2.5 3 4 5.5 6 7
  reference    2 x 3: 2.5 3 4 5.5 6 7
opset 9, BatchNormalization (x, scale, bias, mean, var)
  ONNX Runtime 1 x 2: 1 1 3 1
  reference    1 x 2: 0.949 0.949 2.8 0.8
opset 13, BatchNormalization (x, scale, bias, mean, var)
  ONNX Runtime 1 x 2: 1 1 3 1
  reference    1 x 2: 0.949 0.949 2.8 0.8
opset 15, BatchNormalization (x, scale, bias, mean, var)
  ONNX Runtime 1 x 2: 1 1 3 1
  reference    1 x 2: 1 1 3 1
opset 11, Softmax <axis = 1> (x)
  ONNX Runtime 1 x 2: 0.167 0.167 0.5 0.167
  reference    1 x 2: 0.25 0.5 0.75 0.5
opset 11, LogSoftmax <axis = 1> (x)
  ONNX Runtime 1 x 2: -1.79 -1.79 -0.693 -1.79
  reference    1 x 2: -1.39 -0.693 -0.288 -0.693
opset 11, Hardmax <axis = 1> (x)
  ONNX Runtime 1 x 2: 0 0 1 0
  reference    1 x 2: 0 1 1 0
opset 13, Softmax <axis = 1> (x)
  ONNX Runtime 1 x 2: 0.25 0.5 0.75 0.5
  reference    1 x 2: 0.25 0.5 0.75 0.5
SEEN
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
