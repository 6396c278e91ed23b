#!/usr/bin/env bash
# DropBlock asked to drop a tenth: timm drops 93 of 100 numbers of a 7 × 7 map, where a block, 7 by default, is as large
# as the map, and a fifth of a 14 × 14 map; with blocks of 3 in 7 × 7, as in the last stage of its ResNet-50, half as
# much again as was asked. The rate of block centers is computed for those places alone where a whole block fits, but
# centers are drawn at every place. Until 1.0.22 that was so by default, and `fast=False` drew them where blocks fit;
# since 1.0.23 `fast=False` is taken and does nothing. What is kept is scaled up to the old mean, so that no mean shows
# it: in 7 × 7 every fourteenth number is left, fourteen times as large.
#
# Known of it when this was written: nothing was found. What to write instead: torchvision.ops.DropBlock2d.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4
for version in 1.0.22 1.0.31; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$folder/$version" \
        timm=="$version"
done

cat > "$folder/ask.py" <<'PYTHON'
import sys
from types import ModuleType

import torch

# The folder without what its __init__ asks for, which is torchvision.
sys.modules["layers"] = ModuleType("layers")
sys.modules["layers"].__path__ = [f"{sys.argv[1]}/timm/layers"]
from layers.drop import DropBlock2d

torch.manual_seed(0)
for block, size in ((1, 14), (3, 7), (7, 14), (7, 7)):
    maps = DropBlock2d(drop_prob=0.1, block_size=block, fast=False).train()(torch.ones(20_000, 1, size, size))
    dropped = 100 * (maps == 0).double().mean().item()
    print(f"blocks of {block} in {size} x {size}: {dropped:.0f} % dropped of 10, mean {maps.mean():.2f}")
PYTHON

cat > "$folder/seen" <<'SEEN'
timm 1.0.22
blocks of 1 in 14 x 14: 10 % dropped of 10, mean 1.00
blocks of 3 in 7 x 7: 10 % dropped of 10, mean 1.00
blocks of 7 in 14 x 14: 9 % dropped of 10, mean 1.00
blocks of 7 in 7 x 7: 10 % dropped of 10, mean 1.00
timm 1.0.31
blocks of 1 in 14 x 14: 10 % dropped of 10, mean 1.00
blocks of 3 in 7 x 7: 15 % dropped of 10, mean 1.00
blocks of 7 in 14 x 14: 21 % dropped of 10, mean 1.00
blocks of 7 in 7 x 7: 93 % dropped of 10, mean 1.00
SEEN

for version in 1.0.22 1.0.31; do
    echo "timm $version"
    "$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder/$version"
done | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
