#!/usr/bin/env bash
# PaddlePaddle: nn.Sequential reads net[i] by place and writes net[i] by name. net[-1] = layer, the usual way to
# change a head, puts a fifth layer named "-1" behind the old one: the Softmax stays and the new layer works on its
# probabilities. A second net[-1] = layer replaces the first one's, so it looks right. After del net[0] the names keep
# their old numbers: net[1] = layer then changes net[0], and append() overwrites the last layer instead of adding one.
# No error, the network runs. LayerList does all of it right.
#
# Known of it when this was written: the pull requests of 2021 that would have brought negative indexes
# (Paddle#30344, #30921) were closed; that net[-1] = layer appends was not found.
# What to write instead: net[len(net) - 1] = layer; to remove, nn.Sequential(*layers), which numbers anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check paddlepaddle==3.3.1 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import paddle
from paddle import nn


def network():
    return nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 4), nn.Softmax())


def kinds(net):
    return " ".join(type(layer).__name__ for layer in net)


print("paddle", paddle.__version__)
net = network()
print("network:", kinds(net))
net[-1] = nn.Identity()
print("net[-1] = Identity():", kinds(net), "; sum of its scores", round(float(net(paddle.ones([1, 8])).sum()), 4))
net[-1] = nn.Sigmoid()
print("net[-1] = Sigmoid():", kinds(net))
net = network()
net[-2] = nn.Linear(4, 2)
print("net[-2] = Linear(4, 2):", kinds(net))
net = network()
del net[0]
print("del net[0]:", kinds(net), "; net[1] is the", type(net[1]).__name__)
net[1] = nn.Tanh()
print("net[1] = Tanh():", kinds(net))
net.append(nn.Sigmoid())
print("append(Sigmoid()):", kinds(net))
layers = nn.LayerList(list(network()))
layers[-1] = nn.Identity()
del layers[0]
layers.append(nn.Sigmoid())
print("LayerList, the same:", kinds(layers))
PYTHON

cat > "$folder/seen" <<'SEEN'
paddle 3.3.1
network: Linear ReLU Linear Softmax
net[-1] = Identity(): Linear ReLU Linear Softmax Identity ; sum of its scores 1.0
net[-1] = Sigmoid(): Linear ReLU Linear Softmax Sigmoid
net[-2] = Linear(4, 2): Linear ReLU Linear Softmax Linear
del net[0]: ReLU Linear Softmax ; net[1] is the Linear
net[1] = Tanh(): Tanh Linear Softmax
append(Sigmoid()): Tanh Linear Sigmoid
LayerList, the same: ReLU Linear Identity Sigmoid
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
