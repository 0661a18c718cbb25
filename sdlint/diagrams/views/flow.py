"""One flow: its steps numbered and listed, all else faded."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.analyses.subjects import asked
from sdlint.diagrams.collapse import Collapsed
from sdlint.diagrams.compose import compose, facts_of, step_rates
from sdlint.diagrams.picture import FADED, Note, Notes, Picture
from sdlint.expression.values import Known, shown
from sdlint.lint import Outcome
from sdlint.model.design import Call, Design, Flow, Step, Visit
from sdlint.record import changed


def numbered(flow: Flow) -> list[tuple[str, Step]]:
    """The steps in the order in which they are made: `1`, `2`; those made at the same time `3a`, `3b`, and
    what such a step leads to `3a.1`.
    """
    return list(_stages(flow.root, "", [0])) if flow.root else []


def _stages(visit: Visit, lead: str, count: list[int]) -> Iterator[tuple[str, Step]]:
    for stage in visit.stages:
        if len(stage) == 1:
            yield from _call(stage[0], lead, count)
            continue
        count[0] += 1
        for index, call in enumerate(stage):
            mark = f"{lead}{count[0]}{_letter(index)}"
            yield mark, call.step
            inner = [0]
            yield from _stages(call.visit, f"{mark}.", inner)
            for other in call.otherwise:
                yield from _call(other, f"{mark}.", inner)


def _call(call: Call, lead: str, count: list[int]) -> Iterator[tuple[str, Step]]:
    count[0] += 1
    yield f"{lead}{count[0]}", call.step
    yield from _stages(call.visit, lead, count)
    for other in call.otherwise:
        yield from _call(other, lead, count)


def _letter(index: int) -> str:
    """a, b, … z, aa, ab, …"""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(97 + rest) + text
    return text


def picture_of_flow(
    design: Design, outcome: Outcome, name: str, collapsed: Collapsed, findings: bool
) -> Picture:
    """The picture with one flow's way through it. Of the findings only those on it are told, and those on the
    goals that speak of it.
    """
    flow = design.flows[name]
    touched = set(design.flows[name].touched)
    facts = facts_of(design, outcome)
    goals = (
        goal.key
        for goal in design.goals
        if any(name == other.name for one in asked(facts, goal) for other in one.flows)
    )
    keys = {
        flow.key,
        *goals,
        *(design.components[one].key for one in touched),
        *(step.key for step in flow.steps),
    }
    picture = compose(design, outcome, findings, collapsed=collapsed, flow=name, about=keys)
    marks: dict[tuple[str, str, bool], list[str]] = {}
    steps = numbered(flow)
    for mark, step in steps:
        ends = collapsed.home[step.caller], collapsed.home[step.callee], step.asynchronous
        marks.setdefault(ends, []).append(mark)
    shown_boxes = {collapsed.home[one] for one in touched}
    return changed(
        picture,
        title=f"{design.title}: {flow.label or name}",
        boxes=tuple(box if box.name in shown_boxes else changed(box, state=FADED) for box in picture.boxes),
        edges=tuple(
            changed(edge, steps=tuple(marks[ends]))
            if (ends := (edge.source, edge.target, edge.asynchronous)) in marks
            else changed(edge, state=FADED, label="", badges=())
            for edge in picture.edges
        ),
        notes=(Notes(_heading(design, outcome, flow), tuple(_notes(design, outcome, steps))),),
    )


def _heading(design: Design, outcome: Outcome, flow: Flow) -> str:
    from sdlint.analyses.traffic import peak_rate

    rate = peak_rate(facts_of(design, outcome), flow)
    at = f", {shown(rate.value)} at the peak" if isinstance(rate, Known) else ""
    return f"{flow.label or flow.name}, step by step{at}"


def _notes(design: Design, outcome: Outcome, steps: list[tuple[str, Step]]) -> Iterator[Note]:
    rates = step_rates(facts_of(design, outcome))
    for mark, step in steps:
        arrow = "~>" if step.asynchronous else "→"
        words = [
            "write" if step.write else "",
            f"×{shown(step.times)}{' together' if step.together else ''}" if step.times else "",
            f"in {shown(step.share, percent=True)}" if step.share else "",
            shown(step.payload) if step.payload else "",
            "all shards" if step.scatter else "",
            "when the one before misses or fails" if step.alternative else "",
            "optional" if step.optional else "",
        ]
        rate = rates.get(id(step))
        if isinstance(rate, Known) and rate.value.low > 0:
            words.append(shown(rate.value))
        text = f"`{step.caller}` {arrow} `{step.callee}`" + (f": {step.label}" if step.label else "")
        yield Note(mark, text, " · ".join(word for word in words if word), "step")
