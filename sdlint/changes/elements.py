"""What was added, removed and changed in a design's text, by meaning: not by blanks, order or spelling."""

from __future__ import annotations

from collections.abc import Iterator

from sdlint.changes.aspects import Aspects, Item
from sdlint.changes.items import items
from sdlint.changes.renames import NONE, Names, renamed
from sdlint.model.design import Design
from sdlint.record import Equal


class Detail(Equal):
    """An aspect of an element in both versions; None where a version says nothing of it."""

    what: str
    before: str | None
    after: str | None


class Edited(Equal):
    """An element that differs."""

    how: str
    """`added`, `removed` or `changed`."""
    kind: str
    """What it is: `service`, `flow`, `goal`, `zone`, …"""
    name: str
    told: str
    """Of one that was added or removed: what it says, in a few words."""
    details: tuple[Detail, ...] = ()
    """Of one that was changed, in the order in which the language tells them."""

    @property
    def renamed(self) -> bool:
        """Whether it has another name: that is its first detail, with what it was called."""
        return bool(self.details) and self.details[0].what == NAME


NAME = "name"
ORDER = ("removed", "added", "changed")
_Key = tuple[str, object]


def edited(before: Design, after: Design, names: Names | None = None) -> tuple[Edited, ...]:
    """All that differs between two designs, by kind in the order in which a design is read."""
    names = renamed(before, after) if names is None else names
    found: list[tuple[str, Edited]] = []
    if before.title != after.title:
        title = Detail("title", before.title, after.title)
        found.append(("", Edited("changed", "system", after.title, "", (title,))))
    old, new = _by_mark(before, names), _by_mark(after, NONE)
    for key in dict.fromkeys((*new, *old)):
        for one, other in _paired(old.get(key, []), new.get(key, [])):
            if one is None and other is not None:
                found.append((key[0], Edited("added", other.kind, other.name, other.told)))
            elif other is None and one is not None:
                found.append((key[0], Edited("removed", one.kind, one.name, one.told)))
            elif one is not None and other is not None:
                details = tuple(_details(one, other))
                if details:
                    found.append((key[0], Edited("changed", other.kind, other.name, "", details)))
    places = {group: at for at, group in enumerate(dict.fromkeys(key[0] for key in (*new, *old)))}
    found.sort(key=lambda one: (places.get(one[0], -1), ORDER.index(one[1].how)))
    return tuple(one for _, one in found)


def _by_mark(design: Design, names: Names) -> dict[_Key, list[Item]]:
    """Every element by what kind it is and what it is known by; several may be alike in that."""
    found: dict[_Key, list[Item]] = {}
    for group, item in items(design, names):
        found.setdefault((group, item.mark or item.name), []).append(item)
    return found


def _paired(old: list[Item], new: list[Item]) -> Iterator[tuple[Item | None, Item | None]]:
    """Elements that are known by the same: first those that mean the same, then the others in their order."""
    rest, left = [], list(old)
    for item in new:
        same = next((one for one in left if not any(_differing(one.aspects, item.aspects))), None)
        if same is None:
            rest.append(item)
            continue
        left.remove(same)
        yield same, item
    for at in range(max(len(left), len(rest))):
        yield left[at] if at < len(left) else None, rest[at] if at < len(rest) else None


def _details(one: Item, other: Item) -> Iterator[Detail]:
    # A goal is known by what it asks for; that it is spelt otherwise means nothing.
    if one.name != other.name and one.kind not in UNNAMED:
        yield Detail(NAME, one.name, other.name)
    for what in _differing(one.aspects, other.aspects):
        before, after = one.aspects.get(what), other.aspects.get(what)
        yield Detail(what, before[1] if before else None, after[1] if after else None)


UNNAMED = ("goal", "alert", "arrow", "response", "probe", "acceptance")
"""What has no name of its own: it is called by what it asks, or by what it is about."""


def _differing(before: Aspects, after: Aspects) -> Iterator[str]:
    for what in dict.fromkeys((*before, *after)):
        one, other = before.get(what), after.get(what)
        if one is None or other is None or (one[0] != other[0] and not (one[2] and one[2] == other[2])):
            yield what
