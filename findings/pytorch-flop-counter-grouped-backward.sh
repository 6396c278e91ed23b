#!/usr/bin/env bash
# PyTorch's FlopCounterMode counts the gradient of a grouped convolution's weights once for each group: a depthwise
# convolution of 8 channels has a step of training of 282,240 operations where 3 times the forward pass, 84,672, are
# done. The forward pass and the gradient of the input are right, and so is everything without groups. Of torchvision's
# MobileNetV2 a step is told as 12.28 G where it does 1.78 G, so that the network looks dearer to train than ResNet-18.
#
# Why: the rule for the weights' gradient multiplies the shapes of x and of the output's gradient as one convolution,
# all channels with all; with groups only those of one group meet. The weight's own shape, C_in / groups, would say it.
# What to write instead: count the forward pass, and take it three times for each grouped convolution (twice for the
# first layer, whose input needs no gradient).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import torch
from torch.utils.flop_counter import FlopCounterMode

print("torch", torch.__version__.partition("+")[0])
for groups in (1, 2, 4, 8):
    conv = torch.nn.Conv2d(8, 8, 3, padding=1, groups=groups, bias=False)
    x = torch.ones(1, 8, 14, 14, requires_grad=True)
    with FlopCounterMode(display=False) as forward:
        y = conv(x)
    with FlopCounterMode(display=False) as backward:
        y.sum().backward()
    done = 2 * conv.weight.numel() * 14 * 14  # once forward, once for x, once for the weights
    ahead, back = forward.get_total_flops(), backward.get_total_flops()
    print(f"groups {groups}: forward {ahead} of {done}, back {back} of {2 * done}: the weights' {(back - done) / done:g}-fold")
PYTHON

cat > "$folder/seen" <<'SEEN'
torch 2.13.0
groups 1: forward 225792 of 225792, back 451584 of 451584: the weights' 1-fold
groups 2: forward 112896 of 112896, back 338688 of 225792: the weights' 2-fold
groups 4: forward 56448 of 56448, back 282240 of 112896: the weights' 4-fold
groups 8: forward 28224 of 28224, back 254016 of 56448: the weights' 8-fold
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
