"""Pack the built site into one zip that opens from disk, with a checksum beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from book import ROOT
from book.model import BOOK
from book.tools.bundle import zipped


def pack(html: Path = ROOT / "_build" / "html", target: Path = ROOT / "_build" / "dist") -> Path:
    """Return the zip of the site; ``sha256sum --check`` takes the file beside it."""
    target.mkdir(parents=True, exist_ok=True)
    archive = zipped(html, target / f"{BOOK.name}.zip", BOOK.name)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_suffix(".zip.sha256").write_text(f"{digest}  {archive.name}\n", encoding="utf-8")
    return archive


if __name__ == "__main__":
    packed = pack()
    print(f"{packed.relative_to(ROOT)}: {packed.stat().st_size:,} bytes")
