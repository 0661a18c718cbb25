"""Queues: how likely a call waits for a free worker, and how long.

M/M/c with the waiting time scaled for other service times than exponential ones (Allen and Cunneen:
(1 + cv²) / 2 for Poisson arrivals); of what comes in batches M^[X]/M/c (`bulk`). Every machine is a queue of
its own: n machines behind a balancer are n queues, never one that they share. What takes its messages from a
`queue` does share it (`pools`).
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, gamma, pi, sqrt

from sdlint.analyses.batches import Coming, coming, size_shown
from sdlint.analyses.blocks import (
    NOTHING,
    Block,
    Exponential,
    Mixture,
    Uniform,
    mixture,
    service,
)
from sdlint.analyses.bulk import alone, waits
from sdlint.analyses.consumers import at_work
from sdlint.analyses.delays import (
    moments,
)
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.load import utilization
from sdlint.analyses.machines import capacity, service_time
from sdlint.analyses.pools import sharing
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import in_range
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.design import Component
from sdlint.quantity import NONE, TIME, Quantity
from sdlint.record import Record
from sdlint.spelling import joined

FULL = 0.95
"""Utilisation above which a queue's length says nothing any more: it grows without bound."""
MANY = 100_000
"""Workers beyond which nobody waits below FULL."""


MOST_SIZES = 3
"""Sizes of batches that are told."""
NEVER = 1e-12
"""A probability below which nobody waits: what comes of it has no meaning, and dozens of zeros."""


def erlang_b(servers: float, offered: float) -> float:
    """The probability that all servers are busy where nobody waits (Erlang's first formula); between whole
    numbers of servers its continuation, by the incomplete gamma function (Jagerman, Some Properties of the
    Erlang Loss Function, Bell System Technical Journal 1974).
    """
    whole = int(servers)
    part = servers - whole
    blocked = 1.0 if not part else 0.0 if not offered else 1.0 / _unblocked(part, offered)
    for k in range(1, whole + 1):
        blocked = offered * blocked / (k + part + offered * blocked)
    return blocked


def _unblocked(part: float, offered: float) -> float:
    """One over the probability that less than one server is busy: e^a · a^(−x) · Γ(x + 1, a)."""
    shape = part + 1.0
    if offered < shape + 1.0:
        term = total = 1.0 / shape
        for n in range(1, 100):
            term *= offered / (shape + n)
            total += term
        return exp(offered) * float(offered**-part) * gamma(shape) - offered * total
    # Legendre's continued fraction, by Lentz's method.
    below = offered + 1.0 - shape
    step = result = 1.0 / below
    ratio = 1e300
    for n in range(1, 100):
        factor = n * (shape - n)
        below += 2.0
        step = 1.0 / (factor * step + below)
        ratio = below + factor / ratio
        result *= step * ratio
    return offered * result


def erlang_c(servers: float, offered: float) -> float:
    """The probability that a call waits (Erlang's second formula), of `offered` erlangs below `servers`."""
    if servers > MANY:
        return 0.0
    blocked = erlang_b(servers, offered)
    return servers * blocked / (servers - offered * (1.0 - blocked))


class Station(Record):
    """One machine of a component at the peak, or those that share a queue, at one end of what is known: times
    in seconds.
    """

    component: str
    servers: float
    offered: float
    """Erlangs: calls a second × how long each takes a worker."""
    time: float
    """The mean service time."""
    held: float
    """How long a call takes a worker, so that all of them together can do what its capacity says: longer than
    `time` where something else limits it.
    """
    cv: float
    """The service time's standard deviation over its mean."""
    busy: float
    """The probability that a call waits."""
    mean_wait: float
    """How long a call waits on average."""
    block: Block
    """How long a call waits."""
    sizes: tuple[float, ...]
    """The sizes of the batches in which calls come, where they do."""
    machines: int
    """How many machines it is."""
    witnesses: tuple[Witness, ...]

    @property
    def waiting(self) -> float:
        """How many calls wait, on average (Little's law)."""
        return self.mean_wait * self.offered / self.held if self.held else 0.0


