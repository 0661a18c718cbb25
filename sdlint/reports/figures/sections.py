"""A review as tables and lists, with no layout yet: what text and Markdown have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sdlint.analyses.losses import Effect, Loss
from sdlint.analyses.review.bases import Assumption, Want
from sdlint.analyses.review.judged import Judged, Played
from sdlint.analyses.review.numbers import ComponentNumbers, EstimateNumbers, FlowNumbers, Numbers
from sdlint.analyses.review.review import Review, Risk
from sdlint.expression.values import shown
from sdlint.quantity import TIME, Quantity
from sdlint.reports.figures.framework import framework
from sdlint.reports.figures.marks import NONE, marked, waited
from sdlint.reports.figures.section import Item, Section
from sdlint.reports.figures.uses import few, joined, stemmed, stems, used_in
from sdlint.reports.terminal.columns import Cell, Column

STATUS = {"met": Cell("met", "good"), "not met": Cell("NOT MET", "error"), "unknown": Cell("?", "question")}
ROUNDING = 1e-12
"""Shares that differ by less are the same."""


def sections(review: Review) -> Iterator[Section]:
    """The parts of a review that have something to tell, in order."""
    every = names(review.numbers)
    card = review.framework
    found = (
        *((framework(card),) if card else ()),
        goals(review.numbers.goals),
        flows(review.numbers.flows),
        components(review.numbers),
        estimates(review.numbers.estimates),
        scenarios(review.scenarios),
        failures(review),
        assumed(review.assumed, every),
        wanting(review.wanting, every),
        accepted(review.accepted),
    )
    return (section for section in found if section.rows or section.items)


def names(numbers: Numbers) -> dict[str, Sequence[str]]:
    """The names that there are, in the plural, for `all flows`."""
    return {
        "flows": [flow.name for flow in numbers.flows],
        "components": [component.name for component in numbers.components],
    }


def goals(judged: tuple[Judged, ...]) -> Section:
    """What is wanted, and whether it holds."""
    columns = (
        Column("Goals"),
        Column("", cut=True),
        Column("value", right=True),
        Column("because", cut=True, lines=2),
    )
    rows = tuple(
        (STATUS[one.status], Cell(one.text), _value(one), Cell(one.because, "faint")) for one in judged
    )
    return Section(columns, rows)


def _value(judged: Judged) -> Cell:
    return Cell(marked(judged.figure), STATUS[judged.status].style)


def flows(found: tuple[FlowNumbers, ...]) -> Section:
    """How much, how fast, how surely, and how far it grows."""
    columns = (
        Column("Flows", cut=True),
        Column("rate", right=True),
        Column("peak", right=True),
        Column("p50", right=True),
        Column("p99", right=True),
        Column("available", right=True),
        Column("headroom", right=True),
        Column("bottleneck", cut=True),
    )
    rows = tuple(
        (
            Cell(flow.name),
            Cell(marked(flow.rate)),
            Cell(marked(flow.peak)),
            Cell(waited(flow.p50)),
            Cell(waited(flow.p99)),
            Cell(marked(flow.availability)),
            headroom(flow),
            Cell(marked(flow.bottleneck).removeprefix("capacity of ")),
        )
        for flow in found
    )
    told = "Headroom is how many times its peak a flow can take until its bottleneck is full (`max_scale`)."
    return Section(columns, rows, notes=(told,) if rows else ())


def headroom(flow: FlowNumbers) -> Cell:
    """How far it grows; less than its peak is an error."""
    value = flow.headroom.plain
    text = marked(flow.headroom)
    if value is None:
        return Cell(text, "question")
    low = value[0] if isinstance(value, list) else value
    return Cell(f"x{text}", "error" if low < 1 else "")


def components(numbers: Numbers) -> Section:
    """What each gets and bears, the tightest first; and the bill."""
    kept = dict(numbers.stores)
    columns = (
        Column("Components", cut=True),
        Column("load", right=True),
        Column("used", right=True),
        Column("machines", right=True),
        *((Column("keeps", right=True),) if kept else ()),
    )
    rows = []
    for one in numbers.components:
        cells = [Cell(one.name), Cell(marked(one.load)), used(one), Cell(machines(one))]
        if kept:
            cells.append(Cell(marked(kept[one.name]) if one.name in kept else ""))
        rows.append(tuple(cells))
    return Section(columns, tuple(rows), notes=(cost(numbers),) if rows else ())


def used(component: ComponentNumbers) -> Cell:
    """How much of it is used, or known to be: more than all is an error."""
    if component.unlimited:
        return Cell(NONE)
    figure = component.utilization
    value = figure.plain
    if value is None and component.least is not None:
        return Cell(f"≥{marked(component.least)}", "error" if component.least.plain > 1 else "question")
    if value is None:
        return Cell("?", "question")
    high = value[1] if isinstance(value, list) else value
    return Cell(marked(figure), "error" if high > 1 else "")


def machines(component: ComponentNumbers) -> str:
    """How many there are; of what a provider scales, nobody knows."""
    figure = component.machines
    return NONE if component.elastic and figure.plain in (None, 1) else marked(figure)


def cost(numbers: Numbers) -> str:
    """The bill, or as much as is known of it."""
    figure = numbers.cost
    if figure.plain is not None:
        return f"It costs {marked(figure)}."
    part = figure.value.witness.how.removesuffix(" is known")
    return f"What it costs is unknown: {part}." if part else "What it costs is unknown."


def estimates(found: tuple[EstimateNumbers, ...]) -> Section:
    """The back of the envelope."""
    expecting = any(one.expected is not None for one in found)
    columns = (
        Column("Estimates", cut=True),
        Column("value", right=True),
        *((Column("expected", right=True),) if expecting else ()),
        Column("sum", cut=True),
    )
    rows = []
    for one in found:
        cells = [Cell(one.name), Cell(marked(one.value))]
        if expecting:
            cells.append(_expected(one))
        rows.append((*cells, Cell(one.sum, "faint")))
    return Section(columns, tuple(rows))


def _expected(estimate: EstimateNumbers) -> Cell:
    if estimate.expected is None:
        return Cell("")
    wrong = estimate.fits is False
    return Cell(f"{'not ' if wrong else ''}~ {estimate.expected.text}", "error" if wrong else "")


def scenarios(played: tuple[Played, ...]) -> Section:
    """What becomes of the design when something happens: a line each, and one for all that isn't met."""
    columns = (Column("Scenarios"), Column("", cut=True), Column("comes to", cut=True, lines=2))
    rows = []
    for one in played:
        title = f"{one.title} ({', '.join(one.supposes)})"
        missed = [judged for judged in one.expects if judged.status != "met"]
        told = [(STATUS[judged.status], f"{judged.text}: {_comes_to(judged)}") for judged in missed]
        held = [_held(judged) for judged in one.expects if judged.status == "met"]
        if held:
            told.append((STATUS["met"], ", ".join(held)))
        for at, (status, text) in enumerate(told):
            style = "" if status is STATUS["met"] else status.style
            rows.append((status, Cell("" if at else title), Cell(text, style)))
    return Section(columns, tuple(rows))


