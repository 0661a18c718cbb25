"""What must be up of a component's copies, and how probable that is while given zones are up.

Sections "Machines and places" and "What must be up" of the analyses: thresholds are per shard; a leader's
writes go on when it is down once another copy has taken over, with probability 1 − failover / repair.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from sdlint.analyses.facts import Facts
from sdlint.analyses.machines import is_managed
from sdlint.analyses.placement import MOST, Deal, Domain, deal, deals_of, replicas_in, some
from sdlint.analyses.stated import stated, stated_or_assumed
from sdlint.expression.values import Known, Unknown, Value, Witness, shown
from sdlint.model.design import Component
from sdlint.quantity import Quantity, parse
from sdlint.record import Equal, changed

MAX_COPIES = MOST
"""Copies of one shard that are computed one by one."""

SEMISYNC = "semisync"
"""Replication by a leader that waits for one follower while there is one."""
ROLES = ("active", "leader", "standby")
"""What a copy does: it answers; it answers, and writes go to it; it takes over once it is switched to."""

REPLICA = ("99.5%", "Amazon EC2 SLA, one instance, 2022; a refund threshold, no measurement")
ZONE = ("99.95%", "there is no public figure")
REGION = ("99.99%", "Amazon EC2 SLA, a region, 2022; a refund threshold, no measurement")
REPAIR = ("1h", "a guess; state `repair`")


def assumed(name: str, default: tuple[str, str]) -> Known:
    """A default with its source."""
    literal, source = default
    return Known(parse(literal), Witness(name, literal, origin="assumed", source=source))


def assumed_zone(facts: Facts) -> Known:
    """A zone's availability where none is stated; another than usual where the facts are to assume so."""
    usual = assumed("availability of a zone", ZONE)
    factor = facts.assumed.get("outage", 1.0)
    if factor == 1.0:
        return usual
    value = Quantity.number(1 - (1 - usual.value.low) * Fraction(str(factor)))
    source = f"zones {factor:g} times as often down as usual"
    return Known(value, changed(usual.witness, shown=shown(value, percent=True), source=source))


class Need(Equal):
    """What an operation needs of one shard: so many copies, and whether the leader must be among them."""

    count: int
    leader: bool = False


class Copies(Equal):
    """A component's copies, as its availability depends on them."""

    component: Component
    chance: float
    """The probability that one copy is up while its zone is; of a managed component, that it is up."""
    sets: tuple[tuple[Domain, ...], ...]
    """The places of each set's copies; several sets under `in each`, where any one will do."""
    read: Need
    write: Need
    standby: int
    switched: float
    """The probability that another copy has taken over when it must."""
    shards: int
    wanting: tuple[Unknown, ...]
    write_wanting: tuple[Unknown, ...]
    witness: Witness
    deals: tuple[Deal, ...]
    """How the copies of each set are dealt to places: exact, however many they are."""
    most: tuple[Deal, ...]
    """The same at the peak, where their number follows the load."""

    @property
    def roles(self) -> tuple[tuple[str, int, str], ...]:
        """The keys under which its copies are counted: component, set, and what the copy does."""
        name = self.component.name
        return tuple((name, at, role) for at in range(len(self.sets)) for role in ROLES)

    @property
    def places(self) -> frozenset[str]:
        """The regions and zones that hold copies."""
        return self.deals[0].places.union(*(deal.places for deal in self.deals[1:]))

    @property
    def counted(self) -> bool:
        """Whether it is said how many copies there are."""
        return "replicas" in self.component.attributes or "autoscale" in self.component.attributes

    @property
    def nested(self) -> bool:
        """Whether what can be written can be read; else what can be read can be written."""
        return self.write.leader or self.write.count >= self.read.count

    def asks_to_read(self, stronger: bool) -> bool:
        """Whether the stronger of its two needs, or the weaker, is that of reads."""
        return stronger != self.nested


