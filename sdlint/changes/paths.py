"""The way of a flow: who calls whom in which order."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.changes.meanings import NOBODY
from sdlint.model.design import Call, Step, Visit


def hop(step: Step, called: Mapping[str, str] = NOBODY) -> str:
    """`api -> posts`, or with `~>`."""
    caller, callee = (called.get(name, name) for name in (step.caller, step.callee))
    return f"{caller} {'~>' if step.asynchronous else '->'} {callee}"


def canonical(root: Visit, called: Mapping[str, str] = NOBODY) -> str:
    """The same for all ways that mean the same: calls at the same time are in the order of their texts."""
    visits = [root]
    for visit in visits:  # It grows meanwhile: a flow may be deeper than Python calls itself.
        visits += [call.visit for stage in visit.stages for one in stage for call in _calls(one)]
    texts: dict[int, str] = {}
    for visit in reversed(visits):
        stages = []
        for stage in visit.stages:
            told = (" else ".join(texts[id(call.visit)] for call in _calls(one)) for one in stage)
            stages.append("{" + ", ".join(sorted(told)) + "}")
        texts[id(visit)] = f"{called.get(visit.component, visit.component)}({'; '.join(stages)})"
    return texts[id(root)]


def _calls(call: Call) -> list[Call]:
    """A call and those after its `else`, and what is after theirs."""
    found = [call]
    for one in found:
        found += one.otherwise
    return found


def path(root: Visit) -> str:
    """Who calls whom in which order: `phone → (lb → api → (hot else posts; {a, b}))`; without recursion."""
    out: list[str] = []
    stack: list[Visit | Call | str] = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            out.append(one)
            continue
        if isinstance(one, Call):
            rest: list[Visit | Call | str] = [one.visit]
            for other in one.otherwise:
                rest += [" else ", other]
            stack.extend(reversed(rest))
            continue
        rest = [one.component]
        if one.stages:
            rest.append(" → ")
            many = len(one.stages) > 1
            rest.append("(") if many else None
            for at, stage in enumerate(one.stages):
                rest.append("; ") if at else None
                rest.append("{") if len(stage) > 1 else None
                for number, call in enumerate(stage):
                    rest.append(", ") if number else None
                    rest.append(call)
                rest.append("}") if len(stage) > 1 else None
            rest.append(")") if many else None
        stack.extend(reversed(rest))
    return "".join(out)
