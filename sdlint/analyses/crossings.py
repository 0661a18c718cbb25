"""Crossings: the ways that a call can go, by the region where it is gone on with; no design in them."""

from __future__ import annotations

from collections.abc import Mapping

from sdlint.analyses.blocks import Block, Together, mixture, one_of, series

Regions = Mapping[str, float]
"""How probable it is that a request is in each region; the one without a name is no region."""

Way = tuple[str, float, Block, Block]
"""One way that a call can go: the region of the copy that goes on with it, how probable it is, the way there,
and all that comes after it.
"""


class Crossing:
    """One call from one region: the ways that it can go."""

    __slots__ = ("_alone", "shards", "ways")

    def __init__(self, ways: list[Way], shards: float | None) -> None:
        self.ways = ways
        self.shards = shards
        """How many of them are asked at the same time, where it is a scatter."""
        self._alone: Block | None = None

    @property
    def regions(self) -> Regions:
        """Where it is gone on with."""
        found: dict[str, float] = {}
        for region, chance, _, _ in self.ways:
            found[region] = found.get(region, 0.0) + chance
        return found

    @property
    def alone(self) -> Block:
        """The call by itself."""
        if self._alone is None:
            self._alone = self._block(self.ways)
        return self._alone

    def then(self, after: Mapping[str, Block]) -> Block:
        """The call, and what comes after it in the region where it is gone on with."""
        groups: dict[Block, list[Way]] = {}
        for way in self.ways:
            groups.setdefault(after[way[0]], []).append(way)
        if len(groups) == 1:
            return series((self.alone, next(iter(groups))))
        return mixture(
            [
                (sum(way[1] for way in ways), series((self._block(ways), later)))
                for later, ways in groups.items()
            ]
        )

    def behind(self, after: Mapping[str, Block]) -> Block:
        """What comes after the call, by itself: in any of the regions where it is gone on with."""
        return mixture([(chance, after[region]) for region, chance in self.regions.items()])

    def _block(self, ways: list[Way]) -> Block:
        """One of the ways."""
        # The same work behind different ways is one block: from each zone it is often as far.
        by_rest: dict[Block, list[tuple[float, Block]]] = {}
        for _, chance, there, rest in ways:
            by_rest.setdefault(rest, []).append((chance, there))
        whole = sum(way[1] for way in ways)
        block = mixture(
            [
                (sum(chance for chance, _ in firsts) / whole, series((one_of(_shares(firsts)), rest)))
                for rest, firsts in by_rest.items()
            ]
        )
        return block if self.shards is None else Together(self.shards, block)


def _shares(parts: list[tuple[float, Block]]) -> list[tuple[float, Block]]:
    """The same parts, of what they come to together."""
    whole = sum(chance for chance, _ in parts)
    return [(chance / whole, part) for chance, part in parts]
