#!/usr/bin/env bash
# PyTorch → pnnx → ncnn: a network without a convolution or a pooling has its axes off by one. ncnn's arrays have no
# batch, so pnnx takes the batch axis away and counts the others down; it learns which one it is from a layer like
# Conv2d. In a head that is exported alone it does not know, and Softmax(1), over the channels, becomes one over the
# height: the shape is right, the numbers are not. A ReLU or an Upsample before it teaches nothing, a MaxPool2d(1) or
# a 1 × 1 convolution does. No error, no warning, also where the input's shape is given. GLU(1) halves the height.
#
# Known of it when this was written: pnnx's axes were made aware of the batch layer by layer (ncnn#4284, #4285); that
# without such a layer they are wrong was not found.
# What to write instead: export the head together with the convolution before it, or with nn.MaxPool2d(1) in front;
# then read the axis in the .ncnn.param file: 0=0 is the channels.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    torch==2.13.0 pnnx==20261020 ncnn==1.0.20261020 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import os
import pathlib
import subprocess
import sys
from importlib.metadata import version

import ncnn
import numpy as np
import torch
from torch import nn

os.chdir(sys.argv[1])
print("torch", torch.__version__.split("+")[0], *(f"{tool} {version(tool)}" for tool in ("pnnx", "ncnn")))
odds = torch.tensor([1.0, 1.0, 3.0, 1.0, 1.0, 1.0, 1.0, 5.0]).reshape(1, 2, 2, 2)  # two channels of 2 × 2
scores = torch.log(odds)
one = nn.Conv2d(2, 2, 1, bias=False)
one.weight.data = torch.eye(2).reshape(2, 2, 1, 1)  # leaves all as it is


def by_ncnn(network):
    torch.jit.trace(network, scores).save("net.pt")
    command = [pathlib.Path(sys.executable).with_name("pnnx"), "net.pt", "inputshape=[1,2,2,2]", "fp16=0"]
    subprocess.run(command, check=True, capture_output=True)
    lines = pathlib.Path("net.ncnn.param").read_text().splitlines()[2:]
    reader = ncnn.Net()
    reader.load_param("net.ncnn.param")
    reader.load_model("net.ncnn.bin")
    image = scores[0].numpy().copy()
    extractor = reader.create_extractor()
    extractor.input("in0", ncnn.Mat(image).clone())
    answer = np.array(extractor.extract("out0")[1])
    layer = next(line for line in lines if line.startswith(("Softmax", "GLU")))
    return answer, next(word for word in layer.split() if word.startswith("0="))


def shown(array):
    return f"{' x '.join(map(str, array.shape))}: {' '.join(f'{value:.2f}' for value in array.ravel())}"


for name, network in (
    ("Softmax(1)", nn.Softmax(1)),
    ("Softmax(2)", nn.Softmax(2)),
    ("ReLU, Softmax(1)", nn.Sequential(nn.ReLU(), nn.Softmax(1))),
    ("GLU(1)", nn.GLU(1)),
    ("MaxPool2d(1), Softmax(1)", nn.Sequential(nn.MaxPool2d(1), nn.Softmax(1))),
    ("1 x 1 convolution, Softmax(1)", nn.Sequential(one, nn.Softmax(1))),
    ("1 x 1 convolution, GLU(1)", nn.Sequential(one, nn.GLU(1))),
):
    answer, axis = by_ncnn(network)
    print(f"{name}, written as {axis}")
    print("  PyTorch", shown(network(scores)[0].detach().numpy()))
    print("  ncnn   ", shown(answer))
PYTHON

cat > "$folder/seen" <<'SEEN'
torch 2.13.0 pnnx 20261020 ncnn 1.0.20261020
Softmax(1), written as 0=1
  PyTorch 2 x 2 x 2: 0.50 0.50 0.75 0.17 0.50 0.50 0.25 0.83
  ncnn    2 x 2 x 2: 0.25 0.50 0.75 0.50 0.50 0.17 0.50 0.83
Softmax(2), written as 0=2
  PyTorch 2 x 2 x 2: 0.25 0.50 0.75 0.50 0.50 0.17 0.50 0.83
  ncnn    2 x 2 x 2: 0.50 0.50 0.75 0.25 0.50 0.50 0.17 0.83
ReLU, Softmax(1), written as 0=1
  PyTorch 2 x 2 x 2: 0.50 0.50 0.75 0.17 0.50 0.50 0.25 0.83
  ncnn    2 x 2 x 2: 0.25 0.50 0.75 0.50 0.50 0.17 0.50 0.83
GLU(1), written as 0=1
  PyTorch 1 x 2 x 2: 0.00 0.00 0.55 0.00
  ncnn    2 x 1 x 2: 0.00 0.00 0.00 0.00
MaxPool2d(1), Softmax(1), written as 0=0
  PyTorch 2 x 2 x 2: 0.50 0.50 0.75 0.17 0.50 0.50 0.25 0.83
  ncnn    2 x 2 x 2: 0.50 0.50 0.75 0.17 0.50 0.50 0.25 0.83
1 x 1 convolution, Softmax(1), written as 0=0
  PyTorch 2 x 2 x 2: 0.50 0.50 0.75 0.17 0.50 0.50 0.25 0.83
  ncnn    2 x 2 x 2: 0.50 0.50 0.75 0.17 0.50 0.50 0.25 0.83
1 x 1 convolution, GLU(1), written as 0=0
  PyTorch 1 x 2 x 2: 0.00 0.00 0.55 0.00
  ncnn    1 x 2 x 2: 0.00 0.00 0.55 0.00
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
