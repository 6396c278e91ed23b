"""What the first cell of a notebook does that may be opened anywhere.

It runs in the reader's kernel, and its source goes there: see `standalone.py`.
"""

from __future__ import annotations


async def bring(needs: dict, says: dict, cnnlib: str, beside: str) -> None:
    """Install what is missing or too old here, and lay out what came packed with this notebook.

    needs: what pip installs, by the name under which it is imported.
    says: the texts of what is printed here.
    cnnlib: the package as the notebook was made with; used where no other, or another one, is.
    beside: the files that the cells below read; written where they are missing.
    """
    import atexit
    import base64
    import importlib
    import io
    import lzma
    import re
    import shutil
    import subprocess
    import sys
    import tarfile
    import tempfile
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec
    from pathlib import Path

    if sys.version_info < (3, 11):  # noqa: UP036
        raise RuntimeError(says["python"].format(version=sys.version))

    def release(number: str) -> list[int]:
        return [int(part) for part in re.match(r"[\d.]*\d", number)[0].split(".")]

    def lacks(name: str) -> bool:
        if not find_spec(name):
            return True
        package, _, least = needs[name].partition(">=")
        try:
            return bool(least) and release(version(package)) < release(least)
        except PackageNotFoundError:
            # Found, but not installed by pip: nothing says which one it is.
            return False

    missing = [name for name in needs if lacks(name)]
    old = [name for name in missing if find_spec(name)]
    for name in old:
        package = needs[name].partition(">=")[0]
        there = version(package)
        print(says["too_old"].format(package=package, version=there, needs=needs[name]))
    wanted = [needs[name] for name in missing]
    if wanted and sys.platform == "emscripten":
        import micropip

        await micropip.install(wanted)
    elif wanted:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run = subprocess.run([*pip, *wanted], capture_output=True, text=True)
        if run.returncode:
            words = says["no_install"].format(packages=" ".join(wanted), reason=run.stderr)
            raise RuntimeError(words)
    importlib.invalidate_caches()
    loaded = [name for name in old if name in sys.modules]
    if lost := [needs[name] for name in missing if name in loaded or lacks(name)]:
        raise RuntimeError(says["restart"].format(packages=" ".join(lost)))
    if "anywidget" in missing and "google.colab" not in sys.modules:
        # The page learns of it only when it is loaded.
        print(says["reload"])

    def unpacked(text: str) -> dict:
        data = io.BytesIO(lzma.decompress(base64.b85decode("".join(text.split()))))
        with tarfile.open(fileobj=data) as archive:
            return {file.name: archive.extractfile(file).read() for file in archive}

    for name, data in unpacked(beside).items():
        file = Path(name)
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        elif file.read_bytes() != data:
            print(says["other_file"].format(name=name))

    def lies_at(folder: Path) -> bool:
        return all(
            (folder / name).is_file() and (folder / name).read_bytes() == data
            for name, data in package.items()
            if not name.endswith(("LICENSE", ".npz"))  # Arrays lie packed; here they came loose.
        )

    package = unpacked(cnnlib)
    found = find_spec("cnnlib")
    there = Path(found.origin).parent if found and found.origin else None
    if there and lies_at(there.parent):
        return
    if there:
        print(says["other_cnnlib"].format(folder=there))
    own = Path(tempfile.mkdtemp(prefix="cnnlib-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    for name, data in package.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(data)
    for name in [name for name in sys.modules if name.partition(".")[0] == "cnnlib"]:
        del sys.modules[name]
    sys.path.insert(0, str(own))
    importlib.invalidate_caches()
