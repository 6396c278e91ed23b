"""Pack a folder into a zip: the same files give the same bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

# A zip knows no time zone; a fixed time keeps it the same.
TIME = (2026, 1, 1, 0, 0, 0)
# Unpacked on a server, the files are for everyone. Only what comes from Unix says so.
READABLE_BY_ALL = 0o100644
UNIX = 3


def zipped(folder: Path, archive: Path, name: str) -> Path:
    """Pack `folder` into `archive`, where it is called `name`."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            inside = f"{name}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(inside, TIME)
            entry.create_system = UNIX
            entry.external_attr = READABLE_BY_ALL << 16
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive
