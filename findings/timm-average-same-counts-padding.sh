#!/usr/bin/env bash
# The mean over a map of ones is one, if padding is left out of it. timm builds average pooling with padding "same" and
# takes count_include_pad=False; whether that holds depends on the stride. With stride 1 it becomes PyTorch's own layer,
# and it holds. With stride 2 the map is padded by zeros beforehand, and the mean counts them whatever was said: 0.44 in
# the corner. TensorFlow's SAME, which this layer is named after, leaves padding out.
#
# Known of it when this was written: a comment beside the code asks what to do about it; of the stride nothing was
# found. What to write instead: the mean as the quotient of two sums, one of the padded map, one of padded ones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$folder/timm" timm==1.0.31

cat > "$folder/ask.py" <<'PYTHON'
import sys
from types import ModuleType

import torch

# The folder without what asks for torchvision, which is needed for tracing alone.
package, tracing = ModuleType("layers"), ModuleType("layers._fx")
package.__path__ = [f"{sys.argv[1]}/timm/layers"]
tracing.register_notrace_module = tracing.register_notrace_function = lambda each: each
sys.modules |= {"layers": package, "layers._fx": tracing}
from layers.pool2d_same import create_pool2d

ones = torch.ones(1, 1, 4, 4)
for stride in (1, 2):
    for told in ({"count_include_pad": False}, {"count_include_pad": True}, {}):
        layer = create_pool2d("avg", 3, stride=stride, padding="same", **told)
        print(f"stride {stride}, {told or 'no word'}: {layer(ones)[0, 0, -1, -1]:.2f} by {type(layer).__name__}")
PYTHON

cat > "$folder/seen" <<'SEEN'
stride 1, {'count_include_pad': False}: 1.00 by AvgPool2d
stride 1, {'count_include_pad': True}: 0.44 by AvgPool2d
stride 1, no word: 0.44 by AvgPool2d
stride 2, {'count_include_pad': False}: 0.44 by AvgPool2dSame
stride 2, {'count_include_pad': True}: 0.44 by AvgPool2dSame
stride 2, no word: 0.44 by AvgPool2dSame
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder/timm" | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
