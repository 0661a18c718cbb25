"""A difference in few words: the lines that whoever decides reads first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from sdlint.changes.difference import Difference
from sdlint.changes.figures import Moved, quantity
from sdlint.changes.findings import Findings
from sdlint.changes.goals import Turned
from sdlint.diagnostic import Severity
from sdlint.expression.values import Unknown
from sdlint.findings import Finding
from sdlint.record import Record
from sdlint.reports.figures.difference import asked_text, change, now_text, shift_text

FEW = 2
"""Goals and elements that are named in a headline; of more the number is told."""
SHIFTS = ("loosened", "dropped", "tightened", "changed")
"""What is told of goals, the most important first; that they are new is told by their number."""


BY_GOALS = "by what is asked for alone"


class Headline(Record):
    """A line of the headline: the topic, whether it got better, and what became of it."""

    topic: str
    trend: str
    """`better`, `worse`, `mixed`, or empty: as before, or neither."""
    text: str


def headlines(difference: Difference) -> tuple[Headline, ...]:
    """What differs, the most important first; a topic in which nothing differs says so."""
    goals = [one for one in difference.asked if not one.scenario]
    expected = [one for one in difference.asked if one.scenario]
    return (
        _asked("Goals", "goal", goals),
        *([_asked("Scenarios", "expectation", expected)] if expected else []),
        # Under less load everything looks better, and it's nobody's merit.
        *([_numbers(difference, "peak", "Load", "flow")] if difference.of("peak", "flow") else []),
        _numbers(difference, "availability", "Availability", "flow"),
        _numbers(difference, "loss", "Loss", "store"),
        _numbers(difference, "p99", "p99", "flow"),
        _headroom(difference),
        _sum(difference, "machines", "Machines"),
        _numbers(difference, "storage", "Storage", "store"),
        _sum(difference, "cost", "Cost"),
        _findings(difference),
        _design(difference),
    )


def verdict(difference: Difference) -> str:
    """All of it in a few sentences."""
    if difference.nothing:
        return "The two mean the same."
    lines = headlines(difference)
    told = {
        trend: [line.topic for line in lines if line.trend in (trend, "mixed")]
        for trend in ("better", "worse")
    }
    parts = [
        f"{trend.capitalize()}: {', '.join(topic if topic == 'p99' else topic.lower() for topic in topics)}."
        for trend, topics in told.items()
        if topics
    ]
    parts = parts or ["Nothing got better or worse by the numbers."]
    if asked := ", ".join(_otherwise(difference)):
        parts.append(f"{asked}.")
    return " ".join(parts)


def _otherwise(difference: Difference) -> Iterator[str]:
    """How many goals ask for something else, how many scenarios suppose it, and how many flows bear it."""
    for shift in ("loosened", "dropped", "tightened"):
        for noun, turned in (("goal", difference.goals), ("expectation", difference.expectations)):
            count = sum(one.shift == shift for one in turned)
            if count:
                yield f"{_counted(count, noun)} {shift}"
    altered = len({one.scenario for one in difference.expectations if one.shift == "supposed"})
    if altered:
        yield f"{_counted(altered, 'scenario')} altered"
    ways = [one.rises for one in difference.of("peak", "flow")]
    for way, word in ((False, "less"), (True, "more")):
        if way in ways:
            yield f"{_counted(ways.count(way), 'flow')} with {word} load"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"


# Goals and expectations


def _asked(topic: str, noun: str, every: Sequence[Turned]) -> Headline:
    before = [one.before.status for one in every if one.before is not None]
    after = [one.after.status for one in every if one.after is not None]
    met = after.count("met")
    parts = [f"{met} of {len(after)} met" if after else "there are none"]
    if before.count("met") != met or len(before) != len(after):
        parts[0] += f", {before.count('met')} of {len(before)} before" if before else ", none before"
    turned: dict[str, list[str]] = {}
    for wanted in ("worse", "better"):
        for one in every:
            if one.trend == wanted:
                turned.setdefault(_became(one), []).append(asked_text(one))
    for shift in SHIFTS:
        for one in every:
            if one.shift == shift:
                turned.setdefault(f"{noun} {shift}", []).append(shift_text(one))
    for one in every:
        if one.shift == "supposed":
            turned.setdefault("what is supposed differs", []).append(one.scenario)
    parts += [f"{word}: {_few(list(dict.fromkeys(names)))}" for word, names in turned.items()]
    return Headline(topic, _mixed({one.trend for one in every}), "; ".join(parts))


def _became(one: Turned) -> str:
    """What became of a goal by its old bound."""
    was_met = one.before is not None and one.before.status == "met"
    if one.held == "met":
        return "now met"
    if one.held == "not met":
        return "no longer met" if was_met else "now known not to be met"
    return "no longer known to be met"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"{', '.join(names[:FEW])}{more}"


# Numbers


def _numbers(difference: Difference, what: str, topic: str, noun: str) -> Headline:
    kind = "flow" if noun == "flow" else "component"
    found = sorted(difference.of(what, kind), key=_weight)
    if not found:
        return Headline(topic, "", _unmoved(difference.every(what, kind), noun))
    text = f"{found[0].item} {change(found[0])}"
    if len(found) > 1:
        more = len(found) - 1
        text += f"; {_counted(more, f'more {noun}')} {'differs' if more == 1 else 'differ'}"
    return Headline(topic, _mixed({one.trend for one in found}), text)


def _unmoved(every: Sequence[Moved], noun: str) -> str:
    """`as before`, where something was compared."""
    both = [one for one in every if one.before is not None and one.after is not None]
    known = [one for one in both if one.known]
    if not every:
        return f"there is no {noun}"
    if not both:
        return f"not compared: no {noun} is in both versions"
    if not known:
        reasons = {one.after.reason for one in both if one.after is not None}
        reason = f", {reasons.pop()}" if len(reasons) == 1 else ""
        return f"not compared: unknown in both versions{reason}"
    if len(known) < len(both):
        return "as before where it is known"
    return "as before" if len(both) == len(every) else f"as before of each {noun} that is in both versions"


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
    line = _numbers(difference, "headroom", "Headroom", "flow")
    turned = difference.of("bottleneck", "flow")
    if not turned:
        return line
    first = turned[0]
    told = f"bottleneck of {first.item} {change(first)}"
    more = f" (and of {len(turned) - 1} more)" if len(turned) > 1 else ""
    text = told + more if not difference.of("headroom", "flow") else f"{line.text}; {told}{more}"
    return Headline(line.topic, line.trend, text)


def _sum(difference: Difference, what: str, topic: str) -> Headline:
    """A sum over the whole system; the least of it that is known where it is unknown."""
    (one,) = difference.every(what, "system")
    before, after = one.before, one.after
    assert before is not None and after is not None
    if one.differs:
        return Headline(topic, one.trend if one.trend != "other" else "", change(one))
    # What is wanting may be told in another order.
    wants = [set(figure.value.wants) for figure in (before, after) if isinstance(figure.value, Unknown)]
    text = change(one) if wants else now_text(after)
    again = ", as before" if wants[:1] == wants[1:] and ", as before" not in text else ""
    return Headline(topic, "", f"{text}{again}")


# Findings and the design


def _findings(difference: Difference) -> Headline:
    found = difference.findings
    parts = []
    for findings, word in ((found.new, "new"), (found.fixed, "settled"), (found.accepted, "accepted")):
        itself, by_goals = found.apart(findings)
        parts += [f"{counted(itself)} {word}"] if itself else []
        parts += [f"{counted(by_goals)} {word} {BY_GOALS}"] if by_goals else []
    return Headline(
        "Findings", _mixed(found.trends), "; ".join(parts) or f"{found.after or 'none'}, as before"
    )


def listed(found: Findings) -> Iterator[tuple[str, tuple[Finding, ...], bool]]:
    """Findings under titles, and whether they are those of the new version."""
    for title, findings, here in (
        ("New findings", found.new, True),
        ("Settled findings", found.fixed, False),
    ):
        itself, by_goals = found.apart(findings)
        yield title, itself, here
        yield f"{title}, {BY_GOALS}", by_goals, here
    yield "Findings that are accepted now", found.accepted, True


def counted(findings: Iterable[Finding]) -> str:
    """`1 error, 2 warnings`."""
    count = Counter(one.diagnostic.severity for one in findings)
    severities = (Severity.ERROR, Severity.WARNING, Severity.QUESTION)
    return ", ".join(_counted(count[one], one.word) for one in severities if count[one])


def _design(difference: Difference) -> Headline:
    if not difference.edited:
        return Headline("Design", "", "nothing added, removed or changed")
    return Headline("Design", "", "; ".join(_edits(difference)))


def _edits(difference: Difference) -> Iterator[str]:
    renamed = [one for one in difference.edited if one.renamed]
    for how in ("added", "removed", "changed"):
        found = [one for one in difference.edited if one.how == how and not one.renamed]
        if found:
            yield f"{how} {_few([f'{one.kind} {one.name}' for one in found])}"
    if renamed:
        yield f"renamed {_few([f'{one.kind} {one.details[0].before} to {one.name}' for one in renamed])}"


def _mixed(trends: set[str]) -> str:
    known = trends & {"better", "worse"}
    return "mixed" if len(known) > 1 else next(iter(known), "")
