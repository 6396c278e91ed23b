"""Draw the picture of the README and the start page: the tutorial's pooling of 1 to 16."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnnlib import figures

COVER = Path(__file__).resolve().parent.parent / "_static" / "cover.png"

if __name__ == "__main__":
    figures.use_book_style()
    figures.pooled_regions(np.arange(1.0, 17.0).reshape(4, 4)).savefig(COVER)
