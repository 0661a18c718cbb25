"""For reading: what breaks first, at which load, and what to add."""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.growth import Growth, Limit
from sdlint.analyses.remedies import FILLED, Remedy
from sdlint.expression.values import Known, Unknown, shown
from sdlint.quantity import RATE, Quantity, show, show_percent
from sdlint.reports.terminal.characters import visible, width
from sdlint.reports.terminal.look import Look
from sdlint.reports.terminal.wrap import block, wrap

MOST = 40
"""Limits that are told; more are for `--format json`."""
MOST_WANTING = 6


def report(growth: Growth, title: str, look: Look) -> str:
    """The largest load, the limits in the order in which they break, and how long flows take then."""
    who = f"`{growth.of}`" if growth.of else title
    at = f" at {_times(growth.wanted)} times its peak" if growth.wanted is not None else ""
    head = f"{who}{at}" if at else f"How far {who} scales"
    lines = [look.paint(line, "strong") for line in wrap(visible(head), look.width)]
    lines += ["", *_largest(growth, look), *_limits(growth, look), *_timings(growth, look)]
    lines += _notes(growth, look)
    return "\n".join(lines) + "\n"


def _times(value: float) -> str:
    return show(Quantity.number(Fraction(value)))


def _percent(value: float) -> str:
    return show_percent(Quantity.number(Fraction(value)))


def _largest(growth: Growth, look: Look) -> list[str]:
    """The largest load that it can take, and what that is of each flow."""
    largest = growth.largest
    if isinstance(largest, Unknown):
        wants = largest.text.removeprefix("unknown, ")
        if growth.reached is None:
            return block(f"The largest load is unknown, {wants}.", look.width, "", "")
        most = _times(float(growth.reached))
        text = f"The largest load is at most {most} times the peak; it may be less, {wants}."
        return block(text, look.width, "", "")
    value = float(largest.value.low)
    text = f"The largest load is {shown(largest.value)} times the peak"
    if value < 1:
        text += ": it is too much by now"
    parts = [f"{flow} {_rate(most)}" for flow, _, most in growth.throughput if most is not None]
    if parts:
        text += f"{';' if value < 1 else ':'} {', '.join(parts)}"
    if any(limit.resource == "storage" for limit in growth.limits):
        text += ". Disks aren't counted here: they fill over years, and are listed below"
    return block(f"{text}.", look.width, "", "")


def _rate(value: float) -> str:
    return show(Quantity.of(Fraction(value), RATE))


def _limits(growth: Growth, look: Look) -> list[str]:
    if not growth.limits:
        if growth.wanted is None:
            return [] if growth.wanting else ["", "Nothing that is stated limits it."]
        known = " that is known" if growth.wanting else ""
        return ["", look.paint(f"Nothing{known} breaks by then.", "good")]
    lines: list[str] = []
    for number, limit in enumerate(growth.limits[:MOST], 1):
        lines += ["", *_limit(number, limit, look)]
    rest = len(growth.limits) - MOST
    if growth.wanted is None:
        rest = growth.more
    if rest > 0:
        lines += ["", f"… and {rest} more; `--load` or `--format json` tells them."]
    return lines


def _limit(number: int, limit: Limit, look: Look) -> list[str]:
    """`1  capacity of api  at 1.86 times`, and below it how much is used and what to add."""
    first = f"{number:>2}  "
    lead = " " * width(first)
    name = visible(f"{limit.resource} of {limit.component}")
    fills = limit.resource in FILLED
    late = f"at {_times(float(limit.factor))} times the peak"
    if limit.factor <= 1:
        late = "at today's load" if fills else "by now"
    room = look.width - width(first) - width(late) - 2
    gap = " " * max(room + 2 - width(name), 2)
    style = "error" if limit.factor <= 1 else "faint"
    lines = [first + look.paint(name, "strong") + gap + look.paint(late, style)]
    used = _percent(limit.now) if fills and limit.then is None else f"{_percent(limit.now)} now"
    if limit.then is not None:
        used += f", {_percent(limit.then)} then"
    if fills:
        used += ", once it keeps all that it is to keep"
    lines.extend(block(used, look.width, lead, "used     "))
    if limit.remedy is not None:
        lines.extend(block(_remedy(limit.remedy, limit), look.width, lead, "add      "))
    elif limit.why:
        lines.extend(block(limit.why, look.width, lead, "but      "))
    return lines


def _remedy(remedy: Remedy, limit: Limit) -> str:
    """`replicas 9 → 62, or 89 to be at most 70% busy`."""
    text = f"{remedy.knob} {remedy.now} → {remedy.then}"
    if remedy.easy is not None and remedy.easy > remedy.then and limit.target is not None:
        text += f", or {remedy.easy} to be at most {_percent(limit.target)} busy"
    return f"{text}: {remedy.why}" if remedy.why else text


def _timings(growth: Growth, look: Look) -> list[str]:
    """How long flows take now, and at the largest load."""
    if not growth.timings:
        return []
    lines = ["", look.paint("p99 now, and at the largest load", "strong")]
    column = max(width(one.flow) for one in growth.timings) + 2
    told: set[str] = set()
    for one in growth.timings:
        text = shown(one.now.value) if isinstance(one.now, Known) else one.now.text
        if isinstance(one.now, Known):
            text += f" → {shown(one.most.value) if isinstance(one.most, Known) else _why(one.most, told)}"
        lines.extend(block(text, look.width, "  ", one.flow.ljust(column)))
    if growth.untimed:
        lines.append(f"  and {growth.untimed} more flows, of which `sdlint ask` tells")
    return lines


def _why(unknown: Unknown, told: set[str]) -> str:
    """Why a percentile isn't known; said once."""
    if unknown.text in told:
        return "unknown, for the same reason"
    told.add(unknown.text)
    return unknown.text


def _notes(growth: Growth, look: Look) -> list[str]:
    lines: list[str] = []
    for title, texts in (("Not known", growth.wanting), ("Not counted", growth.left_out)):
        if not texts:
            continue
        lines += ["", look.paint(title, "question")]
        told = texts if len(texts) <= MOST_WANTING else texts[: MOST_WANTING - 1]
        for text in told:
            lines.extend(block(text.replace(" isn't counted:", ":"), look.width, "  ", "- "))
        if len(told) < len(texts):
            lines.append(f"  - and {len(texts) - len(told)} more, which `--format json` tells")
    return lines
