"""Edits of a design's text by its tree: as small as they can be, so that comments and layout stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sdlint.diagnostic import Edit
from sdlint.source import Source, Span
from sdlint.syntax import nodes
from sdlint.syntax.parser import parse


def applied(source: Source, edits: Iterable[Edit]) -> Source | None:
    """The text with the edits that are of it; nothing where two of them overlap. What is put in at one place
    stands in the order in which it was given.
    """
    own = [edit for edit in dict.fromkeys(edits) if edit.span.source.path == source.path]
    own.sort(key=lambda edit: (edit.span.start, edit.span.end))
    for one, other in pairwise(own):
        if other.span.start < one.span.end or (one.span == other.span and one.span.start < one.span.end):
            return None
    text, at, out = source.text, 0, []
    for edit in own:
        out += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return Source(source.path, "".join([*out, text[at:]]))


def statements(source: Source) -> Iterator[nodes.Statement]:
    """The statements of a text, those within groups too."""
    tree = parse(source).tree
    assert isinstance(tree, nodes.Design)
    stack: list[nodes.Statement] = list(reversed(tree.statements))
    while stack:
        statement = stack.pop()
        yield statement
        if isinstance(statement, nodes.Group):
            stack.extend(reversed(statement.members))


class Trees:
    """The statements of texts, each text parsed once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Source, tuple[nodes.Statement, ...]]] = {}

    def of(self, source: Source) -> tuple[nodes.Statement, ...]:
        """All statements of a text."""
        known = self._known.get(source.path)
        if known is None or known[0] is not source:
            known = self._known[source.path] = (source, tuple(statements(source)))
        return known[1]

    def component(self, place: Span) -> nodes.Component | None:
        """The component whose name stands at a place."""
        for statement in self.of(place.source):
            if isinstance(statement, nodes.Component) and statement.name.start == place.start:
                return statement
        return None

    def target(self, place: Span) -> nodes.Target | None:
        """The target of a flow's call whose name stands at a place."""
        for statement in self.of(place.source):
            if isinstance(statement, nodes.Flow) and statement.steps and statement.start <= place.start:
                for target in targets(statement.steps.lines):
                    if target.name.start == place.start:
                        return target
        return None


def targets(lines: Iterable[nodes.Line]) -> Iterator[nodes.Target]:
    """All that lines name, in the order in which it stands."""
    for line in lines:
        yield line.target
        for link in line.links:
            if link.parallel is not None:
                yield from targets(link.parallel.lines)
            elif link.target is not None:
                yield link.target


def attribute_of(node: nodes.Component | nodes.Target, name: str) -> nodes.Attribute | None:
    """An attribute of a component or a call, where it says it."""
    said = node.attributes.attributes if node.attributes else ()
    return next((item for item in said if item.name.text == name), None)


def settings(node: nodes.Component | nodes.Target, values: Sequence[tuple[str, str]]) -> list[Edit]:
    """What makes a component or a call say some attributes: each its name, and what stands behind it
    (nothing, of a flag). One that is said already is said anew in its place; the others come last.
    """
    edits, added = [], []
    for name, value in values:
        text = f"{name} {value}".rstrip()
        said = attribute_of(node, name)
        if said is None:
            added.append(text)
        elif said.span.text != text:
            edits.append(Edit(said.span, text))
    if added:
        edits.append(_added(node, ", ".join(added)))
    return edits


def _added(node: nodes.Component | nodes.Target, text: str) -> Edit:
    block = node.attributes
    if block is None:
        end = node.source.span(node.end, node.end)
        return Edit(end, f" {{ {text} }}")
    if not block.attributes:
        return Edit(block.span, f"{{ {text} }}")
    last = block.attributes[-1].end
    return Edit(node.source.span(last, last), f", {text}")


def placed(node: nodes.Component, places: str) -> Edit:
    """What puts a component into other places: `us.a, us.b`."""
    if node.placement is not None:
        return Edit(node.placement.span, f"in {places}")
    before = node.string or node.technology or node.name
    return Edit(node.source.span(before.end, before.end), f" in {places}")
