"""Loss: how much of what was written can be lost, as a time; and how far channels lag behind."""

from __future__ import annotations

from sdlint.analyses.copies import SEMISYNC
from sdlint.analyses.facts import Facts, word
from sdlint.analyses.machines import is_managed, replicas
from sdlint.analyses.placement import deals_of
from sdlint.analyses.stated import stated
from sdlint.analyses.topology import entities_in
from sdlint.expression.values import Known, Parameter, Unknown, Value, Witness, number, unknown
from sdlint.model.design import Component
from sdlint.quantity import TIME, Quantity

_NOTHING = Quantity.of(0, TIME)


@word(Parameter("component", ("component",)), result=number(TIME), example="loss(posts)")
def loss(facts: Facts, component: Component) -> Value:
    """The newest writes that a lost machine or zone takes along: none with two copies of each, else `lag` or
    `backup`. What a region had not told others yet, of a set `in each`, isn't among them.
    """
    what = f"loss({component.name})"
    reason = _keeps_nothing(facts, component)
    if reason:
        return Known(_NOTHING, Witness(what, "0s", reason))
    if component.family in ("outside", "entry"):
        return Unknown((f"what `{component.name}` can lose",), Witness(what))
    said = component.attributes.get("replication")
    count = replicas(component)
    if said is None:
        return _unreplicated(component, count, what)
    if isinstance(count, Unknown):
        return Unknown(count.wants, Witness(what))
    if count.value.high < 2 and not is_managed(component):
        return _backup(component, what, count)
    kind = stated(component, "replication").witness
    if said.value == "leaderless":
        write = stated(component, "replication", "write")
        if isinstance(write, Known) and write.value.low >= 2:
            nothing = Witness(what, "0s", f"{write.witness.shown} copies of each write", parts=(kind,))
            return _of_a_place(facts, component, int(write.value.low), nothing, led=False)
        return _lag(component, what, kind)
    if said.value == "quorum":
        if count.value.low < 2:  # Of a managed store: how many copies it keeps isn't said.
            return Unknown((f"replicas of `{component.name}`",), Witness(what))
        nothing = Witness(what, "0s", "a majority has each write", parts=(kind, count.witness))
        return _of_a_place(facts, component, int(count.value.low) // 2 + 1, nothing, led=False)
    if {"sync", SEMISYNC} & said.parts.keys():
        while_up = " while there is one" if SEMISYNC in said.parts else ""
        how = f"a second copy has each write{while_up}"
        nothing = Witness(what, "0s", how, parts=(kind, count.witness))
        return _of_a_place(facts, component, 2, nothing, led=True)
    if said.value == "leader_follower" and "async" not in said.parts:
        want = f"how `{component.name}` replicates (`async` or `sync`)"
        return Unknown((want,), Witness(what))
    return _lag(component, what, kind)


def _of_a_place(facts: Facts, component: Component, written: int, nothing: Witness, *, led: bool) -> Value:
    """What a lost zone takes along of what so many copies have before it is confirmed, or a region of what
    stands in several: nothing, unless as many stand in one; with the leader where it is `led`, since its
    neighbour answers first.
    """
    for deal in deals_of(facts.design, component):
        regions: dict[str, int] = {}
        for domain, held in deal.held.items():
            regions[domain.region] = regions.get(domain.region, 0) + held
        for region, held in regions.items() if len(regions) > 1 else ():
            # Who stands in several regions is to outlive one of them.
            if held >= written and (not led or deal.at(0).region == region):
                here = Witness(f"copies of {component.name} in {region}, which answer first", str(held))
                return _lag(component, nothing.what, here)
        for domain, held in deal.held.items():
            if not domain.zone or held < written or (led and deal.at(0) != domain):
                continue
            here = Witness(f"copies of {component.name} in {domain.zone}", str(held))
            if held < deal.count:
                return _lag(component, nothing.what, here)
            count = Known(Quantity.number(held), here)
            return _backup(component, nothing.what, count, f"all copies in {domain.zone}, and its backup")
    return Known(_NOTHING, nothing)


def _keeps_nothing(facts: Facts, component: Component) -> str:
    """Why it has nothing to lose, if so."""
    if "rebuildable" in component.attributes:
        return "what it keeps can be made again"
    if component.kind in ("cache", "cdn"):
        # A cache that is the only place of something is a store like others.
        only = [e.name for e in entities_in(facts, component) if len(e.stores) == 1]
        return "" if only else "what it keeps is kept elsewhere too"
    return f"a {component.kind} keeps nothing" if component.family in ("compute", "edge") else ""


def _unreplicated(component: Component, count: Value, what: str) -> Value:
    """A single copy loses what came since its backup; of several it must be said how they agree."""
    if is_managed(component) and "replicas" not in component.attributes:
        source = f"{component.technology} is managed: its provider answers for the loss of a machine"
        return Known(_NOTHING, Witness(what, "0s", origin="assumed", source=source))
    if isinstance(count, Unknown):
        return Unknown(count.wants, Witness(what))
    if count.value.high < 2:
        return _backup(component, what, count)
    return Unknown((f"replication of `{component.name}`",), Witness(what))


def _backup(
    component: Component, what: str, count: Value, how: str = "a single copy, and its backup"
) -> Value:
    said = stated(component, "backup")
    if isinstance(said, Unknown):
        return unknown(said)
    parts = (said.witness, count.witness)
    return Known(said.value, Witness(what, said.witness.shown, how, parts=parts))


def _lag(component: Component, what: str, kind: Witness) -> Value:
    said = stated(component, "lag")
    if isinstance(said, Unknown):
        return Unknown(said.wants, Witness(what, parts=(kind,)))
    how = "how far the other copies are behind"
    return Known(said.value, Witness(what, said.witness.shown, how, parts=(said.witness, kind)))


@word(Parameter("channel", ("component",)), result=number(TIME), example="lag(clicks)")
def lag(facts: Facts, component: Component) -> Value:
    """How long its newest messages have waited: a signal, known when the system runs; for alerts."""
    want = f"the running system: `lag({component.name})` is a signal"
    return Unknown((want,), Witness(f"lag({component.name})"))
