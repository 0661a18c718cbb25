"""A change of the text that may improve a design, and what all sorts of them need to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.diagnostic import Edit
from sdlint.expression.tree import Parenthesis
from sdlint.model.attributes import DURABLE
from sdlint.model.design import Component, Stated
from sdlint.quantity import Quantity
from sdlint.record import Record
from sdlint.spelling import joined
from sdlint.syntax import nodes
from sdlint.syntax.edits import attribute_of

BUSY = Fraction(3, 4)
"""How busy many let a component be, though few workers would be better off with less: a guess, and measured
like all that is tried.
"""
AT_HAND = 3
"""Copies of which two have each write: a write needs both of two, and any other one of three."""
FAILOVER = "30s"
"""How long a switch takes that goes by itself."""


class Candidate(Record):
    """A change of the text."""

    kind: str
    """`replicas`, `zone`, `spread`, `autoscale`, `nodes`, `shards`, `replication`, `failover`, `cache`,
    `timeout`.
    """
    names: tuple[str, ...]
    """The components that it is about."""
    told: str
    """What is done, as a heading: `10 copies of api instead of 9`."""
    assumes: str
    """What must be so for it to help as much as is promised; empty where nothing is assumed."""
    edits: tuple[Edit, ...]
    count: int = 0
    """The copies that there are then, where it is about those."""
    there: int = 0
    """The copies that there were."""
    again: Callable[[int], Candidate] | None = None
    """The same change with another number of copies, or one near it, where it is about those."""
    parts: tuple[Candidate, ...] = ()
    """The changes that it is made of, where it is several."""
    flow: str = ""
    """The flow whose calls are changed, where it is those of one."""

    @property
    def element(self) -> str:
        """The component that it is about; empty where it is several."""
        return self.names[0] if len(self.names) == 1 else ""

    @property
    def marks(self) -> frozenset[tuple[str, str]]:
        """What no other change is made of at the same time."""
        return frozenset((name, self.flow) for name in self.names)


def count_of(said: Stated | None) -> int | None:
    """A number of copies; 1 where nothing is said of it, nothing where it isn't one number."""
    if said is None:
        return 1
    value = said.value
    if not isinstance(value, Quantity) or not value.exact or value.low < 1:
        return None
    return int(value.low)


def enough(there: int, used: Fraction, target: Fraction) -> int:
    """So many copies that it is as busy as it should be; of channels and stores writes may go to all."""
    if used <= target or target <= 0:
        return there
    return -int(-(there * used / target) // 1)


def zone_names(facts: Facts, component: Component) -> list[str]:
    """The zones that its copies may stand in."""
    found: list[str] = []
    for place in component.places:
        region = facts.design.regions.get(place)
        found.extend([zone.name for zone in region.zones] if region else [place])
    return list(dict.fromkeys(found))


def switching(component: Component) -> list[tuple[str, str]]:
    """What has it switch by itself, where it says nothing of that."""
    return [] if "failover" in component.attributes else [("failover", FAILOVER)]


def counted(
    component: Component, node: nodes.Component, there: int, count: int
) -> tuple[list[tuple[str, str]], str]:
    """What a component says that has so many copies, and what comes with that, in words."""
    values, told = [("replicas", raised(node, "replicas", there, count))], ""
    if there == 1 and component.kind in DURABLE and "replication" not in component.attributes:
        values += [("replication", "leader_follower(sync)"), *switching(component)]
        told = ", which has each write" if count == 2 else ", of which two have each write"
    if component.kind == "scheduler" and "leader_election" not in component.attributes:
        # Copies that all start would start everything twice.
        values.append(("leader_election", ""))
        told += ", one of which is elected to start"
    return values, told


def raised(node: nodes.Component, name: str, there: int, count: int) -> str:
    """The number, or the design's own sum and what is added to it."""
    said = attribute_of(node, name)
    first = said.arguments[0] if said and said.arguments else None
    if isinstance(first, Parenthesis):
        return f"({first.inner.span.text} + {count - there})"
    return str(count)


def _told(parts: Sequence[Candidate]) -> Iterator[str]:
    """What is done by each; of what is done to several they are named together: `lb and api in 2 zones`."""
    alike: dict[str, list[str]] = {}
    for one in parts:
        name = one.element
        rest = one.told.removeprefix(f"{name} ") if name else one.told
        alike.setdefault(rest, []).extend([name] if rest != one.told else [])
    for rest, names in alike.items():
        yield f"{joined(names)} {rest}" if names else rest


def put_together(parts: Sequence[Candidate]) -> Candidate:
    """Several changes as one; of one alone that itself."""
    if len(parts) == 1:
        return parts[0]
    return Candidate(
        "spread",
        tuple(name for one in parts for name in one.names),
        "; ".join(_told(parts)),
        "",
        tuple(edit for one in parts for edit in one.edits),
        sum(one.count for one in parts),
        sum(one.there for one in parts),
        parts=tuple(parts),
    )
