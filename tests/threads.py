"""Threads for tests: a BLAS that is none, and a process whose BLAS may work in two."""

import os
import subprocess
import sys


class Library:
    """A BLAS that may work in some threads, and remembers what it was told."""

    def __init__(self, threads):
        self.told = [threads]

    def get_num_threads(self):
        return self.told[-1]

    def set_num_threads(self, threads):
        self.told.append(threads)


def script(text):
    """Run a script in a process of its own, whose BLAS may work in two threads."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", text],
        capture_output=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "2"},
    )
    assert ended.stderr == ""
    return ended.stdout
