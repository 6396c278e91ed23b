#!/usr/bin/env bash
# PyTorch to ncnn by pnnx: a LayerNorm over channels, rows and columns, nn.LayerNorm((C, H, W)), becomes one over each
# channel by itself, and so does functional.layer_norm. ncnn's layer knows one row or one image to normalize over; pnnx
# writes the size of one channel in and drops the other channels' weights and biases, so each channel is scaled by the
# first one's. Means and deviations between channels, which are what such a layer keeps, are gone. No error, no warning
# by pnnx or ncnn, the shapes are right. Over (H, W) or (W,) alone the answer is right.
#
# Expected: PyTorch's own numbers, here a first channel of 0 to 3, a second of 10 to 13. Seen: twice the same channel.
# Known of it when this was written: ncnn#5942 (a layer over the last two axes, other trouble); that the channels part
# was not found. ncnn's list of operators lets LayerNorm take the parts along the outermost axis one by one.
# What to write instead: nn.GroupNorm(1, C) and a product and sum by the full-sized weight and bias behind it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4 ncnn==1.0.20261020 \
    pnnx==20261020

cat > "$folder/ask.py" <<'PYTHON'
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import ncnn
import numpy as np
import torch
from torch import nn

os.chdir(sys.argv[1])
tool = Path(sys.executable).parent / "pnnx"
print("torch", torch.__version__.split("+")[0], "pnnx", version("pnnx"), "ncnn", version("ncnn"))


def converted(net, x):
    torch.jit.trace(net, x).save("net.pt")
    shape = ",".join(map(str, x.shape))
    subprocess.run([tool, "net.pt", f"inputshape=[{shape}]"], check=True, capture_output=True)
    deployed = ncnn.Net()
    deployed.load_param("net.ncnn.param")
    deployed.load_model("net.ncnn.bin")
    extractor = deployed.create_extractor()
    extractor.input("in0", ncnn.Mat(x[0].numpy()).clone())
    return np.array(extractor.extract("out0")[1])


class Instead(nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.norm = nn.GroupNorm(1, 2)
        self.weight = nn.Parameter(weight)

    def forward(self, x):
        return self.norm(x) * self.weight


def show(name, array):
    channels = np.array(array).reshape(2, 4)
    print(f"  {name:8}", " / ".join(" ".join(f"{value:.2f}" for value in channel) for channel in channels))


x = torch.tensor([[[[0.0, 1], [2, 3]], [[10, 11], [12, 13]]]])
full = nn.LayerNorm((2, 2, 2)).eval()
weighted = nn.LayerNorm((2, 2, 2)).eval()
with torch.no_grad():
    weighted.weight[1] = 3
layers = {
    "nn.LayerNorm((C, H, W))": full,
    "the same, second channel's weight 3": weighted,
    "nn.LayerNorm((H, W))": nn.LayerNorm((2, 2)).eval(),
    "nn.GroupNorm(1, C), times the weight": Instead(weighted.weight.detach().clone()).eval(),
}
for name, layer in layers.items():
    print(name)
    with torch.no_grad():
        show("PyTorch", layer(x)[0].numpy())
        show("ncnn", converted(layer, x))
PYTHON
cat > "$folder/seen" <<'SEEN'
torch 2.13.0 pnnx 20261020 ncnn 1.0.20261020
nn.LayerNorm((C, H, W))
  PyTorch  -1.27 -1.07 -0.88 -0.68 / 0.68 0.88 1.07 1.27
  ncnn     -1.34 -0.45 0.45 1.34 / -1.34 -0.45 0.45 1.34
the same, second channel's weight 3
  PyTorch  -1.27 -1.07 -0.88 -0.68 / 2.05 2.63 3.22 3.81
  ncnn     -1.34 -0.45 0.45 1.34 / -1.34 -0.45 0.45 1.34
nn.LayerNorm((H, W))
  PyTorch  -1.34 -0.45 0.45 1.34 / -1.34 -0.45 0.45 1.34
  ncnn     -1.34 -0.45 0.45 1.34 / -1.34 -0.45 0.45 1.34
nn.GroupNorm(1, C), times the weight
  PyTorch  -1.27 -1.07 -0.88 -0.68 / 2.05 2.63 3.22 3.81
  ncnn     -1.27 -1.07 -0.88 -0.68 / 2.05 2.63 3.22 3.81
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
