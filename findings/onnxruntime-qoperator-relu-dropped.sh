#!/usr/bin/env bash
# ONNX Runtime's quantize_static, QOperator form: a Relu or Clip behind a quantized layer is taken out even where
# the layer's output goes elsewhere too. The layer then keeps its full range, negative numbers and all, and nobody
# cuts them: conv(x) + relu(conv(x)) becomes twice conv(x), and a residual block that branches before its activation,
# conv(x) + conv2(relu(conv(x))), loses that activation. No error, no warning. The QDQ form looks whether the output
# has other users and keeps the Relu.
#
# Known of it when this was written: that Relu is taken out is intended where the range that starts at 0 does its work
# (onnxruntime#9425, open, is on signed types; #11660 on symmetric ones, repaired); that of a second user nothing was
# found.
# What to write instead: quant_format=QuantFormat.QDQ, the default; or op_types_to_quantize without "Relu" and "Clip".
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
from onnx import parser
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


def answer(file):
    numbers = onnxruntime.InferenceSession(file).run(None, {"x": pixels})[0].ravel()
    return " ".join(f"{number + 0:.1f}" for number in numbers)


def quantized(**options):
    quantize_static("float.onnx", "int8.onnx", Pixels(), weight_type=QuantType.QInt8, **options)
    layers = [node.op_type for node in onnx.load("int8.onnx").graph.node]
    return f"{answer('int8.onnx')}, with {layers.count('Relu') + layers.count('Clip')} Relu or Clip"


for name, end in (
    ("conv(x) + relu(conv(x))", "r = Relu (c) y = Add (c, r)"),
    ("conv(x) + step(relu(conv(x)))", "r = Relu (c) d = Conv <pads = [0, 0, 0, 1]> (r, v) y = Add (c, d)"),
    ("conv(x) + clamp(conv(x), 0, 2)", "r = Clip (c, low, high) y = Add (c, r)"),
    ("relu(conv(x))", "y = Relu (c)"),
):
    head = '<ir_version: 8, opset_import: ["": 17]> g (float[1, 1, 1, 7] x) => (float[1, 1, 1, 7] y)'
    # conv is times 1, step the difference to the next pixel
    weights = "float[1, 1, 1, 1] w = {1}, float[1, 1, 1, 2] v = {-1, 1}, float low = {0}, float high = {2}"
    text = f"{head} <{weights}> {{ c = Conv (x, w) {end} }}"
    onnx.save(parser.parse_model(text), "float.onnx")
    print(f"{name}\n  float: {answer('float.onnx')}")
    for form in (QuantFormat.QOperator, QuantFormat.QDQ):
        print(f"  {form}:", quantized(quant_format=form))
    rest = quantized(quant_format=QuantFormat.QOperator, op_types_to_quantize=["Conv", "Add"])
    print("  QOperator of Conv and Add:", rest)
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0
conv(x) + relu(conv(x))
  float: -3.0 -2.0 -1.0 0.0 2.0 4.0 6.0
  QOperator: -3.0 -3.0 -2.0 0.0 2.0 4.0 6.0, with 0 Relu or Clip
  QDQ: -3.0 -2.0 -1.0 0.0 2.0 4.0 6.0, with 1 Relu or Clip
  QOperator of Conv and Add: -3.0 -2.0 -1.0 0.0 2.0 4.0 6.0, with 1 Relu or Clip
conv(x) + step(relu(conv(x)))
  float: -3.0 -2.0 -1.0 1.0 2.0 3.0 0.0
  QOperator: -2.0 -1.0 0.0 1.0 2.0 3.0 0.0, with 0 Relu or Clip
  QDQ: -3.0 -2.0 -1.0 1.0 2.0 3.0 0.0, with 1 Relu or Clip
  QOperator of Conv and Add: -3.0 -2.0 -1.0 1.0 2.0 3.0 0.0, with 1 Relu or Clip
conv(x) + clamp(conv(x), 0, 2)
  float: -3.0 -2.0 -1.0 0.0 2.0 4.0 5.0
  QOperator: -3.0 -3.0 -2.0 0.0 2.0 4.0 5.0, with 0 Relu or Clip
  QDQ: -3.0 -2.0 -1.0 0.0 2.0 4.0 5.0, with 1 Relu or Clip
  QOperator of Conv and Add: -3.0 -2.0 -1.0 0.0 2.0 4.0 5.0, with 1 Relu or Clip
relu(conv(x))
  float: 0.0 0.0 0.0 0.0 1.0 2.0 3.0
  QOperator: 0.0 0.0 0.0 0.0 1.0 2.0 3.0, with 0 Relu or Clip
  QDQ: 0.0 0.0 0.0 0.0 1.0 2.0 3.0, with 0 Relu or Clip
  QOperator of Conv and Add: 0.0 0.0 0.0 0.0 1.0 2.0 3.0, with 1 Relu or Clip
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
