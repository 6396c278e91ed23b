#!/usr/bin/env bash
# MLX: the gradient of a transposed convolution with output_padding larger than its padding has too few pixels. The
# forward pass is right. Kernel 2, stride 2, output_padding 1, the layer by which a U-Net comes back to an odd size:
# the gradient of 4 × 4 pixels is 3 × 3. A convolution in front takes it and its weights' gradient has the right shape
# and wrong numbers, and so has everything before it: no error, no warning. Behind a ReLU or a normalization it is an
# error about shapes that do not broadcast, but for 2 × 2 pixels, where 1 × 1 broadcasts, again only wrong numbers.
#
# Expected: (f(w + h) - f(w - h)) / 2h, the gradient by definition. Seen: the other column.
# Known of it when this was written: output_padding was asked for in mlx#1423; that its gradient is cut was not found.
# What to write instead: a transposed convolution without output_padding and mlx.core.pad by 0 at the end, which is
# the same where the kernel is not larger than the stride, and otherwise a padding of at least the output_padding.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "mlx[cpu]==0.32.4" numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
from importlib.metadata import version

import mlx.core as mx
import mlx.nn as nn

mx.set_default_device(mx.cpu)
print("mlx", version("mlx"))


def by_definition(f, array, step=0.125):
    gradient = []
    for i in range(array.size):
        change = mx.zeros(array.size).at[i].add(step).reshape(array.shape)
        gradient.append((f(array + change) - f(array - change)).item() / (2 * step))
    return gradient


row, kernel = mx.array([1.0, 2.0, 3.0]).reshape(1, 3, 1), mx.array([1.0, 2.0]).reshape(1, 2, 1)


def up(row):
    return mx.conv_transpose1d(row, kernel, stride=2, padding=0, output_padding=1)


print("1 2 3 by kernel 1 2, stride 2, output_padding 1:", up(row).flatten().tolist())
print("  gradient of the sum by MLX:      ", mx.grad(lambda row: up(row).sum())(row).flatten().tolist())
print("  gradient of the sum by definition:", by_definition(lambda row: up(row).sum(), row))

x = mx.arange(16.0).reshape(1, 4, 4, 1)
down, expand = mx.array([1.0, 0.0, 2.0, 1.0]).reshape(1, 2, 2, 1), mx.ones((1, 2, 2, 1))
for padding, output_padding in ((0, 0), (0, 1), (1, 1)):

    def net(down):
        features = mx.conv2d(x, down, padding=1)
        return mx.conv_transpose2d(features, expand, 2, padding, 1, output_padding).square().sum()

    print(f"conv, then transposed conv with padding {padding} and output_padding {output_padding}: conv's gradient")
    print("  by MLX:       ", mx.grad(net)(down).flatten().tolist())
    print("  by definition:", by_definition(net, down))

up = nn.ConvTranspose2d(1, 1, 2, stride=2, output_padding=1)
for side in (2, 4):
    try:
        gradient = mx.grad(lambda x: up(mx.maximum(x, 0)).sum())(mx.ones((1, side, side, 1)))
        print(f"ReLU in front, {side} × {side}: a gradient of shape", gradient.shape)
    except ValueError as error:
        print(f"ReLU in front, {side} × {side}:", error)
PYTHON
cat > "$folder/seen" <<'SEEN'
mlx 0.32.4
1 2 3 by kernel 1 2, stride 2, output_padding 1: [1.0, 2.0, 2.0, 4.0, 3.0, 6.0, 0.0]
  gradient of the sum by MLX:       [3.0, 3.0]
  gradient of the sum by definition: [3.0, 3.0, 3.0]
conv, then transposed conv with padding 0 and output_padding 0: conv's gradient
  by MLX:        [26656.0, 22928.0, 33360.0, 29056.0]
  by definition: [26656.0, 22928.0, 33360.0, 29056.0]
conv, then transposed conv with padding 0 and output_padding 1: conv's gradient
  by MLX:        [15144.0, 18544.0, 24792.0, 29056.0]
  by definition: [26656.0, 22928.0, 33360.0, 29056.0]
conv, then transposed conv with padding 1 and output_padding 1: conv's gradient
  by MLX:        [26656.0, 22416.0, 33216.0, 28040.0]
  by definition: [26656.0, 22416.0, 33216.0, 28040.0]
ReLU in front, 2 × 2: a gradient of shape (1, 2, 2, 1)
ReLU in front, 4 × 4: [broadcast_shapes] Shapes (1,3,3,1) and (1,4,4,1) cannot be broadcast.
SEEN
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
