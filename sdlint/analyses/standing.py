"""What of a component stands while elements are down and all else is up: no probabilities, only counts.

Copies are counted for each set and each place, so a million of them cost no more than two. With all else up
another copy has taken over from a lost leader; how long that took is told by `Left.pause`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from sdlint.analyses.copies import Copies, Need
from sdlint.analyses.placement import Deal, Domain
from sdlint.record import Record

ALL, NONE = Fraction(1), Fraction(0)


class Lost(Record):
    """What is down. A copy (`posts#2`) is that of every shard, or, `one_shard`, that of a single one."""

    names: frozenset[str]
    """Components, zones and regions."""
    copies: Mapping[str, frozenset[int]]
    """The numbers of lost copies, from 1, by component."""
    one_shard: bool = False


def lost_of(names: Iterable[str], *, one_shard: bool = False) -> Lost:
    """What is down, by names: components, zones, regions, and copies as `posts#2`."""
    whole: set[str] = set()
    copies: dict[str, set[int]] = {}
    for name in names:
        component, mark, number = name.partition("#")
        if mark:
            copies.setdefault(component, set()).add(int(number))
        else:
            whole.add(name)
    return Lost(frozenset(whole), {name: frozenset(some) for name, some in copies.items()}, one_shard)


class Left(Record):
    """What is left of a component."""

    reads: tuple[bool, bool]
    """Whether reads are answered: by the shard that has lost copies, and by the others."""
    writes: tuple[bool, bool]
    machines: Fraction
    """The machines that share the load of the busiest part, as a share of those before."""
    leader: bool
    """Whether a leader is lost while others are left: writes wait until one of them leads."""
    partly: bool
    """Whether some copies are lost, and some aren't."""
    copies: tuple[int, int]
    """How many copies are left, of how many: of the shard that has lost some."""
    alone: bool
    """Whether it is only one shard that has lost them."""
    kept: tuple[str, ...] = ()
    """Its places that are left, where some are lost."""
    standing: tuple[Fraction, ...] = ()
    """Under `in each`, of each place that is left: the share of its machines, where these differ."""

    @property
    def hurt(self) -> bool:
        """Whether some calls go unanswered."""
        return not (all(self.reads) and all(self.writes))

    @property
    def uneven(self) -> bool:
        """Whether what is answered depends on the shard."""
        return self.reads[0] != self.reads[1] or self.writes[0] != self.writes[1]


def left_of(own: Copies, lost: Lost) -> Left:
    """What is left of a component while elements are down."""
    numbers = lost.copies.get(own.component.name, frozenset())
    alone = bool(numbers) and lost.one_shard and own.shards > 1
    hit = _alive(own.deals, own.component.name, lost, numbers)
    rest = _alive(own.deals, own.component.name, lost, frozenset()) if alone else hit
    most = hit if own.most is own.deals else _alive(own.most, own.component.name, lost, numbers)
    total = sum(deal.count for deal in own.deals)
    leader = own.write.leader and sum(hit) > 0 and _leaderless(own, lost, numbers)
    return Left(
        (_met(own.read, hit), _met(own.read, rest)),
        (_met(own.write, hit), _met(own.write, rest)),
        _machines(own, most),
        leader,
        0 < sum(hit) < total,
        (sum(hit), total),
        alone,
        _kept(own, most, lost),
        _standing(own, most),
    )


def _standing(own: Copies, alive: list[int]) -> tuple[Fraction, ...]:
    if not own.component.each or not own.counted:
        return ()
    pairs = zip(alive, _serving(own), strict=True)
    found = tuple(Fraction(min(left, serve), serve) for left, serve in pairs if left)
    return found if len(set(found)) > 1 else ()


def _serving(own: Copies) -> list[int]:
    """How many copies of each set share its load: a standby takes the place of one that is lost."""
    return [max(1, deal.count - own.standby) for deal in own.most]


def _kept(own: Copies, alive: list[int], lost: Lost) -> tuple[str, ...]:
    places = own.component.places
    if own.component.each:
        there = [place for place, left in zip(places, alive, strict=False) if left]
    else:
        options = own.deals[0].options if own.deals else ()
        pairs = zip(places, options, strict=False)
        there = [place for place, zones in pairs if not all(_is_down(zone, lost) for zone in zones)]
    return tuple(there) if 0 < len(there) < len(places) else ()


def _met(need: Need, alive: list[int]) -> bool:
    """Whether some set has enough copies; a lost leader has been replaced, and standbys switched."""
    return any(there >= need.count for there in alive)


def _is_down(domain: Domain, lost: Lost) -> bool:
    return domain.region in lost.names or domain.zone in lost.names


def _alive(deals: tuple[Deal, ...], name: str, lost: Lost, numbers: frozenset[int]) -> list[int]:
    """How many copies are left of each set."""
    if name in lost.names:
        return [0] * len(deals)
    found: list[int] = []
    first = 0
    for deal in deals:
        alive = sum(count for domain, count in deal.held.items() if not _is_down(domain, lost))
        here = (number - 1 - first for number in numbers)
        alive -= sum(0 <= index < deal.count and not _is_down(deal.at(index), lost) for index in here)
        found.append(alive)
        first += deal.count
    return found


def _leaderless(own: Copies, lost: Lost, numbers: frozenset[int]) -> bool:
    """Whether the first copy of a set is down."""
    first = 0
    for deal in own.deals:
        if deal.count and (first + 1 in numbers or _is_down(deal.at(0), lost)):
            return True
        first += deal.count
    return False


def _machines(own: Copies, alive: list[int]) -> Fraction:
    """The share of machines that the load is spread over. Under `in each` what came to a lost set goes to
    the others, evenly, and the busiest is the one with the fewest copies left.
    """
    there = [min(left, serve) for left, serve in zip(alive, _serving(own), strict=True) if left > 0]
    total = sum(_serving(own))
    if not there or total == 0:
        return NONE
    if not own.counted:
        return ALL  # It is run in several regions; what it can do in one of them isn't said.
    return ALL if min(there) * len(there) == total else Fraction(min(there) * len(there), total)
