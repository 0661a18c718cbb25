"""What is worth knowing of a design at a glance: flows, components, goals, estimates, bytes and bills."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sdlint.analyses.facts import Facts, words
from sdlint.analyses.load import highest, uses
from sdlint.analyses.machines import is_managed
from sdlint.analyses.review.bases import Assumption, Want, assumptions, wants
from sdlint.analyses.review.figure import CAPPED, Figure, Use
from sdlint.analyses.review.judged import Judged, goal
from sdlint.analyses.traffic import average_rate, peak_rate
from sdlint.expression.values import Known
from sdlint.model.design import Component, Element, Estimate, Flow
from sdlint.quantity import Quantity
from sdlint.record import Record

NEAR = Fraction(1, 10)
"""How far an estimate may be off what its author expects."""


class FlowNumbers(Record):
    """A flow at its peak."""

    name: str
    rate: Figure
    """On average."""
    peak: Figure
    p50: Figure
    p99: Figure
    availability: Figure
    headroom: Figure
    """How many times its peak it can take until its bottleneck is full, while other flows stay."""
    bottleneck: Figure

    @property
    def figures(self) -> dict[str, Figure]:
        """All of them, by name."""
        return {name: getattr(self, name) for name in self.record_fields if name != "name"}


class ComponentNumbers(Record):
    """A component at the peak; clients are none of the system's."""

    name: str
    load: Figure
    utilization: Figure
    machines: Figure
    elastic: bool
    """Its provider scales it, and the design states nothing that would limit it."""
    starts: bool
    """A clock that only starts what others do, of which nobody says how much it can."""
    least: Figure | None = None
    """How much of it is known to be used, where that isn't known of all of its resources."""

    @property
    def unlimited(self) -> bool:
        """Whether nobody is asked for what it can do."""
        return self.elastic or self.starts

    @property
    def figures(self) -> dict[str, Figure]:
        """All of them, by name."""
        return {"load": self.load, "utilization": self.utilization, "machines": self.machines}


class EstimateNumbers(Record):
    """An estimate, and what its author expects of it."""

    name: str
    value: Figure
    sum: str
    """As written; empty where it is a plain number."""
    expected: Figure | None
    fits: bool | None
    """Whether it is near what is expected; None where that can't be told."""
    note: str


class Numbers(Record):
    """What is worth knowing of a design at a glance."""

    system: str
    file: str
    goals: tuple[Judged, ...]
    flows: tuple[FlowNumbers, ...]
    components: tuple[ComponentNumbers, ...]
    """The tightest first; what is unknown after what is known."""
    estimates: tuple[EstimateNumbers, ...]
    cost: Figure
    stores: tuple[tuple[str, Figure], ...]
    """What each durable store comes to keep, all copies together; and each channel that says for how long."""

    @property
    def figures(self) -> Iterator[Figure]:
        """All of them in order; what nobody is asked for is left out."""
        for flow in self.flows:
            yield from flow.figures.values()
        for component in self.components:
            for name, figure in component.figures.items():
                if name == "load" or not (component.unlimited and figure.origin == "unknown"):
                    yield figure
        yield from (estimate.value for estimate in self.estimates)
        yield self.cost
        yield from (figure for _, figure in self.stores)
        yield from (judged.figure for judged in self.goals)

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """What they rest on that nobody stated."""
        return assumptions(self.figures)

    @property
    def wanting(self) -> tuple[Want, ...]:
        """What the unknown ones are unknown for want of."""
        return wants(self.figures)

    def count(self, status: str) -> int:
        """How many goals are `met`, `not met` or `unknown`."""
        return sum(judged.status == status for judged in self.goals)


def numbers(facts: Facts) -> Numbers:
    """What is worth knowing of a design at a glance; nothing is computed twice."""
    design = facts.design
    asked = [c for c in design.components.values() if c.family != "entry"]
    # A channel keeps what it says that it does.
    stores = [
        c
        for c in asked
        if (c.family == "store" and c.kind != "cache")
        or (c.family == "channel" and "retention" in c.attributes)
    ]
    return Numbers(
        design.title,
        design.source.path,
        tuple(goal(facts, item) for item in design.goals),
        tuple(_flow(facts, flow) for flow in design.flows.values()),
        tuple(sorted((_component(facts, component) for component in asked), key=_tightness)),
        tuple(_estimate(item) for item in design.estimates.values()),
        figure(facts, "cost"),
        tuple((store.name, figure(facts, "storage", store)) for store in stores),
    )


def figure(facts: Facts, word: str, item: Element | None = None) -> Figure:
    """The answer of a word; facts compute it once, whoever asks."""
    found = words()[word]
    answer = facts.ask(found, [item] if item is not None else [])
    use = Use(word, item.name if item is not None else "")
    return Figure(use, answer, found.percent, word in CAPPED)


def _flow(facts: Facts, flow: Flow) -> FlowNumbers:
    return FlowNumbers(
        flow.name,
        Figure(Use("rate of", flow.name), average_rate(facts, flow)),
        Figure(Use("peak of", flow.name), peak_rate(facts, flow)),
        figure(facts, "p50", flow),
        figure(facts, "p99", flow),
        figure(facts, "availability", flow),
        figure(facts, "max_scale", flow),
        figure(facts, "bottleneck", flow),
    )


def _component(facts: Facts, component: Component) -> ComponentNumbers:
    scaled = component.kind in ("dns", "cdn") or is_managed(component)
    silent = "capacity" not in component.attributes
    used = figure(facts, "utilization", component)
    return ComponentNumbers(
        component.name,
        figure(facts, "load", component),
        used,
        figure(facts, "machines", component),
        scaled and silent and not isinstance(used.value, Known),
        component.kind == "scheduler" and silent and not isinstance(used.value, Known),
        _least(facts, component, used),
    )


def _least(facts: Facts, component: Component, used: Figure) -> Figure | None:
    """What is known of a use of which not all is known."""
    known = None if isinstance(used.value, Known) else highest(uses(facts, component))
    if known is None or known.value.low <= 0:
        return None
    return Figure(used.use, Known(Quantity(known.value.low, known.value.low), known.witness))


def _tightness(component: ComponentNumbers) -> tuple[int, Fraction]:
    for used in (component.utilization, component.least):
        if used is not None and isinstance(used.value, Known):
            return 0, -used.value.value.high
    return (2 if component.unlimited else 1), Fraction(0)


def _estimate(item: Estimate) -> EstimateNumbers:
    value = Figure(Use("estimate", item.name), item.value)
    summed = item.text if not isinstance(item.value, Known) or item.value.witness.how else ""
    if item.expected is None:
        return EstimateNumbers(item.name, value, summed, None, None, item.note)
    expected = Figure(Use("estimate", item.name), item.expected)
    fits = None
    if isinstance(item.value, Known) and isinstance(item.expected, Known):
        fits = _near(item.value.value, item.expected.value)
    return EstimateNumbers(item.name, value, summed, expected, fits, item.note)


def _near(value: Quantity, expected: Quantity) -> bool:
    """Whether some value of the one is near some value of the other."""
    slack = NEAR * max(abs(expected.low), abs(expected.high))
    return value.low <= expected.high + slack and value.high >= expected.low - slack
