"""Findings: what identifies one from run to run, their order, and how questions are gathered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.engine import Rule
from sdlint.record import Equal, changed
from sdlint.source import Span
from sdlint.spelling import listing


class Finding(Equal):
    """A diagnostic with what identifies it from run to run."""

    diagnostic: Diagnostic
    fingerprint: str
    """16 hexadecimal digits of rule, system's title, element and ordinal; no path, no line."""


class Accepted(Equal):
    """A finding that the design or its project accepts, with the reason that it gives."""

    finding: Finding
    reason: str
    until: str | None
    by: str | None
    span: Span
    """Where it is accepted."""
    outside: bool = False
    """Whether the project's settings accept it, and not the design."""


class Gone(Equal):
    """What a baseline knows and the run didn't find any more."""

    rule: str
    element: str
    """Its key, or empty."""
    message: str
    """As it was when the baseline was written."""


class Baselined(Equal):
    """What of a run's findings was there before, by a baseline."""

    path: str
    """The baseline's file, as the user named it."""
    known: tuple[Finding, ...]
    gone: tuple[Gone, ...]


class Ignore(Equal):
    """That a project accepts what a rule finds, in all its designs or in some."""

    rule: str
    reason: str
    span: Span
    """Where its settings say so."""


Ignored = Callable[[str, str], Ignore | None]
"""What a project's settings say of a rule's findings in a file: `(rule, path)`."""
Known = Callable[[Sequence["Single"], Collection[str]], Baselined]
"""What of the findings a baseline knows, and what of its own is gone from these systems."""


class Single(Equal):
    """A finding that nothing accepts, before questions are gathered, with its system's title."""

    system: str
    finding: Finding


def in_order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """A key to sort by: by file and line, the worst first."""
    span = diagnostic.span
    path, start = (span.source.path, span.start) if span else ("", 0)
    return path, start, -diagnostic.severity, diagnostic.name, diagnostic.message


def is_question(finding: Finding) -> bool:
    """Whether it only asks."""
    return finding.diagnostic.severity is Severity.QUESTION


def fingerprints(title: str, diagnostics: Iterable[Diagnostic]) -> list[Finding]:
    """Each diagnostic with what identifies it: no path and no line is in it."""
    from sdlint.checksums import sha256

    seen: dict[tuple[str, str], int] = {}
    found = []
    for diagnostic in diagnostics:
        kind = (diagnostic.name, diagnostic.key or "")
        ordinal = seen[kind] = seen.get(kind, 0) + 1
        text = "\0".join((diagnostic.name, title, diagnostic.key or "", str(ordinal)))
        found.append(Finding(diagnostic, sha256(text.encode())[:16]))
    return found


def gather(questions: list[Diagnostic], topics: dict[str, str], rules: Sequence[Rule]) -> list[Diagnostic]:
    """One question for each element, and one for all topics that the design says nothing of."""
    places = {rule.name: place for place, rule in enumerate(rules)}
    order = sorted(questions, key=lambda d: (d.key or "", places.get(d.name, 0)))
    silent = [d for d in order if d.name in topics]
    gathered = []
    if silent:
        first = silent[0]
        said = ", ".join(topics[d.name] for d in silent[:-1])
        said = f"{said} and {topics[silent[-1].name]}" if said else topics[first.name]
        because = tuple(line for d in silent for line in d.because)
        help_ = (
            first.help
            if len(silent) == 1
            else f"Answer them one by one, or accept: {listing([d.name for d in silent], 'and')}"
        )
        message = first.message if len(silent) == 1 else f"The design says nothing of {said}"
        also = tuple(d.name for d in silent[1:])
        gathered.append(changed(first, message=message, because=because, help=help_, also=also))
    spoken = [d for d in order if d.name not in topics]
    for _, group in groupby(spoken, key=lambda d: d.key or d.message):
        same = list(group)
        first = same[0]
        if len(same) > 1:
            others = list(dict.fromkeys(d.message for d in same))
            helps = list(dict.fromkeys(d.help for d in same if d.help))
            names = list(dict.fromkeys(d.name for d in same))
            if len(names) > 1:
                helps.append(f"Answer them one by one, or accept: {listing(names, 'and')}")
            because = tuple(dict.fromkeys(line for d in same for line in d.because))
            help_ = "; ".join(helps) or None
            also = tuple(name for name in names if name != first.name)
            first = changed(first, message=" ".join(others), help=help_, because=because, also=also)
        gathered.append(first)
    return gathered
