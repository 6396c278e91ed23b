"""One student of the trial: logs in, opens a chapter, moves an explorer, is marked.

What a browser would send, over the hub's pages and the Jupyter server's REST and websocket.
"""

from __future__ import annotations

import json
import re
import time
import tomllib
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import requests
import websocket

CHAPTERS = Path(__file__).parent.parent / "chapters"
# A hung server must not hold the trial up.
PATIENCE = 120


@dataclass(frozen=True)
class Lesson:
    """What a student does in a chapter: the cell with an explorer, a move, and an exercise."""

    chapter: str
    explorer: str
    move: dict[str, object]
    exercise: str

    def answer(self) -> object:
        """Return the answer that the chapter takes."""
        text = (CHAPTERS / self.chapter / "answers.toml").read_text(encoding="utf-8")
        entries = {entry["id"]: entry["answer"] for entry in tomllib.loads(text)["exercise"]}
        return entries[self.exercise]


LESSONS = (
    Lesson("pooling", "basic-explorer", {"kernel_size": 3}, "alexnet-pools"),
    Lesson("padding", "forms-explorer", {"stride": 2}, "keep"),
    Lesson("counting", "conv-flops-explorer", {"convention": "flops"}, "first-of-vgg"),
    Lesson("anatomy", "edges-explorer", {"stride": 2}, "large-kernel"),
    Lesson("vgg16", "tool-explorer", {"convention": "flops"}, "ten-classes"),
)