def station(
    facts: Facts, component: Component, end: str = "high", cv: float | None = None, calm: float = 1.0
) -> Value:
    """One of its machines as a queue, or those that share one, at the `low` or the `high` end of intervals;
    `cv` is for service times of which none is stated, `calm` says how much of the busiest place's load comes
    to the place in question. What is wanting: its workers, its time, its load; or less of that.
    """
    time = service_time(component)
    count = stated(component, "workers")
    rate = capacity(facts, component)
    used = utilization(facts, component, "capacity")
    if isinstance(time, Unknown):
        return time
    if isinstance(used, Unknown):
        return used
    if isinstance(rate, Unknown):
        return rate  # None of it is used, and still it isn't known how many it works on.
    mean, share = float(getattr(time.value, end)), float(getattr(used.value, end)) * calm
    # The higher its capacity, the lower its utilisation: ends of intervals belong together crosswise.
    each = float(rate.value.low if end == "high" else rate.value.high)
    witnesses = [time.witness, used.witness]
    if calm < 1.0:
        part = shown(Quantity.number(Fraction(f"{calm:.3g}")), percent=True)
        witnesses.append(
            Witness(f"load of {component.name} where they come", f"{part} of its busiest place's")
        )
    if isinstance(count, Known):
        servers = float(int(count.value.low))
        witnesses.append(count.witness)
    else:
        servers = max(1.0, each * mean)
        how = f"{rate.witness.shown} × {time.witness.shown}"
        how = how if servers > 1.0 else f"{how}, at least 1"
        text = f"workers of one {component.name}"
        told = shown(Quantity.number(Fraction(servers)))
        witnesses.append(Witness(text, told, how, parts=(rate.witness, time.witness)))
    # What its capacity says decides, as it does how busy it is: so a queue is never longer than that allows.
    held = servers / each
    if servers < 1.0 or share > FULL:
        busy = shown(Quantity.number(used.value.high), percent=True)
        return Unknown(
            (f"a bound on the queue at `{component.name}`, which is {busy} busy",),
            Witness(f"queue at {component.name}", parts=tuple(witnesses)),
        )
    if abs(held - mean) > 1e-9 * mean:
        text = f"time that a call takes a worker of {component.name}"
        told = shown(Quantity.of(Fraction(held), TIME))
        many = shown(Quantity.number(Fraction(servers)))
        workers = f"{many} worker{'' if servers == 1.0 else 's'}"
        witnesses.append(Witness(text, told, f"{workers} / {rate.witness.shown}"))
    offered = share * servers
    shared, pool = sharing(facts, component), 1
    if shared is not None:
        pool = int(shared.value.low if end == "high" else shared.value.high)
        witnesses.append(shared.witness)
    servers, offered = servers * pool, offered * pool
    spread = stated(component, "cv")
    if isinstance(spread, Known):
        witnesses.append(spread.witness)
        variation = float(getattr(spread.value, end))
    else:
        variation = facts.assumed.get("cv", 1.0) if cv is None else cv
    factor = (1.0 + variation**2) / 2.0
    together = coming(facts, component)
    line: _Line | Unknown = _singles(servers, offered, held, factor)
    if together is not None:
        witnesses += together.witnesses
        # A batch is dealt out to machines that have queues of their own.
        queues_ = 1.0
        if shared is None and isinstance(at := at_work(facts, component), Known):
            queues_ = max(1.0, float(at.value.high))
        line = _batched(together, component, servers, offered, held, factor, queues_)
    if isinstance(line, Unknown):
        return Unknown(line.wants, Witness(f"queue at {component.name}", parts=tuple(witnesses)))
    mean_wait = moments(line.block)[0]
    sizes = tuple(dict.fromkeys(one.size for one, _ in together.sorts)) if together is not None else ()
    return Known(
        Station(
            component.name,
            servers,
            offered,
            mean,
            held,
            variation,
            line.busy,
            mean_wait,
            line.block,
            tuple(sorted(size for size in sizes if size > 1.0)),
            pool,
            tuple(witnesses),
        )
    )


class _Line(Record):
    """What waiting at a queue is like."""

    busy: float
    """The probability that a call waits."""
    block: Block


def _line(parts: list[tuple[float, Block]]) -> _Line:
    """Waits with their probabilities; whoever is in none of them doesn't wait."""
    busy = min(1.0, sum(chance for chance, _ in parts))
    return _Line(busy, mixture((*parts, (1.0 - busy, NOTHING))))


def _singles(servers: float, offered: float, held: float, factor: float) -> _Line:
    """Calls that come each by itself."""
    chance = erlang_c(servers, offered)
    chance = chance if chance > NEVER else 0.0
    return _line([(chance, Exponential(factor * held / (servers - offered)))])


