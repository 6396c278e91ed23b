#!/usr/bin/env bash
# ONNX Runtime's quantize_static, QOperator form: a layer that stands at two places gets one quantized bias, in the
# scale of the place that comes first. A detection head that is shared by the levels of a pyramid, or a Siamese branch,
# adds another bias at every other level: where the second level's numbers are 100 times smaller, 0.01 for 1; in the
# other order 100, cut off at the calibrated range. With per_channel=True weights go the same way: those that a tied
# autoencoder uses once as they are and once transposed keep the scales of the first use, by columns, and the second
# reads them by rows. No error, no warning. The QDQ form is right in both.
#
# Known of it when this was written: a pull request of 2021 on the bias (onnxruntime#7982) is still open; on the weights
# nothing was found. QNN's backend repaired the like of it (onnxruntime-qnn#739).
# What to write instead: quant_format=QuantFormat.QDQ, the default; or give each place an initializer of its own in the
# float file, under another name.
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


class Input(CalibrationDataReader):
    def __init__(self, array):
        self.left = iter([{"x": array}])

    def get_next(self):
        return next(self.left, None)


def answer(file, array):
    numbers = onnxruntime.InferenceSession(file).run(None, {"x": array})
    return "; ".join(" ".join(f"{number + 0:.2f}" for number in output.ravel()) for output in numbers)


def asked(name, head, body, array, **options):
    onnx.save(parser.parse_model(f'<ir_version: 8, opset_import: ["": 17]> g {head} {{ {body} }}'), "float.onnx")
    print(f"{name}\n  float: {answer('float.onnx', array)}")
    for form in (QuantFormat.QDQ, QuantFormat.QOperator):
        quantize_static(
            "float.onnx", "int8.onnx", Input(array), quant_format=form, weight_type=QuantType.QInt8, **options
        )
        print(f"  {form}: {answer('int8.onnx', array)}")


row = np.float32([-2, -1, 0, 1, 2]).reshape(1, 1, 1, 5)
weights = "float[1, 1, 1, 1] w = {1}, float[1] b = {1}, float small = {0.01}"
head = f"(float[1, 1, 1, 5] x) => (float[1, 1, 1, 5] y, float[1, 1, 1, 5] z) <{weights}>"
large, little = "y = Conv (x, w, b)", "s = Mul (x, small) z = Conv (s, w, b)"
asked("one head, x + 1, on x and on 0.01 x", head, f"{large} {little}", row)
asked("the same, the small level first", head, f"{little} {large}", row)
rows = np.float32([[1, 0], [0, 1], [2, 2]])
head = "(float[3, 2] x) => (float[3, 2] y) <float[2, 2] w = {1, 0.01, 1, 0.01}>"
for per_channel in (False, True):
    body = "code = MatMul (x, w) y = Gemm <transB = 1> (code, w)"
    name = f"tied autoencoder x w w.T, per_channel={per_channel}"
    asked(name, head, body, rows, per_channel=per_channel, reduce_range=True)
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0
one head, x + 1, on x and on 0.01 x
  float: -1.00 0.00 1.00 2.00 3.00; 0.98 0.99 1.00 1.01 1.02
  QDQ: -0.99 0.00 1.00 2.01 3.00; 0.98 0.99 1.00 1.01 1.02
  QOperator: -0.99 0.00 1.00 2.01 3.00; 0.00 0.00 0.01 0.02 0.03
the same, the small level first
  float: -1.00 0.00 1.00 2.00 3.00; 0.98 0.99 1.00 1.01 1.02
  QDQ: -0.99 0.00 1.00 2.01 3.00; 0.98 0.99 1.00 1.01 1.02
  QOperator: 3.00 3.00 3.00 3.00 3.00; 0.98 0.99 1.00 1.01 1.02
tied autoencoder x w w.T, per_channel=False
  float: 1.00 1.00 1.00 1.00 4.00 4.00
  QDQ: 1.00 1.00 1.00 1.00 4.00 4.00
  QOperator: 1.00 1.00 1.00 1.00 4.00 4.00
tied autoencoder x w w.T, per_channel=True
  float: 1.00 1.00 1.00 1.00 4.00 4.00
  QDQ: 1.00 1.00 1.00 1.00 4.00 4.00
  QOperator: 1.02 0.02 1.02 0.02 4.00 0.05
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
