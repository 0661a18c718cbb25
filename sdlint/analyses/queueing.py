"""Queues: how likely a call waits for a free worker, and how long.

M/M/c with the waiting time scaled for other service times than exponential ones (Allen and Cunneen:
(1 + cv²) / 2 for Poisson arrivals); of what comes in batches M^[X]/M/c (`bulk`). Every machine is a queue of
its own: n machines behind a balancer are n queues, never one that they share. What takes its messages from a
`queue` does share it (`pools`).
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, gamma

from sdlint.analyses.batches import batches, size_shown
from sdlint.analyses.bulk import EVENLY, alone, waits
from sdlint.analyses.delays import NOTHING, Block, Uniform, mixture, service
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.load import utilization
from sdlint.analyses.machines import capacity, machines_at_peak, service_time
from sdlint.analyses.pools import sharing
from sdlint.analyses.stated import stated
from sdlint.analyses.sums import in_range
from sdlint.expression.values import COUNT, Known, Parameter, Unknown, Value, Witness, number, shown, unknown
from sdlint.model.design import Component
from sdlint.quantity import NONE, TIME, Quantity
from sdlint.record import Record

FULL = 0.95
"""Utilisation above which a queue's length says nothing any more: it grows without bound."""
MANY = 100_000
"""Workers beyond which nobody waits below FULL."""


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
    wait: float
    """How long those wait on average that do wait."""
    spread: float
    """The standard deviation of that over its mean."""
    batch: float
    """How many calls come at once on average, to one that looks around; 1 where each comes by itself."""
    machines: int
    """How many machines it is."""
    witnesses: tuple[Witness, ...]

    @property
    def block(self) -> Block:
        """How long a call waits."""
        some = Uniform(2.0 * self.wait) if self.spread == EVENLY else service(self.wait, self.spread)
        return mixture(((self.busy, some), (1.0 - self.busy, NOTHING)))

    @property
    def mean_wait(self) -> float:
        """How long a call waits on average."""
        return self.busy * self.wait

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
    chance = erlang_c(servers, offered)
    chance = chance if chance > NEVER else 0.0
    wait, apart, size = (1.0 + variation**2) / 2.0 * held / (servers - offered), 1.0, 1.0
    together = batches(facts, component)
    if together is not None:
        size, witnesses = together.mean, [*witnesses, *together.witnesses]
        queues_ = 1.0
        if shared is None and isinstance(count := machines_at_peak(component), Known):
            # A batch is dealt out to machines that have queues of their own.
            queues_ = max(1.0, float(getattr(count.value, end)))
        shares = {max(1.0, many / queues_): share for many, share in together.shares.items()}
        found = alone(servers, *shares) if together.regular else waits(servers, offered, shares)
        # Other service times than exponential ones change what singles wait for each other.
        singles = chance * (wait - held / (servers - offered))
        chance, apart = found.busy, found.cv
        wait = max(0.0, found.mean * held + singles / chance) if chance else 0.0
    one = Station(
        component.name,
        servers,
        offered,
        mean,
        held,
        variation,
        chance,
        wait,
        apart,
        size,
        pool,
        tuple(witnesses),
    )
    return Known(one)


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
    if one.batch > 1.0:
        how += f", in batches of {size_shown(one.batch)}"
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
