"""One browser for all tests of this folder; without one they are left out, and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, program

WITHOUT = "no browser: install Debian's package `chromium`, or another of its kind, and run `make browser`"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser that has just been started, with a profile of its own."""
    path = program()
    if path is None:
        pytest.skip(WITHOUT)
    profile = tmp_path_factory.mktemp("profile")
    browser = Chromium(path, profile)
    yield browser
    browser.close()
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Chromium]:
    """The browser at a desk, in the light. After each test nothing was fetched, and the console is silent."""
    chromium.look_like(1440, 900)
    yield chromium
    asked = [url for url in chromium.requested if not url.startswith(("file:", "data:"))]
    files = [url for url in chromium.requested if url.startswith("file:")]
    assert asked == [] and len(set(files)) <= 1
    assert chromium.said == []


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for pages."""
    return tmp_path_factory.mktemp("pages")
