"""Several components drawn as one box, so that a large design stays readable.

With many boxes groups are drawn as one each; and of what is still too much, boxes that stand in the same
place, call the same and are called by the same: a reader who has seen one of them has seen all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sdlint.diagrams.clusters import Standing, standing
from sdlint.diagrams.picture import Box
from sdlint.diagrams.text import clean
from sdlint.model.design import Design, steps_of
from sdlint.record import Equal

MANY = 30
"""With more boxes than this, groups are drawn as one box each."""
ENOUGH = 20
"""Until there are no more boxes than this: so many can be read on a slide."""
LEAST = 3
"""Smaller groups aren't collapsed of themselves, and fewer boxes that are alike stay what they are."""
FEW = 12
"""Until there are no more boxes than this, those that are alike are drawn as one where groups were."""


class Collapsed(Equal):
    """Which components are drawn as which box."""

    home: Mapping[str, str]
    """By component: its box."""
    members: Mapping[str, tuple[str, ...]]
    """By box, in the order of the design: its components."""
    boxes: Mapping[str, Standing]
    """The boxes that stand for several components, and where they stand."""
    labels: Mapping[str, tuple[str, str]]
    """Their labels and kinds."""

    def box(self, name: str, members: Sequence[Box]) -> Box:
        """Several boxes as one: what is worst of them is seen."""
        label, kind = self.labels[name]
        names = ", ".join(clean(member.label) or member.name for member in members)
        count = f"{len(members)} component{'s' if len(members) != 1 else ''}"
        full = [member for member in members if member.full]
        return Box(
            name,
            label,
            kind,
            "several",
            names,
            "",
            count,
            (f"{', '.join(clean(member.label) for member in full)}: too much",) if full else (),
            tuple(sorted({badge for member in members for badge in member.badges})),
            members[0].place,
            bool(full),
            tuple(sorted({number for member in members for number in member.accepted})),
        )


def nothing(design: Design) -> Collapsed:
    """Each component as a box of its own."""
    names = list(design.components)
    return Collapsed(dict(zip(names, names, strict=True)), {name: (name,) for name in names}, {}, {})


def names_of(design: Design) -> list[str]:
    """What can be collapsed, by name: groups (by key and by label), regions and zones."""
    labels = [group.label for group in design.groups.values()]
    return [*dict.fromkeys((*design.groups, *labels, *design.regions, *design.zones))]


def collapse(design: Design, names: Iterable[str]) -> Collapsed:
    """Draw groups, regions and zones (names of `names_of`) as one box each; others of them within go too."""
    chosen = {*_chosen(design, names)}
    home: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    boxes: dict[str, Standing] = {}
    labels: dict[str, tuple[str, str]] = {}
    for component in design.components.values():
        place = standing(design, component)
        inside = ("region", place.region), ("zone", place.zone), *(("group", key) for key in component.groups)
        over = next((one for one in inside if one[1] and one in chosen), None)
        if over is None:
            home[component.name] = component.name
            members[component.name] = [component.name]
            continue
        kind, key = over
        name = key
        while name in design.components:
            name += "…"
        home[component.name] = name
        members.setdefault(name, []).append(component.name)
        labels[name] = (_label(design, kind, key), kind)
        groups = component.groups[: component.groups.index(key)] if kind == "group" else ()
        region, zone = (place.region if kind != "region" else ""), (place.zone if kind == "group" else "")
        own = Standing(name, region, zone, groups)
        before = boxes.get(name, own)
        boxes[name] = Standing(
            name,
            region if before.region == region else "",
            zone if before.zone == zone and before.region == region else "",
            groups,
        )
    return Collapsed(home, {name: tuple(found) for name, found in members.items()}, boxes, labels)


