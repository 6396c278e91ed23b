#!/usr/bin/env bash
# MXNet: a batch normalization moves its running mean and variance when a gradient is taken, not when an image passes.
# Images that only pass in training mode (autograd.train_mode(), or record() without backward(): statistics computed
# anew after weights were averaged or pruned, or for another domain) leave them as they were, though they are normalized
# by their own batch. And each backward() through one forward pass moves them again: two losses of one batch by
# retain_graph count the batch twice. With several forward passes before one backward(), only the last counts.
# No error, no warning; evaluation then uses statistics that never were the data's.
#
# Expected: one step per forward pass in training mode, as the documentation's formula has it and as PyTorch, Keras,
# Flax, MLX and PaddlePaddle do: 0.6, 1.14, … for batches of mean 6 and momentum 0.9. Seen: below.
# Known of it when this was written: mxnet#18673 (statistics stand still where scale and center are off, for no gradient
# is taken there; closed). That a second backward() moves them again was not found.
# What to write instead: to compute statistics anew, average (x.mean(axis=(0, 2, 3))) in front of the layer yourself, or
# take a backward() of sum() per batch without a trainer's step; of several losses, one backward() of their sum.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mxnet==1.9.1 numpy==1.23.5

cat > "$folder/ask.py" <<'PYTHON'
import mxnet
from mxnet import autograd, gluon, nd

print("mxnet", mxnet.__version__, "running mean, from 0, of batches of mean 6, momentum 0.9")
x = nd.array([3, 9]).reshape((2, 1, 1, 1))


def fresh(hybrid=False):
    norm = gluon.nn.BatchNorm(momentum=0.9)
    norm.initialize()
    if hybrid:
        norm.hybridize()
    norm(x)
    return norm


def mean(norm):
    return f"{norm.running_mean.data().asscalar():.3f}"


norm = fresh()
with autograd.train_mode():
    for _ in range(3):
        y = norm(x)
print("three passes in training mode:       ", mean(norm), "though the output is", y.asnumpy().round(2).ravel())

norm = fresh()
for _ in range(3):
    with autograd.record():
        loss = norm(x).sum()
print("three recorded passes, no backward():", mean(norm))
loss.backward()
print("then backward() of the last:         ", mean(norm))

for hybrid in (False, True):
    norm = fresh(hybrid)
    with autograd.record():
        loss = norm(x).sum()
    means = []
    for _ in range(3):
        loss.backward(retain_graph=True)
        means.append(mean(norm))
    print("one pass, backward() three times:    ", *means, "hybridized" if hybrid else "")

norm = fresh()
for _ in range(3):
    with autograd.record():
        loss = norm(x).sum()
    loss.backward()
print("three passes, each with backward():  ", mean(norm))
PYTHON
cat > "$folder/seen" <<'SEEN'
mxnet 1.9.1 running mean, from 0, of batches of mean 6, momentum 0.9
three passes in training mode:        0.000 though the output is [-1.  1.]
three recorded passes, no backward(): 0.000
then backward() of the last:          0.600
one pass, backward() three times:     0.600 1.140 1.626 
one pass, backward() three times:     0.600 1.140 1.626 hybridized
three passes, each with backward():   1.626
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" 2> "$folder/log" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
