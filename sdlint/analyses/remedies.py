"""Remedies: what must be added to a component so that a resource suffices at a load.

It is found by asking again: how much is used with twice the copies, or twice the shards, says which part of
it copies carry away. Writes go to every copy, so of them copies carry nothing.
"""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.consumers import partitions_read
from sdlint.analyses.facts import Facts
from sdlint.analyses.limits import at_times
from sdlint.analyses.load import all_uses, uses, utilization
from sdlint.analyses.machines import is_managed
from sdlint.analyses.sums import ONE
from sdlint.expression.values import Known, shown
from sdlint.model.design import Component, Flow, Stated
from sdlint.quantity import Quantity, RangeError
from sdlint.record import Record, changed

TRIES = 8
"""How often a number of copies is raised until it is enough: intervals and majorities round."""
DOUBLINGS = 12
"""How often a number of copies is doubled to find one with which connections suffice."""
FILLED = ("storage", "memory")
"""Resources that are used up once all is kept that is to be kept."""


class Remedy(Record):
    """What to add so that a resource suffices."""

    knob: str
    """`replicas`, `shards`, `nodes` or `autoscale`."""
    now: int
    then: int
    """The least number with which no more is used than there is."""
    easy: int | None
    """The least number with which it is no busier than it should be."""
    why: str
    """Why not what one would think of first."""


def remedy_for(
    facts: Facts,
    flows: list[Flow],
    component: Component,
    resource: str,
    wanted: Quantity,
    target: Fraction | None,
) -> tuple[Remedy | None, str]:
    """What to add to a component so that a resource suffices at the wanted load; or why nothing helps."""
    then = _Then(facts, flows, wanted, component, resource)
    if component.family == "outside":
        return None, "it is somebody else's: ask them for more, or call it less"
    if is_managed(component) and not {"replicas", "nodes", "shards"} & set(component.attributes):
        return None, f"its provider's limit: ask for more {resource}"
    why = ""
    for knob in then.knobs():
        count = then.least(knob, Fraction(1))
        if count is not None:
            easy = then.least(knob, target) if target is not None and 0 < target < 1 else None
            return Remedy(knob, then.said(knob), count, easy, why), ""
        why = why or then.vain(knob)
    return None, why or f"it takes more {resource} in each machine"


class _Then:
    """A component at the wanted load, with more of what may be added."""

    def __init__(
        self, facts: Facts, flows: list[Flow], wanted: Quantity, component: Component, resource: str
    ) -> None:
        self.facts = at_times(facts, flows, wanted)
        self.component = component
        self.resource = resource
        self._shares: dict[tuple[str, int], Fraction | None] = {}

    def knobs(self) -> list[str]:
        """What may be added, what is said already first; shards where there are data to be split."""
        said = self.component.attributes
        if "nodes" in said:
            return ["nodes"]
        found = [name for name in ("autoscale", "replicas") if name in said][:1]
        return [*found, "shards"] if self.component.family == "store" else found

    def said(self, knob: str) -> int:
        """How many of them there are."""
        stated = self.component.attributes.get(knob)
        if knob == "autoscale" and stated is not None:
            stated = stated.parts.get("high")
        value = stated.value if stated is not None else ONE
        return int(value.low) if isinstance(value, Quantity) else 1

    def share(self, knob: str, count: int) -> Fraction | None:
        """How much of the resource is used with so many of them."""
        key = (knob, count)
        if key not in self._shares:
            self._shares[key] = self._share(knob, count)
        return self._shares[key]

    def _share(self, knob: str, count: int) -> Fraction | None:
        attributes = dict(self.component.attributes)
        value = Quantity.number(count)
        stated = attributes.get(knob)
        if knob == "autoscale" and stated is not None:
            high = changed(stated.parts["high"], value=value)
            attributes[knob] = changed(stated, parts={**stated.parts, "high": high})
        else:
            attributes[knob] = Stated(value, str(count), stated.span if stated else self.component.span)
        more = changed(self.component, attributes=attributes)
        components = {**self.facts.design.components, more.name: more}
        then = Facts(changed(self.facts.design, components=components), assumed=self.facts.assumed)
        shared = ("arrivals", "arrivals of")
        then.memo.update((k, v) for k, v in self.facts.memo.items() if k == "arrows" or k[0] in shared)
        from sdlint.analyses.queueing import FULL  # It asks for loads.

        try:
            if self.resource == "connections":
                busy = utilization(then, more, "capacity")
                if isinstance(busy, Known) and busy.value.high > FULL:
                    return None  # Nobody knows how long is waited there.
            found = all_uses(then, more) if self.resource in FILLED else uses(then, more)
            shares = [use.share for use in found if use.resource == self.resource]
        except RangeError:
            return None
        known = [share.value.high for share in shares if isinstance(share, Known)]
        return max(known) if known and len(known) == len(shares) else None

    def least(self, knob: str, most: Fraction) -> int | None:
        """The least number with which no more is used than that; nothing where no number is enough."""
        here = self.said(knob)
        if self.resource == "connections":
            return self.searched(knob, here, most)
        one, two = self.share(knob, here), self.share(knob, 2 * here)
        if one is None or two is None or here < 1:
            return None
        # One part goes down as the number goes up, the other stays: a / n + b, with n that serve.
        stands_by = knob in ("replicas", "autoscale") and "standby" in self.component.attributes
        aside = self.said("standby") if stands_by else 0
        if here <= aside:
            return None
        part = (one - two) * (here - aside) * (2 * here - aside) / here
        rest = one - part / (here - aside)
        parts = partitions_read(self.facts, self.component)
        if isinstance(parts, Known):
            # It goes down in steps: with one machine for each partition all is done that can be.
            count = max(here, int(parts.value.high))
            return self.fewest(knob, here, count, most) if self.enough(knob, count, most) else None
        if part <= 0 or rest >= most:
            return None
        count = max(here, aside - int(-(part / (most - rest)) // 1))
        for _ in range(TRIES):
            if self.enough(knob, count, most):
                return self.fewest(knob, here, count, most)
            count += max(1, count // 50)
        return None

    def searched(self, knob: str, here: int, most: Fraction) -> int | None:
        """The least number that is enough where no formula leads there: nobody knows how long is waited for
        what has too little, and then it waits less and less.
        """
        count = max(1, here)
        for _ in range(DOUBLINGS):
            if self.enough(knob, count, most):
                return self.fewest(knob, here, count, most)
            count *= 2
        return None

    def enough(self, knob: str, count: int, most: Fraction) -> bool:
        """Whether with so many no more is used than that."""
        share = self.share(knob, count)
        return share is not None and share <= most

    def fewest(self, knob: str, here: int, count: int, most: Fraction) -> int:
        """The least number that is enough, at most as many as are known to be."""
        if count <= here or not self.enough(knob, count - 1, most):
            return count
        low, high = here - 1, count - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.enough(knob, middle, most) else (middle, high)
        return high

    def vain(self, knob: str) -> str:
        """Why more of them don't help."""
        if self.resource in ("storage", "memory"):
            return "every copy keeps all of it, so more copies don't help"
        replication = self.component.attributes.get("replication")
        if replication is not None and replication.value == "quorum":
            return "a majority of all copies answers, so more copies don't help"
        if knob in ("replicas", "autoscale") and self.component.family in ("store", "channel"):
            return "writes go to every copy, so more copies don't help"
        if isinstance(parts := partitions_read(self.facts, self.component), Known):
            return f"{shown(parts.value)} partitions are read by as many at most, so more {knob} don't help"
        return f"more {knob} don't help"
