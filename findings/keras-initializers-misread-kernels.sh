#!/usr/bin/env bash
# Keras: initializers read a kernel's fans off its last two axes, whatever the layer. A depthwise kernel is stored as
# (height, width, channels, multiplier), so all channels are taken for inputs of one output, which sees its own channel
# alone: with he_normal and 256 channels the weights are 16 times too small, and after four layers of DepthwiseConv2D
# and ReLU the mean square of the signal is 1e-10. So is SeparableConv2D's first half, and glorot_uniform, the default,
# shrinks likewise. A transposed kernel is stored (height, width, out, in), so its inputs and outputs change places:
# from 512 channels to 8, he_normal is 8 times too large. No error, no warning; a batch normalization behind hides it.
#
# Expected: Conv2D(channels, groups=channels), the same function with its kernel stored (height, width, 1, channels),
# which keeps the signal. Known of it when this was written: keras#11773 of 2018 for depthwise kernels (closed, as is
# tfjs#8568; keras#11996 proposed a repair); for transposed ones nothing was found. The documentation says nothing.
# What to write instead: VarianceScaling(2 * channels) for a depthwise kernel, VarianceScaling(2, mode="fan_out") for a
# transposed one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import os
import sys

os.environ.update(KERAS_BACKEND="jax", KERAS_HOME=sys.argv[1])

import keras
import numpy as np
from keras.initializers import HeNormal, VarianceScaling
from keras.layers import Conv2D, Conv2DTranspose, DepthwiseConv2D, SeparableConv2D

print("keras", keras.__version__)
print("deviation of 3 × 3 kernels by he_normal, over sqrt(2 / inputs of one output)")


def over(layer, channels, inputs):
    layer.build((None, 9, 9, channels))
    kernel = np.array(layer.weights[0])
    print(f"  {type(layer).__name__:16} {kernel.shape!s:16} {kernel.std() / (2 / inputs) ** 0.5:.3f}")


for channels in (64, 1024):
    over(Conv2D(channels, 3, groups=channels, kernel_initializer=HeNormal(0)), channels, 9)
    over(DepthwiseConv2D(3, depthwise_initializer=HeNormal(0)), channels, 9)
    over(SeparableConv2D(8, 3, depthwise_initializer=HeNormal(0)), channels, 9)
    over(DepthwiseConv2D(3, depthwise_initializer=VarianceScaling(2 * channels, seed=0)), channels, 9)
over(Conv2D(8, 3, kernel_initializer=HeNormal(0)), 512, 9 * 512)
over(Conv2DTranspose(8, 3, kernel_initializer=HeNormal(0)), 512, 9 * 512)
over(Conv2DTranspose(8, 3, kernel_initializer=VarianceScaling(2, mode="fan_out", seed=0)), 512, 9 * 512)

print("mean square of a signal of 256 channels behind 1, 2, 3, 4 layers and ReLUs, by powers of 10")
for name in ("Conv2D, groups=256", "DepthwiseConv2D"):
    x = np.random.default_rng(0).normal(size=(1, 16, 16, 256)).astype("float32")
    powers = []
    for seed in range(4):
        if name == "DepthwiseConv2D":
            layer = DepthwiseConv2D(3, padding="same", depthwise_initializer=HeNormal(seed))
        else:
            layer = Conv2D(256, 3, padding="same", groups=256, kernel_initializer=HeNormal(seed))
        x = np.maximum(np.array(layer(x)), 0)
        powers.append(round(float(np.log10((x**2).mean())), 1))
    print(f"  {name:20}", *powers)
PYTHON
cat > "$folder/seen" <<'SEEN'
keras 3.15.1
deviation of 3 × 3 kernels by he_normal, over sqrt(2 / inputs of one output)
  Conv2D           (3, 3, 1, 64)    0.990
  DepthwiseConv2D  (3, 3, 64, 1)    0.124
  SeparableConv2D  (3, 3, 64, 1)    0.124
  DepthwiseConv2D  (3, 3, 64, 1)    0.990
  Conv2D           (3, 3, 1, 1024)  1.012
  DepthwiseConv2D  (3, 3, 1024, 1)  0.032
  SeparableConv2D  (3, 3, 1024, 1)  0.032
  DepthwiseConv2D  (3, 3, 1024, 1)  1.012
  Conv2D           (3, 3, 512, 8)   1.003
  Conv2DTranspose  (3, 3, 8, 512)   8.025
  Conv2DTranspose  (3, 3, 8, 512)   1.003
mean square of a signal of 256 channels behind 1, 2, 3, 4 layers and ReLUs, by powers of 10
  Conv2D, groups=256   -0.0 -0.1 -0.0 0.0
  DepthwiseConv2D      -2.4 -5.0 -7.3 -9.6
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
