"""The design as it goes on while elements are down: fewer copies, cold caches, calls that are not made.

What fails for some requests only is followed by that share of them: of four parts of a store one is lost,
and three quarters of the requests make the calls that come next. Where a request fails in one call or in
another is taken as independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sdlint.analyses.copies import copies_of
from sdlint.analyses.facts import Facts
from sdlint.analyses.standing import ALL, NONE, Left, Lost, left_of, lost_of
from sdlint.analyses.stated import stated
from sdlint.analyses.topology import goes_past
from sdlint.expression.values import Known
from sdlint.model.design import Call, Component, Design, Flow, Stated, Visit
from sdlint.quantity import Quantity
from sdlint.record import Record, changed


class Answers(Record):
    """The share of calls to a component that it answers."""

    reads: Fraction
    writes: Fraction


FINE = Answers(ALL, ALL)


def survivors(design: Design, down: frozenset[str]) -> Design:
    """What is left of a design: its loads and utilisations are those after the loss, while the callers still
    come at the same rate.
    """
    return surviving(Facts(design), lost_of(down))


def surviving(facts: Facts, lost: Lost) -> Design:
    """The same, of facts that may know much already."""
    design = facts.design
    components = dict(design.components)
    answers: dict[str, Answers] = {}
    for name, component in design.components.items():
        left = left_of(copies_of(facts, component), lost)
        # Where more is needed than there is, the loads before the loss don't heed it either.
        if component.family != "entry" and left.copies[0] < left.copies[1]:
            answers[name] = answers_of(left, copies_of(facts, component).shards)
            components[name] = fewer(component, left)
    flows = {name: going_on(facts, flow, answers) for name, flow in design.flows.items()}
    return changed(design, components=components, flows=flows)


def answers_of(left: Left, shards: int) -> Answers:
    """The share of calls that what is left of a component answers."""
    return Answers(_share(left.reads, shards), _share(left.writes, shards))


def _share(answered: tuple[bool, bool], shards: int) -> Fraction:
    hit, rest = answered
    if hit == rest:
        return ALL if hit else NONE
    return Fraction(shards - 1 if rest else 1, shards)


def fewer(component: Component, left: Left) -> Component:
    """The component with the machines that are left of it, in the places that are; as it was where it has all
    of them or none.
    """
    machines, kept = left.machines, left.kept
    if kept and component.each:
        component = changed(component, gone=tuple(place for place in component.places if place not in kept))
    if left.standing:
        return changed(component, places=kept or component.places, standing=left.standing)
    if kept and component.each and machines is not ALL:
        # The places that are left have as many each as the share comes to.
        machines *= Fraction(len(component.places), len(kept))
    if kept:
        component = changed(component, places=kept)
    if machines in (ALL, NONE):
        return component
    said = dict(component.attributes)
    for name in ("replicas", "nodes", "standby"):
        if name in said:
            said[name] = _times(said[name], machines)
    scaled = said.get("autoscale")
    if scaled is not None:
        # Others are started in time; until then those that are left carry the peak.
        parts = {end: _times(part, machines) for end, part in scaled.parts.items()}
        said["autoscale"] = Stated(scaled.value, scaled.text, scaled.span, parts)
    replication = said.get("replication")
    if replication is not None and replication.value == "quorum" and "replicas" in said:
        # A majority is one of all copies, those too that are lost.
        count = component.attributes["replicas"].value
        assert isinstance(count, Quantity)
        most = Quantity.number(int(count.low) // 2 + 1)
        parts = {**replication.parts, "read": Stated(most, "a majority", replication.span)}
        said["replication"] = Stated(replication.value, replication.text, replication.span, parts)
    return changed(component, attributes=said)


def _times(said: Stated, share: Fraction) -> Stated:
    if not isinstance(said.value, Quantity):
        return said
    value = said.value * Quantity.number(share)
    return Stated(value, f"{float(value.low):.10g} left", said.span, said.parts)


# Flows


def going_on(facts: Facts, flow: Flow, answers: Mapping[str, Answers]) -> Flow:
    """The calls that a flow still makes; what needs a dead component gives up there. A component that isn't
    named answers everything.
    """
    if flow.root is None:
        return flow
    root = facts.design.components[flow.root.component]
    there = ALL if root.family == "entry" else answers.get(root.name, FINE).reads
    if there == NONE:
        return changed(flow, root=None)
    visit, _ = _Walk(facts, answers).visit(flow.root)
    if there < ALL:
        stages = tuple(tuple(_scaled(call, there) for call in stage) for stage in visit.stages)
        visit = Visit(visit.component, stages)
    return changed(flow, root=visit)


class _Walk:
    """A walk through a flow's calls, which says of each what is made instead, and which share goes on."""

    def __init__(self, facts: Facts, answers: Mapping[str, Answers]) -> None:
        self.components = facts.design.components
        self.answers = answers

    def visit(self, visit: Visit) -> tuple[Visit, Fraction]:
        """A visit with the calls that are still made, and the share of them that doesn't fail."""
        stages: list[tuple[Call, ...]] = []
        share = ALL
        for stage in visit.stages:
            made: list[Call] = []
            after = share
            for call in stage:
                calls, going_on = self.call(call)
                made.extend(_scaled(one, share) for one in calls)
                after *= going_on
            if made:
                stages.append(tuple(made))
            share = after
            if share == NONE:
                break
        return Visit(visit.component, tuple(stages)), share

    def call(self, call: Call) -> tuple[list[Call], Fraction]:
        """What is called instead, and the share of requests that doesn't fail by it."""
        step, callee = call.step, self.components[call.step.callee]
        found = self.answers.get(callee.name, FINE)
        up = ALL if callee.family == "entry" else found.reads
        if callee.family != "entry" and (step.write or callee.family == "channel"):
            up = found.writes
        if step.scatter and up < ALL:
            up = NONE  # It asks all shards, those too that don't answer.
        others: list[Call] = []
        helped = ALL if call.otherwise else NONE
        for other in call.otherwise:
            calls, answered = self.call(other)
            others.extend(calls)
            helped *= answered
        passes = callee.kind in ("cache", "cdn") and not step.write
        below, answered = self.visit(call.visit)
        if goes_past(callee, call):
            made, share = [_instead(call, other, ALL) for other in others], helped
        elif passes:
            made, share = self.asked_first(call, up, below, answered, others, helped)
        else:
            share = up * answered
            made = []
            if up > NONE:
                rest = call.otherwise if share == ALL else ()
                made.append(_scaled(Call(step, below, rest), up))
            if share < ALL:
                # The fallback is called by all that failed.
                made.extend(_instead(call, other, 1 - share) for other in others)
            share = 1 - (1 - share) * (1 - helped)
        if step.optional or step.asynchronous:
            return made, ALL
        if step.share is not None:
            share = 1 - step.share.high * (1 - share)
        return made, share

    def asked_first(
        self, call: Call, up: Fraction, below: Visit, answered: Fraction, others: list[Call], helped: Fraction
    ) -> tuple[list[Call], Fraction]:
        """The same of a cache or cdn: what it doesn't answer goes on to what is behind it."""
        made = []
        if up > NONE:
            made.append(_scaled(Call(call.step, below, tuple(others)), up))
        callee = self.components[call.step.callee]
        alone = callee.kind == "cdn"
        if up < ALL and not alone:
            made.extend(_instead(call, other, 1 - up) for other in others)
        behind = call.visit.stages or call.otherwise
        hit = stated(callee, "hit")
        hits = hit.value.high if isinstance(hit, Known) else ALL
        if not behind:
            return made, up
        served = hits + (1 - hits) * answered if call.visit.stages else hits
        if alone and call.otherwise:
            # It calls its origin itself: who asked it doesn't know of another way.
            return made, up * (hits + (1 - hits) * answered * helped)
        return made, 1 - (1 - up * served) * (1 - helped)


def _scaled(call: Call, share: Fraction) -> Call:
    """A call that is made by a share of those that made it."""
    if share == ALL:
        return call
    said = call.step.share
    left = Quantity.number(share) if said is None else said * Quantity.number(share)
    return Call(changed(call.step, share=left), call.visit, call.otherwise)


def _instead(call: Call, other: Call, share: Fraction) -> Call:
    """A call that a share makes instead of another: as often as that one."""
    step = call.step
    if step.share is not None:
        share = share * step.share.high
    if step.times is not None:
        times = step.times if other.step.times is None else step.times * other.step.times
        other = Call(changed(other.step, times=times), other.visit, other.otherwise)
    return _scaled(other, share)


__all__ = ["Answers", "answers_of", "fewer", "going_on", "surviving", "survivors"]
