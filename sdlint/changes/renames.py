"""What has another name in the new version: flows, components, scenarios that are as before but for that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set

from sdlint.changes.meanings import NOBODY, expected, supposed
from sdlint.changes.paths import canonical, hop
from sdlint.expression.values import Known
from sdlint.model.design import Component, Design, Flow, steps_of
from sdlint.record import Record


class Names(Record):
    """The names of the old version that are others in the new one, with those."""

    flows: Mapping[str, str] = NOBODY
    components: Mapping[str, str] = NOBODY
    scenarios: Mapping[str, str] = NOBODY
    both: Mapping[str, str] = NOBODY
    """Either, where the old version has one thing of that name alone: what an expression can be read with."""

    def key(self, key: str) -> str:
        """What findings would call an element (`flow read`, `step read/api→posts`) by the new names."""
        kind, _, name = key.partition(" ")
        if kind == "step":
            flow, slash, hop = name.partition("/")
            return f"{kind} {self.flows.get(flow, flow)}{slash}{each_word(hop, self.components)}"
        if kind == "acceptance":
            return f"{kind} {each_word(name, self.both)}"
        if kind == "scenario":
            return f"{kind} {self.scenarios.get(name, name)}"
        if kind in ("flow", "probe"):
            return f"{kind} {self.flows.get(name, name)}"
        if kind in ("component", "response"):
            return f"{kind} {self.components.get(name, name)}"
        return key

    def want(self, text: str) -> str:
        """What is wanting, by the new names: `price of `api``."""
        return re.sub(r"`([\w-]+)`", lambda found: f"`{self.both.get(found[1], found[1])}`", text)


NONE = Names()


def each_word(text: str, names: Mapping[str, str]) -> str:
    """A text with the words that have another name by that."""
    return re.sub(r"[\w-]+", lambda found: names.get(found[0], found[0]), text)


def renamed(before: Design, after: Design) -> Names:
    """Of what went and what came, pairs that nothing else is like: components of one kind among the same
    others, flows that take the same way, scenarios that suppose and expect the same.
    """
    both = before.components.keys() & after.components.keys()
    components = _pairs(_neighbours(before, both), _neighbours(after, both))
    components = {
        old: new
        for old, new in components.items()
        if _same_thing(before.components[old], after.components[new])
    }
    flows = _pairs(_ways(before, after, components), _ways(after, before, NOBODY))
    flows = {old: new for old, new in flows.items() if _as_often(before.flows[old], after.flows[new])}
    alone = {old: new for old, new in components.items() if old not in before.flows}
    alone |= {old: new for old, new in flows.items() if old not in before.components}
    scenarios = _pairs(_scenarios(before, after, alone), _scenarios(after, before, NOBODY))
    return Names(flows, components, scenarios, alone)


ALIKE = 0.5
"""The part of what is said of a component that has to be as before, for it to be the same under another name:
a guess, as the next is.
"""
AS_OFTEN = 2
"""A flow that comes more than so many times as often, or as seldom, is another one."""


def _same_thing(before: Component, after: Component) -> bool:
    """Whether most of what is said of two components is the same."""
    every = before.attributes.keys() | after.attributes.keys()
    same = [
        name
        for name in before.attributes.keys() & after.attributes.keys()
        if before.attributes[name].text == after.attributes[name].text
    ]
    return before.technology == after.technology and len(same) >= ALIKE * len(every)


def _as_often(before: Flow, after: Flow) -> bool:
    """Whether two flows come about as often; where one says nothing of that, the other must say nothing."""
    one, other = before.rate, after.rate
    if not isinstance(one, Known) or not isinstance(other, Known):
        return not isinstance(one, Known) and not isinstance(other, Known)
    low, high = sorted((one.value.high, other.value.high))
    return bool(high <= AS_OFTEN * low)


def _pairs(went: Mapping[str, object], came: Mapping[str, object]) -> Mapping[str, str]:
    """Names with those that alone have the same mark, where they alone have it, too."""
    old, new = _alone(went), _alone(came)
    return {name: new[mark] for mark, name in old.items() if mark in new}


def _alone(marks: Mapping[str, object]) -> dict[object, str]:
    """What has a mark that nothing else has, by it; without one nothing can be told from others."""
    count = Counter(marks.values())
    return {mark: name for name, mark in marks.items() if mark is not None and count[mark] == 1}


def _neighbours(design: Design, both: Set[str]) -> dict[str, object]:
    """What isn't in both versions: its kind, who calls it and whom it calls; None where nobody does."""
    found: dict[str, set[tuple[str, str, bool]]] = {}

    def called(name: str) -> str:
        # What has another name itself is known by its kind.
        there = design.components.get(name)
        return name if name in both or there is None else f"a {there.kind}"

    for step in steps_of(design):
        found.setdefault(step.caller, set()).add(("to", called(step.callee), step.asynchronous))
        found.setdefault(step.callee, set()).add(("from", called(step.caller), step.asynchronous))
    return {
        name: (one.kind, frozenset(found[name])) if name in found else None
        for name, one in design.components.items()
        if name not in both
    }


def _scenarios(design: Design, other: Design, called: Mapping[str, str]) -> dict[str, object]:
    """What scenarios suppose and expect whose titles the other version hasn't."""
    titles = {one.name for one in other.scenarios}
    return {
        one.name: (supposed(one, called), expected(one, called))
        for one in design.scenarios
        if one.name not in titles
    }


def _ways(design: Design, other: Design, called: Mapping[str, str]) -> dict[str, object]:
    """The ways of flows that the other version hasn't; None of one without steps."""
    return {
        name: (canonical(flow.root, called), tuple(sorted(hop(step, called) for step in flow.steps)))
        if flow.root is not None and flow.steps
        else None
        for name, flow in design.flows.items()
        if name not in other.flows
    }
