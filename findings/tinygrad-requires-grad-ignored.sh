#!/usr/bin/env bash
# tinygrad: weight.requires_grad = False, by which a layer was frozen up to 0.12.0, is taken by 0.14.0 and does nothing:
# the optimizer trains the layer. Code that reads the attribute, to count what is trained, is told False of the layer
# that moves. Tensor.training = False goes the same way: inside the Context(TRAINING=1) that the optimizer now asks
# for, a batch norm goes on moving its statistics. Both are plain new attributes of a Python object. No error, no
# warning; from 0.13.0 on for the first, 0.14.0 for the second.
#
# Known of it when this was written: the rename to is_param (tinygrad#16325, merged in May 2026); no thread says that
# the old name is still taken.
# What to write instead: weight.is_param_(False) before the optimizer is made; Context(TRAINING=0) or (TRAINING=1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"

cat > "$folder/ask.py" <<'PYTHON'
from contextlib import nullcontext
from importlib.metadata import version

from tinygrad import Context, Tensor, nn

renamed = hasattr(Tensor, "is_param_")
print("tinygrad", version("tinygrad"))


def training():
    Tensor.training = True
    return Context(TRAINING=1) if renamed else nullcontext()


def train(freeze):
    first, last = nn.Linear(2, 2), nn.Linear(2, 1)
    first.weight = Tensor([[1.0, 0.0], [0.0, 1.0]])
    last.weight = Tensor([[1.0, 1.0]])
    freeze(first.weight)
    optimizer = nn.optim.SGD(nn.state.get_parameters([first, last]), lr=0.5)
    with training():
        last(first(Tensor([[1.0, 2.0]]))).sum().backward()
        optimizer.step()
    return first.weight.tolist()


def frozen(weight):
    weight.requires_grad = False


print("weight before, and after a step if frozen:", [[1.0, 0.0], [0.0, 1.0]])
print("after a step, requires_grad = False:      ", train(frozen))
print("after a step, not frozen:                 ", train(lambda weight: None))
if renamed:
    print("after a step, is_param_(False):           ", train(lambda weight: weight.is_param_(False)))
norm = nn.BatchNorm(2)
with training():
    Tensor.training = False
    norm(Tensor([[2.0, 4.0], [2.0, 4.0]]).reshape(2, 2, 1, 1)).realize()
print("mean of a batch norm, training = False:   ", [round(mean, 3) for mean in norm.running_mean.tolist()])
PYTHON

cat > "$folder/seen" <<'SEEN'
tinygrad 0.12.0
weight before, and after a step if frozen: [[1.0, 0.0], [0.0, 1.0]]
after a step, requires_grad = False:       [[1.0, 0.0], [0.0, 1.0]]
after a step, not frozen:                  [[0.5, -1.0], [-0.5, 0.0]]
mean of a batch norm, training = False:    [0.0, 0.0]
tinygrad 0.14.0
weight before, and after a step if frozen: [[1.0, 0.0], [0.0, 1.0]]
after a step, requires_grad = False:       [[0.5, -1.0], [-0.5, 0.0]]
after a step, not frozen:                  [[0.5, -1.0], [-0.5, 0.0]]
after a step, is_param_(False):            [[1.0, 0.0], [0.0, 1.0]]
mean of a batch norm, training = False:    [0.2, 0.4]
SEEN
for version in 0.12.0 0.14.0; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check tinygrad==$version
    # the device that interprets in Python, so that no compiler is needed: the old and the new name of the choice
    PYTHON=1 DEV=PYTHON "$folder/venv/bin/python" "$folder/ask.py"
done | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
