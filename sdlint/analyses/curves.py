"""Curves: what is used in no straight line as the load grows. Connections are open while their calls wait for
a free worker, and calls wait the longer the busier that one is: they are full before a straight line says.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from fractions import Fraction

from sdlint.analyses.chains import calls
from sdlint.analyses.facts import Facts
from sdlint.analyses.load import Use, connections_use, utilization
from sdlint.analyses.machines import queues
from sdlint.analyses.traffic import arrivals, average_rate, following, peak_rate
from sdlint.expression.values import Known, Unknown
from sdlint.model.design import Component, Design, Flow
from sdlint.quantity import Quantity
from sdlint.record import Record, changed

TWO = Quantity.number(2)
PRECISION = 4096
"""Where connections are full is told to such a part of it."""
FINEST = 2**24
"""What loads are multiples of the inverse of."""
MOST_LOADS = 30
"""Loads that are tried for one component."""
NEARLY = Fraction(999, 1000)
"""Of the load up to which it is known how long is waited: so far it is looked."""
KEPT = 8
"""Loads whose facts are kept: one that has just been asked of one component is asked of the next."""
STRAIGHT = Fraction(99, 100)
"""What a straight line leads to where it is full doesn't bend."""


def scaled(facts: Facts, flows: list[Flow], times: Quantity) -> Facts:
    """The same design with some flows at so many times their rate. With all that a client asks for grows the
    number of clients, and so do their connections.
    """
    flows_then = dict(facts.design.flows)
    for flow in flows:
        average = average_rate(facts, flow)
        if isinstance(average, Unknown):
            continue
        peak = flow.peak
        if flow.rate is None:
            top = peak_rate(facts, flow)
            peak = top.value / average.value if isinstance(top, Known) and average.value.low > 0 else None
        rate = Known(average.value * times, average.witness)
        flows_then[flow.name] = changed(flow, rate=rate, peak=peak)
    components = crowded(facts.design, {flow.name for flow in flows}, times)
    then = Facts(changed(facts.design, flows=flows_then, components=components), assumed=facts.assumed)
    moved = {flow.name for flow in following(facts, flows)}
    # What the other flows bring where stays as it is; arrows don't depend on rates.
    for key, noted in facts.memo.items():
        if key == "arrows" or (key[0] == "arrivals of" and key[1] not in moved):
            then.memo[key] = noted
    return then


def crowded(design: Design, chosen: Set[str], times: Quantity) -> dict[str, Component]:
    """The components where some flows come so many times as often: clients that ask for nothing else are as
    many times as many, and so are their connections.
    """
    stay = {flow.root.component for flow in design.flows.values() if flow.root and flow.name not in chosen}
    grow = {design.flows[name].root for name in chosen}
    components = dict(design.components)
    for name in sorted({root.component for root in grow if root} - stay):
        components[name] = _busier(components[name], times)
    return components


def _busier(component: Component, wanted: Quantity) -> Component:
    said = component.attributes.get("connections")
    if component.family != "entry" or said is None or not isinstance(said.value, Quantity):
        return component
    more = changed(said, value=said.value * wanted)
    return changed(component, attributes={**component.attributes, "connections": more})


class Full(Record):
    """At how many times the peak connections are full."""

    least: Fraction
    """By the high end of what is known."""
    most: Fraction
    """By the low end."""
    bends: bool
    """Whether that is before a straight line would say."""


class Curves:
    """Where connections are full as some flows grow and the others stay."""

    def __init__(self, facts: Facts, flows: list[Flow]) -> None:
        self.facts = facts
        self.flows = flows
        self._high = _Load(facts, flows, "high")
        self._low = self._high if _exact(facts) else _Load(facts, flows, "low")

    def twice(self) -> Facts:
        """The facts at twice the peak."""
        exact = self._low is self._high
        return self._high.at(TWO) if exact else scaled(self.facts, self.flows, TWO)

    def full(self, use: Use) -> Full | None:
        """At how many times the peak the connections of a use are full; None where these flows don't take
        any, where it is beyond what can be known of how long is waited, or one isn't known.
        """
        found = self.first([use], None, None)
        return found[1] if found is not None else None

    def first(
        self, uses: Iterable[Use], least: Fraction | None, most: Fraction | None
    ) -> tuple[Use, Full] | None:
        """Whose connections are full first, and when: before all else is at the high and at the low end of
        what is known, where that is said.
        """
        names = {use.component: use for use in uses}
        early = self._high.first(names, least)
        late = early if self._low is self._high else self._low.first(names, most)
        if early is None:
            return None
        name, times, bends = early
        last = late[1] if late is not None else most if most is not None else times
        return names[name], Full(times, max(times, last), bends)


def _exact(facts: Facts) -> bool:
    """Whether no rate of a flow is an interval."""
    flows = facts.design.flows.values()
    return all(not isinstance(flow.rate, Known) or flow.rate.value.exact for flow in flows)


