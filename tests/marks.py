"""Designs that tell of their faults: `# fault: RULE why` before a line where that rule finds something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sdlint.diagnostic import Severity, Trouble
from sdlint.lint import lint
from sdlint.record import Record
from sdlint.source import Source

TODAY = date(2026, 1, 31)

_MARK = re.compile(r"\s*# fault: (?P<rule>[a-z]+(?:-[a-z]+)*)(?:$| )")


class Place(Record):
    """A finding, or a fault: which rule, in which line."""

    line: int
    rule: str
    severity: Severity | None = None
    """Of a finding."""

    @property
    def key(self) -> tuple[int, str]:
        """What makes two the same."""
        return self.line, self.rule


def marked(text: str) -> tuple[Place, ...]:
    """The faults that comments tell of: at the line after a comment, or after a row of them."""
    lines = text.splitlines()
    found = []
    for at, line in enumerate(lines):
        mark = _MARK.match(line)
        if mark:
            below = at + 1
            while below < len(lines) and lines[below].lstrip().startswith("#"):
                below += 1
            found.append(Place(below + 1, mark["rule"]))
    return tuple(found)


def told(path: Path) -> Iterator[Place]:
    """What is found in a design and not accepted; of questions that were gathered, each."""
    source = Source(path.name, path.read_text("utf-8"))
    outcome = lint((source,), lambda other: Trouble("it stands alone", other), today=TODAY)
    assert not outcome.troubles, outcome.troubles
    for finding in outcome.findings:
        diagnostic = finding.diagnostic
        line = diagnostic.span.line if diagnostic.span else 0
        names = {diagnostic.name}
        if diagnostic.severity is Severity.QUESTION:
            accept = (diagnostic.help or "").partition("or accept: ")[2]
            names.update(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", accept))
        for name in sorted(names):
            yield Place(line, name, diagnostic.severity)
