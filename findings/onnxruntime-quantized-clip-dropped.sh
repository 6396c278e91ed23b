#!/usr/bin/env bash
# ONNX Runtime's quantize_static takes a Clip out of the network and trusts the range of its output to do its work. A
# quantized range always holds 0, so a lower bound above 0 is gone (as is an upper one below 0): clamp(min=1) of -3 is
# 0, and 1 / clamp(x, min=1), the guard against a division by 0, is infinite where it was 1. Both forms, QDQ and
# QOperator, uint8 and int8. A Clip that goes to 0 or across it keeps its work, so that ReLU6 is right. No error, no
# warning; only the calibration's own numbers would show it.
#
# Known of it when this was written: that Relu and Clip are taken out (onnxruntime#11225), wrongly so for symmetric
# activations, where they stay since #11696; with the bound above 0 nothing was found.
# What to write instead: extra_options={"QDQKeepRemovableActivations": True} (QDQ form only); in the QOperator form
# leave "Clip" out of op_types_to_quantize.
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
pixels = np.float32([-3, -1, 0, 1, 2, 4]).reshape(1, 1, 1, 6)
keep = {"QDQKeepRemovableActivations": True}
left_out = ["Conv", "Div", "Add"]


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
    return answer("int8.onnx")


for name, low, high, end in (
    ("clamp(conv(x), 1, 3)", "1", "3", "y = Clip (c, low, high)"),
    ("1 / clamp(conv(x), 1, 3)", "1", "3", "d = Clip (c, low, high) y = Div (one, d)"),
    ("clamp(conv(x), -3, -2)", "-3", "-2", "y = Clip (c, low, high)"),
    ("clamp(conv(x), 0, 3)", "0", "3", "y = Clip (c, low, high)"),
):
    weights = f"float[1, 1, 1, 1] w = {{1}}, float low = {{{low}}}, float high = {{{high}}}, float one = {{1}}"
    head = '<ir_version: 8, opset_import: ["": 17]> g (float[1, 1, 1, 6] x) => (float[1, 1, 1, 6] y)'
    onnx.save(parser.parse_model(f"{head} <{weights}> {{ c = Conv (x, w) {end} }}"), "float.onnx")
    print(f"{name} of", " ".join(f"{pixel:g}" for pixel in pixels.ravel()), "\n  float:", answer("float.onnx"))
    for form in (QuantFormat.QDQ, QuantFormat.QOperator):
        print(f"  {form}:", quantized(quant_format=form))
    print("  QDQ that keeps them:", quantized(quant_format=QuantFormat.QDQ, extra_options=keep))
    print("  QOperator without Clip:", quantized(quant_format=QuantFormat.QOperator, op_types_to_quantize=left_out))
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0
clamp(conv(x), 1, 3) of -3 -1 0 1 2 4 
  float: 1.0 1.0 1.0 1.0 2.0 3.0
  QDQ: 0.0 0.0 0.0 1.0 2.0 3.0
  QOperator: 0.0 0.0 0.0 1.0 2.0 3.0
  QDQ that keeps them: 1.0 1.0 1.0 1.0 2.0 3.0
  QOperator without Clip: 1.0 1.0 1.0 1.0 2.0 3.0
1 / clamp(conv(x), 1, 3) of -3 -1 0 1 2 4 
  float: 1.0 1.0 1.0 1.0 0.5 0.3
  QDQ: inf inf inf 1.0 0.5 0.3
  QOperator: inf inf inf 1.0 0.5 0.3
  QDQ that keeps them: 1.0 1.0 1.0 1.0 0.5 0.3
  QOperator without Clip: 1.0 1.0 1.0 1.0 0.5 0.3
clamp(conv(x), -3, -2) of -3 -1 0 1 2 4 
  float: -3.0 -2.0 -2.0 -2.0 -2.0 -2.0
  QDQ: -3.0 -1.0 0.0 0.0 0.0 0.0
  QOperator: -3.0 -1.0 0.0 0.0 0.0 0.0
  QDQ that keeps them: -3.0 -2.0 -2.0 -2.0 -2.0 -2.0
  QOperator without Clip: -3.0 -2.0 -2.0 -2.0 -2.0 -2.0
clamp(conv(x), 0, 3) of -3 -1 0 1 2 4 
  float: 0.0 0.0 0.0 1.0 2.0 3.0
  QDQ: 0.0 0.0 0.0 1.0 2.0 3.0
  QOperator: 0.0 0.0 0.0 1.0 2.0 3.0
  QDQ that keeps them: 0.0 0.0 0.0 1.0 2.0 3.0
  QOperator without Clip: 0.0 0.0 0.0 1.0 2.0 3.0
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