@dataclass
class Student:
    """A browser of one student, and how long each step took, in seconds."""

    hub: str
    name: str
    repository: str
    lesson: Lesson
    seconds: dict[str, float] = field(default_factory=dict)
    bytes: int = 0
    verdict: str = ""

    def __post_init__(self) -> None:
        self.page = requests.Session()
        self.server = f"{self.hub}/user/{self.name}"
        self.path = f"{self.repository.rpartition('/')[2]}/chapters/{self.lesson.chapter}.ipynb"
        self.pull = urlencode(
            {"repo": self.repository, "urlpath": f"lab/tree/{self.path}", "branch": "notebooks"}
        )

    def get(self, url: str, **how: object) -> requests.Response:
        answer = self.page.get(url, timeout=PATIENCE, **how)
        answer.raise_for_status()
        if not how.get("stream"):
            self.bytes += len(answer.content)
        return answer

    def xsrf(self, place: str) -> dict[str, str]:
        """Return the header by which a page shows that it is the hub's own, for one place of it."""
        path = urlsplit(place).path
        fitting = [cookie for cookie in self.page.cookies if cookie.name == "_xsrf"]
        return {"X-XSRFToken": next(c.value for c in fitting if path.startswith(c.path))}

    def log_in(self) -> None:
        """Follow the link of a page as a stranger until the own server runs."""
        link = f"/hub/user-redirect/git-pull?{self.pull}"
        began = time.monotonic()
        form = self.get(f"{self.hub}/hub/login?{urlencode({'next': link})}")
        token = re.search(r'name="_xsrf" value="([^"]+)"', form.text)
        said = {"username": self.name, "password": "trial"}
        answer = self.page.post(
            form.url, data=said | ({"_xsrf": token[1]} if token else {}), timeout=PATIENCE
        )
        answer.raise_for_status()
        # What the page "Your server is starting up" listens to.
        progress = f"{self.hub}/hub/api/users/{self.name}/server/progress"
        events = self.get(progress, headers=self.xsrf(progress), stream=True)
        for event in self.events(events):
            if event.get("failed"):
                raise RuntimeError(f"{self.name}: {event}")
            if event.get("ready"):
                break
        self.seconds["log in"] = time.monotonic() - began

    @staticmethod
    def events(answer: requests.Response):
        """Yield what a stream of events tells."""
        for line in answer.iter_lines(decode_unicode=True):
            if line.startswith("data:"):
                yield json.loads(line[5:])

    def open_chapter(self) -> None:
        """Fetch the notebooks, load JupyterLab and the chapter, and wait for its kernel."""
        began = time.monotonic()
        self.get(f"{self.server}/git-pull?{self.pull}")
        pulled = self.get(f"{self.server}/git-pull/api?{self.pull}", stream=True)
        phases = [event["phase"] for event in self.events(pulled)]
        if phases[-1] != "finished":
            raise RuntimeError(f"{self.name}: {phases}")
        self.seconds["pull"] = time.monotonic() - began
        lab = self.get(f"{self.server}/lab/tree/{self.path}")
        for script in re.findall(r'<script[^>]+src="([^"]+)"', lab.text):
            self.get(f"{self.hub}{script}")
        self.notebook = self.get(f"{self.server}/api/contents/{self.path}?content=1").json()
        self.seconds["shown"] = time.monotonic() - began
        wanted = {
            "path": self.path,
            "name": self.path,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        sessions = f"{self.server}/api/sessions"
        answer = self.page.post(
            sessions, json=wanted, headers=self.xsrf(f"{self.server}/"), timeout=PATIENCE
        )
        answer.raise_for_status()
        kernel = f"{self.server}/api/kernels/{answer.json()['kernel']['id']}/channels"
        cookies = "; ".join(
            f"{c.name}={c.value}"
            for c in self.page.cookies
            if urlsplit(kernel).path.startswith(c.path)
        )
        self.socket = websocket.create_connection(
            kernel.replace("http", "ws", 1), cookie=cookies, timeout=PATIENCE
        )
        self.ask("kernel_info_request", {})
        self.seconds["open"] = time.monotonic() - began

    def ask(self, kind: str, content: dict) -> list[dict]:
        """Send a message to the kernel; return what comes until it is idle and has answered."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.name,
            "username": self.name,
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps({**message, "channel": "shell", "buffers": []}))
        seen, open_ends = [], {"idle"} if kind == "comm_msg" else {"idle", "reply"}
        while open_ends:
            raw = self.socket.recv()
            # Messages with binary parts bring their length first; none that we wait for has any.
            if isinstance(raw, bytes):
                continue
            got = json.loads(raw)
            if got["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            seen.append(got)
            if got["content"].get("execution_state") == "idle":
                open_ends.discard("idle")
            if got["msg_type"] == kind.replace("request", "reply"):
                open_ends.discard("reply")
        return seen

    def run(self, code: str) -> list[dict]:
        """Run code in the kernel; return its messages."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        seen = self.ask("execute_request", content | {"user_expressions": {}})
        for message in seen:
            if message["msg_type"] == "error":
                raise RuntimeError(f"{self.name}: {message['content']['evalue']}")
        return seen

    def work(self) -> None:
        """Run the first cells and the explorer's, move it, and answer an exercise."""
        began = time.monotonic()
        cells = {cell["id"]: cell for cell in self.notebook["content"]["cells"]}
        self.run(cells["install"]["source"])
        self.run(cells["setup"]["source"])
        self.seconds["first cells"] = time.monotonic() - began
        began = time.monotonic()
        shown = self.run(cells[self.lesson.explorer]["source"])
        opened = [m["content"] for m in shown if m["msg_type"] == "comm_open"]
        comm = next(o["comm_id"] for o in opened if "_esm" in o["data"]["state"])
        self.seconds["explorer"] = time.monotonic() - began
        began = time.monotonic()
        data = {"method": "update", "state": self.lesson.move, "buffer_paths": []}
        moved = self.ask("comm_msg", {"comm_id": comm, "data": data})
        echoed = [m["content"]["data"] for m in moved if m["msg_type"] == "comm_msg"]
        if not any(self.lesson.move.items() <= e.get("state", {}).items() for e in echoed):
            raise RuntimeError(f"{self.name}: the explorer did not move: {echoed}")
        self.seconds["move"] = time.monotonic() - began
        began = time.monotonic()
        exercise = cells[f"answer-{self.lesson.exercise}"]["source"]
        marked = self.run(exercise.replace("...", repr(self.lesson.answer()), 1))
        shown = [m["content"] for m in marked if m["msg_type"] == "execute_result"]
        self.verdict = shown[0]["data"]["text/plain"]
        self.seconds["marked"] = time.monotonic() - began

    def leave(self) -> None:
        """Close the connection, as a closed tab does; the server and its kernel go on."""
        self.socket.close()
