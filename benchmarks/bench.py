"""Time cnnlib against PyTorch and PaddlePaddle in one process, and keep the result.

Usage: bench.py [PART OF A WORK'S NAME ...]
"""

from __future__ import annotations

import os

THREADS = 2
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)

import sys  # noqa: E402
from timing import medians  # noqa: E402
from works import works  # noqa: E402
import torch  # noqa: E402
torch.set_num_threads(THREADS)

wanted = sys.argv[1:]
for task in works():
    if wanted and not any(w in task.name for w in wanted): continue
    t = medians(task.runners)
    print(f"{task.name:50} {t['cnnlib']*1e3:9.3f} ms", *(f"{n} {t['cnnlib']/t[n]:.2f} (≤ {l})" for n,l in task.targets.items()), flush=True)
