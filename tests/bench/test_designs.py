"""The designs that are timed are what they say: so many components, every name once, the same each time."""

from __future__ import annotations

import re

import pytest

from tests.bench.designs import design

COMPONENT = re.compile(
    r"^ *(?:client|cdn|balancer|service|cache|database|stream|worker) +(\w+)", re.MULTILINE
)


@pytest.mark.parametrize("size", [9, 12, 13, 14, 100, 1000])
def test_as_many_components_as_asked(size: int) -> None:
    names = COMPONENT.findall(design(size))
    assert len(names) == size
    assert len(set(names)) == size


def test_same_bytes() -> None:
    assert design(100) == design(100)


def test_too_few() -> None:
    with pytest.raises(ValueError, match="at least 9"):
        design(8)
