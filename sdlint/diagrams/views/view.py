"""A `View` and a design → Picture, with notes on what was left out of itself."""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.diagrams.collapse import MANY, Collapsed, by_itself, collapse, names_of
from sdlint.diagrams.compose import compose, facts_of
from sdlint.diagrams.picture import Picture
from sdlint.lint import Outcome
from sdlint.model.design import Design
from sdlint.record import Equal, changed
from sdlint.spelling import joined, nearest

WHAT = ("system", "data", "places")

MAX_NAMED = 4
"""Of more that are drawn as one box the number is told."""


class View(Equal):
    """What is wanted."""

    what: str = "system"
    """`system`, `data` or `places`."""
    findings: bool = True
    flow: str = ""
    focus: tuple[str, ...] = ()
    fail: tuple[str, ...] = ()
    collapse: tuple[str, ...] = ()
    whole: bool = False
    """Nothing is collapsed of itself."""
    title: str | None = None
    """Another title; empty: none."""


class NotThere(Exception):
    """The design has nothing of that name. The message says what comes nearest."""


def see(design: Design, outcome: Outcome, view: View) -> tuple[Picture, tuple[str, ...]]:
    """The picture that is wanted; NotThere when it speaks of what isn't there."""
    picture, notes = _see(design, outcome, view)
    return (picture if view.title is None else changed(picture, title=view.title)), notes


def _see(design: Design, outcome: Outcome, view: View) -> tuple[Picture, tuple[str, ...]]:
    facts = facts_of(design, outcome)
    if view.what == "data":
        from sdlint.diagrams.views.data import picture_of_data

        if not design.entities:
            raise NotThere("The design has no entities: there are no data to draw.")
        return picture_of_data(facts), ()
    if view.what == "places":
        from sdlint.diagrams.views.places import picture_of_places

        if not design.regions:
            raise NotThere("The design has no regions: there are no places to draw.")
        return picture_of_places(facts), ()
    for name in view.collapse:
        check(name, names_of(design), "group, region or zone")
    if view.flow:
        from sdlint.diagrams.views.flow import picture_of_flow

        check(view.flow, design.flows, "flow")
        collapsed, notes = _collapsed(design, view, set(design.flows[view.flow].touched))
        return picture_of_flow(design, outcome, view.flow, collapsed, view.findings), notes
    if view.focus:
        from sdlint.diagrams.views.focus import near, picture_of_focus

        for name in view.focus:
            check(name, design.components, "component")
        # Only a few are drawn: those needn't be collapsed.
        named = collapse(design, view.collapse) if view.collapse else None
        hidden = [name for name in view.focus if named and named.home[name] != name]
        if hidden:
            raise NotThere(f"'{hidden[0]}' is in what is collapsed.")
        shown = near(design, view.focus)
        return picture_of_focus(design, outcome, view.focus, shown, named, view.findings), ()
    if view.fail:
        from sdlint.analyses.units import NoUnit, unit_of
        from sdlint.diagrams.views.loss import picture_of_loss

        try:
            lost = tuple(unit_of(design, name) for name in dict.fromkeys(view.fail))
        except NoUnit as error:
            raise NotThere(str(error)) from error
        collapsed, notes = _collapsed(design, view, [unit.name.split("#")[0] for unit in lost])
        return picture_of_loss(design, outcome, lost, collapsed), notes
    collapsed, notes = _collapsed(design, view, ())
    return compose(design, outcome, view.findings, collapsed=collapsed), notes


def check(name: str, names: Iterable[str], what: str) -> None:
    """NotThere, with the nearest name, when there is none."""
    known = list(names)
    if name in known:
        return
    meant = nearest(name, known)
    suggestion = f" Did you mean '{meant}'?" if meant else ""
    if not meant and known and len(known) <= 12:
        suggestion = f" There {'is' if len(known) == 1 else 'are'} {joined(known)}."
    raise NotThere(f"The design has no {what} '{name}'.{suggestion}")


def _collapsed(design: Design, view: View, open_: Iterable[str]) -> tuple[Collapsed, tuple[str, ...]]:
    """What is drawn as one box, with a note where that wasn't asked for."""
    if view.whole:
        return collapse(design, view.collapse), ()
    collapsed, more, together = by_itself(design, view.collapse, [*open_])
    if not more and not together:
        return collapsed, ()
    said = []
    if more:
        names = [f"`{label}`" for label in more[:MAX_NAMED]]
        if len(more) > MAX_NAMED:
            names.append(f"{len(more) - MAX_NAMED} more groups")
        said.append(
            f"{joined(names)} {'is drawn as one box' if len(more) == 1 else 'are drawn as one box each'}"
        )
    if together:
        names = [f"`{label}`" for label in together[:MAX_NAMED]]
        if len(together) > MAX_NAMED:
            names.append(f"{len(together) - MAX_NAMED} more")
        drawn = "is one box" if len(together) == 1 else "are one box each"
        said.append(f"{joined(names)} {drawn}, for they have the same arrows")
    return collapsed, (
        f"{len(design.components)} boxes are more than {MANY}: {'; '.join(said)}; --no-collapse draws all",
    )
