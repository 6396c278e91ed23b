"""Pack files into a zip: the same files give the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

# A zip knows no time zone; a fixed time keeps it the same.
TIME = (2026, 1, 1, 0, 0, 0)
# Unpacked on a server, the files are for everyone. Only what comes from Unix says so.
READABLE_BY_ALL = 0o100644
UNIX = 3
# The first file of an e-book says what it is, to programs that cannot unpack.
NEVER_PACKED = "mimetype"


def packed(files: Iterable[tuple[str, bytes]], archive: Path) -> Path:
    """Pack files, each with its name inside, into `archive`."""
    with zipfile.ZipFile(archive, "w") as target:
        for inside, content in files:
            entry = zipfile.ZipInfo(inside, TIME)
            entry.create_system = UNIX
            entry.external_attr = READABLE_BY_ALL << 16
            entry.compress_type = (
                zipfile.ZIP_STORED if inside == NEVER_PACKED else zipfile.ZIP_DEFLATED
            )
            target.writestr(entry, content)
    return archive


def zipped(folder: Path, archive: Path, name: str) -> Path:
    """Pack `folder` into `archive`, where it is called `name`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    inside = (
        (f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes()) for file in files
    )
    return packed(inside, archive)
