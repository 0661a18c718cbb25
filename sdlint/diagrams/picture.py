"""What is to be drawn, with no word of how: boxes, clusters, edges and the findings below."""

from __future__ import annotations

from dataclasses import dataclass

from sdlint.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Box:
    """A component. `name` is unique in the picture."""

    name: str
    label: str
    """What is written large: the label, else the name."""
    kind: str
    """The catalogue's kind: `service`, `database`, …"""
    family: str
    """`entry`, `outside`, `edge`, `compute`, `store` or `channel`: decides the shape's accent."""
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


@dataclass(frozen=True, slots=True)
class Cluster:
    """A region, a zone or a group. `id` is unique; labels need not be."""

    id: str
    label: str
    kind: str
    """`region`, `zone` or `group`."""
    boxes: tuple[str, ...] = ()
    clusters: tuple[Cluster, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
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


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as the list under the picture shows it."""

    number: int
    severity: Severity
    rule: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture. Boxes that are in no cluster stand outside of all."""

    title: str
    boxes: tuple[Box, ...]
    clusters: tuple[Cluster, ...] = ()
    edges: tuple[Edge, ...] = ()
    remarks: tuple[Remark, ...] = ()
    summary: str = ""
    """The line above the remarks: `2 warnings, 3 questions`; empty draws no list."""
    listed: bool = True
    """Whether the remarks are listed below: a page that shows the picture lists them itself."""
