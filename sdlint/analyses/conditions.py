"""What a flow needs, ready to be evaluated: its formula as a decision diagram over copies and branches.

With some elements down and all else up only branches are left to chance, and that is told here; what is to
be expected over a year is told by `availability`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, product
from math import prod

from sdlint.analyses.copies import Copies, copies_of
from sdlint.analyses.decision import FALSE, TRUE, Diagram, TooLarge
from sdlint.analyses.facts import Facts
from sdlint.analyses.requirements import (
    Both,
    Branch,
    Either,
    Formula,
    Up,
    assume,
    atoms,
    both,
    either,
    necessary,
    requirement,
)
from sdlint.analyses.standing import Left, Lost, left_of
from sdlint.expression.values import Unknown
from sdlint.model.design import Flow
from sdlint.record import Equal, Work


class Own(Equal):
    """A component's copies of the shard that the request drew: the weaker need, or the stronger one given
    the weaker.
    """

    component: str
    stronger: bool
    more: int = 0
    """Of further shards instead, beyond those of the levels below: all that a request asks are those of the
    first levels, up to that of its keys (`Condition.asked`).
    """


Variable = Own | Branch


class Condition(Work):
    """A flow's formula, ready to be evaluated."""

    flow: Flow
    copies: dict[str, Copies]
    certain: list[Variable]
    root: int
    diagram: Diagram
    variables: dict[Variable, int]
    owned: dict[str, list[tuple[int, Own]]]
    """The variables of each component."""
    branches: list[tuple[int, Branch]]
    holders: dict[str, list[str]]
    """The components that lose copies with each component, zone or region."""
    asked: dict[str, tuple[float, ...]]
    """How many shards of each component are asked, in the mean: by one key, and by those of each place in
    the flow that has more of them; ascending.
    """
    chances: dict[str, list[float]]
    """Those of all variables while all copies are up, by mode."""

    def asks_all(self, component: str, level: int) -> bool:
        """Whether with those of a level all shards of a component are asked."""
        return self.asked[component][level] >= self.copies[component].shards

    def levels(self, component: str) -> list[float]:
        """How many shards each level adds, in the mean."""
        asked = self.asked[component]
        return [asked[0], *(more - less for less, more in pairwise(asked))]

    def probability(self, chances: list[float]) -> float:
        """The probability that it is true, given each variable's."""
        certain = 1.0
        # What is certain to be needed has the lowest numbers.
        for chance in chances[: len(self.certain)]:
            if chance != 1.0:
                certain *= chance
                if certain == 0.0:
                    return 0.0
        return certain * self.diagram.probability(self.root, chances)


def _shards(atom: Up, copies: dict[str, Copies]) -> float:
    """How many shards it asks, in the mean."""
    shards = copies[atom.component].shards
    return float(shards) if atom.every else distinct(shards, atom.keys)


def _formula(formula: Formula, copies: dict[str, Copies], asked: dict[str, tuple[float, ...]]) -> Formula:
    """The formula over variables: each need as the weaker one and what it takes beyond it."""
    if isinstance(formula, Both):
        return both([_formula(part, copies, asked) for part in formula.parts])
    if isinstance(formula, Either):
        return either([_formula(part, copies, asked) for part in formula.parts])
    if isinstance(formula, Branch):
        return formula
    own = copies[formula.component]
    same = own.read == own.write
    stronger = not same and formula.write == own.nested
    parts: list[Formula] = []
    for level in range(asked[formula.component].index(_shards(formula, copies)) + 1):
        parts.append(_as(Own(formula.component, False, level)))
        if stronger:
            parts.append(_as(Own(formula.component, True, level)))
    return both(parts)


def _as(variable: Own) -> Formula:
    return variable  # type: ignore[return-value]


def condition_of(facts: Facts, flow: Flow, *, wanted: bool = False) -> Condition | Unknown:
    """What a flow needs, or what it takes that everything wanted works; unknown where it is too much to
    be gone through. Whether writes go on without some copies may be wanting all the same.
    """
    needed = requirement(facts, flow, wanted=wanted)
    key = ("condition", id(needed))
    found: Condition | Unknown | None = facts.memo.get(key)
    if found is None:
        found = facts.memo[key] = _condition(facts, flow, needed.formula)
    return found


def _condition(facts: Facts, flow: Flow, needed: Formula) -> Condition | Unknown:
    if flow.root is None:
        return Unknown((f"steps of flow `{flow.name}`",))
    copies = {
        atom.component: copies_of(facts, facts.design.components[atom.component])
        for atom in atoms(needed)
        if isinstance(atom, Up)
    }
    counts: dict[str, set[float]] = {name: {1.0} for name in copies}
    for atom in atoms(needed):
        if isinstance(atom, Up):
            counts[atom.component].add(_shards(atom, copies))
    asked = {name: tuple(sorted(some)) for name, some in counts.items()}
    formula = _formula(needed, copies, asked)
    certain = necessary(formula)
    rest = assume(formula, certain)
    variables: dict[Variable, int] = {variable: at for at, variable in enumerate(certain)}  # type: ignore[misc]
    diagram = Diagram()
    try:
        root = _compile(rest, diagram, variables)
    except (TooLarge, RecursionError):
        return Unknown((f"a simpler flow `{flow.name}`: its alternatives are too many to go through",))
    owned: dict[str, list[tuple[int, Own]]] = {name: [] for name in copies}
    branches: list[tuple[int, Branch]] = []
    for variable, at in variables.items():
        if isinstance(variable, Own):
            owned[variable.component].append((at, variable))
        else:
            branches.append((at, variable))
    known: list[Variable] = list(certain)  # type: ignore[arg-type]
    holders: dict[str, list[str]] = {}
    for name, own in copies.items():
        for item in (name, *sorted(own.places)):
            holders.setdefault(item, []).append(name)
    condition = Condition(flow, copies, known, root, diagram, variables, owned, branches, holders, asked, {})
    condition.chances = {mode: branch_chances(condition, mode) for mode in ("", "full", "any")}
    return condition


