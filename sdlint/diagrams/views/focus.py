"""Some components and their neighbours, and nothing else."""

from __future__ import annotations

from collections.abc import Collection

from sdlint.diagrams.collapse import Collapsed
from sdlint.diagrams.compose import compose
from sdlint.diagrams.picture import Cluster, Picture
from sdlint.lint import Outcome
from sdlint.model.design import Design, steps_of
from sdlint.record import changed
from sdlint.spelling import joined


def near(design: Design, names: Collection[str]) -> set[str]:
    """The components, and those that call them or are called by them."""
    found = set(names)
    for step in steps_of(design):
        if step.caller in names:
            found.add(step.callee)
        if step.callee in names:
            found.add(step.caller)
    for component in design.components.values():
        said = component.attributes.get("dead_letter")
        target = str(said.value) if said is not None else ""
        if target in design.components and (component.name in names or target in names):
            found |= {component.name, target}
    return found


def picture_of_focus(
    design: Design,
    outcome: Outcome,
    names: Collection[str],
    shown: Collection[str],
    collapsed: Collapsed | None,
    findings: bool,
) -> Picture:
    """The components in focus, their neighbours, and the arrows between both. Of the findings only those on
    what is in focus, and on its arrows, are told.
    """
    steps = [step for step in steps_of(design) if step.caller in names or step.callee in names]
    keys = {*(design.components[name].key for name in names), *(step.key for step in steps)}
    picture = compose(design, outcome, findings, collapsed=collapsed, about=keys)
    kept = {collapsed.home[name] if collapsed else name for name in shown}
    labels = [design.components[name].label or name for name in names]
    return changed(
        picture,
        title=f"{design.title}: {joined(labels)}",
        boxes=tuple(box for box in picture.boxes if box.name in kept),
        clusters=tuple(_only(cluster, kept) for cluster in picture.clusters),
        edges=tuple(
            edge
            for edge in picture.edges
            if (edge.source in names or edge.target in names) and {edge.source, edge.target} <= kept
        ),
    )


def _only(cluster: Cluster, kept: Collection[str]) -> Cluster:
    """A cluster with what is kept of it."""
    return changed(
        cluster,
        boxes=tuple(name for name in cluster.boxes if name in kept),
        clusters=tuple(_only(inner, kept) for inner in cluster.clusters),
    )