class _Load:
    """A design with some flows at any number of times their peak, by one end of what is known."""

    def __init__(self, facts: Facts, flows: list[Flow], end: str) -> None:
        self.end = end
        if not _exact(facts):
            held = facts.design.flows
            facts = Facts(
                changed(facts.design, flows={n: self._at_end(f) for n, f in held.items()}),
                assumed=facts.assumed,
            )
        self.facts = facts
        self.flows = [facts.design.flows[flow.name] for flow in flows]
        self._kept: dict[Quantity, Facts] = {}

    def _at_end(self, flow: Flow) -> Flow:
        if not isinstance(flow.rate, Known):
            return flow
        end = getattr(flow.rate.value, self.end)
        value = Quantity(end, end, flow.rate.value.dimension)
        return changed(flow, rate=Known(value, flow.rate.witness))

    def at(self, times: Quantity) -> Facts:
        """The facts at so many times the flows' peak; those that are asked for last are kept."""
        found = self._kept.pop(times, None)
        if found is None:
            found = scaled(self.facts, self.flows, times)
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[times] = found
        return found

    def first(self, names: Iterable[str], limit: Fraction | None) -> tuple[str, Fraction, bool] | None:
        """Whose connections are full first, at how many times the peak, and whether before a straight line
        would say. Beyond the `limit` nobody asks.
        """
        reached: list[tuple[Fraction, str, Fraction]] = []
        best: tuple[str, Fraction, bool] | None = None
        for name in names:
            until = self._known_until(name)
            if until is None:
                # Nobody waits there at any load, so that it is a straight line.
                line = _line(self._share(name, Fraction(1)), self._share(name, Fraction(2)))
                if line is not None and (best is None or line < best[1]):
                    best = name, line, False
                continue
            # Not up to it: how long is waited there is known no more.
            until = until * NEARLY if limit is None else min(until * NEARLY, limit)
            share = self._share(name, until) if until > 0 else None
            if share is not None and share >= 1:
                reached.append((share, name, until))
        # The fullest first: seldom is another one full before it.
        for used, name, until in sorted(reached, key=lambda one: (-one[0], one[1])):
            if best is not None and best[1] < until:
                until, share = best[1], self._share(name, best[1])
                if share is None or share < 1:
                    continue
                used = share
            times = self._crossing(name, until, used)
            best = name, times, self._bends(name, times)
        return best if best is not None and (limit is None or best[1] <= limit) else None

    def _crossing(self, name: str, until: Fraction, used: Fraction) -> Fraction:
        """At how many times the peak a component's connections are full of which so much is `used` at
        `until`: by the Illinois method (Dowell and Jarratt, 1971), which needs half as many loads as halving.
        """
        low, high, below, above = Fraction(0), until, Fraction(-1), used - 1
        here = self._share(name, Fraction(1))
        if here is not None and until > 1:
            if here >= 1:
                high, above = Fraction(1), here - 1
            else:
                low, below = Fraction(1), here - 1
        while 0 < 2 * low < high:
            share = self._share(name, 2 * low)
            if share is None or share >= 1:
                high, above = 2 * low, (share - 1 if share is not None else Fraction(1))
                break
            low, below = 2 * low, share - 1
        side = 0
        for _ in range(MOST_LOADS):
            if high - low <= high / PRECISION:
                break
            between = low + (high - low) * below / (below - above)
            # A denominator that grew with each load would make numbers of thousands of digits.
            times = Fraction(round(between * FINEST), FINEST)
            times = times if low < times < high else (low + high) / 2
            share = self._share(name, times)
            if share is not None and share < 1:
                low, below = times, share - 1
                above = above / 2 if side < 0 else above
                side = -1
            else:
                high, above = times, (share - 1 if share is not None else Fraction(1))
                below = below / 2 if side > 0 else below
                side = 1
        return low

    def _bends(self, name: str, times: Fraction) -> bool:
        """Whether a line through what is used at a quarter and at half of so many times is below what there
        is at all of it.
        """
        quarter, half = (self._share(name, times / part) for part in (4, 2))
        return quarter is None or half is None or quarter + 3 * (half - quarter) < STRAIGHT

    def _share(self, name: str, times: Fraction) -> Fraction | None:
        """How much of its connections is used at so many times the peak."""
        facts = self.facts if times == 1 else self.at(Quantity.number(times))
        share = connections_use(facts, facts.design.components[name]).share
        if not isinstance(share, Known):
            return None
        found: Fraction = getattr(share.value, self.end)
        return found

    def _known_until(self, name: str) -> Fraction | None:
        """At how many times the peak the first of those that its calls wait for is so busy that it isn't
        known how long they wait; None where these flows bring none of them there.
        """
        from sdlint.analyses.queueing import FULL  # It asks for loads.

        found: list[Fraction] = []
        for one in self._waited_for(self.facts.design.components[name]):
            shares = [
                utilization(facts, facts.design.components[one], "capacity")
                for facts in (self.facts, self.at(TWO))
            ]
            # At the high end: beyond it nothing is known of waiting at either.
            now, then = (used.value.high if isinstance(used, Known) else None for used in shares)
            if now is None or then is None or (then <= now and now <= FULL):
                continue
            found.append(1 + (Fraction(FULL) - now) / (then - now) if then > now else Fraction(0))
        return min(found) if found else None

    def _waited_for(self, component: Component) -> list[str]:
        """The components that calls of a component wait for, itself among them."""
        names = {component.name: None}
        for arrival in arrivals(self.facts, component):
            if arrival.step is not None and not arrival.step.asynchronous:
                names.update((call.step.callee, None) for call in calls(arrival.visit, waited=True))
        return [name for name in names if queues(self.facts.design.components[name])]


def _line(now: Fraction | None, twice: Fraction | None) -> Fraction | None:
    """Where a straight line through what is used at the peak and at twice the peak is 1."""
    if now is None or twice is None or twice <= now:
        return None
    return max(1 + (1 - now) / (twice - now), Fraction(0))
