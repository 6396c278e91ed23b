#!/usr/bin/env bash
# ONNX's version_converter, opset 13 → 12 or lower: a Softmax or LogSoftmax over any axis but the last keeps its axis
# and changes its meaning. Up to opset 12 it sums over its axis and all behind it, so the softmax over the channels at
# the end of a segmentation network then runs over channels and pixels together: a pixel's probabilities no longer
# add up to 1, and over a whole image they are near 0. The checker passes, ONNX Runtime runs it. PyTorch's exporter
# calls this converter for every opset below 18: torch.onnx.export(nn.Softmax(1), ..., opset_version=11) is such a
# file. The other way Softmax is right (a Flatten and a Reshape are put around it), and Hardmax is not: 12 → 13 keeps
# its axis, and one 1 for all becomes one 1 for each pixel.
#
# Known of it when this was written: onnx#6340 asked for the way down, and a maintainer said there what it needs (move
# the axis to the end and back); the adapter that answered it (onnx#6608) does not; that its numbers differ, and on
# Hardmax anything, was not found.
# PyTorch warns that the conversion "may not be successful at converting to the requested version", as for any opset.
# What to write instead: dynamo=False for opsets below 13 (it moves the axis to the end and back), or move it so in the
# network: x.movedim(1, -1).softmax(-1).movedim(-1, 1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    torch==2.13.0 onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import logging
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import checker, parser, version_converter

warnings.simplefilter("ignore")
logging.disable()
print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__, "torch", torch.__version__.split("+")[0])
scores = np.log(np.float32([1, 1, 3, 1])).reshape(1, 2, 1, 2)  # two classes, two pixels: 1 to 3 and 1 to 1


def numbers(file):
    checker.check_model(file, full_check=True)
    session = onnxruntime.InferenceSession(file.SerializeToString())
    return session.run(None, {session.get_inputs()[0].name: scores})[0]


def shown(array):
    return "; ".join(" ".join(f"{value:.4g}" for value in pixel) for pixel in array[0, :, 0].T)


for operator, old, new in (("Softmax", 13, 12), ("LogSoftmax", 13, 9), ("Softmax", 12, 13), ("Hardmax", 12, 13)):
    text = f'<ir_version: 8, opset_import: ["": {old}]> g (float[1, 2, 1, 2] x) => (float[1, 2, 1, 2] y)'
    file = parser.parse_model(f"{text} {{ y = {operator} <axis = 1> (x) }}")
    converted = version_converter.convert_version(file, new)
    print(f"{operator}, opset {old}: {shown(numbers(file))}; converted to {new}: {shown(numbers(converted))}")

head = torch.nn.Softmax(1)
print("PyTorch's Softmax(1):", shown(head(torch.from_numpy(scores)).numpy()))
for opset in (18, 13, 12, 11):
    file = torch.onnx.export(head, (torch.from_numpy(scores),), opset_version=opset, verbose=False).model_proto
    print("exported with opset_version", opset, "gives opset", f"{file.opset_import[0].version}:", shown(numbers(file)))
PYTHON

cat > "$folder/seen" <<'SEEN'
onnx 1.23.2 onnxruntime 1.32.0 torch 2.13.0
Softmax, opset 13: 0.25 0.75; 0.5 0.5; converted to 12: 0.1667 0.5; 0.1667 0.1667
LogSoftmax, opset 13: -1.386 -0.2877; -0.6931 -0.6931; converted to 9: -1.792 -0.6931; -1.792 -1.792
Softmax, opset 12: 0.1667 0.5; 0.1667 0.1667; converted to 13: 0.1667 0.5; 0.1667 0.1667
Hardmax, opset 12: 0 1; 0 0; converted to 13: 0 1; 1 0
PyTorch's Softmax(1): 0.25 0.75; 0.5 0.5
exported with opset_version 18 gives opset 18: 0.25 0.75; 0.5 0.5
exported with opset_version 13 gives opset 13: 0.25 0.75; 0.5 0.5
exported with opset_version 12 gives opset 12: 0.1667 0.5; 0.1667 0.1667
exported with opset_version 11 gives opset 11: 0.1667 0.5; 0.1667 0.1667
SEEN
"$folder/venv/bin/python" "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
