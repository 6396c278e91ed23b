#!/usr/bin/env bash
# PaddlePaddle: CrossEntropyLoss with label_smoothing and an ignore_index of 0 or more (255, as segmentation writes
# it) divides the sum of the losses by the examples times the classes: 1000 classes, loss and gradients 1000 times
# too small, though no label is ignored. SGD then stands still while weight decay goes on. With a negative ignore_index,
# the default -100 among them, ignored labels cost nothing and yet count in the mean: half of the pixels ignored,
# half the loss; nll_loss counts right. No error, no warning.
#
# Known of it when this was written: the negative ignore_index (Paddle#48663, closed; a repair, #76033, is open);
# the division by the classes was not found. The documentation calls ignore_index "only valid when soft_label = False"
# (which label_smoothing turns to True), and a negative one "no label value needs to be ignored": it is ignored.
# What to write instead: reduction="none", and divide by the count of the labels that are not ignored.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check paddlepaddle==3.3.1 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import paddle
from paddle import nn

print("paddle", paddle.__version__)
scores = paddle.to_tensor([[2.0, 1, 0], [0, 1, 2]], stop_gradient=False)


def show(text, labels, **options):
    loss = nn.CrossEntropyLoss(**options)(scores, paddle.to_tensor(labels))
    (slope,) = paddle.grad(loss, scores)
    print(f"{text}: {loss.item():.4f}, largest slope {slope.abs().max().item():.4f}")


print("two examples of three classes, none ignored")
show("smoothing 0.1                  ", [0, 2], label_smoothing=0.1)
show("smoothing 0.1, ignore_index 255", [0, 2], label_smoothing=0.1, ignore_index=255)
for classes in (10, 1000):
    wide = paddle.zeros([4, classes])
    right = paddle.zeros([4], dtype="int64")
    plain = nn.CrossEntropyLoss(label_smoothing=0.1)(wide, right).item()
    ignoring = nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=255)(wide, right).item()
    print(f"{classes} classes: {plain / ignoring:.0f} times less with ignore_index=255")
print("the second of two examples ignored, no smoothing")
show("ignore_index  255", [0, 255], ignore_index=255)
show("ignore_index   -1", [0, -1], ignore_index=-1)
show("ignore_index -100", [0, -100])
print(f"nll_loss     -100: {nn.NLLLoss()(nn.LogSoftmax()(scores), paddle.to_tensor([0, -100])).item():.4f}")
PYTHON

cat > "$folder/seen" <<'SEEN'
paddle 3.3.1
two examples of three classes, none ignored
smoothing 0.1                  : 0.5076, largest slope 0.1340
smoothing 0.1, ignore_index 255: 0.1692, largest slope 0.0447
10 classes: 10 times less with ignore_index=255
1000 classes: 1000 times less with ignore_index=255
the second of two examples ignored, no smoothing
ignore_index  255: 0.4076, largest slope 0.3348
ignore_index   -1: 0.2038, largest slope 0.1674
ignore_index -100: 0.2038, largest slope 0.1674
nll_loss     -100: 0.4076
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
