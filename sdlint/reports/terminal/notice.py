"""A diagnostic or a trouble as a person reads it: what, where, what shows it, why, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.diagnostic import Diagnostic, Trouble
from sdlint.reports.terminal.characters import visible, width
from sdlint.reports.terminal.frame import frame, gutter, where
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import block, wrap


def diagnostic_lines(
    diagnostic: Diagnostic,
    look: Look,
    *,
    because: Sequence[str] | None = None,
    why: bool = True,
    also: Sequence[Diagnostic] = (),
) -> list[str]:
    """The lines of a diagnostic; `because` stands for what it shows itself, `why=False` leaves out why it
    matters. Of those that say the same of other elements, `also`, the place and the message.
    """
    style = diagnostic.severity.word
    label = f"{style}[{visible(diagnostic.label)}]"
    lines = _headline(label, diagnostic.message, style, look, diagnostic.name)
    margin = 1
    if diagnostic.span is not None:
        margin = gutter(diagnostic.span, diagnostic.labels)
        lines.extend(frame(diagnostic.span, diagnostic.labels, style, look))
    notes: list[tuple[str, str]] = []
    because = diagnostic.because if because is None else because
    if because:
        notes.append(("because", "\n".join(because)))
    if why and diagnostic.why:
        notes.append(("why", diagnostic.why))
    if diagnostic.help:
        notes.append(("help", diagnostic.help))
    if diagnostic.fix and diagnostic.fix.text not in (diagnostic.help, diagnostic.message):
        notes.append(("fix", diagnostic.fix.text))
    if also:
        notes.append(("also", "\n".join(f"{place_of(one)} {one.message}" for one in also)))
    return [*lines, *_notes(notes, margin, diagnostic.span is not None, look)]


def trouble_lines(trouble: Trouble, look: Look) -> list[str]:
    """The lines of a trouble: what kept sdlint from doing what was asked."""
    path = "" if trouble.path is None or trouble.span is not None else f"{visible(trouble.path)}: "
    lines = _headline("error", f"{path}{trouble.message}", "error", look)
    margin = 1
    if trouble.span is not None:
        margin = gutter(trouble.span, ())
        lines.extend(frame(trouble.span, (), "error", look))
    notes = [("help", trouble.help)] if trouble.help else []
    return [*lines, *_notes(notes, margin, trouble.span is not None, look)]


def place_of(diagnostic: Diagnostic) -> str:
    """`file:line:column`, or nothing when it has no place."""
    return where(diagnostic.span) if diagnostic.span is not None else ""


def _headline(label: str, message: str, style: str, look: Look, rule: str = "") -> list[str]:
    first, *rest = wrap(f"{'x' * width(label)}: {message}", look.width, indent=2)
    first = look.page(look.paint(label, style), rule) + look.paint(first[width(label) :], "strong")
    return [first, *(look.paint(line, "strong") for line in rest)]


def _notes(notes: list[tuple[str, str]], margin: int, framed: bool, look: Look) -> list[str]:
    if not notes:
        return []
    lines = [f"{' ' * margin} {look.paint('|', 'line')}"] if framed else []
    for name, text in notes:
        label = f"= {name}: "
        first, *rest = block(text, look.width, " " * (margin + 1), label)
        shown = label.rstrip()
        at = margin + 1
        painted = look.paint("=", "line") + look.paint(shown[1:], "strong")
        lines.append(first[:at] + painted + first[at + len(shown) :])
        lines.extend(rest)
    return lines
