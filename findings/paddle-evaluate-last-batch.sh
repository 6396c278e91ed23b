#!/usr/bin/env bash
# PaddlePaddle: the loss that Model.evaluate() returns, and the one that fit() hands to callbacks at the end of an
# epoch, is that of the last batch alone, not the mean. At evaluate's default batch size of 1 it is the loss of the
# last example. Metrics beside it (Accuracy) are over all data, so nothing looks amiss. EarlyStopping and
# ReduceLROnPlateau, which watch this "loss" by default, stop and slow a training by a handful of examples.
#
# Known of it when this was written: Paddle#40095 (open since 2022) asks why the result changes with the batch size
# and whether momentary values are shown; no thread says that it is the last batch's loss. evaluate's documentation
# speaks of evaluating "the loss and metrics of the model on input dataset".
# What to write instead: a paddle.metric.Metric of one's own that sums the loss and counts the examples.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check paddlepaddle==3.3.1 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import numpy as np
import paddle
from paddle import nn

print("paddle", paddle.__version__)
x = np.float32([[0], [1], [2], [3], [4]])
data = paddle.io.TensorDataset([x, np.zeros_like(x)])


def model(weight):
    net = nn.Linear(1, 1)
    net.weight.set_value(np.float32([[weight]]))
    whole = paddle.Model(net)
    whole.prepare(paddle.optimizer.SGD(0.0, parameters=net.parameters()), nn.MSELoss())
    return whole


print("squared errors 0 1 4 9 16, mean 6")
for size in (5, 4, 2):
    print("evaluate, batches of", size, model(1).evaluate(data, batch_size=size, verbose=0))
print("evaluate, default     ", model(1).evaluate(data, verbose=0))


class Watch(paddle.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("fit, end of the epoch ", logs["loss"])


model(1).fit(data, batch_size=4, shuffle=False, verbose=0, callbacks=[Watch()])

# two networks, two validation images: the second network is better on the whole, the first on the last image
pair = paddle.io.TensorDataset([np.float32([[1], [1]]), np.float32([[9], [1]])])
for weight in (1, 5):
    print("weight", weight, "true mean", ((1 * weight - 9) ** 2 + (1 * weight - 1) ** 2) / 2, "evaluate",
          model(weight).evaluate(pair, verbose=0)["loss"])
PYTHON

cat > "$folder/seen" <<'SEEN'
paddle 3.3.1
squared errors 0 1 4 9 16, mean 6
evaluate, batches of 5 {'loss': [6.0]}
evaluate, batches of 4 {'loss': [16.0]}
evaluate, batches of 2 {'loss': [16.0]}
evaluate, default      {'loss': [16.0]}
fit, end of the epoch  [16.0]
weight 1 true mean 32.0 evaluate [0.0]
weight 5 true mean 16.0 evaluate [16.0]
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