def _batched(
    together: Coming,
    component: Component,
    servers: float,
    offered: float,
    held: float,
    factor: float,
    queues_: float,
) -> _Line | Unknown:
    """Calls that come in batches, of which a clock sends some: these meet what comes at random, and it meets
    them for as long as they are worked on, but they don't meet each other.
    """
    slower = together.own / together.rate if together.rate > 0.0 else float("inf")
    if offered * slower > FULL * servers:
        want = f"a bound on the queue at `{component.name}`, which waits for what it calls"
        return Unknown((want,))
    whole = sum(rate for _, rate in together.sorts)
    piles = [(one, rate, max(1.0, one.pile(together.rate) / queues_)) for one, rate in together.sorts]
    clocked = [sort for sort in piles if sort[0].regular and sort[2] > 1.0]
    by_chance = [sort for sort in piles if not (sort[0].regular and sort[2] > 1.0)]
    rest = sum(rate for _, rate, _ in by_chance)
    parts: list[tuple[float, Block]] = []
    met = 0.0
    for one, rate, pile in clocked:
        found = alone(servers, pile)
        late = Uniform(2.0 * found.mean * held * slower)
        parts.append((rate / whole * found.busy, late))
        # It is worked off while others come as well: so much of the time from one batch to the next.
        busy = offered * slower * rest / whole / servers
        lasts = (one.over + pile * queues_ / together.rate) / (1.0 - busy)
        share = min(1.0 - met, lasts * rate / one.size)
        met += share
        parts.append((rest / whole * share * found.busy, late))
    load = offered * rest / whole
    quick = [(one, rate) for one, rate, pile in by_chance if one.over and pile <= 1.0]
    for one, rate in quick:
        while_ = max(load, servers * one.size / one.over / together.rate)
        block = _passing(servers, while_, held * slower, factor, one.size / queues_)
        parts.append((rate / whole * (1.0 - met), block))
    usual = [(rate, pile) for one, rate, pile in by_chance if not (one.over and pile <= 1.0)]
    others = sum(rate for rate, _ in usual)
    if others:
        shares: dict[float, float] = {}
        for rate, pile in usual:
            shares[pile] = shares.get(pile, 0.0) + rate / others
        line = _singles(servers, load, held, factor)
        if max(shares) > 1.0:
            line = _random(servers, load * slower, held * slower, factor, shares)
        parts.append((others / whole * (1.0 - met), line.block))
    busy = sum(chance * (1.0 - _none(block)) for chance, block in parts)
    return _Line(min(1.0, busy), mixture((*parts, (1.0 - sum(chance for chance, _ in parts), NOTHING))))


def _passing(servers: float, offered: float, held: float, factor: float, size: float) -> Block:
    """So many calls, one soon after the other: who comes meets those that came just before. It is as busy as
    they make it, but not for long: while n of them come, a queue that would grow without bound is not longer
    than 2/3 √(2 variance n / π) on average (what a reflected Brownian motion has come to by then).
    """
    line = _singles(servers, min(offered, FULL * servers), held, factor)
    if line.busy == 0.0:
        return NOTHING
    most = 2.0 / 3.0 * sqrt(2.0 / pi * 2.0 * factor * size) * held / servers
    return _line([(line.busy, Exponential(min(moments(line.block)[0], most) / line.busy))]).block


def _random(servers: float, offered: float, held: float, factor: float, shares: dict[float, float]) -> _Line:
    """Batches that come at random."""
    found = waits(servers, offered, shares)
    # Other service times than exponential ones change what singles wait for each other.
    singles = erlang_c(servers, offered) * (factor - 1.0) * held / (servers - offered)
    wait = max(0.0, found.mean * held + singles / found.busy) if found.busy else 0.0
    return _line([(found.busy, service(wait, found.cv))])


def _none(block: Block) -> float:
    """The probability that a wait is none."""
    if isinstance(block, Mixture):
        return sum(chance for chance, part in block.parts if part == NOTHING)
    return 1.0 if block == NOTHING else 0.0


_COMPONENT = Parameter("component", ("component",))


def _queue(facts: Facts, component: Component, name: str, measure: str) -> Value:
    """A measure of a queue, from the low to the high end of what is known."""
    what = f"{name}({component.name})"
    ends = [station(facts, component, end) for end in ("low", "high")]
    if any(isinstance(found, Unknown) for found in ends):
        return Unknown(unknown(*ends).wants, Witness(what))
    low, high = (float(getattr(found.value, measure)) for found in ends if isinstance(found, Known))
    dimension = TIME if name == "waiting" else NONE
    quantity = Quantity(Fraction(low), Fraction(high), dimension)
    top = ends[1]
    assert isinstance(top, Known)
    one: Station = top.value
    offered = shown(Quantity.number(Fraction(one.offered)))
    where = "at one of its machines" if one.machines == 1 else f"of {one.machines} machines at one queue"
    servers = shown(Quantity.number(Fraction(one.servers)))
    how = f"M/M/{servers} {where}, {offered} erlangs"
    if one.sizes:
        how += f", in batches of {joined([size_shown(size) for size in one.sizes[:MOST_SIZES]])}"
    if one.cv != 1.0:
        how += f", × (1 + {one.cv:g}²) / 2"
    text = shown(quantity, percent=name == "busy")
    return Known(quantity, Witness(what, text, how, parts=one.witnesses))


@word(_COMPONENT, result=number(TIME), example="waiting(api)")
@in_range
def waiting(facts: Facts, component: Component) -> Value:
    """How long a call waits on average for a free worker, at the peak: at a machine, or a shared queue."""
    return _queue(facts, component, "waiting", "mean_wait")


@word(_COMPONENT, result=COUNT, example="queue(api)")
@in_range
def queue(facts: Facts, component: Component) -> Value:
    """How many calls wait on average for a free worker, at the peak: at a machine, or a shared queue."""
    return _queue(facts, component, "queue", "waiting")


@word(_COMPONENT, result=COUNT, example="busy(api)", percent=True)
@in_range
def busy(facts: Facts, component: Component) -> Value:
    """How likely it is that a call has to wait for a free worker, at the peak."""
    return _queue(facts, component, "busy", "busy")
