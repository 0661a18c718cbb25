"""The picture as a page shows it: with badges, but without title and list, which the page has itself."""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic
from sdlint.diagrams.clusters import SEVERAL
from sdlint.diagrams.compose import compose, tell
from sdlint.diagrams.picture import Cluster, Picture
from sdlint.lint import Outcome
from sdlint.model.design import Design
from sdlint.record import changed


def paged(design: Design, outcome: Outcome) -> tuple[Picture, tuple[tuple[int, Diagnostic], ...]]:
    """The picture, and all findings with the numbers that their badges bear."""
    picture = changed(compose(design, outcome, listed=False), title="")
    return picture, tell(design, outcome, listed=False).findings


def places(picture: Picture) -> dict[str, str]:
    """By a frame's id, which the SVG has as `data-cluster`: the zone or region that it is. One for several
    regions is none of them.
    """
    found: dict[str, str] = {}

    def walk(cluster: Cluster) -> None:
        if cluster.kind in ("region", "zone") and SEVERAL not in cluster.id:
            found[cluster.id] = cluster.id.rpartition("/")[2]
        for inner in cluster.clusters:
            walk(inner)

    for cluster in picture.clusters:
        walk(cluster)
    return found
