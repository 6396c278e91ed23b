#!/usr/bin/env bash
# SELU's gradient is wrong below 0 in MindSpore (CPU) and in MXNet; both compute SELU itself right. With λ = 1.0507 and
# α = 1.6733 the slope is λ·α·exp(x), always positive, or y + λ·α by the output y. MindSpore gives λ·(y + 1): below
# x = -0.84 the slope is negative, at -3 it is -0.705 for 0.088. MXNet gives λ·(y + α): a little too small everywhere,
# 0.0028 for 0.0875 at -3, and negative from -3.03 on, where the true slope has still 0.08. No error: a self-normalizing
# network trains, in MindSpore with half of its activations pushed the wrong way.
#
# Expected: (f(x + h) - f(x - h)) / 2h. Seen: the column beside it.
# Known of it when this was written: the same slip as MXNet's in another library (RubixML#427, repaired); of MindSpore
# and MXNet nothing was found. PaddlePaddle, TensorFlow and JAX lose only digits, at -20 and below.
# What to write instead: 1.0507009873554805 * elu(x, alpha), with alpha 1.6732632423543772; MindSpore's elu takes an
# alpha of 1 alone: 1.0507… * where(x > 0, x, 1.6732… * (exp(minimum(x, 0)) - 1)).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/ask.py" <<'PYTHON'
import sys

import numpy as np

points = np.float32([-4, -3, -2, -1, -0.5, 0.5, 2])
SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772

if sys.argv[1] == "mindspore":
    import mindspore
    from mindspore import Tensor, ops

    def selu(x):
        return ops.selu(Tensor(x)).asnumpy()

    def gradient(f):
        return mindspore.grad(lambda x: f(x).sum())(Tensor(points)).asnumpy()

    print("mindspore", mindspore.__version__)
    built_in = gradient(ops.selu)
    instead = gradient(lambda x: SCALE * ops.where(x > 0, x, ALPHA * (ops.exp(ops.minimum(x, Tensor(0.0))) - 1)))
else:
    import mxnet
    from mxnet import autograd, nd

    def selu(x):
        return nd.LeakyReLU(nd.array(x), act_type="selu").asnumpy()

    def gradient(f):
        x = nd.array(points)
        x.attach_grad()
        with autograd.record():
            y = f(x)
        y.backward()
        return x.grad.asnumpy()

    print("mxnet", mxnet.__version__)
    built_in = gradient(lambda x: nd.LeakyReLU(x, act_type="selu"))
    instead = gradient(lambda x: SCALE * nd.LeakyReLU(x, act_type="elu", slope=ALPHA))

step = np.float32(1 / 64)
by_definition = (selu(points + step).astype(float) - selu(points - step)) / (2 * step)
print("   x      y  by definition  built in  instead")
for row in zip(points, selu(points), by_definition, built_in, instead):
    print("{:4} {:6.3f} {:14.3f} {:9.3f} {:8.3f}".format(*row))
PYTHON

cat > "$folder/seen" <<'SEEN'
mindspore 2.10.0
   x      y  by definition  built in  instead
-4.0 -1.726          0.032    -0.763    0.032
-3.0 -1.671          0.088    -0.705    0.088
-2.0 -1.520          0.238    -0.547    0.238
-1.0 -1.111          0.647    -0.117    0.647
-0.5 -0.692          1.066     0.324    1.066
 0.5  0.525          1.051     1.051    1.051
 2.0  2.101          1.051     1.051    1.051
mxnet 1.9.1
   x      y  by definition  built in  instead
-4.0 -1.726          0.032    -0.055    0.032
-3.0 -1.671          0.088     0.003    0.088
-2.0 -1.520          0.238     0.161    0.238
-1.0 -1.111          0.647     0.590    0.647
-0.5 -0.692          1.066     1.031    1.066
 0.5  0.525          1.051     1.051    1.051
 2.0  2.101          1.051     1.051    1.051
SEEN
python3 -m venv "$folder/mindspore"
"$folder/mindspore/bin/pip" install --quiet --disable-pip-version-check mindspore==2.10.0 numpy==1.26.4
python3 -m venv "$folder/mxnet"
"$folder/mxnet/bin/pip" install --quiet --disable-pip-version-check mxnet==1.9.1 numpy==1.23.5
for engine in mindspore mxnet; do
    "$folder/$engine/bin/python" -W ignore "$folder/ask.py" $engine
done | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
