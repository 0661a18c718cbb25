"""For a pull request: the headline as a table, the rest folded below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sdlint.changes.difference import Difference
from sdlint.changes.elements import Detail, Edited
from sdlint.changes.figures import Moved
from sdlint.findings import Finding
from sdlint.reports.figures.difference import asked_text, change, figure_text, goal_change
from sdlint.reports.figures.headlines import headlines, listed, verdict
from sdlint.reports.figures.marks import NONE
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.marked_up import code, plain
from sdlint.reports.terminal.notice import place_of


def report(difference: Difference, look: Look) -> str:
    """A title, the headline, and what differs; everything of the design's stands as code."""
    lines = [f"## What changes in {code(difference.system)}", ""]
    lines += [f"**{plain(verdict(difference))}** {code(difference.old)} → {code(difference.new)}", ""]
    if difference.nothing:
        return "\n".join(lines).rstrip() + "\n"
    lines += ["| | | |", "|---|---|---|"]
    for line in headlines(difference):
        trend = f"**{line.trend}**" if line.trend == "worse" else line.trend
        lines.append(f"| {trend} | {line.topic} | {code(line.text)} |")
    lines.append("")
    for title, turned in (
        ("Goals that differ", difference.goals),
        ("Expectations that differ", difference.expectations),
    ):
        if turned:
            lines += [f"### {title}", ""]
            lines += [f"- {code(asked_text(one))}: {plain(goal_change(one))}" for one in turned]
            lines.append("")
    for title, findings, here in listed(difference.findings):
        lines += _findings(title, findings, here)
    lines += _folded(f"What changes in the design ({len(difference.edited)})", _edited(difference.edited))
    lines += _folded(f"Numbers that move ({len(difference.moved)})", _numbers(difference.moved))
    return "\n".join(lines).rstrip() + "\n"


def _findings(title: str, findings: tuple[Finding, ...], here: bool) -> Iterator[str]:
    if not findings:
        return
    yield f"### {title}"
    yield ""
    for finding in findings:
        diagnostic = finding.diagnostic
        place = f" ({code(place_of(diagnostic))})" if here and diagnostic.span is not None else ""
        yield f"- {diagnostic.severity.word} {code(diagnostic.name)}: {plain(diagnostic.message)}{place}"
    yield ""


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    content = list(lines)
    if content:
        yield from (f"<details><summary>{title}</summary>", "", *content, "", "</details>", "")


def _edited(found: tuple[Edited, ...]) -> Iterator[str]:
    for one in found:
        told = f": {code(one.told)}" if one.told else ""
        yield f"- {one.how} {one.kind} {code(one.name)}{told}"
        for detail in one.details:
            yield f"  - {_detail(detail)}"


def _detail(detail: Detail) -> str:
    def shown(text: str | None) -> str:
        return code(text) if text else NONE

    if detail.after == "said" or detail.before == "said":
        return f"{code(detail.what)} {'is said' if detail.after == 'said' else 'is no longer said'}"
    return f"{code(detail.what)} {shown(detail.before)} → {shown(detail.after)}"


def _numbers(found: tuple[Moved, ...]) -> Iterator[str]:
    if not found:
        return
    yield "| | | before | after | |"
    yield "|---|---|---:|---:|---|"
    for one in found:
        before = code(figure_text(one.what, one.before)) if one.before else NONE
        after = code(figure_text(one.what, one.after)) if one.after else NONE
        note = one.trend if one.trend != "other" else ""
        if "?" in (before.strip("`"), after.strip("`")):
            note = code(change(one))
        elif one.downtime is not None:
            note = f"{one.downtime[0].text} → {one.downtime[1].text} down a year"
        yield f"| {code(one.item) or 'all of it'} | {one.what} | {before} | {after} | {note} |"
