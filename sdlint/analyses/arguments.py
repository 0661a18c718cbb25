"""Why a loss does what it does to a flow: the path to what has lost something, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.analyses.copies import Copies, Need, copies_of
from sdlint.analyses.drill import left_after
from sdlint.analyses.facts import Facts
from sdlint.analyses.losses import Effect, Loss
from sdlint.analyses.standing import Left
from sdlint.analyses.stated import stated
from sdlint.expression.values import Known
from sdlint.model.design import Call, Flow, Visit
from sdlint.quantity import show

MOST = 6
"""Components that are named for one flow."""


def arguments(facts: Facts, loss: Loss) -> dict[str, tuple[str, ...]]:
    """For each flow, a line for each of its components that has lost something, those that decide first."""
    left = left_after(facts, loss.units)
    return {effect.flow: _of(facts, effect, left) for effect in loss.effects}


def _of(facts: Facts, effect: Effect, left: dict[str, Left]) -> tuple[str, ...]:
    flow = facts.design.flows[effect.flow]
    met = _met(facts, flow)
    touched = [name for name in met if name in left]
    touched.sort(key=lambda name: not met[name].fails(left[name]))
    decisive = [name for name in touched if met[name].fails(left[name])]
    if effect.state == "dead":
        needed = [name for name in decisive if not met[name].spared and met[name].instead is None]
        decisive = needed or decisive
    if effect.hurt and decisive:
        touched = decisive
    lines = _lines(facts, touched, left, met)
    ways = [met[name].path for name in decisive]
    waits = _waits(facts, flow, left, ways) if effect.hurt else None
    return tuple([*lines, waits] if waits else lines)


def wanting(facts: Facts, flow: Flow, left: dict[str, Left]) -> list[str]:
    """A line for each component of a flow that doesn't answer all that it is asked for, those first without
    which the flow can't go on.
    """
    met = _met(facts, flow)
    failing = [name for name in met if name in left and met[name].fails(left[name])]
    failing.sort(key=lambda name: met[name].spared or met[name].instead is not None)
    return _lines(facts, failing, left, met)


def _met(facts: Facts, flow: Flow) -> dict[str, _Met]:
    """How a flow comes to each of its components."""
    met: dict[str, _Met] = {}
    if flow.root is not None:
        root = flow.root.component
        if facts.design.components[root].family != "entry":
            met[root] = _Met((root,), False, False, None)
        _visit(facts, flow.root, (root,), False, met, messages=facts.design.components[root].delivers)
    return met


def _lines(facts: Facts, names: list[str], left: dict[str, Left], met: dict[str, _Met]) -> list[str]:
    components = facts.design.components
    lines = [_line(copies_of(facts, components[name]), left[name], met[name]) for name in names]
    if len(lines) > MOST:
        lines = [*lines[: MOST - 1], f"and {len(lines) - MOST + 1} more components"]
    return lines


def _waits(facts: Facts, flow: Flow, left: dict[str, Left], ways: Sequence[tuple[str, ...]]) -> str | None:
    """What becomes of the messages of a flow that begins at a channel: they wait in the last one before what
    fails on these ways, if that is still there.
    """
    if flow.root is None or facts.design.components[flow.root.component].family != "channel":
        return None
    way = ways[0][:-1] if ways else ()
    passed = [facts.design.components[name] for name in way or (flow.root.component,)]
    last = [one for one in passed if one.family == "channel"][-1]
    if last.name in left and not all(left[last.name].reads):
        return None
    kept = stated(last, "retention")
    most = f", for {show(kept.value)} at most" if isinstance(kept, Known) else ""
    return f"meanwhile messages wait in {last.name}{most}"


class _Met:
    """How a flow comes to a component: the first path to it on which it is needed, else the first."""

    def __init__(self, path: tuple[str, ...], writes: bool, spared: bool, instead: str | None) -> None:
        self.path = path
        self.writes = writes
        self.spared = spared
        """Whether the flow goes on without it."""
        self.instead = instead
        """What is called when it is down."""

    def fails(self, left: Left) -> bool:
        """Whether what it is asked for goes unanswered, of some requests at least."""
        return not all(left.writes if self.writes else left.reads)


def _visit(
    facts: Facts,
    visit: Visit,
    path: tuple[str, ...],
    spared: bool,
    met: dict[str, _Met],
    *,
    messages: bool = False,
) -> None:
    """Notes the calls of a visit; `messages`: it delivers them itself, and its flow waits for them."""
    for stage in visit.stages:
        for call in stage:
            left_alone = call.step.asynchronous and not messages
            alone = spared or call.step.optional or left_alone
            _call(facts, call, path, alone, met, messages=messages)


def _call(
    facts: Facts,
    call: Call,
    path: tuple[str, ...],
    spared: bool,
    met: dict[str, _Met],
    *,
    messages: bool = False,
) -> None:
    """Notes a call; `spared`: the flow goes on without it."""
    step = call.step
    callee = facts.design.components[step.callee]
    here = (*path, step.callee)
    writes = step.write or callee.family == "channel"
    instead = call.otherwise[0].step.callee if call.otherwise else None
    old = met.get(step.callee)
    if callee.family != "entry" and (old is None or (old.spared and not spared)):
        met[step.callee] = _Met(here, writes, spared, instead)
    elif old is not None and old.path and writes:
        old.writes = True
    _visit(facts, call.visit, here, spared, met, messages=messages and callee.family == "channel")
    for other in call.otherwise:
        _call(facts, other, here if callee.kind == "cdn" else path, spared, met)


def _line(own: Copies, left: Left, met: _Met) -> str:
    """`phone → api → posts: 1 of 3 copies is left, and writes need 2`."""
    name = own.component.name
    text = f"{' → '.join(met.path)}: {_left(own, left, met)}"
    if not met.fails(left):
        return text
    if met.instead is not None:
        cached = own.component.kind in ("cache", "cdn")
        text += f"; {met.instead} answers its hits too" if cached else f"; {met.instead} is called instead"
    elif met.spared:
        text += f"; the flow goes on without {name}"
    return text


def _left(own: Copies, left: Left, met: _Met) -> str:
    there, total = left.copies
    if there == 0:
        if left.alone:
            return f"one of {own.shards} shards is down"
        least = (own.write if met.writes else own.read).count
        if least > 1:
            return f"fewer than {least} of {total} copies are left"
        return "it is down" if total == 1 else f"none of {total} copies is left"
    shard = f" of one of {own.shards} shards" if left.alone else ""
    text = f"{there} of {total} copies{shard} {'is' if there == 1 else 'are'} left"
    if met.fails(left):
        need: Need = own.write if met.writes else own.read
        what = "writes" if own.write != own.read and met.writes else "reads" if own.write != own.read else ""
        text += f", and {what + ' need' if what else 'it needs'} {need.count}"
    elif left.leader and met.writes:
        text += ", and another one must lead"
    return text
