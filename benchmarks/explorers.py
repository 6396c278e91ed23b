"""Time the explorers in Chromium: from an input event to the painted result; and their weight.

Usage: explorers.py [NAMES ...]   only the explorers named; nothing is kept

A change is made at the start of a frame, where a browser hands over input, and ends when that
frame is painted. The wait for a frame to start is not in it: that is the screen's, not ours.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from shutil import copy
from statistics import median
from typing import Any

from chromium import FRAMES, machine, slow_down
from playwright.sync_api import Page, sync_playwright
from tqdm import tqdm

import cnnlib
from book.sphinx.widgets import HOST, part_file
from book.tools.browser import launch
from book.widget_code import SOURCES
from cnnlib import explorers
from cnnlib.differences import DIFFERENCES, ENGINES
from cnnlib.explorers import _sources
from cnnlib.explorers.differences import DifferenceMatrix, RouteFinder

HERE = Path(__file__).parent
HOST_SCRIPT = HOST / "widget-host.js"
CHANGES = 200
MOVES = 10_000


def field(group: str, label: str, *values: Any) -> dict[str, Any]:
    """Enter these values into a field, in turn."""
    return {"kind": "field", "group": group, "label": label, "values": values}


def cell(selector: str, *values: Any) -> dict[str, Any]:
    """Type these values into a cell, in turn."""
    return {"kind": "cell", "selector": selector, "values": values}


def press(selector: str) -> dict[str, Any]:
    """Press a box or a button, again and again."""
    return {"kind": "press", "selector": selector}


def point(selector: str) -> dict[str, Any]:
    """Point at one place of a grid or a picture after the other."""
    return {"kind": "point", "selector": selector}


def draw(selector: str) -> dict[str, Any]:
    """Draw short strokes on a pad, a key after the other; clear it now and then."""
    return {"kind": "draw", "selector": selector}


ALL_ANSWERS = f"{len(DIFFERENCES.cases)} cases × {len(ENGINES)} engines"

# From an event to the painted result at a quarter of the speed, in milliseconds.
MEDIAN, WORST = 16, 50

# What is timed: the case that is the largest, and changes that make it compute and draw.
WORKS: dict[str, tuple[str, Any, list[dict[str, Any]]]] = {
    "PoolingExplorer": (
        "12 × 12",
        lambda: explorers.PoolingExplorer(
            input=[[(7 * i + 3 * j) % 10 for j in range(12)] for i in range(12)],
            kernel_size=3,
            stride=1,
            padding=1,
        ),
        [
            field("Kernel", "height", 2, 3),
            field("Padding", "all sides", 0, 1),
            cell('[aria-label="Input numbers"] input', 5, 88),
            point('[aria-label="Output numbers"]'),
        ],
    ),
    "PaddingExplorer": (
        "32 × 32",
        lambda: explorers.PaddingExplorer(input_size=32, kernel_size=3, stride=1, padding=2),
        [
            field("Kernel", "height", 5, 3),
            field("Stride", "width", 2, 1),
            field("Dilation", "height", 2, 1),
            point(".cx-places canvas"),
            press(".cx-controls .cx-group:first-child .cx-check input"),
        ],
    ),
    "CostExplorer": (
        "VGG-16",
        lambda: explorers.CostExplorer(layers=cnnlib.VGG16(), input_size=(1, 3, 224, 224)),
        [
            field("Input", "height", 256, 224),
            field("Input", "channels", 4, 3),
            field("Counting", "by the convention", "macs", "paddle"),
        ],
    ),
    "ConvolutionExplorer": (
        "128 × 128, kernel 5 × 5",
        lambda: explorers.ConvolutionExplorer(kernel=[[1] * 5] * 5),
        [
            cell('[aria-label="Kernel weights"] input', 2, -3),
            field("Padding", "all sides", 2, 0),
            point("[role=application]"),
        ],
    ),
    "DigitExplorer": (
        "30 short strokes",
        explorers.DigitExplorer,
        [draw(".cx-pad"), field("Drawing", "Start from", "7", "8")],
    ),
    "RooflineExplorer": (
        "a grouped convolution",
        explorers.RooflineExplorer,
        [
            field("Layer", "height and width", 14, 112),
            field("Machine", "Start from", "opteron", "tensor"),
            press(".cx-pin"),
            press(".cx-pin:nth-of-type(2)"),
        ],
    ),
    "ReceptiveFieldExplorer": (
        "ResNet-18",
        explorers.ReceptiveFieldExplorer,
        [
            point(".cx-over"),
            point("[role=application]"),
            press(".cx-layer-rows tr:nth-child(9) button"),
            press(".cx-layer-rows tr:nth-child(24) button"),
        ],
    ),
    "DifferenceMatrix": (
        ALL_ANSWERS,
        DifferenceMatrix,
        [
            field("Show", "cases with the words", "p", "po", "pool", "po", "p", ""),
            field("Show", "of the family", "pooling", ""),
            press(".cx-check input"),
            press(".cx-engines .cx-check:nth-child(4) input"),
        ],
    ),
    "RouteFinder": (
        ALL_ANSWERS,
        RouteFinder,
        [
            field("Route", "to", "paddle", "onnxruntime"),
            field("Route", "cases with the words", "p", "po", "pool", "po", "p", ""),
        ],
    ),
}


def main(names: list[str]) -> None:
    """Measure, print a table, and keep it unless names narrowed the work."""
    rows = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        chosen = names or list(WORKS)
        for name in tqdm(chosen, desc="explorers", disable=None):
            rows.append(measured(browser, name))
            tqdm.write(line(rows[-1]))
        result = {"machine": machine(browser.version), "bytes": weights(), "explorers": rows}
        browser.close()
    print(report(result))
    if not names:
        text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        (HERE / "explorers.json").write_text(text, "utf-8")
        (HERE / "explorers.md").write_text(report(result), "utf-8")


def measured(browser: Any, name: str) -> dict[str, Any]:
    """Return an explorer's times at full and at a quarter of the speed, and its memory."""
    case, make, actions = WORKS[name]
    row: dict[str, Any] = {"explorer": name, "case": case}
    for throttle in (1, 4):
        page = opened(browser, make())
        slow_down(page, throttle)
        found = []
        for action in actions:
            page.evaluate("action => times(action, 10)", action)  # the first ones warm up
            found += page.evaluate(
                "([action, count]) => times(action, count)", [action, CHANGES // throttle]
            )
        handled, painted = zip(*found, strict=True)
        row[f"cpu_1/{throttle}"] = {
            "handled_median_ms": median(handled),
            "painted_median_ms": median(painted),
            "painted_worst_ms": max(painted),
            "changes": len(found),
        }
        page.context.close()
    return {**row, **moved(browser, make())}


def moved(browser: Any, explorer: explorers.Explorer) -> dict[str, Any]:
    """Return what many random moves leave behind: errors, refusals, memory."""
    page = opened(browser, explorer)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate("quiet()")
    refused = page.evaluate("move(1000, 1)")
    before = _memory(session)
    for part in range(MOVES // 1000 - 1):
        refused += page.evaluate("seed => move(1000, seed)", part + 2)
    after = _memory(session)
    page.context.close()
    return {
        "moves": MOVES,
        "errors": errors,
        "refused": refused,
        "heap_mb_after_1000": before[0],
        "heap_mb_after_all": after[0],
        "nodes_after_1000": before[1],
        "nodes_after_all": after[1],
    }


def opened(browser: Any, explorer: explorers.Explorer) -> Page:
    """Open a page with one explorer, hosted as the built book hosts it."""
    state = explorer.get_state()
    state.pop("layout")
    parts = {"code": {name: state.pop(name) for name in SOURCES}, "state": state}
    page = browser.new_context(viewport={"width": 1280, "height": 1600}).new_page()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        copy(HOST_SCRIPT, home)
        needs = {kind: part_file(home, part) for kind, part in parts.items()}
        kind = "application/vnd.jupyter.widget"
        html = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Benchmark</title>
<div class="explorer" id="explorer" style="max-width: 44rem">
<script type="{kind}-view+json">{{"model_id": "model"}}</script></div>
<script type="{kind}-state+json">{json.dumps({"model": needs})}</script>
<script src="{HOST_SCRIPT.name}"></script>
<script>{FRAMES}</script>
<script>{(HERE / "explorers.js").read_text("utf-8")}</script></html>"""
        file = home / "page.html"
        file.write_text(html, "utf-8")
        page.goto(file.as_uri())
        page.locator(".cx").wait_for()
    return page


def weights() -> dict[str, int]:
    """Return the bytes of each explorer's module, and of all explorer code once, gzipped."""
    modules = {name: make()._esm for name, (_, make, *_) in WORKS.items()}
    alone = {name: len(gzip.compress(text.encode())) for name, text in modules.items()}
    files = {text for module in modules.values() for text in module.split("\n\n")}
    styles = [path.read_text(encoding="utf-8") for path in _sources.JS.rglob("*.css")]
    together = "\n\n".join([*sorted(files), *styles])
    return {**alone, "all, each file once, and the styles": len(gzip.compress(together.encode()))}


def line(row: dict[str, Any]) -> str:
    """Return an explorer's row of the table."""
    full, slow = row["cpu_1/1"], row["cpu_1/4"]
    within = slow["painted_median_ms"] <= MEDIAN and slow["painted_worst_ms"] <= WORST
    return (
        f"| {row['explorer']}, {row['case']} | {full['handled_median_ms']:.1f} "
        f"| {full['painted_median_ms']:.1f} | {full['painted_worst_ms']:.1f} "
        f"| {slow['painted_median_ms']:.1f} (≤ {MEDIAN}) "
        f"| {slow['painted_worst_ms']:.1f} (≤ {WORST}){'' if within else ' ✗'} "
        f"| {len(row['errors'])} "
        f"| {row['heap_mb_after_1000']:.1f} → {row['heap_mb_after_all']:.1f} "
        f"| {row['nodes_after_1000']:,} → {row['nodes_after_all']:,} |"
    )


def report(result: dict[str, Any]) -> str:
    """Return the whole result as Markdown."""
    weights = "\n".join(f"| {name} | {size:,} |" for name, size in result["bytes"].items())
    machine = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    return f"""# The last run of `make bench-explorers`

Milliseconds from the start of the frame that brings an input event: until its handlers are done,
and until the frame is painted (medians, and the worst). The same with a processor slowed down four
times. Then what {MOVES:,} random moves leave behind: errors, memory (MB) and nodes of the page
after 1,000 moves and after all.

| explorer | handled | painted | worst | painted at 1/4 | worst | errors | memory | nodes |
|---|---|---|---|---|---|---|---|---|
{chr(10).join(map(line, result["explorers"]))}

| code | bytes, gzipped |
|---|---|
{weights}

{machine}.
"""


def _memory(session: Any) -> tuple[float, int]:
    """Return the heap in MB and the nodes of the page, garbage collected."""
    session.send("HeapProfiler.collectGarbage")
    found = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"] / 1e6, int(found["Nodes"])


if __name__ == "__main__":
    main(sys.argv[1:])
