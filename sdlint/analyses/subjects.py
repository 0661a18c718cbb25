"""What goals and alerts speak of: the words that they ask for, and of which elements; and who would notice.

That a goal is missed is noticed only where it speaks of what a running system shows. What survives a loss, or
how much a failure can lose, is shown by a drill; so these ask for no alert.
"""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.coverage import covered
from sdlint.analyses.facts import Facts, words
from sdlint.analyses.topology import components_of
from sdlint.expression.tree import Call, Expression, Member, Name
from sdlint.model.design import Alert, Component, Design, Flow, Goal
from sdlint.record import Record

_ANSWERS = frozenset({"answers"})
_SPEED = frozenset({"speed"})
_LOAD = frozenset({"load"})
_SPACE = frozenset({"space"})
CONCERNS = {
    **dict.fromkeys(("availability", "downtime", "up"), _ANSWERS),
    **dict.fromkeys(
        ("p50", "p90", "p95", "p99", "p999", "mean", "budget", "waiting", "queue", "busy", "lag"), _SPEED
    ),
    **dict.fromkeys(("throughput", "max_scale", "load", "connections", "bandwidth", "bottleneck"), _LOAD),
    **dict.fromkeys(("storage", "memory"), _SPACE),
    **dict.fromkeys(("utilization", "headroom", "overflows"), _LOAD | _SPACE),
    "cost": frozenset({"money"}),
}
"""What a running system shows of each word; words that aren't here are judged on paper or by a drill."""
FELT = _ANSWERS | _SPEED
"""What users feel."""
SUDDEN = FELT | _LOAD
"""What gets bad within hours; disks and bills are looked at once a week."""


class Asked(Record):
    """A word, and the elements that it is asked of; none: the whole design."""

    word: str
    flows: tuple[Flow, ...]
    components: tuple[Component, ...]


def asked(facts: Facts, item: Goal | Alert) -> tuple[Asked, ...]:
    """What an expression asks for, word by word; a requirement stands for the flows that serve it."""
    memo: dict[int, tuple[Asked, ...]] = facts.memo.setdefault("asked", {})
    found = memo.get(id(item))
    if found is None:
        calls = _calls(item.expression) if item.expression is not None else ()
        found = memo[id(item)] = tuple(_asked(facts.design, call) for call in calls)
    return found


def _calls(node: Expression) -> Iterator[Call]:
    """Every call of a word in a tree."""
    if isinstance(node, Call) and node.name.text in words():
        yield node
    for name in node.record_fields:
        inner = getattr(node, name)
        for one in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(one, Expression):
                yield from _calls(one)


def flows_in(design: Design, expression: Expression) -> Iterator[Flow]:
    """The flows that an expression asks about."""
    for call in _calls(expression):
        yield from _asked(design, call).flows


def _asked(design: Design, call: Call) -> Asked:
    flows: dict[str, Flow] = {}
    components: dict[str, Component] = {}
    word = words()[call.name.text]
    for parameter, operand in zip(word.parameters, call.operands, strict=False):
        text = "".join(operand.span.text.split()) if isinstance(operand, (Name, Member)) else ""
        if "flow" in parameter.elements and text in design.flows:
            flows[text] = design.flows[text]
        elif "requirement" in parameter.elements and text in design.requirements:
            flows.update((n, flow) for n, flow in design.flows.items() if text in flow.requirements)
        elif "component" in parameter.elements and text in design.components:
            components[text] = design.components[text]
    return Asked(call.name.text, tuple(flows.values()), tuple(components.values()))


def words_of(facts: Facts, item: Goal | Alert) -> tuple[str, ...]:
    """The words that it asks for, each once."""
    return tuple(dict.fromkeys(one.word for one in asked(facts, item)))


def flows_of(facts: Facts, item: Goal | Alert) -> tuple[Flow, ...]:
    """The flows that it speaks of, each once."""
    return tuple({flow.name: flow for one in asked(facts, item) for flow in one.flows}.values())


def components_in(facts: Facts, item: Goal | Alert) -> tuple[Component, ...]:
    """The components that it speaks of, each once."""
    return tuple({c.name: c for one in asked(facts, item) for c in one.components}.values())


def signals(facts: Facts, goal: Goal) -> tuple[str, ...]:
    """The words of a goal whose value a running system shows."""
    return tuple(word for word in words_of(facts, goal) if word in CONCERNS)


def alerted(facts: Facts, goal: Goal) -> bool:
    """Whether for all that a goal asks of a running system there is an alert on the same. What fills up or
    adds up slowly needs none.
    """
    wanted = [one for one in asked(facts, goal) if CONCERNS.get(one.word, frozenset()) & SUDDEN]
    told = [one for alert in facts.design.alerts for one in asked(facts, alert)]
    return all(any(_tells(facts, alert, one) for alert in told) for one in wanted)


def _tells(facts: Facts, alert: Asked, wanted: Asked) -> bool:
    """Whether an alert speaks of the same matter of the same element. That a flow has no room left shows at
    its components as well.
    """
    concern = CONCERNS[wanted.word]
    if not CONCERNS.get(alert.word, frozenset()) & concern:
        return False
    if not wanted.flows and not wanted.components:
        return not alert.flows and not alert.components
    if set(_names(alert.flows)) & set(_names(wanted.flows)):
        return True
    parts = list(_names(wanted.components))
    if concern & _LOAD:
        parts += [c.name for flow in wanted.flows for c in components_of(facts, flow)]
    return bool(set(_names(alert.components)) & set(parts))


def _names(items: tuple[Flow, ...] | tuple[Component, ...]) -> Iterator[str]:
    return (item.name for item in items)


def seen(facts: Facts, goal: Goal) -> bool:
    """Whether anything could show that a goal is missed: an alert, a probe, or metrics of what works."""
    if alerted(facts, goal):
        return True
    for one in asked(facts, goal):
        if one.word not in CONCERNS or one.word == "cost":
            continue  # What it costs stands on the bill.
        flows = all(probed(facts, flow) or _measured(facts, flow) for flow in one.flows)
        if not flows or not all(covered(facts, c, "metrics") for c in one.components):
            return False
    return True


def _measured(facts: Facts, flow: Flow) -> bool:
    """Whether metrics are taken from any part of a flow that handles its requests, and not only from what is
    asked behind it.
    """
    parts = [c for c in components_of(facts, flow) if c.family not in ("entry", "outside")]
    handling = [c for c in parts if c.family != "store"] or parts
    return any(covered(facts, c, "metrics") for c in handling)


def probed(facts: Facts, flow: Flow) -> bool:
    """Whether a flow is tried from outside, by its own name or as what serves a requirement."""
    names = {flow.name, *(name for name in flow.requirements if name not in facts.design.flows)}
    return any(probe.name in names for probe in facts.design.probes)


def promised(facts: Facts, flow: Flow) -> bool:
    """Whether a goal says how often or how fast a flow is answered."""
    return any(
        CONCERNS.get(one.word, frozenset()) & FELT and flow in one.flows
        for goal in facts.design.goals
        for one in asked(facts, goal)
    )
