#!/usr/bin/env bash
# ONNX Runtime's quantize_static and a Pad whose value is not 0. In the QDQ form the value counts as a number of the
# image when ranges are measured: F.pad(x, ..., value=-inf) before a MaxPool, as networks with TensorFlow's SAME padding
# are written in PyTorch, gives the padded image a scale of infinity, and all that comes out is -inf or NaN;
# value=-1e4 gives steps of 39, and all comes out as 0. In the QOperator form the value is cut off at the
# range of the image before it: a border of 5 around an image that ends at 3 is 3. No error, no warning.
#
# Known of it when this was written: the like of it on TensorFlow Lite (tensorflow#46499, on a large constant) and on
# onnx2tf (#446); on ONNX Runtime nothing was found.
# What to write instead: the padding of the MaxPool itself, which never wins (pads, or ceil_mode); where it must be a
# Pad, op_types_to_quantize without "Pad" and "MaxPool", or a value just below the range of the image.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4 sympy==1.14.0

cat > "$folder/ask.py" <<'PYTHON'
import logging
import os
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper, parser
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

logging.disable()
os.chdir(sys.argv[1])
print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)
pixels = np.float32([-3, -2, -1, 0, 1, 2, 3]).reshape(1, 1, 1, 7)


class Pixels(CalibrationDataReader):
    def __init__(self):
        self.left = iter([{"x": pixels}])

    def get_next(self):
        return next(self.left, None)


def answer(file, optimized=True):
    options = onnxruntime.SessionOptions()
    if not optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    numbers = onnxruntime.InferenceSession(file, options).run(None, {"x": pixels})[0].ravel()
    return " ".join(f"{number + 0:.1f}" if np.isfinite(number) else "?" for number in numbers)  # ?: -inf or NaN


for name, value, end in (
    ("max pooling of 2, padded by -inf", -np.inf, "p = Pad (c, pads, value) y = MaxPool <kernel_shape = [1, 2]> (p)"),
    ("max pooling of 2, padded by -1e4", -1e4, "p = Pad (c, pads, value) y = MaxPool <kernel_shape = [1, 2]> (p)"),
    ("max pooling of 2, its own padding", 0, "y = MaxPool <kernel_shape = [1, 2], pads = [0, 1, 0, 0]> (c)"),
    ("a border of 5", 5, "y = Pad (c, pads, value)"),
):
    weights = "float[1, 1, 1, 1] w = {1}, int64[8] pads = {0, 0, 0, 1, 0, 0, 0, 0}"
    head = '<ir_version: 8, opset_import: ["": 17]> g (float[1, 1, 1, 7] x) => (float[1, 1, 1, N] y)'
    model = parser.parse_model(f"{head} <{weights}> {{ c = Conv (x, w) {end} }}")
    model.graph.initializer.append(numpy_helper.from_array(np.float32(value), "value"))
    onnx.save(model, "float.onnx")
    print(f"{name}\n  float: {answer('float.onnx')}")
    for form in (QuantFormat.QDQ, QuantFormat.QOperator):
        quantize_static("float.onnx", "int8.onnx", Pixels(), quant_format=form, weight_type=QuantType.QInt8)
        print(f"  {form}: {answer('int8.onnx', False)}, with optimizations {answer('int8.onnx')}")
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0
max pooling of 2, padded by -inf
  float: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
  QDQ: ? ? ? ? ? ? ?, with optimizations ? ? ? ? ? ? ?
  QOperator: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0, with optimizations -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
max pooling of 2, padded by -1e4
  float: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
  QDQ: 0.0 0.0 0.0 0.0 0.0 0.0 0.0, with optimizations 0.0 0.0 0.0 0.0 0.0 0.0 0.0
  QOperator: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0, with optimizations -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
max pooling of 2, its own padding
  float: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
  QDQ: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0, with optimizations -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
  QOperator: -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0, with optimizations -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
a border of 5
  float: 5.0 -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
  QDQ: 5.0 -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0, with optimizations 5.0 -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
  QOperator: 3.0 -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0, with optimizations 3.0 -3.0 -2.0 -1.0 0.0 1.0 2.0 3.0
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
