"""What is to be drawn, with no word of how: boxes, clusters, edges and the findings below."""

from __future__ import annotations

from sdlint.diagnostic import Severity
from sdlint.record import Equal

MISSING = "missing"
"""The state of what isn't there, but should be."""
FADED = "faded"
"""The state of what has no part in what is shown."""
HEAVIEST = 3
"""The weight of an arrow with a third of the busiest one's traffic, or more."""


class Row(Equal):
    """A line of a box that is a table: a field of an entity."""

    name: str
    type: str
    marks: str = ""
    """`key`, `index`, `personal`, … with blanks between them."""


class Box(Equal):
    """A component, several drawn as one, or an entity. `name` is unique in the picture."""

    name: str
    label: str
    """What is written large: the label, else the name."""
    kind: str
    """The catalogue's kind: `service`, `database`, …; `group` for several, `entity` for what is kept."""
    family: str
    """`entry`, `outside`, `edge`, `compute`, `store` or `channel`, `several`, `data`: decides the colours."""
    technology: str = ""
    """What is written below the label: `PostgreSQL`; else empty."""
    icon: str = ""
    """The path of an icon in `diagrams`' resources (`onprem/database/postgresql.png`), or empty."""
    copies: str = ""
    """`×6`, `8 × 3`, … or empty when nothing is said of replicas."""
    numbers: tuple[str, ...] = ()
    """What is known of it, short: `10k/s`, `83%`."""
    badges: tuple[int, ...] = ()
    """The numbers of the findings that are about it."""
    place: str = ""
    """`file:line`, for the tooltip."""
    full: bool = False
    """It gets more than it can do: its numbers stand out."""
    accepted: tuple[int, ...] = ()
    """The numbers of the accepted risks that are about it."""
    within: str = ""
    """Where it is, when no cluster around it says so: `us.a`."""
    rows: tuple[Row, ...] = ()
    """The fields of an entity."""
    state: str = ""
    """`faded` (it has no part in what is shown), `missing` (a finding says so), or after a loss `lost`,
    `idle` (up, but nothing that it has a part in works), `degraded` (some of its copies are lost) or
    `overloaded`."""
    note: str = ""
    """The state in words: `6 of 9 left`."""
    busy: float | None = None
    """How much of what it can do is used at the peak, where that is known: 1 is all."""
    wanting: bool = False
    """A copy of it is missing: a finding says so, and it is drawn behind the box as a ghost."""

    @property
    def shape(self) -> str:
        """What it is drawn as: its family, but a cache, which may forget, isn't drawn as a store."""
        return "cache" if self.kind == "cache" and self.family == "store" else self.family


class Cluster(Equal):
    """A region, a zone, a group or a store. `id` is unique; labels need not be."""

    id: str
    label: str
    kind: str
    """`region`, `zone`, `group` or `store`."""
    boxes: tuple[str, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    note: str = ""
    """What is written small beside the label; empty: its kind."""

    @property
    def aside(self) -> str:
        """What is written small beside the label: the note, or the kind, which a group's frame shows."""
        return self.note or (self.kind if self.kind != "group" else "")


class Edge(Equal):
    """An arrow from box to box. Several may join the same two."""

    source: str
    target: str
    asynchronous: bool = False
    """A message (`~>`): drawn dashed with an open head."""
    optional: bool = False
    """The flow goes on without it (`?`)."""
    fallback: bool = False
    """What is called when another fails or misses (`else`)."""
    label: str = ""
    badges: tuple[int, ...] = ()
    steps: tuple[str, ...] = ()
    """The numbers of a flow's steps that go along it: `3`, `4a`."""
    state: str = ""
    """`faded`, `missing`, or after a loss `dead` (none of its calls is answered)."""
    weight: int = 0
    """How heavy it is drawn, from 0 to `HEAVIEST`, by its traffic."""
    place: str = ""
    """`file:line`, of the first step that goes along it."""
    rate: str = ""
    """The traffic along it, with which its label ends: where there is little room, this is what stays."""


class Note(Equal):
    """A line of a list below the picture: a step, an effect, an accepted risk."""

    mark: str
    """What stands before it: `3`, `4a`, or empty."""
    text: str
    below: str = ""
    """What is written small under it."""
    sort: str = "plain"
    """What the mark looks like: `step`, `accepted`, `dead`, `degraded`, `overloaded`, `fine`, `plain`."""


class Notes(Equal):
    """A list below the picture, with its title."""

    title: str
    notes: tuple[Note, ...]


class Remark(Equal):
    """A finding as the list under the picture shows it."""

    number: int
    severity: Severity
    rule: str
    text: str
    place: str = ""


class Picture(Equal):
    """A whole picture. Boxes that are in no cluster stand outside of all."""

    title: str
    boxes: tuple[Box, ...]
    clusters: tuple[Cluster, ...] = ()
    edges: tuple[Edge, ...] = ()
    remarks: tuple[Remark, ...] = ()
    summary: str = ""
    """The line above the remarks: `2 warnings, 3 questions`; empty draws no list."""
    notes: tuple[Notes, ...] = ()
    """Lists above the remarks: what a view tells."""
    accepted: tuple[Notes, ...] = ()
    """Lists below the remarks: the accepted risks."""
    stacked: bool = False
    """Boxes that no arrow joins stand in columns, cluster by cluster."""
    listed: bool = True
    """Whether the remarks are listed below: a page that shows the picture lists them itself."""
