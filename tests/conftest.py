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
    """Run the tests of the build first, and those that read the built pages last.

    The first process then builds the book while the second one has other work. Of the site's
    tests the longest come first, so that no process waits long for the other at the end.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    site = ["test_browser.py", "test_lab.py", "test_classroom.py", "test_explorers.py"]
    turns = {"test_build.py": 0} | {name: turn for turn, name in enumerate(site, start=2)}
    return turns.get(item.path.name, 9 if item.path.parent.name == "site" else 1)