def copies_of(facts: Facts, component: Component) -> Copies:
    """The copies of a component, with what is wanting to know about them."""
    key = ("copies", component.name)
    found: Copies | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _copies(facts, component)
    return found


def _copies(facts: Facts, component: Component) -> Copies:
    name = component.name
    count = stated(component, "replicas")
    if isinstance(count, Unknown):
        count = stated(component, "autoscale", "low")
    own = stated_or_assumed(component, "availability")
    if isinstance(count, Unknown):
        return _single(facts, component, own)
    wanting: list[Unknown] = []
    if isinstance(own, Unknown):
        own = assumed(f"availability of one copy of {name}", REPLICA)
    n = some(count.value)
    if n > MAX_COPIES:
        wanting.append(Unknown((f"fewer than {MAX_COPIES} replicas of `{name}`",)))
    least = _whole_or(stated(component, "needs"), 1)
    standby = _whole_or(stated(component, "standby"), 0)
    read, write, write_wanting = _needs(component, n, least)
    if write.leader and not component.led:
        write = Need(n + 1, leader=True)
    switched = 1.0
    parts = [count.witness, own.witness]
    if write.leader or standby:
        failover = stated(component, "failover")
        repair = stated(component, "repair")
        if isinstance(repair, Unknown):
            repair = assumed(f"repair of {name}", REPAIR)
        if isinstance(failover, Unknown):
            wanting.append(failover)
        else:
            parts += [failover.witness, repair.witness]
            hours = float(repair.value.low)
            switched = max(0.0, 1.0 - float(failover.value.low) / hours) if hours > 0 else 0.0
    shards = _whole_or(stated(component, "shards"), 1)
    places = replicas_in(facts.design, component)
    deals = deals_of(facts.design, component)
    sets = _sets(component, places, min(n, MAX_COPIES))
    domains = ", ".join(dict.fromkeys(d.zone or d.region or "no place" for one in sets for d in one))
    how = f"{n} {'copies' if n > 1 else 'copy'} of {own.witness.shown} in {domains}"
    if shards > 1:
        how += f", each of {shards} shards"
    for what, need in (("read", read), ("write", write)):
        if need.count > n and not component.led:
            how += "; none of them leads on this side of the cut"
        elif need.count > 1:
            how += f"; a {what} needs {need.count} up"
    witness = Witness(f"copies of {name}", "", how, parts=tuple(parts))
    chance = float(own.value.low)
    return Copies(
        component,
        chance,
        sets,
        read,
        write,
        standby,
        switched,
        shards,
        tuple(wanting),
        tuple(write_wanting),
        witness,
        deals,
        deals_of(facts.design, component, most=True) if "autoscale" in component.attributes else deals,
    )


def _single(facts: Facts, component: Component, own: Value) -> Copies:
    """A component that is up or down as a whole: managed, outside, or nobody said."""
    wanting: tuple[Unknown, ...] = ()
    chance = 1.0
    if isinstance(own, Known):
        chance = float(own.value.low)
    elif component.family == "outside" or component.kind in ("dns", "cdn") or is_managed(component):
        wanting = (Unknown((f"availability of `{component.name}`",)),)
    else:
        wanting = (Unknown((f"replicas of `{component.name}`",)),)
    # It hangs on its regions, any of which will do, and on no zone; one box that is said to stand in a zone
    # stands there.
    zoned = facts.design.zones if isinstance(own, Unknown) and not is_managed(component) else {}
    places = dict.fromkeys(place for place in component.places if place != "world")
    domains = dict.fromkeys(Domain(place.split(".")[0], place if place in zoned else "") for place in places)
    sets = tuple((domain,) for domain in domains) or ((Domain("", ""),),)
    deals = tuple(deal(1, (one,)) for one in sets)
    need = Need(1)
    return Copies(component, chance, sets, need, need, 0, 1.0, 1, wanting, (), own.witness, deals, deals)


