#!/usr/bin/env bash
# TorchMetrics: the generalized Dice score of an image depends on the images beside it in the batch and on their
# order. A class that the image lacks gets its weight from elsewhere in the batch, and from a wrong place: the weights
# lie image by image, their replacements class by class. An image without a tumour, on which four pixels are called
# one, scores 0.97, 0.94, 0.86 or 0.03 by its neighbours, and the score of a whole validation set changes with
# shuffling, batch size and the last batch.
#
# Known of it when this was written: a class that is absent scores 0 per class (torchmetrics#2846, open; repairs
# #3251, #3381, #3399 not merged); that an image's score depends on its neighbours was not found.
# What to write instead: one image a call, or weight_type="linear"; monai.metrics.GeneralizedDiceScore (1.6.1
# gives this image 0.9375 beside any other).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 torchmetrics==1.9.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import torch
import torchmetrics
from torchmetrics.functional.segmentation import generalized_dice_score
from torchmetrics.segmentation import GeneralizedDiceScore

print("torchmetrics", torchmetrics.__version__)


def mask(pixels):
    image = torch.zeros(64, dtype=torch.long)
    image[:pixels] = 1
    return image.reshape(1, 8, 8)


# prediction and truth, two classes; B and C are predicted without a mistake
images = {"A": (mask(4), mask(0)), "B": (mask(32), mask(32)), "C": (mask(2), mask(2))}


def stack(names):
    return [torch.cat(parts) for parts in zip(*(images[name] for name in names))]


for batch in ("A", "AB", "BA", "AC", "CA"):
    for weight in ("square", "linear"):
        scores = generalized_dice_score(*stack(batch), 2, input_format="index", weight_type=weight)
        print(f"batch {batch}, {weight}: A scores {scores[batch.index('A')].item():.4f}")
for order in ("ABC", "CBA"):
    for size in (1, 2, 3):
        metric = GeneralizedDiceScore(2, input_format="index")
        for start in range(0, 3, size):
            metric.update(*stack(order[start:start + size]))
        print(f"all three, order {order}, batches of {size}: {metric.compute().item():.4f}")
PYTHON

cat > "$folder/seen" <<'SEEN'
torchmetrics 1.9.0
batch A, square: A scores 0.9677
batch A, linear: A scores 0.9375
batch AB, square: A scores 0.8571
batch AB, linear: A scores 0.9375
batch BA, square: A scores 0.8571
batch BA, linear: A scores 0.9375
batch AC, square: A scores 0.9356
batch AC, linear: A scores 0.9375
batch CA, square: A scores 0.0284
batch CA, linear: A scores 0.9375
all three, order ABC, batches of 1: 0.9892
all three, order ABC, batches of 2: 0.9524
all three, order ABC, batches of 3: 0.9524
all three, order CBA, batches of 1: 0.9892
all three, order CBA, batches of 2: 0.9892
all three, order CBA, batches of 3: 0.6761
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
