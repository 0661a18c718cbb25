"""What a request needs up, as a formula: flows become conditions on components and branches.

The rules, with `hit`, `taken` and a store's shard drawn by each call on its own:

- a cache or cdn `b else c` is (b and hit) or c, `b -> c` is b and (hit or c); anything else `b else c` is
  b or c;
- `x20` needs all of twenty calls: where one draws by chance, the twenty draw one after the other, and at
  shards that twenty keys lead to;
- `p%` is (not taken) or x; `{ a, b }` is a and b; what hangs behind `?` or `~>` isn't needed, but for the
  `~>` with which a flow's first message is taken from its channel, and from those that it is passed on to:
  that is what the flow is for;
- clients always count as up; a dns is needed, and its caller makes the next call.
"""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts
from sdlint.analyses.stated import stated
from sdlint.analyses.topology import goes_past
from sdlint.expression.values import Unknown
from sdlint.model.design import Call, Component, Design, Flow, Visit
from sdlint.record import Equal


class Up(Equal):
    """A component is up, for reading or for writing; `every`: at all of its shards."""

    component: str
    write: bool = False
    every: bool = False
    keys: float = 1.0
    """How many keys a request asks for, each at the shard to which it leads: at least 1."""


class Branch(Equal):
    """A request goes this way by chance with all of its calls: a hit, or a step that is not taken."""

    name: str
    chance: float
    known: bool = True
    """Whether the chance is known; else it counts as 0."""


Atom = Up | Branch


class Both(Equal):
    """All of them."""

    parts: tuple[Formula, ...]


class Either(Equal):
    """At least one of them."""

    parts: tuple[Formula, ...]


Formula = Up | Branch | Both | Either

ALWAYS = Both(())
NEVER = Either(())


def both(parts: list[Formula]) -> Formula:
    """All of them, without what always holds."""
    flat: dict[Formula, None] = {}
    for part in parts:
        if part == NEVER:
            return NEVER
        for inner in part.parts if isinstance(part, Both) else (part,):
            flat.setdefault(inner)
    return next(iter(flat)) if len(flat) == 1 else Both(tuple(flat))


def either(parts: list[Formula]) -> Formula:
    """At least one of them, without what never holds."""
    flat: dict[Formula, None] = {}
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        for inner in part.parts if isinstance(part, Either) else (part,):
            flat.setdefault(inner)
    return next(iter(flat)) if len(flat) == 1 else Either(tuple(flat))


class Requirement(Equal):
    """A flow's formula, and what is wanting to know it."""

    formula: Formula
    wanting: tuple[Unknown, ...]


def requirement(facts: Facts, flow: Flow, *, wanted: bool = False) -> Requirement:
    """What a request of a flow needs; `wanted`: what it takes that everything wanted works, what hangs
    behind `?` or `~>` too.
    """
    wanted = wanted and any(step.optional or step.asynchronous for step in flow.steps)
    key = ("requirement", flow.name, wanted)
    found: Requirement | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _Builder(facts.design, wanted).flow(flow)
    return found


