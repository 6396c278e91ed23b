"""Give the questions of the book to a real Moodle, and write what it made of them.

    make course
    python peers/ask_moodle.py MOODLE        a folder that holds Moodle's files, 4.5 was asked

It needs PHP with the extensions that Moodle names (xml, mbstring, curl, zip, gd, intl, soap, pgsql)
and the programs of PostgreSQL. The database and what Moodle stores are thrown away afterwards, its
pages listen on this machine alone. Its own importers read the files, each as often as a teacher
might; its page *Import* reads one through Chromium. Answers go to tests/golden/moodle.json.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from book.tools.browser import launch

HERE = Path(__file__).parent / "moodle"
ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "_build" / "course" / "questions"
GOLDEN = ROOT / "tests" / "golden" / "moodle.json"
PASSWORD = "Only-here.1"
PHP = ("php", "-d", "max_input_vars=5000", "-d", "memory_limit=512M")
PHP += ("-d", "upload_max_filesize=64M", "-d", "post_max_size=64M")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd="/", check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def database(folder: Path) -> Iterator[int]:
    """Run a PostgreSQL of its own in `folder`; yield the port it listens on."""
    programs = Path(run("pg_config", "--bindir").strip()) if shutil.which("pg_config") else None
    programs = programs or max(Path("/usr/lib/postgresql").glob("*/bin"))
    # PostgreSQL does not run as root.
    user: tuple[str, ...] = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    if user:
        shutil.chown(folder, "postgres")
    port, data = free_port(), folder / "data"
    run(*user, programs / "initdb", "-D", data, "-A", "trust", "-U", "moodle", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    # Nothing here outlives the run.
    options += " -c fsync=off"
    log = folder / "log"
    run(*user, programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
    try:
        run(programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "moodle", "moodle")
        yield port
    finally:
        run(*user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@contextlib.contextmanager
def site(moodle: Path, port: int, log: Path) -> Iterator[None]:
    """Serve Moodle's pages on this machine."""
    environment = {**os.environ, "PHP_CLI_SERVER_WORKERS": "4"}
    with log.open("w") as said:
        server = subprocess.Popen(
            [*PHP, "-S", f"127.0.0.1:{port}", "-t", str(moodle)],
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.1)
            yield
        finally:
            os.killpg(server.pid, 15)


def install(moodle: Path, data: Path, database_port: int, site_port: int) -> None:
    data.mkdir()
    settings = {
        "lang": "en",
        "wwwroot": f"http://127.0.0.1:{site_port}",
        "dataroot": data,
        "dbtype": "pgsql",
        "dbhost": "127.0.0.1",
        "dbport": database_port,
        "dbname": "moodle",
        "dbuser": "moodle",
        "dbpass": "none",
        "fullname": "Import",
        "shortname": "import",
        "adminpass": PASSWORD,
        "adminemail": "teacher@example.org",
    }
    said = [f"--{name}={value}" for name, value in settings.items()]
    script = moodle / "admin" / "cli" / "install.php"
    run(*PHP, script, "--non-interactive", "--agree-license", *said)


def asked(script: str, *arguments: str | Path) -> dict[str, Any]:
    """Run a script inside Moodle; return the JSON at the end of what it prints."""
    printed = run(*PHP, HERE / script, *arguments)
    return json.loads(printed[printed.index("\n{\n") if "\n{\n" in printed else 0 :])


def by_the_page(moodle: Path, port: int, log: Path) -> str:
    """Import as a teacher does, by Moodle's page; return what that says."""
    course = asked("course.php", moodle)["course"]
    address = f"http://127.0.0.1:{port}"
    with site(moodle, port, log), sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/login/index.php")
        page.fill("#username", "admin")
        page.fill("#password", PASSWORD)
        page.click("#loginbtn")
        page.goto(f"{address}/question/bank/importquestions/import.php?courseid={course}")
        page.check("input[name=format][value=xml]")
        page.click("input[name=newfilechoose]")
        page.click(".fp-repo-name >> text=/^Upload a file$/")
        page.set_input_files("input[name=repo_upload_file]", QUESTIONS / "moodle.xml")
        page.click(".fp-upload-btn")
        page.wait_for_selector(".filepicker-filename a")
        page.click("#id_submitbutton")
        page.get_by_role("button", name="Continue").wait_for()
        said = page.inner_text("#region-main")
        browser.close()
    sentence = re.search(r"Importing \d+ questions from file", said)[0]
    return f"{sentence}. {asked('course.php', moodle, str(course))['questions']} are there."


def answers(moodle: Path, site_port: int, log: Path) -> dict[str, Any]:
    """Have every file read, and gather what Moodle holds then."""
    seen = {
        "php": run("php", "-r", "echo PHP_VERSION;"),
        "postgresql": run("psql", "--version").split()[2],
        "xml": asked("import.php", moodle, "xml", QUESTIONS / "moodle.xml"),
        "gift": asked("import.php", moodle, "gift", QUESTIONS / "questions.gift.txt"),
        "cartridge": asked("cartridge.php", moodle, QUESTIONS / "cartridge.imscc"),
        "page": by_the_page(moodle, site_port, log),
    }
    seen = {"moodle": seen["xml"].pop("moodle"), **seen, "marked": seen["xml"].pop("marked")}
    for other in ("gift", "cartridge"):
        seen[other].pop("moodle")
    if seen["gift"].pop("marked") != seen["marked"]:
        raise SystemExit("Moodle marks the questions from GIFT otherwise than those from XML")
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moodle", type=Path)
    moodle = parser.parse_args().moodle.resolve()
    config = moodle / "config.php"
    if config.exists():
        raise SystemExit(f"{config} is there: give a Moodle that is not in use")
    with tempfile.TemporaryDirectory(prefix="moodle-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        (folder / "database").mkdir()
        with database(folder / "database") as port, contextlib.ExitStack() as after:
            after.callback(config.unlink, missing_ok=True)
            site_port = free_port()
            install(moodle, folder / "files", port, site_port)
            seen = answers(moodle, site_port, folder / "site.log")
    text = json.dumps(seen, ensure_ascii=False, indent=1)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
