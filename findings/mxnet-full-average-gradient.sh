#!/usr/bin/env bash
# MXNet: an average pooling in ceil mode (pooling_convention="full", AvgPool2D(ceil_mode=True)) that counts its padding,
# which is the default, has another gradient than the function it computes. Forward, a last window that hangs over the
# padded image is divided by what lies inside; backward, by the whole window. 4 × 4, window 3, stride 2, padding 1: the
# last pixel has weight 0.694 in the sum of the outputs and the gradient 0.444, so x·gradient is 37.3 for a sum of 46.2
# (of a linear function the two are the same). Only with oneDNN, the default of the CPU; MXNet's own kernels are right,
# so that the same training moves by other numbers on the CPU and on a graphics card. No error, no warning.
#
# Known of it when this was written: mxnet#11047 brought the full convention to these kernels; the gradient was not
# found there. The same slip is open in PyTorch's compiler (pytorch#198119), where eager PyTorch is right.
# What to write instead: MXNET_MKLDNN_ENABLED=0 in the environment, or count_include_pad=False.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mxnet==1.9.1 numpy==1.23.5

cat > "$folder/ask.py" <<'PYTHON'
import os
import subprocess
import sys

if len(sys.argv) < 3:
    for enabled in "10":
        environment = {**os.environ, "MXNET_MKLDNN_ENABLED": enabled, "MXNET_STORAGE_FALLBACK_LOG_VERBOSE": "0"}
        subprocess.run([sys.executable, "-W", "ignore", __file__, "ask", enabled], check=True, env=environment)
    sys.exit()

import mxnet
from mxnet import autograd, nd

print("mxnet", mxnet.__version__, "with oneDNN" if sys.argv[2] == "1" else "without oneDNN")
x = nd.arange(1, 17).reshape((1, 1, 4, 4))
for counted in (True, False):

    def f(x):
        return nd.Pooling(
            x, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="avg", pooling_convention="full",
            count_include_pad=counted,
        )

    x.attach_grad()
    with autograd.record():
        total = f(x).sum()
    total.backward()
    last = nd.zeros((1, 1, 4, 4))
    last[0, 0, 3, 3] = 1
    print("  padding counted:", counted)
    print("    outputs:", " ".join(f"{value:.4g}" for value in f(x).asnumpy().flat))
    print(f"    their sum: {total.asscalar():.3f}, x times its gradient: {(x * x.grad).sum().asscalar():.3f}")
    share, gradient = f(last).sum().asscalar(), x.grad[0, 0, 3, 3].asscalar()
    print(f"    the last pixel's share: {share:.3f}, its gradient: {gradient:.3f}")
PYTHON
cat > "$folder/seen" <<'SEEN'
mxnet 1.9.1 with oneDNN
  padding counted: True
    outputs: 1.556 3.333 2 6.333 11 6 4.5 7.5 4
    their sum: 46.222, x times its gradient: 37.333
    the last pixel's share: 0.694, its gradient: 0.444
  padding counted: False
    outputs: 3.5 5 6 9.5 11 12 13.5 15 16
    their sum: 91.500, x times its gradient: 91.500
    the last pixel's share: 1.778, its gradient: 1.778
mxnet 1.9.1 without oneDNN
  padding counted: True
    outputs: 1.556 3.333 2 6.333 11 6 4.5 7.5 4
    their sum: 46.222, x times its gradient: 46.222
    the last pixel's share: 0.694, its gradient: 0.694
  padding counted: False
    outputs: 3.5 5 6 9.5 11 12 13.5 15 16
    their sum: 91.500, x times its gradient: 91.500
    the last pixel's share: 1.778, its gradient: 1.778
SEEN
"$folder/venv/bin/python" "$folder/ask.py" "$folder" 2> "$folder/log" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
