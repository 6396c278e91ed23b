#!/usr/bin/env bash
# PyTorch → ONNX by the older exporter (dynamo=False): a distance of any p but 2 is computed without absolute values.
# pairwise_distance(p=1) of 1 2 3 and 4 4 3 is 5, the file says NaN, because the sum of -3, -2 and 0 is raised to 1/p;
# of 4 4 3 and 1 2 3, where no difference is negative, it says 5, and where signs are mixed less: 1 for 5. p=inf gives
# 1 for all. torch.cdist and nn.PairwiseDistance go the same way. No error, no warning, and a test by one pair may well
# pass. The newer exporter is right on pairwise_distance and refuses cdist.
#
# Known of it when this was written: OpenVINO's reader of PyTorch does the same (openvino#38239, open, and that is where
# the missing absolute value is named); on this exporter nothing was found (pytorch#144212 is on speed).
# What to write instead: (x - y).abs().sum(-1), or (x - y).abs().pow(p).sum(-1).pow(1 / p).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    torch==2.13.0 onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.4

cat > "$folder/ask.py" <<'PYTHON'
import io
import logging
import warnings

import onnxruntime
import torch
from torch import nn

warnings.simplefilter("ignore")
logging.disable()
print("torch", torch.__version__.split("+")[0], "onnxruntime", onnxruntime.__version__)


class Cdist(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x, y):
        return torch.cdist(x, y, p=self.p)


def by_onnx(layer, pair, newer):
    file = io.BytesIO()
    try:
        if newer:
            file.write(torch.onnx.export(layer, pair, verbose=False).model_proto.SerializeToString())
        else:
            torch.onnx.export(layer, pair, file, dynamo=False, opset_version=17)
    except Exception:
        return "refused"
    session = onnxruntime.InferenceSession(file.getvalue())
    feeds = {place.name: tensor.numpy() for place, tensor in zip(session.get_inputs(), pair, strict=True)}
    return f"{session.run(None, feeds)[0].item():.3g}"


first = torch.tensor([[1.0, 2.0, 3.0]])
others = torch.tensor([[4.0, 4.0, 3.0]]), torch.tensor([[4.0, 0.0, 3.0]])
for name, build in (("PairwiseDistance", nn.PairwiseDistance), ("cdist", Cdist)):
    for p in (1.0, 3.0, float("inf"), 2.0):
        layer = build(p)
        for pair in ((first, others[0]), (others[0], first), (others[1], first)):
            x, y = (" ".join(f"{value:g}" for value in tensor[0].tolist()) for tensor in pair)
            answers = f"older exporter {by_onnx(layer, pair, False)}"
            if pair[0] is first:
                answers += f", newer {by_onnx(layer, pair, True)}"
            print(f"{name}(p={p:g}) of {x} and {y}: PyTorch {layer(*pair).item():.3g}, {answers}")
PYTHON

cat > "$folder/seen" <<'SEEN'
torch 2.13.0 onnxruntime 1.32.0
PairwiseDistance(p=1) of 1 2 3 and 4 4 3: PyTorch 5, older exporter nan, newer 5
PairwiseDistance(p=1) of 4 4 3 and 1 2 3: PyTorch 5, older exporter 5
PairwiseDistance(p=1) of 4 0 3 and 1 2 3: PyTorch 5, older exporter 1
PairwiseDistance(p=3) of 1 2 3 and 4 4 3: PyTorch 3.27, older exporter nan, newer 3.27
PairwiseDistance(p=3) of 4 4 3 and 1 2 3: PyTorch 3.27, older exporter 3.27
PairwiseDistance(p=3) of 4 0 3 and 1 2 3: PyTorch 3.27, older exporter 2.67
PairwiseDistance(p=inf) of 1 2 3 and 4 4 3: PyTorch 3, older exporter 1, newer 3
PairwiseDistance(p=inf) of 4 4 3 and 1 2 3: PyTorch 3, older exporter 1
PairwiseDistance(p=inf) of 4 0 3 and 1 2 3: PyTorch 3, older exporter 1
PairwiseDistance(p=2) of 1 2 3 and 4 4 3: PyTorch 3.61, older exporter 3.61, newer 3.61
PairwiseDistance(p=2) of 4 4 3 and 1 2 3: PyTorch 3.61, older exporter 3.61
PairwiseDistance(p=2) of 4 0 3 and 1 2 3: PyTorch 3.61, older exporter 3.61
cdist(p=1) of 1 2 3 and 4 4 3: PyTorch 5, older exporter nan, newer refused
cdist(p=1) of 4 4 3 and 1 2 3: PyTorch 5, older exporter 5
cdist(p=1) of 4 0 3 and 1 2 3: PyTorch 5, older exporter 1
cdist(p=3) of 1 2 3 and 4 4 3: PyTorch 3.27, older exporter nan, newer refused
cdist(p=3) of 4 4 3 and 1 2 3: PyTorch 3.27, older exporter 3.27
cdist(p=3) of 4 0 3 and 1 2 3: PyTorch 3.27, older exporter 2.67
cdist(p=inf) of 1 2 3 and 4 4 3: PyTorch 3, older exporter 1, newer refused
cdist(p=inf) of 4 4 3 and 1 2 3: PyTorch 3, older exporter 1
cdist(p=inf) of 4 0 3 and 1 2 3: PyTorch 3, older exporter 1
cdist(p=2) of 1 2 3 and 4 4 3: PyTorch 3.61, older exporter 3.61, newer refused
cdist(p=2) of 4 4 3 and 1 2 3: PyTorch 3.61, older exporter 3.61
cdist(p=2) of 4 0 3 and 1 2 3: PyTorch 3.61, older exporter 3.61
SEEN
"$folder/venv/bin/python" "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