class _Builder:
    def __init__(self, design: Design, wanted: bool) -> None:
        self.design = design
        self.all = wanted
        self.wanting: list[Unknown] = []
        self.branches = 0
        self.draws: dict[tuple[int, str], list[tuple[float, Formula]]] = {}
        """What was drawn at each call, by its chance, ascending."""

    def flow(self, flow: Flow) -> Requirement:
        if flow.root is None:
            return Requirement(ALWAYS, (Unknown((f"steps of flow `{flow.name}`",)),))
        root = self.design.components[flow.root.component]
        # Whoever sends us something is there when he does.
        parts: list[Formula] = [] if root.family in ("entry", "outside") else [Up(root.name)]
        parts.append(self.visit(flow.root, 1.0, messages=root.delivers))
        return Requirement(both(parts), tuple(self.wanting))

    def visit(self, visit: Visit, times: float, *, messages: bool = False) -> Formula:
        """What the calls of so many visits need, with their `messages` or without."""
        calls = [call for stage in visit.stages for call in stage]
        return both(_apart([self.call(call, times, messages=messages) for call in calls]))

    def call(self, call: Call, times: float, *, messages: bool = False) -> Formula:
        """What a call needs that is made in each of so many visits."""
        step, callee = call.step, self.design.components[call.step.callee]
        if (step.optional or (step.asynchronous and not messages)) and not self.all:
            return ALWAYS
        many = max(1.0, float(step.times.low)) if step.times is not None else 1.0
        if step.share is None:
            return self.wanted(call, callee, times * many, messages)
        # Each visit draws once whether it makes its calls: `x20 10%` are twenty of them, in a tenth.
        spared = float(1 - step.share.low)
        whole = self.wanted(call, callee, left(times, spared) * many, messages)
        if whole == ALWAYS:
            return whole
        return either([self.drawn(call, f"not {step.name}", spared**times), whole])

    def wanted(self, call: Call, callee: Component, times: float, messages: bool) -> Formula:
        step = call.step
        if goes_past(callee, call):
            return both(self.otherwise(call, times))
        if callee.kind in ("cache", "cdn") and not step.write:
            return self.cached(call, callee, times)
        own: Formula = ALWAYS
        if callee.family != "entry":
            write = step.write or callee.family == "channel"
            own = Up(callee.name, write, step.scatter, times)
        # A channel that a flow's own message comes to passes it on.
        passed = messages and callee.family == "channel"
        whole = both([own, self.visit(call.visit, times, messages=passed)])
        return either([whole, both(self.otherwise(call, times))]) if call.otherwise else whole

    def otherwise(self, call: Call, times: float) -> list[Formula]:
        return [self.call(other, times) for other in call.otherwise]

    def cached(self, call: Call, callee: Component, times: float) -> Formula:
        """What it takes to read through a cache or a cdn."""
        own = Up(callee.name, False, call.step.scatter, times)
        missed = left(times, self.hits(callee))
        below = self.visit(call.visit, missed)
        if not call.otherwise and below == ALWAYS:
            return own
        hit = self.hit(callee, call, times)
        behind = [below, *self.otherwise(call, missed)]
        if not call.otherwise or callee.kind == "cdn":
            # A cdn calls its origin itself: who asked it doesn't know of another way.
            return both([own, either([hit, both(behind)])])
        # With the cache down all calls go another way.
        return either([both([own, either([hit, both(behind)])]), both(self.otherwise(call, times))])

    def hits(self, cache: Component) -> float:
        """The share of calls that a cache answers, for all that is known."""
        said = stated(cache, "hit")
        return 0.0 if isinstance(said, Unknown) else float(said.value.low)

    def hit(self, cache: Component, call: Call, times: float) -> Formula:
        said = stated(cache, "hit")
        if isinstance(said, Unknown):
            self.wanting.append(said)
            return Branch(f"hit of {cache.name}", 0.0, False)
        return self.drawn(call, f"hit {call.step.name}", float(said.value.low) ** times)

    def drawn(self, call: Call, name: str, chance: float) -> Formula:
        """Whether a call's draw comes out so. What stands behind a cache is asked by those that miss, and by
        all once the cache is down: it is one draw for both, and what happens with the smaller chance happens
        with the larger one, too.
        """
        held = self.draws.setdefault((id(call), name), [])
        below: tuple[float, Formula] = (0.0, NEVER)
        above: tuple[float, Formula] = (1.0, ALWAYS)
        for one in held:
            if one[0] == chance:
                return one[1]
            if one[0] < chance:
                below = one
            elif above[1] == ALWAYS:
                above = one
        self.branches += 1
        part = (chance - below[0]) / (above[0] - below[0]) if above[0] > below[0] else chance
        found = either([below[1], both([above[1], Branch(f"{name} {self.branches}", part)])])
        held.append((chance, found))
        held.sort(key=lambda one: one[0])
        return found


def left(times: float, spared: float) -> float:
    """How many of so many calls go on, in the mean, where each is spared by chance, if any does: at least 1
    (a binomial count's mean, given that it isn't 0). Without a chance to go on, 1: nobody will draw it.
    """
    some = 1.0 - spared**times
    return max(1.0, times * (1.0 - spared) / some) if some > 0.0 else 1.0


def _apart(parts: list[Formula]) -> list[Formula]:
    """The same calls, those for several keys of one store as one for all of them: each call's first key is
    the request's, and the others are drawn apart.
    """
    keys: dict[tuple[str, bool], float] = {}
    rest: list[Formula] = []
    several = False
    for part in (inner for one in parts for inner in (one.parts if isinstance(one, Both) else (one,))):
        if not isinstance(part, Up) or part.every or part.keys <= 1.0:
            rest.append(part)
            continue
        at = part.component, part.write
        several = several or at in keys
        keys[at] = keys.get(at, 1.0) + part.keys - 1.0
    if not several:
        return parts
    return [*rest, *(Up(name, write, False, many) for (name, write), many in keys.items())]


def atoms(formula: Formula) -> Iterator[Atom]:
    """The atoms of a formula, each once, in order."""
    seen: dict[Atom, None] = {}
    stack: list[Formula] = [formula]
    while stack:
        part = stack.pop()
        if isinstance(part, (Both, Either)):
            stack.extend(reversed(part.parts))
        elif part not in seen:
            seen[part] = None
            yield part


def necessary(formula: Formula) -> dict[Atom, None]:
    """The atoms without which the formula can't be true."""
    if isinstance(formula, Both):
        return {atom: None for part in formula.parts for atom in necessary(part)}
    if isinstance(formula, Either):
        if not formula.parts:
            return {}
        first, *rest = (necessary(part) for part in formula.parts)
        return {atom: None for atom in first if all(atom in other for other in rest)}
    return {formula: None}


def assume(formula: Formula, true: dict[Atom, None]) -> Formula:
    """The formula, given that some atoms are true."""
    if isinstance(formula, Both):
        return both([assume(part, true) for part in formula.parts])
    if isinstance(formula, Either):
        return either([assume(part, true) for part in formula.parts])
    return ALWAYS if formula in true else formula
