"""Rules: read, checked before anything runs, and run."""

from __future__ import annotations

from functools import cache

from sdlint.engine.rule import Example, Param, Question, Rule, RuleBook, Step, Template
from sdlint.engine.run import Answered, run

__all__ = [
    "Answered",
    "Example",
    "Param",
    "Question",
    "Rule",
    "RuleBook",
    "Step",
    "Template",
    "run",
    "shipped_rules",
]


@cache
def shipped_rules(checked: bool = True) -> RuleBook:
    """The framework's own rules, read once in a process.

    The test suite checks their names, types and units (`checked=False`), so that no start pays for it.
    Raises FileNotFoundError when the installation is incomplete.
    """
    from sdlint.engine.kept import kept_book, shipped_sources

    if checked:
        return kept_book()
    from sdlint.engine.reader import read

    return read(shipped_sources())
