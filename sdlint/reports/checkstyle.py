"""Checkstyle's XML, which many CI servers read: the errors of each file; accepted risks are `ignore`."""

from __future__ import annotations

from sdlint import __version__
from sdlint.diagnostic import Diagnostic, Severity
from sdlint.lint import Outcome
from sdlint.reports.programs.xml import tag
from sdlint.reports.terminal.look import Look

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.QUESTION: "info"}


def report(outcome: Outcome, look: Look) -> str:
    """`<checkstyle>` with a `<file>` for each file that was read, findings or not."""
    files: dict[str, list[str]] = {source.path: [] for source in outcome.sources}

    def add(diagnostic: Diagnostic, severity: str, message: str) -> None:
        span = diagnostic.span
        path = span.source.path if span is not None else "sdlint"
        line, column = span.source.position(span.start) if span is not None else (None, None)
        source = f"sdlint.{diagnostic.name}"
        error = tag("error", line=line, column=column, severity=severity, message=message, source=source)
        files.setdefault(path, []).append(f"    <{error}/>")

    for finding in outcome.findings:
        diagnostic = finding.diagnostic
        add(diagnostic, SEVERITIES[diagnostic.severity], _message(diagnostic))
    for accepted in outcome.accepted:
        diagnostic = accepted.finding.diagnostic
        add(diagnostic, "ignore", f"{diagnostic.message} (accepted: {accepted.reason})")
    if outcome.baseline is not None:
        for finding in outcome.baseline.known:
            add(finding.diagnostic, "ignore", f"{finding.diagnostic.message} (in the baseline)")
    head = tag("checkstyle", version=f"sdlint {__version__}")
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<{head}>"]
    for path, errors in files.items():
        head = tag("file", name=path)
        lines += [f"  <{head}>", *errors, "  </file>"] if errors else [f"  <{head}/>"]
    return "\n".join([*lines, "</checkstyle>"]) + "\n"


def _message(diagnostic: Diagnostic) -> str:
    if not diagnostic.help:
        return diagnostic.message
    stop = "" if diagnostic.message.endswith(("?", "!", ".")) else "."
    return f"{diagnostic.message}{stop} {diagnostic.help}"
