"""The formatter: a design in its one right layout.

It never writes what it doesn't understand: a text with a mistake comes back as it was. Otherwise every
token and every comment is kept as it is spelt; what changes are blanks, line ends, the order of clauses
and the commas or semicolons that a line's end makes needless.
"""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.source import Source
from sdlint.syntax.layout import Line, lay_out
from sdlint.syntax.layout_columns import align
from sdlint.syntax.parser import parse


def print_source(source: Source) -> tuple[str, tuple[Diagnostic, ...]]:
    """The formatted text of a design, and what was found in parsing it.

    With an error among the diagnostics the text is returned unchanged.
    """
    parsed = parse(source)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in parsed.diagnostics):
        return source.text, parsed.diagnostics
    lines = lay_out(parsed)
    align(lines)
    end = "\r\n" if _has_crlf(source.text) else "\n"
    return end.join(_written(lines)), parsed.diagnostics


def _has_crlf(text: str) -> bool:
    """Whether the first line ends as lines do on Windows."""
    at = text.find("\n")
    return at > 0 and text[at - 1] == "\r"


def _written(lines: list[Line]) -> list[str]:
    """The lines as they are written; the last one is empty, so that the file ends with a line's end."""
    written: list[str] = []
    for line in lines:
        if line.blank and written:
            written.append("")
        code = " " * line.indent + line.code if line.code else " " * line.indent
        written.append(f"{code}{' ' * line.gap}{line.comment}" if line.comment else code)
    return [*written, ""] if written else []
