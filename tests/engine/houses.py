"""What the engine's tests share: rules and designs from text."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.analyses.facts import Facts
from sdlint.diagnostic import Trouble
from sdlint.engine import Rule, RuleBook
from sdlint.engine.reader import read
from sdlint.lint import understand
from sdlint.source import Source

STEP = 'step "House" { asks fit "Is it fit?" }\n'
SOUND = """
rule {name}
answers fit
severity warning
since 0.1
{body}
why "It matters."
"""


def facts_of(text: str) -> Facts:
    """The facts of a design, which may have mistakes."""
    design, _ = understand(Source("design.sd", text), lambda path: Trouble("no other file", path))
    return Facts(design)


def book_of(files: Mapping[str, str]) -> RuleBook:
    """The rules of some files of one step, by the files' names."""
    sources = [Source(f"house/99-house/{name}.rule", text) for name, text in files.items()]
    return read([Source("house/99-house/step.rule", STEP), *sources])


def rule_of(body: str, name: str = "house-rule") -> Rule:
    """A rule of which only the interesting lines are given."""
    book = book_of({name: SOUND.format(name=name, body=body)})
    assert [trouble.message for trouble in book.troubles] == []
    return book.by_name[name]
