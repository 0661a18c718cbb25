"""How two versions of a number, or of a goal, are told side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sdlint.analyses.review.figure import Figure
from sdlint.analyses.review.judged import Judged
from sdlint.changes.figures import Moved, quantity
from sdlint.changes.goals import Turned
from sdlint.expression.values import Known
from sdlint.reports.figures.marks import NONE, marked


def change(one: Moved) -> str:
    """`26min → 53min down a year (99.995% → 99.99%)`; what is unknown says for want of what."""
    before, after = one.before, one.after
    if before is None or after is None:
        return f"{now_text(after)} (new)" if after else "(gone)"
    if not isinstance(before.value, Known) or not isinstance(after.value, Known):
        return _unknown(one, before, after)
    if one.downtime is not None:
        first, second = (figure.text for figure in one.downtime)
        return f"{first} → {second} down a year ({before.text} → {after.text})"
    return f"{figure_text(one.what, before)} → {figure_text(one.what, after)}"


def _unknown(one: Moved, before: Figure, after: Figure) -> str:
    """What is known, and for want of what the rest isn't."""
    first, second = (_known(one, at) for at in (0, 1))
    if isinstance(after.value, Known):
        return f"{f'{first} → ' if first else ''}{second}; unknown before, {before.reason}"
    if isinstance(before.value, Known):
        told = f"{first} → {second}" if second else f"{first} before"
        return f"{told}; unknown now, {after.reason}"
    alike = set(before.value.wants) == set(after.value.wants)
    why = f"unknown, {after.reason}" if alike else f"unknown before, {before.reason}; now, {after.reason}"
    if first == second:
        return f"{first}, as before; {why}" if first else why
    return f"{first or 'nothing known'} → {second or 'nothing known'}; {why}"


def _known(one: Moved, at: int) -> str:
    """A figure of one side, or the least that is known of it; empty where that is nothing."""
    figure = (one.before, one.after)[at]
    if figure is not None and isinstance(figure.value, Known):
        return figure_text(one.what, figure)
    least = one.least[at] if one.least is not None else None
    number = quantity(least)
    return f"at least {marked(least)}" if least is not None and number is not None and number.high > 0 else ""


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
        return figure.text.replace("capacity of ", "")
    return f"x{marked(figure)}" if what == "headroom" else marked(figure)


def now_text(figure: Figure | None) -> str:
    """A figure with its mark, or for want of what it is unknown."""
    if figure is None:
        return "none"
    return marked(figure) if isinstance(figure.value, Known) else f"unknown, {figure.reason}"


# A goal in both versions


def asked_text(one: Turned) -> str:
    """A goal as it is now written; an expectation with its scenario."""
    judged = one.after or one.before
    text = judged.text if judged is not None else one.asks
    return f"{text} ({one.scenario})" if one.scenario else text


def shift_text(one: Turned) -> str:
    """`p99(buy) <= 100ms → <= 1s (so met)`: by that alone."""
    before, after = one.before, one.after
    if before is None or after is None:
        return asked_text(one)
    so = f" (so {after.status})" if before.status == one.held != after.status else ""
    now = _wanted(one, after)
    return f"{before.text} → {now}{f' ({one.scenario})' if one.scenario else ''}{so}"


def _wanted(one: Turned, judged: Judged) -> str:
    """What is wanted, where the text begins with what is asked for; else all of the text."""
    return judged.wanted if judged.wanted and judged.text.startswith(one.asks) else judged.text


def goal_change(one: Turned) -> str:
    """`met → not met (120ms → 180ms)`; where it asks for more or less, from what."""
    before, after = one.before, one.after
    if before is None and after is not None:
        return f"new: {after.status}{_value(after.figure)}"
    if after is None and before is not None:
        return f"dropped: it was {before.status}"
    assert before is not None and after is not None
    told = (
        f"{before.status} → {after.status}" if before.status != after.status else f"{after.status} as before"
    )
    if one.shift == "supposed":
        told = f"{told}, though something else is supposed"
    elif one.shift:
        by_old = f", by which it would be {one.held}" if one.held != after.status else ""
        told = f"{one.shift} from {_wanted(one, before)}{by_old}; {told}"
    if quantity(before.figure) is not None and quantity(after.figure) is not None:
        # What is shown alike is told once.
        numbers = dict.fromkeys((marked(before.figure), marked(after.figure)))
        return f"{told} ({' → '.join(numbers)})"
    return f"{told}{_value(after.figure)}"


def _value(figure: Figure) -> str:
    """What it comes to, in parentheses; a goal that is no comparison comes to its verdict."""
    if isinstance(figure.value, Known):
        return f" ({marked(figure)})" if quantity(figure) is not None else ""
    return f" ({figure.reason})"
