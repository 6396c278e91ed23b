#!/usr/bin/env bash
# PyTorch: LPPool1d and LPPool2d with ceil_mode=True scale up the windows that hang over the edge, as if the missing
# pixels held the mean of those that are there. 1 to 9 as 3 × 3, norm 2, window 2: the last window holds the 9 alone,
# whose norm is 9; PyTorch gives 18. By norm 1, which is a sum, 3 × 3 ones give 4 4 / 4 4 for 4 2 / 2 1. The formula of
# the documentation is the p-th root of a sum over the window, and pixels that are not there add nothing to a sum.
# No error, no warning; without ceil_mode all is right.
#
# Why: the sum is taken as avg_pool times the window's area, and in ceil mode avg_pool divides by what lies inside.
# Known of it when this was written: pytorch#163186 (which windows ceil mode drops, for the documentation); that the
# values of those that stay are scaled was not found. MXNet's and ONNX' LpPool have no such factor in their formulas.
# What to write instead: pad the end with zeros first, functional.pad(x, (0, right, 0, below)), and pool without
# ceil_mode; zeros add nothing to the sum.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import math

import torch
from torch import nn
from torch.nn import functional

print("torch", torch.__version__.split("+")[0])


def by_formula(image, norm, window, step):
    side = image.shape[-1]
    starts = range(0, math.ceil((side - window) / step) * step + 1, step)
    return [
        [image[0, 0, i : i + window, j : j + window].pow(norm).sum().pow(1 / norm).item() for j in starts]
        for i in starts
    ]


def show(name, rows):
    print(f"  {name:26}", " / ".join(" ".join(f"{value:.4g}" for value in row) for row in rows))


ramp = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
for title, image, norm, window, step, missing in (
    ("1 to 9, norm 2, window 2, step 2", ramp, 2, 2, 2, 1),
    ("3 × 3 ones, norm 1, window 2, step 2", torch.ones(1, 1, 3, 3), 1, 2, 2, 1),
    ("1 to 16, norm 3, window 3, step 2", torch.arange(1.0, 17).reshape(1, 1, 4, 4), 3, 3, 2, 1),
):
    print(title)
    show("by the formula", by_formula(image, norm, window, step))
    show("LPPool2d, ceil_mode=True", nn.LPPool2d(norm, window, step, ceil_mode=True)(image)[0, 0].tolist())
    padded = functional.pad(image, (0, missing, 0, missing))
    show("zeros first, no ceil_mode", nn.LPPool2d(norm, window, step)(padded)[0, 0].tolist())
    show("LPPool2d, no ceil_mode", nn.LPPool2d(norm, window, step)(image)[0, 0].tolist())
row = nn.LPPool1d(2, 2, ceil_mode=True)(torch.tensor([[[1.0, 2, 3]]]))[0]
show("LPPool1d of 1 2 3", row.tolist())
PYTHON
cat > "$folder/seen" <<'SEEN'
torch 2.13.0
1 to 9, norm 2, window 2, step 2
  by the formula             6.782 6.708 / 10.63 9
  LPPool2d, ceil_mode=True   6.782 9.487 / 15.03 18
  zeros first, no ceil_mode  6.782 6.708 / 10.63 9
  LPPool2d, no ceil_mode     6.782
3 × 3 ones, norm 1, window 2, step 2
  by the formula             4 2 / 2 1
  LPPool2d, ceil_mode=True   4 4 / 4 4
  zeros first, no ceil_mode  4 2 / 2 1
  LPPool2d, no ceil_mode     4
1 to 16, norm 3, window 3, step 2
  by the formula             15.58 15.88 / 22.49 21.92
  LPPool2d, ceil_mode=True   15.58 18.18 / 25.75 28.72
  zeros first, no ceil_mode  15.58 15.88 / 22.49 21.92
  LPPool2d, no ceil_mode     15.58
  LPPool1d of 1 2 3          2.236 4.243
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
