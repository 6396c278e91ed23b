"""How the book is made: in `sphinx` what Sphinx calls, in `tools` what the Makefile calls."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
