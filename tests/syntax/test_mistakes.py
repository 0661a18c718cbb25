"""Each mistake is reported once, at its place, in words that a person can act on: see mistakes.txt."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sdlint.source import Source
from sdlint.syntax.nodes import Component, Design, Flow
from sdlint.syntax.parser import parse
from tests.syntax.carets import annotated, bare

FILE = Path(__file__).with_name("mistakes.txt")
_TEXT = FILE.read_text(encoding="utf-8")
_PARTS = re.split(r"(?m)^=== ", _TEXT)
PARTS = {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in _PARTS[1:]}


@pytest.mark.parametrize("title", PARTS)
def test_mistakes_are_found_where_they_stand(title: str) -> None:
    assert annotated(bare(PARTS[title])) == PARTS[title]


def test_ten_mistakes_are_ten_diagnostics_and_the_rest_is_kept() -> None:
    title = "Ten mistakes in thirty lines"
    design = bare(PARTS[title])
    parsed = parse(Source("design.sd", design))
    assert len(parsed.diagnostics) == 10
    assert isinstance(parsed.tree, Design)
    kinds = [type(statement) for statement in parsed.tree.statements]
    assert (kinds.count(Component), kinds.count(Flow)) == (7, 2)


@pytest.mark.skipif("UPDATE_MISTAKES" not in os.environ, reason="rewrites mistakes.txt")
def test_rewrite_the_file() -> None:
    parts = "".join(f"=== {title}\n{annotated(bare(part))}" for title, part in PARTS.items())
    FILE.write_text(_PARTS[0] + parts, encoding="utf-8")
