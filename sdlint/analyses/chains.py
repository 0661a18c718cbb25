"""What the trees of flows show: rows of calls that wait for each other, and writes that belong together."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.facts import Facts, word
from sdlint.analyses.topology import arrows_out, goes_past
from sdlint.analyses.trips import changes
from sdlint.expression.values import Known, Parameter, Unknown, Value, Witness, element, list_of, unknown
from sdlint.model.design import Call, Component, Flow, Step, Visit
from sdlint.record import Equal


class _Row(Equal):
    """The last of a row of calls; `weight` counts those that a door, a balancer or the like only passes on
    as nothing.
    """

    name: str
    weight: int
    before: _Row | None

    def names(self) -> tuple[str, ...]:
        """The row from its start on."""
        found = [self.name]
        row = self.before
        while row is not None:
            found.append(row.name)
            row = row.before
        return tuple(reversed(found))


@word(Parameter("flow", ("flow",)), result=list_of(element("component")), example="chain(redirect)")
def chain(facts: Facts, flow: Flow) -> Value:
    """The longest row of its calls of which each waits for the next, with the one who calls first."""
    what = f"chain({flow.name})"
    best: _Row | None = None
    stack = [(flow.root, _Row(flow.root.component, 0, None))] if flow.root else []
    while stack:
        visit, row = stack.pop()
        if best is None or row.weight > best.weight:
            best = row
        stack.extend(reversed([*_rows(facts, visit, row)]))
    if best is None or best.before is None:
        return Known((), Witness(what, "none"))
    names = best.names()
    return Known(tuple(facts.design.components[name] for name in names), Witness(" → ".join(names)))


def repeats(facts: Facts, step: Step) -> tuple[Step, ...] | Unknown:
    """What is written behind a step while its caller waits, and isn't `idempotent`: with the step it is made
    again. An entry or a file put twice under its name is there once. Whether a call to an outside system
    changes something nobody can tell.
    """
    if "idempotent" in step.attributes:
        return ()
    call = _calls_of(facts, step.flow).get(id(step))
    found = [behind.step for behind in calls(call.visit, waited=True)] if call is not None else []
    again = tuple(
        one
        for one in found
        if one.write
        and "idempotent" not in one.attributes
        and facts.design.components[one.callee].kind not in ("cache", "blobs")
    )
    vague = [one for one in found if "idempotent" not in one.attributes and not one.optional]
    unclear = [told for one in vague if isinstance(told := changes(facts, one), Unknown)]
    return unknown(*unclear) if unclear and not again else again


def written_behind(facts: Facts, step: Step) -> tuple[Component, ...]:
    """The stores and channels that are written while its caller waits; what is sent to a channel is written
    there. What is made of other data and kept (`rebuildable`, in a cache, as files) may well be written when
    a cdn misses.
    """
    components = facts.design.components
    names = dict.fromkeys(
        one.callee
        for one in _steps_behind(facts, step)
        if one.write or components[one.callee].family == "channel"
    )
    return tuple(
        one
        for one in (components[name] for name in names)
        if one.family in ("store", "channel")
        and one.kind not in ("cache", "blobs")
        and "rebuildable" not in one.attributes
    )


def called_behind(facts: Facts, step: Step) -> tuple[Component, ...]:
    """The components that are called, and waited for, behind a step, the one that it calls aside."""
    names = dict.fromkeys(one.callee for one in _steps_behind(facts, step))
    return tuple(facts.design.components[name] for name in names)


def _steps_behind(facts: Facts, step: Step) -> list[Step]:
    call = _calls_of(facts, step.flow).get(id(step))
    if call is None:
        return []
    found = [*calls(call.visit, waited=True), *(one for other in call.otherwise for one in _with(other))]
    return [one.step for one in found]


def _with(call: Call) -> Iterator[Call]:
    """A call and those under it that are waited for."""
    if not call.step.asynchronous:
        yield call
        yield from calls(call.visit, waited=True)


def _calls_of(facts: Facts, name: str) -> dict[int, Call]:
    """All calls of a flow, by the ids of their steps."""
    held: dict[str, dict[int, Call]] = facts.memo.setdefault("calls", {})
    if name not in held:
        flow = facts.design.flows.get(name)
        root = flow.root if flow is not None else None
        held[name] = {id(call.step): call for call in calls(root)} if root is not None else {}
    return held[name]


def calls(visit: Visit, *, waited: bool = False) -> Iterator[Call]:
    """All calls under a visit, after a miss or a failure too, or those that it waits for."""
    stack = [call for stage in visit.stages for call in stage]
    while stack:
        call = stack.pop()
        if waited and call.step.asynchronous:
            continue
        yield call
        stack.extend(call.otherwise)
        stack.extend(below for stage in call.visit.stages for below in stage)


def _rows(facts: Facts, visit: Visit, row: _Row) -> Iterator[tuple[Visit, _Row]]:
    """What a visit calls, each with the row that leads there. A message begins a new one."""
    for stage in visit.stages:
        for call in stage:
            here = _further(facts, call, row)
            yield call.visit, here
            cdn = facts.design.components[call.step.callee].kind == "cdn"
            for other in call.otherwise:
                yield other.visit, _further(facts, other, here if cdn else row)


def _further(facts: Facts, call: Call, row: _Row) -> _Row:
    callee = facts.design.components[call.step.callee]
    if call.step.asynchronous:
        return _Row(callee.name, 0, None)
    return _Row(callee.name, row.weight + (callee.family != "edge"), row)


# Writes


def written_with(facts: Facts, step: Step) -> tuple[Component, ...]:
    """The other stores and channels that the same caller writes on the same occasion, so that one may be
    written and the others not; told at the last of them.

    Caches and files don't count, nor what is only wanted. Whoever works on a message starts over until all
    is done, since it comes again; a clock's tick doesn't. What a store passes on itself is a log between. A
    write to an outside system counts where nothing was written down before, so that it can't be found.
    """
    found: dict[int, tuple[Component, ...]] | None = facts.memo.get("written with")
    if found is None:
        found = facts.memo["written with"] = {}
        for flow in facts.design.flows.values():
            for last, others in _occasions(facts, flow):
                found[id(last)] = others
    return found.get(id(step), ())


def _occasions(facts: Facts, flow: Flow) -> Iterator[tuple[Step, tuple[Component, ...]]]:
    """The last of several writes of one caller, with what the others write."""
    if flow.root is None:
        return
    components = facts.design.components
    root = components[flow.root.component]
    stack = [(flow.root, root.family != "entry" and root.kind != "scheduler")]
    while stack:
        visit, repeated = stack.pop()
        written: dict[str, Step] = {}
        for call in _all_calls(visit):
            caller = components[call.step.caller]
            again = caller.family == "channel" if call.step.asynchronous else repeated
            stack.append((call.visit, again))
            stack.extend((other.visit, again) for other in call.otherwise)
            for made in _made(components[call.step.callee], call):
                callee = components[made.step.callee]
                outside = callee.family == "outside" and made.step.write and not made.step.optional
                if _lasting(callee, made.step) or (outside and not written):
                    written[callee.name] = made.step
        if repeated or len(written) < 2:
            continue
        names = [name for name in written if not _passed_on(facts, components[name], written)]
        if len(names) >= 2:
            yield written[names[-1]], tuple(components[name] for name in names[:-1])


def _all_calls(visit: Visit) -> Iterator[Call]:
    return (call for stage in visit.stages for call in stage)


def _made(callee: Component, call: Call) -> tuple[Call, ...]:
    """What is called while all is up: a write goes past a cache whose `else` writes."""
    return call.otherwise if goes_past(callee, call) else (call,)


def _lasting(callee: Component, step: Step) -> bool:
    """Whether a step writes what is missed when it isn't there."""
    if step.optional:
        return False
    if callee.family == "channel":
        return step.write or step.asynchronous
    return step.write and callee.family == "store" and callee.kind not in ("cache", "blobs")


