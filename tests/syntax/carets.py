"""Designs with the mistakes written under the places where they are found, as a person reads them.

servise api { replicas 2 }
^^^^^^^ unknown-keyword: unknown kind `servise`; did you mean `service`?
"""

from __future__ import annotations

import re

from sdlint.diagnostic import Diagnostic
from sdlint.source import Source
from sdlint.syntax.parser import parse

_REMARK = re.compile(r" *\^+ [\w-]+: ")


def bare(text: str) -> str:
    """The design alone."""
    return "".join(line for line in text.splitlines(keepends=True) if not _REMARK.match(line))


def remark(diagnostic: Diagnostic) -> tuple[int, str]:
    """The line that a diagnostic belongs to, and the line of carets and words under it."""
    span = diagnostic.span
    assert span is not None
    line, column = span.source.position(span.start)
    # A place at a line's end, or past it, is shown as one sign.
    rest = len(span.source.line_text(line)) - column + 1
    carets = "^" * max(1, min(span.end - span.start, rest))
    words = diagnostic.message + (f"; {diagnostic.help}" if diagnostic.help else "")
    return line, f"{' ' * (column - 1)}{carets} {diagnostic.name}: {words}"


def annotated(design: str, grammar: str = "sd") -> str:
    """The design, with what parsing it finds under each line."""
    source = Source("design.sd", design)
    remarks: dict[int, list[str]] = {}
    for diagnostic in parse(source, grammar).diagnostics:
        place, text = remark(diagnostic)
        remarks.setdefault(place, []).append(text)
    lines: list[str] = []
    for number, line in enumerate(design.split("\n"), 1):
        lines += [line, *remarks.get(number, [])]
    if design.endswith("\n") and lines[-1] == "":
        del lines[-1]
    return "\n".join(lines) + "\n"