def _chosen(design: Design, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        if name in design.groups:
            yield "group", name
        elif any(group.label == name for group in design.groups.values()):
            yield from (("group", key) for key, group in design.groups.items() if group.label == name)
        elif name in design.regions:
            yield "region", name
        else:
            yield "zone", name


def _label(design: Design, kind: str, key: str) -> str:
    if kind == "group":
        return design.groups[key].label
    if kind == "region":
        return design.regions[key].label or key
    return key


def by_itself(
    design: Design, named: Sequence[str], open_: Collection[str]
) -> tuple[Collapsed, list[str], list[str]]:
    """What is collapsed: what was named, and with many boxes more groups, the largest innermost ones first,
    and then what is alike; none with a component that must be seen (`open_`). With the labels of those
    groups, and of the boxes that stand for what is alike.
    """
    now = collapse(design, named)
    more: list[str] = []
    many = len(now.members) > MANY
    enough = ENOUGH if many else MANY
    while len(now.members) > enough:
        held: dict[str, set[str]] = {}
        for component in design.components.values():
            for key in component.groups:
                held.setdefault(key, set()).add(now.home[component.name])
        free = [
            key
            for key, boxes in held.items()
            if len(boxes) >= (LEAST if not any(box in now.boxes for box in boxes) else 2)
            and not any(now.home.get(name) in boxes for name in open_)
        ]
        inner = [key for key in free if not any(other.startswith(f"{key}/") for other in free)]
        if not inner:
            break
        # The innermost ones have no box in common, so that they can be chosen all at once.
        places = {key: place for place, key in enumerate(design.groups)}
        left = len(now.members)
        for key in sorted(inner, key=lambda key: (-len(held[key]), places[key])):
            if left <= enough:
                break
            more.append(key)
            left -= len(held[key]) - 1
        now = collapse(design, [*named, *more])
    together: list[str] = []
    while many and len(now.members) > FEW:
        kinds = [
            kind for kind in _alike(design, now) if not any(now.home.get(name) in kind for name in open_)
        ]
        if not kinds:
            break
        now, label = _as_one(now, design, max(kinds, key=len))
        together.append(label)
    return now, [design.groups[key].label for key in more], together


def _alike(design: Design, held: Collapsed) -> Iterable[list[str]]:
    """The boxes, `LEAST` and more, that are of one kind, stand in one place, and have the same arrows, but
    for those among boxes like them.
    """
    sorts: dict[str, object] = {}
    for name, members in held.members.items():
        place = _standing(design, held, name)
        kind = held.labels[name][1] if name in held.boxes else design.components[members[0]].kind
        sorts[name] = (place.region, place.zone, place.groups, kind)
    around: dict[str, set[tuple[str, str, bool]]] = {name: set() for name in held.members}
    for step in steps_of(design):
        caller, callee = held.home[step.caller], held.home[step.callee]
        if sorts[caller] != sorts[callee]:
            around[caller].add(("to", callee, step.asynchronous))
            around[callee].add(("from", caller, step.asynchronous))
    found: dict[object, list[str]] = {}
    for name, arrows in around.items():
        if arrows:
            found.setdefault((sorts[name], frozenset(arrows)), []).append(name)
    return [names for names in found.values() if len(names) >= LEAST]


def _standing(design: Design, held: Collapsed, name: str) -> Standing:
    return held.boxes[name] if name in held.boxes else standing(design, design.components[name])


def _as_one(held: Collapsed, design: Design, names: Sequence[str]) -> tuple[Collapsed, str]:
    """The same with some boxes as one, which stands where the first of them does; and its label."""
    first = names[0]
    label, kind = held.labels.get(first, ("", "group"))
    own = first
    while own in design.components:
        own += "…"
    place = _standing(design, held, first)
    members: dict[str, tuple[str, ...]] = {}
    for name, inner in held.members.items():
        if name == first:
            members[own] = tuple(one for each in names for one in held.members[each])
        elif name not in names:
            members[name] = inner
    label = f"{label or design.components[first].label or first} and {len(names) - 1} like it"
    boxes = {name: where for name, where in held.boxes.items() if name not in names}
    labels = {name: told for name, told in held.labels.items() if name not in names}
    together = Collapsed(
        {component: name for name, inner in members.items() for component in inner},
        members,
        {**boxes, own: Standing(own, place.region, place.zone, place.groups)},
        {**labels, own: (label, kind)},
    )
    return together, label
