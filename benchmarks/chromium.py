"""Chromium as the benchmarks use it: slowed down, timed frame by frame, and named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import Page
from timing import processor

__all__ = ["FRAMES", "machine", "slow_down"]

# What a page needs to take the time from an event to the painted frame.
FRAMES = Path(__file__).with_name("frames.js").read_text("utf-8")


def slow_down(page: Page, times: int) -> None:
    """Slow the processor down for a page, as far as the page can tell."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})


def machine(browser: str) -> dict[str, str]:
    """Return what the times were taken on."""
    return {"date": date.today().isoformat(), "processor": processor(), "Chromium": browser}
