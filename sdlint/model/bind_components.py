"""Components: what each is, what it is built with, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdlint.diagnostic import Diagnostic, Edit, Severity, mistake
from sdlint.expression.evaluate import unquote
from sdlint.model import catalogue
from sdlint.model.design import Component
from sdlint.record import changed
from sdlint.spelling import clear, nearest
from sdlint.syntax import nodes

if TYPE_CHECKING:
    from sdlint.model.bind import _Binder


def components(binder: _Binder) -> dict[str, Component]:
    """The design's components by name, in order. Estimates and places are bound already."""
    kinds, report = catalogue.kinds(), binder.report
    found: dict[str, Component] = {}
    letters: list[tuple[str, nodes.Path]] = []
    for node, groups in binder.statements:
        if not isinstance(node, nodes.Component):
            continue
        name, kind = node.name.text, node.kind.text
        if not binder.names.declare("component", name, node.name.span, "the component"):
            continue
        before = len(report)
        technology = _technology(node, report)
        items = node.attributes.attributes if node.attributes else ()
        said, mistaken = binder.values.attributes(items, kind, name)
        places = binder.places(node.placement)
        each = bool(node.placement and node.placement.each)
        found[name] = Component(
            name,
            node.name.span,
            kind,
            kinds[kind].family,
            technology.name if technology else "",
            unquote(node.string.text) if node.string else "",
            groups,
            places,
            each,
            said,
            mistaken or len(report) > before,
        )
        if "dead_letter" in said:
            letters += [
                (name, argument)
                for item in items
                if item.name.text == "dead_letter"
                for argument in item.arguments
                if isinstance(argument, nodes.Path)
            ]
    for name, path in letters:
        found[name] = _with_letters(found[name], path, found, binder)
    return found


def _with_letters(
    component: Component, path: nodes.Path, known: dict[str, Component], binder: _Binder
) -> Component:
    """A channel whose `dead_letter` is a channel of the design; without it, and mistaken, where it isn't."""
    channels = [name for name, one in known.items() if one.family == "channel"]
    if binder.names.resolve_text(path.text, path.span, channels, "queue or stream") == path.text:
        return component
    said = {name: stated for name, stated in component.attributes.items() if name != "dead_letter"}
    return changed(component, attributes=said, mistaken=True)


def _technology(node: nodes.Component, report: list[Diagnostic]) -> catalogue.Technology | None:
    if node.technology is None:
        return None
    token, kind = node.technology.name, node.kind.text
    known = catalogue.technologies()
    found = known.get(token.text) or known.get(token.text.lower())
    if found is None:
        # Those of the right kind are the likelier ones to be meant.
        fitting = [name for name, technology in known.items() if kind in technology.kinds]
        right = nearest(token.text, fitting) or nearest(token.text, known)
        if right:
            report.append(
                mistake(
                    "unknown-technology",
                    f"unknown technology `{token.text}`",
                    token.span,
                    help=f"did you mean `{right}`? What isn't in the catalogue can be said in the label",
                    edit=Edit(token.span, right) if clear(token.text, fitting) == right else None,
                )
            )
            return known[right] if kind in known[right].kinds else None
        report.append(
            Diagnostic(
                "unknown-technology",
                Severity.QUESTION,
                f"`{token.text}` isn't in the catalogue, so it is drawn as any {kind}",
                token.span,
                help=f"Say it in the label, or choose one of `sdlint kinds {kind}`",
            )
        )
    elif kind not in found.kinds:
        report.append(
            Diagnostic(
                "unknown-technology",
                Severity.WARNING,
                f"{found.label} isn't known as a {kind}",
                token.span,
                help=f"It is known as: {', '.join(found.kinds)}",
            )
        )
    return found