def _comes_to(judged: Judged) -> str:
    """What an expectation that isn't met comes to; where its value can't be known, what is sure of it."""
    return judged.because if judged.figure.reason and judged.because else marked(judged.figure)


def _held(judged: Judged) -> str:
    """An expectation that is met: what was asked for, and what it comes to."""
    return f"{judged.asks} {marked(judged.figure)}" if judged.wanted else judged.text


def failures(review: Review) -> Section:
    """The losses that do most harm."""
    columns = (
        Column("Failures", cut=True),
        Column("a year", right=True),
        Column("requests unanswered", cut=True),
        Column("overloaded", cut=True, lines=2),
    )
    flows_ = [flow.name for flow in review.numbers.flows]
    rows = tuple(
        (
            Cell(loss.words),
            Cell(time_down(loss)),
            Cell(unanswered(loss, flows_)),
            Cell(overloaded(loss, flows_), "error" if loss.overloads else ""),
        )
        for loss in review.failures
    )
    listed = "all" if len(rows) == review.harmful else f"the {len(rows)} worst"
    told = (
        f"Of {review.lost} losses of one copy, component, zone or region {review.harmful} do harm; {listed} "
        "are listed, with how long it is so."
    )
    return Section(columns, rows, notes=(told,) if rows else ())


def time_down(loss: Loss) -> str:
    """How long a year it is so."""
    return "?" if loss.minutes is None else shown(Quantity.of(Fraction(loss.minutes) * 60, TIME))


