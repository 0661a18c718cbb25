"""A difference in few words: the lines that whoever decides reads first, and how two numbers are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from sdlint.analyses.review.figure import Figure
from sdlint.changes.difference import Difference, Turned
from sdlint.changes.figures import Moved, quantity
from sdlint.diagnostic import Severity
from sdlint.expression.values import Known
from sdlint.findings import Finding
from sdlint.record import Record
from sdlint.reports.figures.marks import NONE, marked

FEW = 2
"""Goals and elements that are named in a headline; of more the number is told."""


class Headline(Record):
    """A line of the headline: the topic, whether it got better, and what became of it."""

    topic: str
    trend: str
    """`better`, `worse`, `mixed`, or empty: as before, or neither."""
    text: str


def headlines(difference: Difference) -> tuple[Headline, ...]:
    """What differs, the most important first; a topic in which nothing differs says so."""
    return (
        _goals(difference),
        _flows(difference, "availability", "Availability"),
        _flows(difference, "p99", "p99"),
        _headroom(difference),
        _machines(difference),
        _storage(difference),
        _cost(difference),
        _findings(difference),
        _design(difference),
    )


def verdict(difference: Difference) -> str:
    """All of it in a sentence."""
    lines = headlines(difference)
    told = {
        trend: [line.topic for line in lines if line.trend in (trend, "mixed")]
        for trend in ("better", "worse")
    }
    if difference.nothing:
        return "The two mean the same."
    parts = [
        f"{trend.capitalize()}: {', '.join(topic if topic == 'p99' else topic.lower() for topic in topics)}."
        for trend, topics in told.items()
        if topics
    ]
    return " ".join(parts) or "Nothing got better or worse by the numbers."


def _goals(difference: Difference) -> Headline:
    before, after = difference.before.numbers, difference.after.numbers
    met, all_ = after.count("met"), len(after.goals)
    trends = {one.trend for one in difference.turned}
    parts = [f"{met} of {all_} met" if all_ else "there are none"]
    if before.count("met") != met or len(before.goals) != all_:
        parts[0] += (
            f", {before.count('met')} of {len(before.goals)} before" if before.goals else ", none before"
        )
    for wanted, word in (("worse", "no longer"), ("better", "now")):
        turned = [one for one in difference.turned if one.trend == wanted]
        if turned:
            parts.append(f"{word} {_verdicts(turned)}")
    return Headline("Goals", _mixed(trends), "; ".join(parts))


def _verdicts(turned: Sequence[Turned]) -> str:
    told = [one.after.text if one.after else one.asks for one in turned]
    more = f" and {len(told) - FEW} more" if len(told) > FEW else ""
    status = "met" if all(one.trend == "better" or _was_met(one) for one in turned) else "known to be met"
    return f"{status}: {', '.join(told[:FEW])}{more}"


def _was_met(one: Turned) -> bool:
    return one.before is not None and one.before.status == "met"


def _flows(difference: Difference, what: str, topic: str) -> Headline:
    every = difference.of(what, "flow")
    found = sorted(every, key=_weight)
    if not found:
        return Headline(topic, "", "as before")
    text = f"{found[0].item} {change(found[0])}"
    if len(found) > 1:
        text += f"; {_more(len(found) - 1, 'flow')}"
    return Headline(topic, _mixed({one.trend for one in found}), text)


def _weight(one: Moved) -> tuple[int, Fraction]:
    """What got worse first, and what differs most."""
    order = {"worse": 0, "other": 1, "better": 2}
    before, after = _size(one, 0), _size(one, 1)
    larger = max(before, after)
    return order[one.trend], -(abs(after - before) / larger if larger else Fraction(0))


def _size(one: Moved, at: int) -> Fraction:
    """How large a number is; of an availability how large what is lacking is."""
    figure = (one.before, one.after)[at] if one.downtime is None else one.downtime[at]
    found = quantity(figure)
    return found.high if found is not None else Fraction(0)


def _headroom(difference: Difference) -> Headline:
    line = _flows(difference, "headroom", "Headroom")
    turned = difference.of("bottleneck", "flow")
    if not turned:
        return line
    first = turned[0]
    told = f"bottleneck of {first.item} {change(first)}"
    more = f" (and of {len(turned) - 1} more)" if len(turned) > 1 else ""
    text = told + more if line.text == "as before" else f"{line.text}; {told}{more}"
    return Headline(line.topic, line.trend, text)


def _machines(difference: Difference) -> Headline:
    for one in difference.of("machines", "system"):
        return Headline("Machines", "", change(one))
    return Headline("Machines", "", f"{_now(difference.after.machines)}, as before")


def _storage(difference: Difference) -> Headline:
    found = sorted(difference.of("storage"), key=_weight)
    if not found:
        return Headline("Storage", "", "as before")
    more = f"; {_more(len(found) - 1, 'store')}" if len(found) > 1 else ""
    return Headline("Storage", "", f"{found[0].item} {change(found[0])}{more}")


def _more(count: int, noun: str) -> str:
    return f"1 more {noun} differs" if count == 1 else f"{count} more {noun}s differ"


def _cost(difference: Difference) -> Headline:
    for one in difference.of("cost", "system"):
        return Headline("Cost", one.trend if one.trend != "other" else "", change(one))
    before, after = difference.before.numbers.cost, difference.after.numbers.cost
    if before.reason != after.reason:
        return Headline("Cost", "", f"unknown before, {before.reason}; unknown now, {after.reason}")
    return Headline("Cost", "", f"{_now(after)}, as before")


def _findings(difference: Difference) -> Headline:
    found = difference.findings
    parts = [f"{counted(found.new)} new"] if found.new else []
    parts += [f"{counted(found.fixed)} settled"] if found.fixed else []
    parts += [f"{counted(found.accepted)} accepted"] if found.accepted else []
    trends = {"worse"} if found.new else set()
    trends |= {"better"} if found.fixed else set()
    return Headline("Findings", _mixed(trends), "; ".join(parts) or f"{found.after or 'none'}, as before")


def counted(findings: Iterable[Finding]) -> str:
    """`1 error, 2 warnings`."""
    found = list(findings)
    told = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.QUESTION):
        count = sum(one.diagnostic.severity is severity for one in found)
        if count:
            told.append(f"{count} {severity.word}{'s' if count > 1 else ''}")
    return ", ".join(told)


def _design(difference: Difference) -> Headline:
    if not difference.edited:
        return Headline("Design", "", "nothing added, removed or changed")
    parts = []
    for how in ("added", "removed", "changed"):
        names = [f"{one.kind} {one.name}" for one in difference.edited if one.how == how]
        if names:
            more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
            parts.append(f"{how} {', '.join(names[:FEW])}{more}")
    return Headline("Design", "", "; ".join(parts))


def _mixed(trends: set[str]) -> str:
    known = trends & {"better", "worse"}
    return "mixed" if len(known) > 1 else next(iter(known), "")


# A number in both versions


def change(one: Moved) -> str:
    """`26min → 53min down a year (99.995% → 99.99%)`; what is unknown says for want of what."""
    before, after = one.before, one.after
    if before is None or after is None:
        return f"{_now(after)} (new)" if after else "(gone)"
    if not isinstance(before.value, Known) or not isinstance(after.value, Known):
        return _unknown(one.what, before, after)
    if one.downtime is not None:
        first, second = (figure.text for figure in one.downtime)
        return f"{first} → {second} down a year ({before.text} → {after.text})"
    return f"{figure_text(one.what, before)} → {figure_text(one.what, after)}"


def _unknown(what: str, before: Figure, after: Figure) -> str:
    if isinstance(after.value, Known):
        return f"{figure_text(what, after)}; unknown before, {before.reason}"
    if isinstance(before.value, Known):
        return f"{figure_text(what, before)} before; unknown now, {after.reason}"
    return f"unknown, {after.reason}"


def unclear(moved: Iterable[Moved]) -> Iterator[str]:
    """Numbers that are unknown in a version, a line for each cause: often one thing is wanting of all."""
    causes: dict[tuple[str, str], list[Moved]] = {}
    for one in moved:
        now, before = one.after, one.before
        if before is not None and now is not None and isinstance(before.value, Known):
            cause = "now", now.reason or ""
        elif before is not None and now is not None and isinstance(now.value, Known):
            cause = "before", before.reason or ""
        else:
            cause = one.item, change(one)
        causes.setdefault(cause, []).append(one)
    for (when, reason), held in causes.items():
        if len(held) == 1:
            (one,) = held
            yield f"{one.what}{f' of {one.item}' if one.item else ''}: {change(one)}"
            continue
        told = [one.before if when == "now" else one.after for one in held]
        numbers = [
            f"{one.item} {one.what} {figure_text(one.what, figure) if figure else NONE}".strip()
            for one, figure in zip(held, told, strict=True)
        ]
        if when == "now":
            yield f"unknown now, {reason}; before: {', '.join(numbers)}"
        elif when == "before":
            yield f"unknown before, {reason}; now: {', '.join(numbers)}"
        else:
            yield f"{', '.join(one.what for one in held)}{f' of {when}' if when else ''}: {reason}"


def figure_text(what: str, figure: Figure) -> str:
    """A figure as people write it, with its mark."""
    if what == "bottleneck":
        return figure.text.removeprefix("capacity of ")
    return f"x{marked(figure)}" if what == "headroom" else marked(figure)


def _now(figure: Figure | None) -> str:
    if figure is None:
        return "none"
    return marked(figure) if isinstance(figure.value, Known) else f"unknown, {figure.reason}"


def goal_change(one: Turned) -> str:
    """`met → not met, 120ms → 180ms`."""
    before, after = one.before, one.after
    if before is None and after is not None:
        return f"new: {after.status}{_value(after.figure)}"
    if after is None and before is not None:
        return f"gone: it was {before.status}"
    assert before is not None and after is not None
    told = f"{before.status} → {after.status}"
    if isinstance(before.figure.value, Known) and isinstance(after.figure.value, Known):
        return f"{told} ({marked(before.figure)} → {marked(after.figure)})"
    return f"{told}{_value(after.figure)}"


def _value(figure: Figure) -> str:
    return f" ({marked(figure)})" if isinstance(figure.value, Known) else f" ({figure.reason})"
