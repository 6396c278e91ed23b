#!/usr/bin/env bash
# MLX: vmap over the kernels of a grouped or depthwise convolution mixes the kernels. One input, several kernels (an
# ensemble, a search over filters, a network whose weights another network writes): the kernels are laid one behind
# the other and cut into groups afterwards, so that a filter of one kernel meets the channels of another's group. Two
# groups, four channels 1 10 100 1000, two kernels of ones and twos: 11 11 11 11 / 2200 2200 2200 2200 for
# 11 11 1100 1100 / 22 22 2200 2200. The shapes are right, without groups the numbers are, and vmap over the images,
# or over images and kernels together, is right too. Transposed convolutions the same. No error, no warning.
#
# Expected: what a loop over the kernels gives. Known of it when this was written: mlx#2102 brought vmap to
# convolutions; nothing was found on groups. The documentation of mlx.core.vmap names no exception.
# What to write instead: vmap over both, the image repeated: vmap(conv)(broadcast_to(x, (len(kernels), *x.shape)),
# kernels).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "mlx[cpu]==0.32.4" numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
from importlib.metadata import version

import mlx.core as mx

mx.set_default_device(mx.cpu)
print("mlx", version("mlx"))
x = mx.array([1.0, 10.0, 100.0, 1000.0]).reshape(1, 1, 1, 4)


def show(name, answers):
    rows = mx.reshape(mx.stack(answers) if isinstance(answers, list) else answers, (2, -1)).tolist()
    print(f"  {name:24}", " / ".join(" ".join(f"{value:g}" for value in row) for row in rows))


for convolution in (mx.conv2d, mx.conv_transpose2d):
    for groups in (1, 2, 4):
        print(convolution.__name__, "with", groups, "groups")
        one = mx.ones((4, 1, 1, 4 // groups))
        kernels = mx.stack([one, 2 * one])

        def layer(x, kernel):
            return convolution(x, kernel, groups=groups)

        show("loop over two kernels", [layer(x, kernel) for kernel in kernels])
        show("vmap over the kernels", mx.vmap(layer, in_axes=(None, 0))(x, kernels))
        show("vmap over both, repeated", mx.vmap(layer)(mx.broadcast_to(x, (2, *x.shape)), kernels))
PYTHON
cat > "$folder/seen" <<'SEEN'
mlx 0.32.4
conv2d with 1 groups
  loop over two kernels    1111 1111 1111 1111 / 2222 2222 2222 2222
  vmap over the kernels    1111 1111 1111 1111 / 2222 2222 2222 2222
  vmap over both, repeated 1111 1111 1111 1111 / 2222 2222 2222 2222
conv2d with 2 groups
  loop over two kernels    11 11 1100 1100 / 22 22 2200 2200
  vmap over the kernels    11 11 11 11 / 2200 2200 2200 2200
  vmap over both, repeated 11 11 1100 1100 / 22 22 2200 2200
conv2d with 4 groups
  loop over two kernels    1 10 100 1000 / 2 20 200 2000
  vmap over the kernels    1 1 10 10 / 200 200 2000 2000
  vmap over both, repeated 1 10 100 1000 / 2 20 200 2000
conv_transpose2d with 1 groups
  loop over two kernels    1111 1111 1111 1111 / 2222 2222 2222 2222
  vmap over the kernels    1111 1111 1111 1111 / 2222 2222 2222 2222
  vmap over both, repeated 1111 1111 1111 1111 / 2222 2222 2222 2222
conv_transpose2d with 2 groups
  loop over two kernels    11 11 1100 1100 / 22 22 2200 2200
  vmap over the kernels    11 11 11 11 / 2200 2200 2200 2200
  vmap over both, repeated 11 11 1100 1100 / 22 22 2200 2200
conv_transpose2d with 4 groups
  loop over two kernels    1 10 100 1000 / 2 20 200 2000
  vmap over the kernels    1 1 10 10 / 200 200 2000 2000
  vmap over both, repeated 1 10 100 1000 / 2 20 200 2000
SEEN
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