def unanswered(loss: Loss, flows_: Sequence[str]) -> str:
    """`all of redirect and shorten, 5% of show`; and what goes on without something that it wants."""
    hurt = sorted((effect for effect in loss.effects if effect.hurt), key=lambda effect: effect.answered)
    by_share: dict[str, list[str]] = {}
    for effect in hurt:
        if effect.state == "degraded" and effect.answered > 1 - ROUNDING:
            continue
        lost = "all" if effect.state == "dead" else _percent(1 - effect.answered)
        by_share.setdefault(lost, []).append(effect.flow)
    told = []
    for lost, names_ in by_share.items():
        every = len(flows_) > 1 and len(names_) == len(flows_)
        told.append(f"{lost} of {'every flow' if every else joined(names_)}")
    parts = [", ".join(told)] if told else []
    parts += [
        f"{effect.flow} goes on without {joined(effect.missing)}" for effect in hurt if _without(effect)
    ]
    parts += [f"{head} ?" for head in (line.partition(":")[0] for line in loss.unknown) if head in flows_]
    return "; ".join(parts) or "none"


def _without(effect: Effect) -> bool:
    return bool(effect.missing) and effect.state == "degraded" and effect.answered > 1 - ROUNDING


def _percent(share: float) -> str:
    # Digits beyond these are those of floating point.
    return shown(Quantity.number(Fraction(round(share, 12))), percent=True)


def overloaded(loss: Loss, flows_: Sequence[str]) -> str:
    """`api at 120%`; a question mark where it can't be known of some."""
    told = [f"{one.component} at {_percent(one.after)}" for one in loss.overloads]
    unclear = any(line.partition(":")[0] not in flows_ for line in loss.unknown)
    return ", ".join([*told, *(["?"] if unclear else [])])


def assumed(found: tuple[Assumption, ...], every: Mapping[str, Sequence[str]]) -> Section:
    """What nobody stated, whose number it is, and what was computed with it."""
    alike: dict[tuple[str, str], list[Assumption]] = {}
    for one in found:
        alike.setdefault((one.value, one.source), []).append(one)
    items = []
    for (value, source), same in alike.items():
        for stem, names_ in stems(one.what for one in same).items():
            whats = {stem, *(f"{stem} of {name}" for name in names_)}
            uses = dict.fromkeys(use for one in same if one.what in whats for use in one.used)
            equals = f" = {value}" if value else ""
            head = f"{stemmed(stem, names_)}{equals}: "
            items.append(Item(head, tuple(source.split("; ")), f" ({used_in(uses, every)})"))
    return Section((Column("Assumed"),), items=tuple(items))


def wanting(found: tuple[Want, ...], every: Mapping[str, Sequence[str]]) -> Section:
    """What the design doesn't say, and what could be known if it did."""
    alike: dict[str, list[Want]] = {}
    for one in found:
        alike.setdefault(used_in(one.unlocks, every), []).append(one)
    items = []
    for unlocked, same in alike.items():
        whats = [stemmed(stem, names_) for stem, names_ in stems(one.what for one in same).items()]
        items.append(Item(f"{'; '.join(whats)} → {unlocked}"))
    return Section((Column("Wanting"),), items=tuple(items))


def accepted(risks: tuple[Risk, ...]) -> Section:
    """What is found and accepted, with the design's reasons; what a line accepts of a rule is one."""
    alike: dict[tuple[str, str], list[Risk]] = {}
    for risk in risks:
        alike.setdefault((risk.rule, risk.where), []).append(risk)
    items = []
    for (rule, where), same in alike.items():
        first = same[0]
        elements = list(dict.fromkeys(risk.element for risk in same if risk.element))
        on = f" on {few(elements)}" if elements else ""
        terms = [f"by {first.by}" if first.by else "", f"until {first.until}" if first.until else "", where]
        told = ", ".join(filter(None, terms))
        items.append(Item(f"{rule}{on}: {' '.join(first.reason.split())} ({told})"))
    return Section((Column("Accepted risks"),), items=tuple(items))
