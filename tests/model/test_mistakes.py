"""Each kind of mistake, explained: its wrong example has it and nothing else, its right one has none."""

from __future__ import annotations

import pytest

from sdlint.diagnostic import Trouble
from sdlint.lint import understand
from sdlint.model.mistakes import MISTAKES, Mistake
from sdlint.source import Source


def _reader(path: str) -> Source | Trouble:
    if path == "platform.sd":
        return Source(path, "service accounts\n")
    return Trouble(f"no file `{path}`", path)


def _names(text: str) -> list[str]:
    return [mistake.name for mistake in understand(Source("design.sd", text), _reader)[1]]


@pytest.mark.parametrize("kind", MISTAKES.values(), ids=MISTAKES)
def test_examples(kind: Mistake) -> None:
    assert _names(kind.bad) == [kind.name]
    assert _names(kind.good) == []


@pytest.mark.parametrize("kind", MISTAKES.values(), ids=MISTAKES)
def test_it_is_said_in_sentences(kind: Mistake) -> None:
    assert kind.title.endswith(".") and kind.why.endswith(".")
    assert len(kind.title) <= 110
