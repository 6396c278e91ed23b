"""What every test shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine is at times slow; that is no failure.
settings.register_profile("base", deadline=None, print_blob=True)
# The same code gives the same result: what fails, fails by the change just made.
settings.register_profile("book", settings.get_profile("base"), max_examples=60, derandomize=True)
# Looking for what nobody thought of has a time of its own: make fuzz.
settings.register_profile("long", settings.get_profile("base"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "book"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process waits long for the other at the end.

    One builds the book while the other runs the longest chapter; then come the tests of the site,
    the longest first, then what is short.
    """
    if any(item.path.suffix == ".ipynb" for item in items):
        # Of the book's, and not there where the wheel is tested.
        from whole import with_wholes

        items[:] = with_wholes(items)
    items.sort(key=_turn)


FIRST = ["test_build.py", "learning.ipynb", "test_browser.py", "test_classroom.py"]


def _turn(item: pytest.Item) -> int:
    if item.path.name in FIRST:
        return FIRST.index(item.path.name)
    return len(FIRST) + (item.path.parent.name != "site")
