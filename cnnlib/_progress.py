"""Long work that shows how far it is and can be stopped between two steps."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from typing import Any

from cnnlib._extras import extra

__all__ = ["progress_bar", "stop_asked"]


@contextmanager
def progress_bar(steps: range, shown: bool) -> Iterator[Callable[..., Any]]:
    """Yield what to call after each step, with the values to show beside the bar."""
    if not shown:
        yield lambda **values: None
        return
    with extra("training"):
        from tqdm.auto import tqdm  # not at the top: without a bar, NumPy is enough

    with tqdm(total=steps.stop, initial=steps.start, unit="step") as bar:

        def advance(**values: Any) -> None:
            bar.set_postfix(values, refresh=False)
            bar.update()

        yield advance


@contextmanager
def stop_asked() -> Iterator[Event]:
    """Yield a flag that Ctrl-C and a notebook's stop button set: no step is left half made."""
    asked = Event()
    if current_thread() is not main_thread():
        yield asked  # only the main thread is ever interrupted
        return
    before = signal.signal(signal.SIGINT, lambda *_: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