def _passed_on(facts: Facts, component: Component, written: dict[str, Step]) -> bool:
    """Whether another of the stores written passes its changes on to it."""
    return any(
        out.callee == component.name
        for name in written
        if facts.design.components[name].family == "store"
        for out in arrows_out(facts, facts.design.components[name])
    )


# Caches


def behind(facts: Facts, cache: Component) -> tuple[Component, ...]:
    """The stores that flows ask, directly or not, for what a cache doesn't have."""
    found: dict[str, dict[str, None]] | None = facts.memo.get("behind")
    if found is None:
        found = facts.memo["behind"] = {}
        for flow in facts.design.flows.values():
            waiting = [flow.root] if flow.root else []
            for visit in waiting:
                for call in _all_calls(visit):
                    waiting.append(call.visit)
                    waiting.extend(other.visit for other in call.otherwise)
                    if call.otherwise and not call.step.write:
                        names = found.setdefault(call.step.callee, {})
                        names.update(dict.fromkeys(_stores(facts, call.otherwise)))
    return tuple(facts.design.components[name] for name in found.get(cache.name, ()))


def _stores(facts: Facts, calls: tuple[Call, ...]) -> Iterator[str]:
    waiting = list(calls)
    for call in waiting:
        callee = facts.design.components[call.step.callee]
        if callee.family == "store" and callee.kind != "cache" and not call.step.write:
            yield callee.name
        waiting.extend(_all_calls(call.visit))
        waiting.extend(call.otherwise)
