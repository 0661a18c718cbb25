"""Which boxes a picture draws a frame around: regions, zones in them, groups in these.

A frame is drawn once. A group whose boxes stand in one place is drawn in it; one whose boxes stand in
several zones of a region is drawn in the region, and its boxes say their zone themselves. Where a few boxes
of a group stand apart from the others, they say their group themselves. What stands in several regions has a
frame for these together, since it is one box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sdlint.diagrams.picture import Cluster
from sdlint.model.design import Component, Design
from sdlint.record import Equal, Work, fresh

SEVERAL = "+"
"""Stands between the names of regions that one frame is for; in a name it can't be."""
_NAMED = 3
"""More regions than this aren't named one by one."""


class Standing(Equal):
    """A box and where it stands: in one region and zone (or in none), in groups, the outermost first."""

    name: str
    region: str = ""
    zone: str = ""
    groups: tuple[str, ...] = ()


class Frames(Equal):
    """The frames, and what boxes must say themselves."""

    clusters: tuple[Cluster, ...]
    within: Mapping[str, str]
    """By box: the zone, or the group, that no frame around it tells."""


def standing(design: Design, component: Component) -> Standing:
    """Where a component stands; in no place when it spreads over the world. Several regions are one place,
    whose name is theirs with `SEVERAL` between.
    """
    places = [place for place in component.places if place != "world"]
    if not places or len(places) != len(component.places):
        return Standing(component.name, groups=component.groups)
    regions = {place.split(".", 1)[0] for place in places}
    if len(regions) != 1:
        known = [region for region in design.regions if region in regions]
        return Standing(component.name, SEVERAL.join(known), groups=component.groups)
    zone = places[0] if len(places) == 1 and places[0] in design.zones else ""
    return Standing(component.name, next(iter(regions)), zone, component.groups)


class _Cluster(Work):
    id: str
    label: str
    kind: str
    note: str = ""
    boxes: list[str] = fresh(default_factory=list)
    inner: dict[str, _Cluster] = fresh(default_factory=dict)

    def into(self, id: str, label: str, kind: str) -> _Cluster:
        """The cluster of that id within this one, made where it isn't there."""
        return self.inner.setdefault(id, _Cluster(f"{self.id}/{id}", label, kind))

    def frozen(self) -> Cluster:
        """The cluster as a picture has it."""
        inner = tuple(cluster.frozen() for cluster in self.inner.values())
        return Cluster(self.id, self.label, self.kind, tuple(self.boxes), inner, self.note)


def frames(design: Design, boxes: Sequence[Standing]) -> Frames:
    """The frames around boxes, and what is left for boxes to say."""
    root = _Cluster("", "", "")
    within: dict[str, str] = {}
    framed = _framed(boxes)
    zones = _zones(boxes)
    for box in boxes:
        here = root
        if box.region:
            here = here.into(box.region, _region(design, box.region), "region")
            count = box.region.count(SEVERAL) + 1
            here.note = "" if count == 1 else "both regions" if count == 2 else "regions"
        groups = [key for key in box.groups if (key, box.region) in framed]
        if box.zone:
            if not groups or zones[(groups[0], box.region)] == {box.zone}:
                here = here.into(box.zone, f"zone {box.zone.split('.', 1)[1]}", "zone")
            else:
                within[box.name] = box.zone
        for key in groups:
            here = here.into(f"group {key}", design.groups[key].label, "group")
        apart = [key for key in box.groups if (key, box.region) not in framed]
        if apart:
            said = f"in {design.groups[apart[-1]].label}"
            within[box.name] = f"{within[box.name]} · {said}" if box.name in within else said
        here.boxes.append(box.name)
    return Frames(tuple(cluster.frozen() for cluster in root.inner.values()), within)


def _region(design: Design, key: str) -> str:
    """What one region, or several, are called: `Oregon`, `Oregon and Frankfurt`, of many how many."""
    labels = [design.regions[name].label or name for name in key.split(SEVERAL)]
    if len(labels) > _NAMED:
        return f"{'All' if len(labels) == len(design.regions) else ''} {len(labels)}".strip()
    return f"{', '.join(labels[:-1])} and {labels[-1]}" if len(labels) > 1 else labels[0]


def _framed(boxes: Sequence[Standing]) -> set[tuple[str, str]]:
    """The groups that are drawn in each region (`""`: outside of all): where all their boxes are; where
    they are in several, in each that has two; where each has one, where the first is.
    """
    counts: dict[str, Counter[str]] = {}
    for box in boxes:
        for key in box.groups:
            counts.setdefault(key, Counter())[box.region] += 1
    framed: set[tuple[str, str]] = set()
    for key, regions in counts.items():
        enough = [region for region, count in regions.items() if count > 1]
        # Outside and in a region: one frame, where the most are.
        if "" in regions and len(regions) > 1:
            enough = [max(regions, key=lambda region: (regions[region], bool(region)))]
        framed.update((key, region) for region in enough or list(regions)[:1])
    return framed


def _zones(boxes: Sequence[Standing]) -> dict[tuple[str, str], set[str]]:
    """The zones that a group's boxes stand in, in each region; `""` stands for all of them."""
    found: dict[tuple[str, str], set[str]] = {}
    for box in boxes:
        for key in box.groups:
            found.setdefault((key, box.region), set()).add(box.zone)
    return found
