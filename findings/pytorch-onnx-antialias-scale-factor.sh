#!/usr/bin/env bash
# PyTorch → ONNX, and PyTorch → OpenVINO: interpolate(antialias=True) with a scale_factor that does not fit forgets the
# factor. PyTorch samples by the factor itself, the file says only how large the result is, and the engine samples by
# out/in: 4 × 4 by 0.6 is 2 × 2 in both, taken with steps of 1.67 in PyTorch and of 2 in the file. Without antialias the
# factor is written into the file and all agree; where the factor fits (0.5, 2) as well. Bilinear and bicubic, no
# error, no warning. Preprocessing that lives in the model is hit, as the sizes that come out are right.
#
# Known of it when this was written: antialiasing at the border was repaired (pytorch#183546, onnxscript#2916), whose
# tests there mark "output mismatch when scales are provided" as an expected failure; on OpenVINO nothing was found.
# What to write instead: size=(...) for scale_factor, or recompute_scale_factor=True, which samples by out/in in PyTorch
# too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    torch==2.13.0 onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0 openvino==2026.4.1 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import logging
import warnings

import onnx
import onnxruntime
import openvino
import torch
from torch import nn

warnings.simplefilter("ignore")
logging.disable()
names = ("onnx", onnx), ("onnxruntime", onnxruntime), ("openvino", openvino)
print("torch", torch.__version__.split("+")[0], *(f"{name} {tool.__version__.split('-')[0]}" for name, tool in names))
image = torch.arange(1.0, 17.0).reshape(1, 1, 4, 4)


class Resize(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.options = options

    def forward(self, x):
        return nn.functional.interpolate(x, **self.options)


def shown(numbers):
    return " ".join(f"{number:.2f}" for number in numbers.ravel()[:4].tolist())


for options in (
    {"scale_factor": 0.6, "mode": "bilinear", "antialias": True},
    {"scale_factor": 1.7, "mode": "bilinear", "antialias": True},
    {"scale_factor": 0.6, "mode": "bicubic", "antialias": True},
    {"scale_factor": 0.6, "mode": "bilinear"},
    {"scale_factor": 0.5, "mode": "bilinear", "antialias": True},
    {"scale_factor": 0.6, "mode": "bilinear", "antialias": True, "recompute_scale_factor": True},
):
    layer = Resize(**options)
    asked = layer(image)
    file = torch.onnx.export(layer, (image,), verbose=False).model_proto
    session = onnxruntime.InferenceSession(file.SerializeToString())
    got = session.run(None, {session.get_inputs()[0].name: image.numpy()})[0]
    print(", ".join(f"{name}={value}" for name, value in options.items()), "gives", *asked.shape[2:])
    print("  PyTorch ", shown(asked))
    print("  ONNX    ", shown(got), "same shape" if got.shape == tuple(asked.shape) else got.shape)
    try:
        converted = openvino.convert_model(layer, example_input=image)
        model = openvino.compile_model(converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        print("  OpenVINO", shown(model(image.numpy())[0]))
    except Exception:
        print("  OpenVINO refused")
PYTHON

cat > "$folder/seen" <<'SEEN'
torch 2.13.0 onnx 1.23.2 onnxruntime 1.32.0 openvino 2026.4.1
scale_factor=0.6, mode=bilinear, antialias=True gives 2 2
  PyTorch  3.14 4.71 9.43 11.00
  ONNX     4.57 6.14 10.86 12.43 same shape
  OpenVINO 4.57 6.14 10.86 12.43
scale_factor=1.7, mode=bilinear, antialias=True gives 6 6
  PyTorch  1.00 1.38 1.97 2.56
  ONNX     1.00 1.50 2.17 2.83 same shape
  OpenVINO 1.00 1.50 2.17 2.83
scale_factor=0.6, mode=bicubic, antialias=True gives 2 2
  PyTorch  2.77 4.49 9.64 11.36
  ONNX     3.93 5.76 11.24 13.07 same shape
  OpenVINO 3.93 5.76 11.24 13.07
scale_factor=0.6, mode=bilinear gives 2 2
  PyTorch  2.67 4.33 9.33 11.00
  ONNX     2.67 4.33 9.33 11.00 same shape
  OpenVINO 2.67 4.33 9.33 11.00
scale_factor=0.5, mode=bilinear, antialias=True gives 2 2
  PyTorch  4.57 6.14 10.86 12.43
  ONNX     4.57 6.14 10.86 12.43 same shape
  OpenVINO 4.57 6.14 10.86 12.43
scale_factor=0.6, mode=bilinear, antialias=True, recompute_scale_factor=True gives 2 2
  PyTorch  4.57 6.14 10.86 12.43
  ONNX     4.57 6.14 10.86 12.43 same shape
  OpenVINO 4.57 6.14 10.86 12.43
SEEN
"$folder/venv/bin/python" "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
