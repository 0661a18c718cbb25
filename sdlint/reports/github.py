"""GitHub Actions' workflow commands: each finding an annotation of its line in a pull request."""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.lint import Outcome
from sdlint.reports.programs.places import lines_of
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.notice import place_of

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.QUESTION: "notice"}


def report(outcome: Outcome, look: Look) -> str:
    """A command for each finding; below them, as plain lines of the log, the accepted risks."""
    lines = [_command(finding.diagnostic) for finding in outcome.findings]
    for trouble in outcome.troubles:
        place = _property("file", trouble.path) if trouble.path else ""
        title = _property("title", "sdlint could not check everything")
        lines.append(f"::error {','.join(filter(None, (place, title)))}::{_data(trouble.message)}")
    for accepted in outcome.accepted:
        diagnostic = accepted.finding.diagnostic
        element = f" on {diagnostic.element}" if diagnostic.element else ""
        lines.append(
            _plain(f"accepted: {diagnostic.name}{element}: {accepted.reason} [{place_of(diagnostic)}]")
        )
    if outcome.baseline is not None and outcome.baseline.known:
        lines.append(_plain(f"in the baseline {outcome.baseline.path}: {len(outcome.baseline.known)}"))
    if outcome.baseline is not None:
        lines += [
            _plain(f"no more in the design, but in the baseline: {gone.rule} {gone.element}: {gone.message}")
            for gone in outcome.baseline.gone
        ]
    return "".join(f"{line}\n" for line in lines)


def _command(diagnostic: Diagnostic) -> str:
    properties: list[str] = []
    if diagnostic.span is not None:
        source = diagnostic.span.source
        first, last = lines_of(diagnostic.span)
        properties += [_property("file", source.path), _property("line", str(first))]
        if first == last:
            # Columns of several lines are refused by the runner.
            _, column = source.position(diagnostic.span.start)
            end = column + max(diagnostic.span.end - diagnostic.span.start, 1)
            properties += [_property("col", str(column)), _property("endColumn", str(end))]
        else:
            properties.append(_property("endLine", str(last)))
    element = f": {diagnostic.element}" if diagnostic.element else ""
    properties.append(_property("title", f"sdlint {diagnostic.name}{element}"))
    lines = [diagnostic.message, *diagnostic.because, *([diagnostic.help] if diagnostic.help else [])]
    return f"::{COMMANDS[diagnostic.severity]} {','.join(properties)}::{_data(*lines)}"


def _data(*lines: str) -> str:
    """Lines as a command's message."""
    told = [visible(line) for text in lines for line in text.split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in told)


def _property(name: str, value: str) -> str:
    told = visible(value).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"{name}={told}"


def _plain(text: str) -> str:
    """A line of the log that gives the runner no command: the old form is looked for anywhere in a line."""
    return visible(" ".join(text.split())).replace("##[", "## [")
