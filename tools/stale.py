"""Drop what an earlier build left behind and this one must not reuse.

jupyter-cache knows a notebook by its code alone, and Sphinx a page by its source file. Both
would keep pages whose numbers an older cnnlib computed. So each cache folder holds a file with
a hash of what it was made from; when the hash no longer fits, the folder goes.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

COMPUTED_WITH = ["cnnlib", "constraints.txt"]
CACHES = {
    "_build/.jupyter_cache": COMPUTED_WITH,
    "_build/.doctrees": [*COMPUTED_WITH, "_ext"],
}
KEY_FILE = "made-from.sha256"


def key(sources: Iterable[str], root: Path = ROOT) -> str:
    """Return one hash over this Python's version and every source file's name and content."""
    digest = hashlib.sha256(b"%d.%d" % sys.version_info[:2])
    for source in (root / name for name in sources):
        files = source.rglob("*") if source.is_dir() else [source]
        for file in sorted(files):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"\0{file.relative_to(root).as_posix()}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def drop_stale(root: Path = ROOT) -> list[str]:
    """Remove each cache folder made from other sources than today's; return their names."""
    dropped = []
    for name, sources in CACHES.items():
        folder, now = root / name, key(sources, root)
        key_file = folder / KEY_FILE
        if folder.exists() and not (key_file.exists() and key_file.read_text() == now):
            shutil.rmtree(folder)
            dropped.append(name)
        folder.mkdir(parents=True, exist_ok=True)
        key_file.write_text(now)
    return dropped


if __name__ == "__main__":
    for name in drop_stale():
        print(f"{name}: made from other sources, dropped")
