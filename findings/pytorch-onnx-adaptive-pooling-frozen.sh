#!/usr/bin/env bash
# PyTorch → ONNX with dynamic_shapes: an AdaptiveAvgPool2d or AdaptiveMaxPool2d whose size divides that of the example
# image is exported as a plain pooling with the example's window and step. The file says that any height and width will
# do; at another size it answers something else. Exported at 4 × 4 for a 2 × 2 head: of 5 × 5 it forgets the last row
# and column and averages windows of 2 for 3, in the right shape, so that Flatten and Linear behind it go on; of 6 × 6
# it returns 3 × 3. F.interpolate(mode="area") goes the same way. AdaptiveAvgPool2d(1) is right. Heads of VGG and
# AlexNet and the pyramids of segmentation networks are built of this layer.
#
# Known of it when this was written: the older exporter refuses it (pytorch#74034, open); that the new one takes it and
# freezes the window was not found. torch.export's program is right: the window is frozen on the way from it to ONNX.
# What to write instead: export without dynamic height and width, one file for each size; or, where the window may be
# the same everywhere, a plain AvgPool2d in the network too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    torch==2.13.0 onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import logging
import warnings

import onnx
import onnxruntime
import torch
from torch import nn
from torch.export import Dim

warnings.simplefilter("ignore")
logging.disable()
print("torch", torch.__version__.split("+")[0], "onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)


def image(side):
    return torch.arange(1, 1 + side * side, dtype=torch.float32).reshape(1, 1, side, side)


def shown(array):
    return f"{array.shape[-2]} x {array.shape[-1]}: " + " ".join(f"{value:g}" for value in array.flatten().tolist())


class Area(nn.Module):
    def forward(self, x):
        return nn.functional.interpolate(x, size=(2, 2), mode="area")


for name, layer in (
    ("AdaptiveAvgPool2d(2)", nn.AdaptiveAvgPool2d(2)),
    ("AdaptiveMaxPool2d(2)", nn.AdaptiveMaxPool2d(2)),
    ("interpolate(size=(2, 2), mode='area')", Area()),
    ("AdaptiveAvgPool2d(1)", nn.AdaptiveAvgPool2d(1)),
):
    shapes = ({2: Dim("height", min=2, max=64), 3: Dim("width", min=2, max=64)},)
    program = torch.export.export(layer, (image(4),), dynamic_shapes=shapes).module()
    file = torch.onnx.export(layer, (image(4),), dynamic_shapes=shapes, verbose=False).model_proto
    session = onnxruntime.InferenceSession(file.SerializeToString())
    sizes = [size.dim_param or size.dim_value for size in file.graph.input[0].type.tensor_type.shape.dim]
    print(f"{name}, exported with 4 x 4; the file takes", *sizes)
    for side in (4, 5, 6):
        asked = layer(image(side))
        got = session.run(None, {session.get_inputs()[0].name: image(side).numpy()})[0]
        print(f"  {side} x {side}: PyTorch {shown(asked)}; the file {shown(got)}; torch.export",
              "as PyTorch" if torch.equal(program(image(side)), asked) else "differs")
PYTHON

cat > "$folder/seen" <<'SEEN'
torch 2.13.0 onnx 1.23.2 onnxruntime 1.32.0
AdaptiveAvgPool2d(2), exported with 4 x 4; the file takes 1 1 height width
  4 x 4: PyTorch 2 x 2: 3.5 5.5 11.5 13.5; the file 2 x 2: 3.5 5.5 11.5 13.5; torch.export as PyTorch
  5 x 5: PyTorch 2 x 2: 7 9 17 19; the file 2 x 2: 4 6 14 16; torch.export as PyTorch
  6 x 6: PyTorch 2 x 2: 8 11 26 29; the file 3 x 3: 4.5 6.5 8.5 16.5 18.5 20.5 28.5 30.5 32.5; torch.export as PyTorch
AdaptiveMaxPool2d(2), exported with 4 x 4; the file takes 1 1 height width
  4 x 4: PyTorch 2 x 2: 6 8 14 16; the file 2 x 2: 6 8 14 16; torch.export as PyTorch
  5 x 5: PyTorch 2 x 2: 13 15 23 25; the file 2 x 2: 7 9 17 19; torch.export as PyTorch
  6 x 6: PyTorch 2 x 2: 15 18 33 36; the file 3 x 3: 8 10 12 20 22 24 32 34 36; torch.export as PyTorch
interpolate(size=(2, 2), mode='area'), exported with 4 x 4; the file takes 1 1 height width
  4 x 4: PyTorch 2 x 2: 3.5 5.5 11.5 13.5; the file 2 x 2: 3.5 5.5 11.5 13.5; torch.export as PyTorch
  5 x 5: PyTorch 2 x 2: 7 9 17 19; the file 2 x 2: 4 6 14 16; torch.export as PyTorch
  6 x 6: PyTorch 2 x 2: 8 11 26 29; the file 3 x 3: 4.5 6.5 8.5 16.5 18.5 20.5 28.5 30.5 32.5; torch.export as PyTorch
AdaptiveAvgPool2d(1), exported with 4 x 4; the file takes 1 1 height width
  4 x 4: PyTorch 1 x 1: 8.5; the file 1 x 1: 8.5; torch.export as PyTorch
  5 x 5: PyTorch 1 x 1: 13; the file 1 x 1: 13; torch.export as PyTorch
  6 x 6: PyTorch 1 x 1: 18.5; the file 1 x 1: 18.5; torch.export as PyTorch
SEEN
"$folder/venv/bin/python" "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
