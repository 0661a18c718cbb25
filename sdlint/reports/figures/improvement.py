"""An improvement in words: what it buys, and what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged
from sdlint.diagnostic import Diagnostic
from sdlint.expression.values import Known
from sdlint.improvements.improve import Bill, Option, Refusal
from sdlint.improvements.measures import Measures
from sdlint.quantity import Quantity
from sdlint.reports.figures.marks import marked
from sdlint.spelling import joined

DOWN = "{name} {before} → {after} down a year"
BEARS = "{name} bears {after} times its peak, not {before}"
P99 = "p99 of {name} {before} → {after}"
SAME = "costs as much as before"
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
        known = isinstance(after.scale.value, Known)
        if known and before.scale.text != after.scale.text and not _is_less(before.scale, after.scale):
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
    yield from broken(option.gain.missed)
    yield from _of_flows(before.downtime, after.downtime, DOWN, better=False)
    if isinstance(before.scale.value, Known) or isinstance(after.scale.value, Known):
        if _is_less(before.scale, after.scale):
            yield f"bears {_times(after.scale)} its peak instead of {_times(before.scale)}"
        elif not isinstance(after.scale.value, Known):
            yield f"how many times its peak it bears is unknown then, {after.scale.reason}"
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


def broken(goals: Sequence[Judged]) -> Iterator[str]:
    """What becomes of goals that a change breaks: `misses cost() <= $1700/month ($1800/month)`."""
    unclear = [one for one in goals if one.status == "unknown"]
    missed = [f"{one.text} ({one.sure or one.figure.text})" for one in goals if one not in unclear]
    if missed:
        yield f"misses {_some(missed)}"
    if unclear:
        yield f"leaves {_some([one.text for one in unclear])} unknown, {unclear[0].figure.reason}"


def takes(before: Bill, option: Option) -> str:
    """The machines and the money that it takes, as far as that is known; that the money is unknown anyway is
    told once of all.
    """
    after = option.bill
    parts = [_more(before.machines, after.machines)]
    if isinstance(before.cost.value, Known) and isinstance(after.cost.value, Known):
        parts.append(_dearer(before.cost, after.cost) or SAME)
        return "; ".join(parts)
    told = _dearer(before.known, after.known)
    grown = [
        name
        for name, machines in after.unpriced.items()
        if name not in before.unpriced or before.unpriced[name].text != machines.text
    ]
    if told:
        parts.append(f"{told}, and what {joined(grown)} costs" if grown else told)
    elif isinstance(before.cost.value, Known):
        parts.append(f"what it costs is unknown, {after.cost.reason}")
    elif not grown:
        parts.append(SAME)
    return "; ".join(parts)


def _dearer(before: Figure, after: Figure) -> str:
    """`$100/month more`; empty where it costs the same."""
    assert isinstance(before.value, Known) and isinstance(after.value, Known)
    low, high = _apart(before.value.value, after.value.value)
    if low == high == 0:
        return ""
    if 0 < low <= high or low == high:
        more = Quantity(abs(low), abs(high), after.value.value.dimension)
        return f"{Figure(after.use, Known(more)).text} {'more' if low > 0 else 'less'}"
    return f"{marked(after)} instead of {marked(before)}"


def _apart(before: Quantity, after: Quantity) -> tuple[Fraction, Fraction]:
    """How much more it is at each end of what is known: what isn't known of both is the same in both."""
    return after.low - before.low, after.high - before.high


def _more(before: Figure, after: Figure) -> str:
    if not isinstance(before.value, Known) or not isinstance(after.value, Known):
        return f"how many machines is unknown, {after.reason or before.reason}"
    low, high = _apart(before.value.value, after.value.value)
    if low == high == 0:
        return "no machine more"
    if low > high:
        return f"{marked(after)} machines instead of {marked(before)}"
    word = "machine" if low == high == 1 else "machines"
    return f"{Figure(after.use, Known(Quantity(low, high, after.value.value.dimension))).text} {word} more"


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


def refused(one: Refusal) -> str:
    """`4 copies of db instead of 3: meets max_scale() >= 2, but misses cost() <= $1k/month ($2k/month)`."""
    gain = one.gain
    buys = [f"meets {_some([goal.text for goal in gain.met])}"] if gain.met else []
    buys += [f"relieves {joined(gain.relieved)}"] if gain.relieved else []
    takes = [*broken(gain.lost)]
    takes += [f"brings {findings(one.brings)}"] if one.brings else []
    return f"{one.candidate.told}: {' and '.join(buys) or 'would be felt'}, but {' and '.join(takes)}"
