#!/usr/bin/env bash
# safetensors 0.8.0: safetensors.numpy.save and save_file write an array's memory as it lies and its shape as it
# looks. An array that was transposed (convolution kernels from PyTorch's order to Keras', Flax' or MLX', a Linear
# with .T) is a view, so its numbers come back under the new shape in the old order. A square matrix comes back as
# if .T had never been written; a kernel comes back scrambled. No error, no warning, the shapes fit. The same holds
# for safetensors.mlx. 0.7.0 is right; safetensors.torch refuses such a tensor.
#
# Known of it when this was written: safetensors#825 (Fortran order, since 0.8.0), open, with two repairs proposed
# (#826, #829); that it reaches safetensors.mlx by its lazy transpose was not found. The documentation of save_file
# asks for contiguous tensors, which nothing checks.
# What to write instead: save_file({name: numpy.ascontiguousarray(array)}, ...); in MLX, mlx.core.save_safetensors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/ask.py" <<'PYTHON'
import os
import sys

import numpy as np
import safetensors
from safetensors.numpy import load_file, save_file

os.chdir(sys.argv[1])
print("safetensors", safetensors.__version__)


def there_and_back(array):
    save_file({"w": array}, "w.safetensors")
    return load_file("w.safetensors")["w"]


square = np.float32([[0, 1], [2, 3]])
print("saved ", square.T.tolist())
print("loaded", there_and_back(square.T).tolist())
kernel = np.arange(4 * 3 * 3 * 3, dtype=np.float32).reshape(4, 3, 3, 3)  # out, in, height, width
moved = kernel.transpose(2, 3, 1, 0)                                     # height, width, in, out
back = there_and_back(moved)
print("a kernel of", moved.shape, "comes back as", back.shape, "with", int((back == moved).sum()), "of", moved.size,
      "numbers in their places")
print("the same through ascontiguousarray:", int((there_and_back(np.ascontiguousarray(moved)) == moved).sum()))
if len(sys.argv) > 2:
    import mlx.core as mx
    from safetensors import mlx

    weight = mx.array(square)
    mlx.save_file({"w": weight.T}, "w.safetensors")
    print("safetensors.mlx saved ", weight.T.tolist())
    print("safetensors.mlx loaded", mlx.load_file("w.safetensors")["w"].tolist())
    mx.save_safetensors("w.safetensors", {"w": weight.T})
    print("mlx.core's own loaded ", mx.load("w.safetensors")["w"].tolist())
PYTHON

cat > "$folder/seen" <<'SEEN'
safetensors 0.7.0
saved  [[0.0, 2.0], [1.0, 3.0]]
loaded [[0.0, 2.0], [1.0, 3.0]]
a kernel of (3, 3, 3, 4) comes back as (3, 3, 3, 4) with 108 of 108 numbers in their places
the same through ascontiguousarray: 108
safetensors 0.8.0
saved  [[0.0, 2.0], [1.0, 3.0]]
loaded [[0.0, 1.0], [2.0, 3.0]]
a kernel of (3, 3, 3, 4) comes back as (3, 3, 3, 4) with 2 of 108 numbers in their places
the same through ascontiguousarray: 108
safetensors.mlx saved  [[0.0, 2.0], [1.0, 3.0]]
safetensors.mlx loaded [[0.0, 1.0], [2.0, 3.0]]
mlx.core's own loaded  [[0.0, 2.0], [1.0, 3.0]]
SEEN
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check safetensors==0.7.0 numpy==2.3.4
"$folder/venv/bin/python" "$folder/ask.py" "$folder" | tee "$folder/now"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check safetensors==0.8.0 "mlx[cpu]==0.32.4"
"$folder/venv/bin/python" "$folder/ask.py" "$folder" mlx | tee -a "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