def distinct(shards: int, keys: float) -> float:
    """How many shards so many keys lead to, in the mean, each drawn apart: `n (1 − (1 − 1/n)^k)`, what is
    known of balls in bins (Feller, An Introduction to Probability Theory, volume 1, II.5).
    """
    return max(1.0, shards * (1.0 - float((1.0 - 1.0 / shards) ** keys)))


def _compile(formula: Formula, diagram: Diagram, variables: dict[Variable, int]) -> int:
    if isinstance(formula, Both):
        node = TRUE
        for part in formula.parts:
            node = diagram.both(node, _compile(part, diagram, variables))
        return node
    if isinstance(formula, Either):
        node = FALSE
        for part in formula.parts:
            node = diagram.either(node, _compile(part, diagram, variables))
        return node
    number_ = variables.setdefault(formula, len(variables))  # type: ignore[arg-type]
    return diagram.variable(number_)


NEVER, ALWAYS = -1, -2
"""Beside a level: that no key leads to the shard that has lost copies, or that each does."""
MAX_DRAWN = 10
"""Components of which single shards have lost copies: whether a request drew such a shard is gone through."""


def standing_share(condition: Condition, lost: Lost, mode: str = "") -> float:
    """The share of requests that are answered while elements are down and all else is up."""
    names: dict[str, None] = {}
    for name in sorted(lost.names | lost.copies.keys()):
        names.update(dict.fromkeys(condition.holders.get(name, ())))
    left = {name: left_of(condition.copies[name], lost) for name in names}
    return share_with(condition, left, mode)


def share_with(condition: Condition, left: Mapping[str, Left], mode: str = "") -> float:
    """The same, given what is left of some components, while all of the others is up."""
    changed = [name for name, one in left.items() if name in condition.owned and one.hurt]
    uneven = [name for name in changed if left[name].uneven]
    if mode == "full":
        # All of it is answered only where the shards that have lost the most answer.
        return _standing(condition, left, changed, dict.fromkeys(uneven, ALWAYS), mode)
    if mode == "any":
        return _standing(condition, left, changed, {}, mode)
    # Past the bound, the rest counts as drawn: that says too little rather than too much.
    drawn, always = uneven[:MAX_DRAWN], uneven[MAX_DRAWN:]
    options = []
    for name in drawn:
        chances = [more / condition.copies[name].shards for more in condition.levels(name)]
        options.append([*enumerate(chances), (NEVER, max(0.0, 1.0 - sum(chances)))])
    total = 0.0
    for hit in product(*options):
        chance: float = prod(part for _, part in hit)
        if chance > 0.0:
            chosen = {name: level for name, (level, _) in zip(drawn, hit, strict=True)}
            chosen.update(dict.fromkeys(always, ALWAYS))
            total += chance * _standing(condition, left, changed, chosen, mode)
    return total


def _standing(
    condition: Condition, left: Mapping[str, Left], changed: list[str], drawn: Mapping[str, int], mode: str
) -> float:
    """The share, given at which level the request drew the shard of a component that has lost copies."""
    chances = condition.chances[mode][:]
    for name in changed:
        own, one, at_level = condition.copies[name], left[name], drawn.get(name, NEVER)
        for at, variable in condition.owned[name]:
            answers = one.reads if own.asks_to_read(variable.stronger) else one.writes
            level = variable.more
            # Where all shards are asked, those that have lost copies are among them.
            asks_all = at_level == NEVER and level > 0 and condition.asks_all(name, level)
            met = at_level in (level, ALWAYS) or asks_all
            chances[at] = float(all(answers) if level > 0 and met else answers[0 if met else 1])
    return condition.probability(chances)


def branch_chances(condition: Condition, mode: str) -> list[float]:
    """The chance of each variable while all copies are up, by mode: that of a branch, and 1 of the others."""
    chances = [1.0] * len(condition.variables)
    for at, branch in condition.branches:
        chances[at] = {
            "": branch.chance,
            "full": float(branch.chance >= 1),
            "any": float(branch.chance > 0 or not branch.known),
        }[mode]
    for name, own in condition.copies.items():
        # More may be needed than there are.
        most = max(deal.count for deal in own.deals)
        if most < max(own.read.count, own.write.count):
            for at, variable in condition.owned[name]:
                need = own.read if own.asks_to_read(variable.stronger) else own.write
                chances[at] = float(most >= need.count)
    return chances
