#!/usr/bin/env bash
# Count a network, first with an input of the wrong size, then with the right one: thop says twice as much, after the
# second slip three times, for this network from then on; calflops the same for every network of the process. Both
# return the number as if nothing had been: thop leaves the hooks on the layers, calflops the functions of PyTorch
# patched, when the forward pass raises. In a notebook, where one tries a size and corrects it, that is the usual way
# to a count. torchinfo and fvcore take back what they did.
#
# Known of it when this was written: nothing was found. What to write instead: after an error count a network that was
# built anew (thop), in a new process (calflops).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.3.4 \
    thop==0.1.1.post2209072238 torchinfo==1.8.0
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps calflops==0.3.2

cat > "$folder/ask.py" <<'PYTHON'
import sys
from importlib.util import find_spec, module_from_spec

import thop
import torch
import torchinfo
from torch import nn

sys.modules["calflops"] = module_from_spec(find_spec("calflops"))  # Whose __init__ asks for transformers.
from calflops.flops_counter import calculate_flops


def by_thop(net, size):
    return int(thop.profile(net, (torch.zeros(size),), verbose=False)[0])


def by_torchinfo(net, size):
    return torchinfo.summary(net, size, verbose=0).total_mult_adds


def by_calflops(net, size):
    return calculate_flops(net, size, output_as_string=False, print_results=False)[0]


def ask(count, net, size):
    try:
        return str(count(net, size))
    except Exception:
        return "an error"


right, wrong = (1, 3, 8, 8), (1, 2, 8, 8)
for count in (by_torchinfo, by_thop, by_calflops):
    net, other = (nn.Sequential(nn.Conv2d(3, 4, 3, bias=False)) for _ in range(2))
    said = [ask(count, net, size) for size in (right, wrong, right, wrong, right)]
    print(f"{count.__name__}: {', '.join(said)}; another network: {ask(count, other, right)}")
PYTHON

cat > "$folder/seen" <<'SEEN'
by_torchinfo: 3888, an error, 3888, an error, 3888; another network: 3888
by_thop: 3888, an error, 7776, an error, 11664; another network: 3888
by_calflops: 7776, an error, 15552, an error, 23328; another network: 23328
SEEN
"$folder/venv/bin/python" -W ignore "$folder/ask.py" 2> /dev/null | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
