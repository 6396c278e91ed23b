#!/usr/bin/env bash
# PyTorch: a slice of nn.Sequential keeps the old numbers as names, and what is then appended or inserted takes
# the number of its new place. Where the two meet, a layer is replaced in the middle or lost at the end, with
# no error: the network still runs and means something else.
#
# Known of it when this was written: slicing (pytorch#4491) and append (pytorch#71326) were added apart; no thread
# on the two together was found.
# What to write instead: nn.Sequential(*net[2:], new_layer), which numbers anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import torch
from torch import nn


def network():
    return nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))


def kinds(net):
    return " ".join(type(layer).__name__ for layer in net)


print("torch", torch.__version__.split("+")[0])
tail = network()[2:]
print("net[2:]:", kinds(tail))
tail.append(nn.Softmax(dim=1))
print("then append(Softmax):", kinds(tail))
tail = network()[1:]
print("net[1:]:", kinds(tail))
tail.insert(1, nn.Tanh())
print("then insert(1, Tanh):", kinds(tail))
tail = network()[3:]
print("net[3:]:", kinds(tail))
tail += nn.Sequential(nn.Tanh(), nn.Flatten())
print("then += Sequential(Tanh, Flatten):", kinds(tail))
print("net[3:] + Sequential(Tanh, Flatten):", kinds(network()[3:] + nn.Sequential(nn.Tanh(), nn.Flatten())))
PYTHON

cat > "$folder/seen" <<'SEEN'
torch 2.13.0
net[2:]: Linear ReLU Linear
then append(Softmax): Linear Softmax Linear
net[1:]: ReLU Linear ReLU Linear
then insert(1, Tanh): Tanh ReLU Linear ReLU
net[3:]: ReLU Linear
then += Sequential(Tanh, Flatten): Flatten Linear Tanh
net[3:] + Sequential(Tanh, Flatten): ReLU Linear Tanh Flatten
SEEN
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-29"
