#!/usr/bin/env bash
# MindSpore: nn.RMSProp begins with a mean of squared gradients of 1, not 0, and nothing says so. Gradients of deep
# networks are far below 1, so for dozens of steps the 1 fades and it is no RMSProp but plain descent at the learning
# rate: with a gradient of 0.001 and the default decay of 0.9 the first step is 0.001 learning rates for 3.16, and after
# 50 steps the weight has gone 0.25 for 62. What ε is meant to prevent cannot be seen, and a rate found elsewhere seems
# far too low. MindSpore's own mindspore.experimental.optim.RMSprop begins at 0.
#
# Expected: the formula that its documentation prints, s' = ρ·s + (1 - ρ)·g², which names no start, and the sheet of
# 2012 that it cites; PyTorch, Keras and MLX begin at 0. Known of it when this was written: TensorFlow 1 began at 1 as
# well; of MindSpore nothing was found.
# What to write instead, before the first step: for square in optimizer.ms: square.set_data(ops.zeros_like(square)).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mindspore==2.10.0 numpy==1.26.4

cat > "$folder/ask.py" <<'PYTHON'
import mindspore
import numpy as np
from mindspore import Parameter, Tensor, nn, ops
from mindspore.experimental import optim

print("mindspore", mindspore.__version__)
RATE, DECAY, EPSILON = 0.01, 0.9, 1e-10


def by_formula(gradients):
    weight, square = 0.0, 0.0
    for gradient in gradients:
        square = DECAY * square + (1 - DECAY) * gradient**2
        weight -= RATE * gradient / (square + EPSILON) ** 0.5
    return weight


def trained(make, gradients):
    weight = Parameter(Tensor(np.float32([0])), name="weight")
    optimizer = make(weight)
    for gradient in gradients:
        optimizer((Tensor(np.float32([gradient])),))
    return float(weight.asnumpy()[0])


def built_in(weight):
    return nn.RMSProp([weight], RATE, DECAY, 0.0, EPSILON)


def from_zero(weight):
    optimizer = built_in(weight)
    for square in optimizer.ms:
        square.set_data(ops.zeros_like(square))
    return optimizer


def experimental(weight):
    return optim.RMSprop([weight], RATE, DECAY, 1e-8)


print("way of a weight in learning rates")
print("gradient steps  by formula  nn.RMSProp  begun at 0  experimental")
for gradient in (1.0, 0.1, 0.001):
    for steps in (1, 10, 50):
        gradients = [gradient] * steps
        ways = [by_formula(gradients), *(trained(make, gradients) for make in (built_in, from_zero, experimental))]
        print("{:8} {:5} {:11.3f} {:11.3f} {:11.3f} {:12.3f}".format(gradient, steps, *(-way / RATE for way in ways)))
PYTHON
cat > "$folder/seen" <<'SEEN'
mindspore 2.10.0
way of a weight in learning rates
gradient steps  by formula  nn.RMSProp  begun at 0  experimental
     1.0     1       3.162       1.000       3.162        3.162
     1.0    10      17.332      10.000      17.332       17.332
     1.0    50      59.118      50.000      59.118       59.118
     0.1     1       3.162       0.105       3.162        3.162
     0.1    10      17.332       1.345      17.332       17.332
     0.1    50      59.118      20.054      59.118       59.118
   0.001     1       3.161       0.001       3.161        3.162
   0.001    10      17.329       0.014      17.329       17.332
   0.001    50      59.113       0.252      59.113       59.118
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
