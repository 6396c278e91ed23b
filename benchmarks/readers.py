"""Ask one worker of nginx, with the settings of hub/nginx.conf, for the site's pages by wrk.

Usage: readers.py   keeps what it measures in readers.json and readers.md; needs nginx and wrk

All of it is on 127.0.0.1: 16 connections, 5 seconds a row.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from timing import processor

from hub import free_ports

HERE = Path(__file__).parent
ROOT = HERE.parent
SITE = ROOT / "_build" / "html"
# As in the command at the head of hub/nginx.conf.
PACKED = {".html", ".css", ".js", ".json", ".svg", ".ipynb"}
PAGES = ("index.html", "chapters/pooling.html", "_static/site.js")
CONNECTIONS, SECONDS = 16, 5
# Before it, what a machine's nginx.conf has around the file.
AROUND = """worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; include {folder}/site.conf; }}
"""


def main() -> None:
    """Measure every row; print and keep the result."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="readers-") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)  # nginx' worker is another user.
        shutil.copytree(SITE, folder / "site")
        with serving(folder) as address:
            rows.append(row("packed for each reader", f"{address}/{PAGES[1]}"))
            pack(folder / "site")
            rows += [row("packed once", f"{address}/{page}") for page in PAGES]
            rows.append(row("nothing new (304)", f"{address}/{PAGES[1]}", unchanged=True))
    visits = json.loads((HERE / "site.json").read_text(encoding="utf-8"))
    result = {"machine": machine(), "rows": rows, "visit": visit(visits)}
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    (HERE / "readers.json").write_text(text, encoding="utf-8")
    (HERE / "readers.md").write_text(report(result), encoding="utf-8")
    print(report(result))


def pack(site: Path) -> None:
    """Lay a packed copy beside each large file, as the command in hub/nginx.conf does."""
    for file in site.rglob("*"):
        if file.suffix in PACKED and file.stat().st_size > 1024:
            data = gzip.compress(file.read_bytes(), 9, mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(data)


@contextmanager
def serving(folder: Path):
    """Serve the folder's site with one worker; yield its address."""
    port = free_ports()
    site = (ROOT / "hub" / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "site.conf").write_text(site.replace("/var/www/cnn-book", f"{folder}/site"))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command = ["nginx", "-p", folder, "-c", folder / "nginx.conf"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def row(how: str, url: str, unchanged: bool = False) -> dict[str, object]:
    """Return how many answers of one kind a second brings, and how many bytes one has."""
    asked = {"Host": "book.example.org", "Accept-Encoding": "gzip"}
    with urlopen(Request(url, headers=asked)) as answer:
        sent, tag = len(answer.read()), answer.headers["ETag"]
        length = sent
    if unchanged:
        asked["If-None-Match"], length = tag, 0
    headers = [part for name, text in asked.items() for part in ("-H", f"{name}: {text}")]
    bounds = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    told = subprocess.check_output(["wrk", *bounds, *headers, url], text=True)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    return {
        "page": url.split("/", 3)[3],
        "how": how,
        "bytes": length,
        "requests a second": round(float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])),
        "99 % within ms": round(float(slow[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[slow[2]], 1),
        "refused": int(found[1]) if (found := re.search(r"Non-2xx[^\d]+(\d+)", told)) else 0,
    }


def visit(site: dict) -> dict[str, int]:
    """Return what a first visit of a chapter weighs, in kB, by the benchmark of the pages."""
    found = site["now"]["pages"].items()
    weights = [sum(page["phone"].values()) / 1000 for name, page in found if "chapters/" in name]
    return {"median kB": round(median(weights)), "largest kB": round(max(weights))}


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "nginx": re.search(r"nginx/([\d.]+)", nginx)[1],
        "wrk": re.search(r"wrk \S*?([\d.]+)", wrk)[1],
    }


def report(result: dict) -> str:
    """Return the result as Markdown."""
    rows = [
        f"| {row['page']} | {row['how']} | {row['bytes']:,} | {row['requests a second']:,} "
        f"| {row['99 % within ms']} |"
        for row in result["rows"]
    ]
    facts = ", ".join(f"{name} {value}" for name, value in result["machine"].items())
    visit = result["visit"]
    return "\n".join(
        [
            "# The last run of `make bench-readers`",
            "",
            f"One worker of nginx with hub/nginx.conf, asked by wrk over {CONNECTIONS} connections "
            "on the same machine.",
            "",
            "| file | how | bytes | answers a second | 99 % within, ms |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"The first visit of a chapter is {visit['median kB']} kB, of the largest "
            f"{visit['largest kB']} kB (site.md).",
            "",
            f"{facts}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
