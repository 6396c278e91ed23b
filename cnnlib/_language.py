"""The language in which a reader is told what a check, a quiz or an explorer says.

It is that of the book that cnnlib comes with: `make answers` writes it beside the answers. The
environment variable CNNLIB_LANGUAGE names another one before cnnlib is imported.
"""

import json
import os
from pathlib import Path

SEALED = Path(__file__).with_name("teaching") / "answers.json"
LANGUAGE = (
    os.environ.get("CNNLIB_LANGUAGE") or json.loads(SEALED.read_text(encoding="utf-8"))["language"]
)
