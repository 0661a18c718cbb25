"""What all tests share: a world that doesn't depend on who runs them, and random tests that repeat."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in each run, so that a failure is never an accident; to look further:
# pytest --hypothesis-profile=explore
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("repeatable")

_made = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the user's cache, colours and terminal width out of the tests, of the commands they start too."""
    if hasattr(config, "workerinput"):
        return  # One of several processes: it inherits all this from the first.
    folder = Path(tempfile.mkdtemp(prefix="sdlint-tests-"))
    config.stash[_made] = folder
    os.environ["XDG_CACHE_HOME"] = str(folder)
    os.environ["COLUMNS"] = "80"
    # What a test looks at is what the code does now; the tests of the kept results take this away.
    os.environ["SDLINT_NO_CACHE"] = "1"
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"):
        os.environ.pop(name, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what `pytest_configure` made."""
    folder = config.stash.get(_made, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The repository's top folder."""
    return Path(__file__).resolve().parent.parent