def _sets(component: Component, places: tuple[Domain, ...], n: int) -> tuple[tuple[Domain, ...], ...]:
    if not component.each or len(places) <= n:
        return (places,)
    return tuple(places[at : at + n] for at in range(0, len(places), n))


def _needs(component: Component, n: int, least: int) -> tuple[Need, Need, list[Unknown]]:
    """What reads and writes need."""
    plain = Need(least)
    durable = component.family in ("store", "channel") and component.kind != "cache"
    if not durable or n == 1 or "rebuildable" in component.attributes:
        return plain, plain, []
    said = component.attributes.get("replication")
    if said is None:
        return plain, plain, [Unknown((f"replication of `{component.name}`",))]
    parts = said.parts
    if said.value == "leaderless":
        read, write = (_part(parts.get(word)) for word in ("read", "write"))
        return Need(max(least, read)), Need(max(least, write)), []
    if said.value == "quorum":
        majority = max(least, n // 2 + 1)
        return Need(majority), Need(majority, leader=True), []
    if said.value == "multi_leader":
        return plain, plain, []
    if "sync" in parts:
        return plain, Need(max(least, 2), leader=True), []
    # What waits for a second copy while there is one goes on without: the leader alone is enough.
    told = "async" in parts or SEMISYNC in parts
    wanting = [] if told else [Unknown((f"how `{component.name}` replicates (`async` or `sync`)",))]
    return plain, Need(least, leader=True), wanting


def _part(said: object) -> int:
    value = getattr(said, "value", None)
    return int(value.low) if isinstance(value, Quantity) else 1


def _whole(value: Known) -> int:
    quantity: Quantity = value.value
    return int(quantity.low)


def _whole_or(value: Value, default: int) -> int:
    return _whole(value) if isinstance(value, Known) else default


# Probabilities


def at_least(count: int, of: int, chance: float) -> float:
    """The probability that at least `count` of `of` independent copies are up."""
    if count <= 0:
        return 1.0
    if count > of:
        return 0.0
    if chance >= 1.0:
        return 1.0
    # The shorter tail is summed, so that nothing is lost where it is nearly certain.
    if count * 2 <= of:
        return 1.0 - sum(_binomial(k, of, chance) for k in range(count))
    return sum(_binomial(k, of, chance) for k in range(count, of + 1))


def _binomial(k: int, n: int, chance: float) -> float:
    if n < 1000:
        return comb(n, k) * chance**k * (1.0 - chance) ** (n - k)
    from math import exp, lgamma, log

    if chance <= 0.0:
        return float(k == 0)
    logs = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(chance) + (n - k) * log(1.0 - chance)
    return exp(logs)


def meets(need: Need, chance: float, switched: float, active: int, standby: int, leader: int) -> float:
    """The probability that a need is met by the copies whose zones are up: `active` ones, the leader
    among them where `leader` is 1, and `standby` ones that count only once switched.
    """
    if need.leader:
        others = active + standby - leader
        leads = chance * leader
        after = at_least(need.count, others, chance) * switched
        return leads * at_least(need.count - 1, others, chance) + (1.0 - leads) * after
    met = at_least(need.count, active, chance)
    if not standby:
        return met
    late = sum(
        _binomial(k, active, chance) * at_least(need.count - k, standby, chance)
        for k in range(min(need.count, active + 1))
    )
    return met + late * switched


def falls_short(own: Copies, need: Need) -> float:
    """The probability that a shard's copies don't meet a need while all their places are up."""
    miss = 1.0
    for one in own.sets:
        standby = min(own.standby, len(one))
        leader = int(own.write.leader and len(one) > standby)
        miss *= 1.0 - meets(need, own.chance, own.switched, len(one) - standby, standby, leader)
    return max(miss, 0.0)


__all__ = ["Copies", "Need", "assumed", "at_least", "copies_of", "falls_short", "meets", "shown"]
