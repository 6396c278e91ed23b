"""What cnnlib does without until it is asked for: the packages of its extras."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["extra"]


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Name the extra of ``pyproject.toml`` that brings what an import inside does not find."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"this part of cnnlib needs {error.name}, which is not installed: "
            f"pip install {error.name}, or cnnlib with its extra: pip install '.[{name}]'",
            name=error.name,
        ) from error
