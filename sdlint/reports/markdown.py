"""For a page, a pull request's comment or a job's summary: a table of findings, details folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.lint import Outcome
from sdlint.reports.terminal.characters import visible
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.marked_up import plain
from sdlint.reports.terminal.notice import place_of
from sdlint.reports.text import count

MOST = 100
"""Findings that are told one by one: a comment has an end, and so has its reader."""


def report(outcome: Outcome, look: Look) -> str:
    """A line of counts, a table, what shows the findings that have numbers, and the accepted risks."""
    lines = ["# sdlint", "", f"{_counts(outcome)}.", ""]
    told = [finding.diagnostic for finding in outcome.findings[:MOST]]
    if told:
        lines += ["| | where | rule | what |", "|---|---|---|---|"]
        lines += [_row(diagnostic) for diagnostic in told]
        if len(outcome.findings) > MOST:
            lines += ["", f"… and {len(outcome.findings) - MOST} more."]
        lines.append("")
    for diagnostic in told:
        lines.extend(_details(diagnostic))
    if outcome.accepted:
        lines += ["## Accepted risks", ""]
        lines += [
            _accepted(one.finding.diagnostic, one.reason, one.until, one.by) for one in outcome.accepted
        ]
        lines.append("")
    if outcome.baseline is not None and outcome.baseline.gone:
        lines += ["## In the baseline, but found no more", ""]
        lines += [f"- {_code(gone.rule)}: {plain(gone.message)}" for gone in outcome.baseline.gone]
        lines.append("")
    if outcome.troubles:
        lines += ["## What could not be checked", ""]
        lines += [f"- {_code(one.path or 'sdlint')}: {plain(one.message)}" for one in outcome.troubles]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _counts(outcome: Outcome) -> str:
    counts = [
        count(outcome.count(severity), severity.word)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.QUESTION)
        if outcome.count(severity)
    ]
    files = count(len({source.path for source in outcome.sources}), "file")
    text = f"{', '.join(counts) or 'No findings'} in {files}"
    if outcome.accepted:
        text += f"; {count(len(outcome.accepted), 'accepted risk')}"
    if outcome.baseline is not None:
        text += f"; {len(outcome.baseline.known)} in the baseline"
    if outcome.untold:
        text += f"; {len(outcome.untold)} of them not told here"
    return text


def _row(diagnostic: Diagnostic) -> str:
    place = _code(place_of(diagnostic)) if diagnostic.span is not None else ""
    cells = (diagnostic.severity.word, place, _code(diagnostic.name), plain(diagnostic.message))
    return f"| {' | '.join(cells)} |"


def _details(diagnostic: Diagnostic) -> Iterator[str]:
    """What shows a finding and what to do, folded: the table alone says what there is."""
    if not diagnostic.because and not diagnostic.help:
        return
    yield f"<details><summary>{_summary(diagnostic)}</summary>"
    yield ""
    if diagnostic.because:
        text = [visible(line) for line in diagnostic.because]
        longest = max((len(run) for line in text for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        yield from (f"{fence}text", *text, fence, "")
    if diagnostic.help:
        yield from (f"**What to do:** {plain(diagnostic.help)}", "")
    yield from ("</details>", "")


def _summary(diagnostic: Diagnostic) -> str:
    """HTML, in which Markdown isn't read."""
    text = f"{diagnostic.severity.word}: {diagnostic.name}"
    if diagnostic.element:
        text += f" on {diagnostic.element}"
    text = " ".join(visible(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"[\\`*_~\[\]]", lambda found: f"&#{ord(found[0])};", text)


def _accepted(diagnostic: Diagnostic, reason: str, until: str | None, by: str | None) -> str:
    element = f" on {_code(diagnostic.element)}" if diagnostic.element else ""
    terms = ", ".join(filter(None, (f"by {by}" if by else "", f"until {until}" if until else "")))
    return f"- {_code(diagnostic.name)}{element}: {plain(reason)}" + (f" ({plain(terms)})" if terms else "")


def _code(text: str) -> str:
    """A name or a path as code; a bar would end the table's cell even there."""
    clean = visible(text).replace("`", "'").replace("|", "\\|").strip() or " "
    return f"`{clean}`"
