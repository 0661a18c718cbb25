"""What a finding is about, as one can point at it: boxes, arrows, frames."""

from __future__ import annotations

import re
from typing import Any

from sdlint.diagnostic import Diagnostic
from sdlint.model.design import Design, Flow

SIGNS = ("→", "~>")
"""What stands between the ends of a step in its key."""
_WORD = re.compile(r"[\w-]+")


def about(design: Design, diagnostic: Diagnostic) -> dict[str, Any]:
    """`{"boxes", "edges", "flow", "place"}`, as far as there is any: by the key of what it is about."""
    kind, _, name = (diagnostic.key or "").partition(" ")
    found: dict[str, Any] = {}
    if kind == "component" and name in design.components:
        found["boxes"] = [name]
    elif kind == "step":
        flow, _, arrow = name.rpartition("/")
        for sign in SIGNS:
            ends = arrow.split(sign)
            if len(ends) == 2 and all(end in design.components for end in ends):
                found["boxes"] = list(dict.fromkeys(ends))
                found["edges"] = [ends]
        if flow in design.flows:
            found["flow"] = flow
    elif kind == "flow" and name in design.flows:
        found["flow"] = name
    elif kind in ("zone", "region") and name in (design.zones if kind == "zone" else design.regions):
        found["place"] = name
    elif kind == "goal":
        found.update(_asked(design, name))
    else:
        boxes = _holders(design, kind, name)
        if boxes:
            found["boxes"] = boxes
    return found


def _asked(design: Design, name: str) -> dict[str, Any]:
    """The flow that a goal is about, or else the components; nothing where it is no expression."""
    goal = next((one for one in design.goals if one.name == name and one.expression is not None), None)
    if goal is None or goal.expression is None:
        return {}
    words = list(dict.fromkeys(_WORD.findall(goal.expression.span.text)))
    flow = next((word for word in words if word in design.flows), None)
    boxes = [word for word in words if word in design.components]
    return {"flow": flow} if flow else {"boxes": boxes} if boxes else {}


def _holders(design: Design, kind: str, name: str) -> list[str]:
    """The components that keep an entity, or that answer an API."""
    if kind in ("entity", "field", "access"):
        entity = design.entities.get(name.split(" by ")[0].split(".")[0])
        held = entity.stores if entity else ()
    elif kind == "endpoint":
        held = next((one.components for one in design.endpoints if one.name == name), ())
    else:
        held = ()
    return [one for one in held if one in design.components]


def path(flow: Flow) -> dict[str, Any]:
    """The boxes that a flow goes through, and its arrows."""
    boxes: dict[str, None] = dict.fromkeys([flow.root.component] if flow.root else [])
    edges: dict[tuple[str, str], None] = {}
    for step in flow.steps:
        boxes.setdefault(step.caller)
        boxes.setdefault(step.callee)
        edges.setdefault((step.caller, step.callee))
    return {"boxes": list(boxes), "edges": [list(edge) for edge in edges]}
