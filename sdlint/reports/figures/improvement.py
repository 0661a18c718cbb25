"""An improvement in words: what it buys, and what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sdlint.analyses.review.figure import Figure
from sdlint.diagnostic import Diagnostic
from sdlint.expression.values import Known
from sdlint.improvements.improve import Bill, Option
from sdlint.improvements.measures import Measures
from sdlint.quantity import Quantity
from sdlint.reports.figures.marks import marked
from sdlint.spelling import joined

DOWN = "{name} {before} → {after} down a year"
BEARS = "{name} bears {after} times its peak, not {before}"
P99 = "p99 of {name} {before} → {after}"
NAMED = 3
"""Goals and findings that are named; of more the number is told."""


def buys(before: Measures, option: Option) -> Iterator[str]:
    """What a change buys, the most important first; what gets worse by it is what it takes."""
    found, after = option.gain, option.after
    if found.met:
        yield f"meets {_some([one.text for one in found.met])}"
    if found.relieved:
        yield f"{joined(found.relieved)} no longer overloaded"
    yield from _of_flows(before.downtime, after.downtime, DOWN, better=True)
    if isinstance(before.scale.value, Known) or isinstance(after.scale.value, Known):
        if before.scale.text != after.scale.text and not _is_less(before.scale, after.scale):
            yield f"bears {_times(after.scale)} its peak instead of {_times(before.scale)}"
    else:
        # The more the better: what is worse of others is better here.
        yield from _of_flows(before.headroom, after.headroom, BEARS, better=False)
    yield from _of_flows(before.p99, after.p99, P99, better=True)


def _is_less(before: Figure, after: Figure) -> bool:
    one, other = before.value, after.value
    return isinstance(one, Known) and isinstance(other, Known) and bool(other.value.high < one.value.high)


def harms(before: Measures, option: Option) -> Iterator[str]:
    """What gets worse by a change."""
    after = option.after
    yield from _of_flows(before.downtime, after.downtime, DOWN, better=False)
    if isinstance(before.scale.value, Known) or isinstance(after.scale.value, Known):
        if _is_less(before.scale, after.scale):
            yield f"bears {_times(after.scale)} its peak instead of {_times(before.scale)}"
    else:
        yield from _of_flows(before.headroom, after.headroom, BEARS, better=True)
    yield from _of_flows(before.p99, after.p99, P99, better=False)


def apart(options: Sequence[Option], together: Option) -> Iterator[str]:
    """The goals that changes meet alone, and all of them together don't."""
    met = {goal.text for goal in together.gain.met}
    for number, option in enumerate(options, 1):
        texts = [goal.text for goal in option.gain.met if goal.text not in met]
        if texts:
            yield f"{_some(texts)}, which {number} alone meets"


def _times(figure: Figure) -> str:
    return f"{marked(figure)} times" if isinstance(figure.value, Known) else "an unknown number of times"


def _of_flows(
    before: Mapping[str, Figure], after: Mapping[str, Figure], form: str, *, better: bool
) -> Iterator[str]:
    """The flow in which a number falls (`better`) or rises most, and how many others there are."""
    differing = []
    for name, was in before.items():
        now = after[name]
        if was.text == now.text or not isinstance(was.value, Known) or not isinstance(now.value, Known):
            continue
        if better is (now.value.value.high < was.value.value.high):
            differing.append((-_ratio(was.value.value, now.value.value), name, was, now))
    if differing:
        _, name, was, now = min(differing, key=lambda one: one[0])
        told = form.format(name=name, before=marked(was), after=marked(now))
        others = len(differing) - 1
        more = f", and so {'another flow' if others == 1 else f'{others} other flows'}" if others else ""
        yield told + more


def _ratio(one: Quantity, other: Quantity) -> Fraction:
    large, small = max(one.high, other.high), min(one.high, other.high)
    return (large - small) / large if large else Fraction(0)


def takes(before: Bill, option: Option) -> str:
    """The machines and the money that it takes; that the money is unknown anyway is told once of all."""
    parts = [_more(before.machines, option.bill.machines)]
    one, other = before.cost, option.bill.cost
    if isinstance(one.value, Known) and isinstance(other.value, Known):
        difference = other.value.value - one.value.value
        if difference.low == difference.high == 0:
            parts.append("costs as much as before")
        elif difference.low >= 0:
            parts.append(f"{Figure(other.use, Known(difference)).text} more")
        else:
            parts.append(f"{marked(other)} instead of {marked(one)}")
    elif isinstance(one.value, Known):
        parts.append(f"what it costs is unknown, {other.reason}")
    return "; ".join(parts)


def _more(before: Figure, after: Figure) -> str:
    if not isinstance(before.value, Known) or not isinstance(after.value, Known):
        return f"how many machines is unknown, {after.reason or before.reason}"
    count = after.value.value - before.value.value
    if count.low == count.high == 0:
        return "no machine more"
    word = "machine" if count.low == count.high == 1 else "machines"
    return f"{Figure(after.use, Known(count)).text} {word} more"


def findings(found: Sequence[Diagnostic]) -> str:
    """`overload on api and web, thin-headroom on posts`."""
    by_rule: dict[str, list[str]] = {}
    for one in found:
        by_rule.setdefault(one.name, []).append(one.element or "")
    told = []
    for rule, elements in by_rule.items():
        names = [name for name in dict.fromkeys(elements) if name and name != "system"]
        told.append(f"{rule} on {_some(names)}" if names else rule)
    return _some(told)


def _some(told: Sequence[str]) -> str:
    return joined(told) if len(told) <= NAMED else f"{', '.join(told[:NAMED])} and {len(told) - NAMED} more"
