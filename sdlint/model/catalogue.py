"""What the words of a design can be: kinds, attributes and technologies, as data.

This module says what an entry looks like and finds entries; the entries themselves stand in
`kinds.py`, `attributes.py` and `technologies.py`. Grammar, binder, pictures and the `kinds` command
all read them here.
"""

from __future__ import annotations

from functools import cache

from sdlint.record import Equal


class Kind(Equal):
    """A kind of component, the word that people think in."""

    name: str
    family: str
    """`entry`, `outside`, `edge`, `compute`, `store` or `channel`."""
    doc: str
    icon: str
    """The icon where no technology is named: a path in `diagrams`' resources."""


class Attribute(Equal):
    """An attribute: what it may stand on, what may follow its name, what it means."""

    name: str
    on: frozenset[str]
    """What it may stand on: kinds (`cache`), and `zone`, `region`, `api`, `entity`, `field`, `step`."""
    shape: str
    """What follows the name. Words in capitals are values: COUNT NUMBER RATE DURATION SIZE BANDWIDTH
    PERCENT PRICE TEXT NAME KEY. Other words stand for themselves. `[ ]` may be left out, `|`
    separates alternatives, `f(a, b)` stands as it is written, `A..A` is a range, `A...` repeats.
    Empty: the name alone says it."""
    doc: str


class Default(Equal):
    """A value that is assumed where the design states none; always shown with its source."""

    attribute: str
    literal: str
    """As the language writes it: `40k/s`."""
    source: str
    year: int
    caveat: str = ""


WRITE_TIME = "time of a write"
"""What of a technology's `time` is another where it is written to: no attribute, since `time` can be said."""


class Technology(Equal):
    """A product or a protocol that a component can be made of."""

    name: str
    """As it is written after the colon: `postgres`."""
    label: str
    """As its makers write it: `PostgreSQL`."""
    kinds: tuple[str, ...]
    icon: str
    """A path in `diagrams`' resources: `onprem/database/postgresql.png`."""
    managed: bool = False
    """Run by its provider: failure of one machine isn't the design's to handle."""
    aliases: tuple[str, ...] = ()
    defaults: tuple[Default, ...] = ()


FAMILIES = ("entry", "outside", "edge", "compute", "store", "channel")


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order of the catalogue."""
    from sdlint.model.kinds import KINDS

    return {kind.name: kind for kind in KINDS}


@cache
def technologies() -> dict[str, Technology]:
    """All technologies by name and alias."""
    from sdlint.model.technologies import TECHNOLOGIES

    named = {technology.name: technology for technology in TECHNOLOGIES}
    for technology in TECHNOLOGIES:
        for alias in technology.aliases:
            named.setdefault(alias, technology)
    return named


@cache
def attributes(on: str) -> dict[str, Attribute]:
    """The attributes that may stand on a kind (or `zone`, `api`, `entity`, …), by name."""
    from sdlint.model.attributes import ATTRIBUTES

    return {attribute.name: attribute for attribute in ATTRIBUTES if on in attribute.on}


@cache
def all_attributes() -> dict[str, tuple[Attribute, ...]]:
    """Every attribute's entries by name: a name may mean different things on different things."""
    from sdlint.model.attributes import ATTRIBUTES

    found: dict[str, tuple[Attribute, ...]] = {}
    for attribute in ATTRIBUTES:
        found[attribute.name] = (*found.get(attribute.name, ()), attribute)
    return found
