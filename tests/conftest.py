"""What every test shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine is at times slow; that is no failure.
# In CI the same commit gives the same result.
settings.register_profile("book", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("book")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return Path(__file__).resolve().parent.parent
