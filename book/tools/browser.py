"""The Chromium that prints the book and runs the site tests: it talks to nobody else."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
NO_BROWSER = (
    "No browser. On Debian and Ubuntu: apt-get install chromium. Elsewhere: make browser. "
    "Or name one: CHROMIUM=/path/to/chromium make …"
)


def chromium_path() -> str | None:
    """Return the Chromium to use; None stands for playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def launch(playwright: Playwright, *more: str) -> Browser:
    """Start Chromium; playwright's Error says where there is none."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=[*QUIET, *more])
