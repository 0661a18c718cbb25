"""Tree to design: every name resolved, every value read, and all that is wrong reported.

The binder binds what it can: what couldn't be understood is left out, its element is marked, and the
rest goes on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sdlint.diagnostic import Diagnostic, Label, Reader, Severity, mistake
from sdlint.expression.evaluate import unquote
from sdlint.expression.tree import Expression, Literal, Parenthesis, Token
from sdlint.model import catalogue
from sdlint.model.bind_components import components
from sdlint.model.bind_flows import FlowBinder
from sdlint.model.bind_rest import Rest
from sdlint.model.bind_values import Values
from sdlint.model.design import (
    Bound,
    Component,
    Connection,
    Design,
    Endpoint,
    Entity,
    Estimate,
    Field,
    Flow,
    Goal,
    Group,
    Region,
    Requirement,
    Stakeholder,
    Stated,
    Step,
    Zone,
)
from sdlint.model.estimates import calendar_of, evaluate_all, literals_in, names_in
from sdlint.model.field_types import ELSEWHERE, FIELD_TYPES
from sdlint.model.files import Files
from sdlint.model.names import Names
from sdlint.quantity import BYTES, NONE, TIME, uses_calendar
from sdlint.record import changed
from sdlint.source import Source, Span
from sdlint.syntax import nodes

LANGUAGE = 1
"""The version of the language that this program reads."""

_S = TypeVar("_S", bound=nodes.Statement)


def bind(source: Source, reader: Reader, changes: Mapping[str, Expression] | None = None) -> Bound:
    """Read a design and all that it uses, and bind it. Never fails: mistakes are in the result.

    `changes` are estimates that have another sum than the text gives them (`set` in a scenario).
    """
    files = Files(reader)
    files.add(source)
    return _Binder(source, files, changes or {}).bound()


class _Binder:
    def __init__(self, source: Source, files: Files, changes: Mapping[str, Expression]) -> None:
        self.source = source
        self.changes = changes
        self.files = files
        self.report: list[Diagnostic] = list(files.diagnostics)
        self.names = Names(self.report, files.dropped)
        self.statements: list[tuple[nodes.Statement, tuple[str, ...]]] = []
        self.groups: dict[str, Group] = {}
        self.components: dict[str, Component] = {}
        self.regions: dict[str, Region] = {}
        self.zones: dict[str, Zone] = {}
        self.entities: dict[str, Entity] = {}

    def of(self, cls: type[_S]) -> Iterator[_S]:
        """The statements of a class, in order, those within groups included."""
        return (statement for statement, _ in self.statements if isinstance(statement, cls))

    def bound(self) -> Bound:
        """Bind everything, in the order of what needs what."""
        for statement in self.files.statements:
            self._flatten(statement, ())
        title = self._title()
        estimations = self._declared("estimate", (e for s in self.of(nodes.Estimate) for e in s.estimations))
        for name, expression in self.changes.items():
            if name in estimations:
                estimations[name] = changed(estimations[name], expression=expression, expected=None)
        calendar = calendar_of(estimations.values(), self.report)
        estimates = evaluate_all(estimations, calendar, self.report)
        self.values = Values({name: e.value for name, e in estimates.items()}, calendar, self.report)
        requirements = {
            name: Requirement(name, node.name.span, _text(node.string))
            for name, node in self._declared(
                "requirement", (r for s in self.of(nodes.Functional) for r in s.requirements)
            ).items()
        }
        stakeholders = self._stakeholders(requirements)
        self._places()
        self.components.update(components(self))
        spoken_of = frozenset((d.span.source.path, d.span.line) for d in self.files.diagnostics if d.span)
        self._entities(spoken_of)
        binder = FlowBinder(
            self.components, self.entities, requirements, self.names, self.values, self.report, spoken_of
        )
        flows = {
            name: binder.flow(node) for name, node in self._declared("flow", self.of(nodes.Flow)).items()
        }
        edges = tuple(step for line in self.of(nodes.Line) for step in binder.edges(line))
        endpoints = tuple(self._endpoints(requirements))
        goals = tuple(self._goals())
        rest = Rest(self, flows, stakeholders, estimates, requirements, goals, endpoints)
        accesses = rest.accesses()
        connections = tuple(self._connections())
        parts = rest.parts()
        self.names.tell()
        self.report.sort(key=_order)
        design = Design(
            title,
            self._title_span(),
            source=self.source,
            requirements=requirements,
            stakeholders=stakeholders,
            estimates=estimates,
            calendar=calendar,
            goals=goals,
            endpoints=endpoints,
            regions=self.regions,
            zones=self.zones,
            connections=connections,
            components=self.components,
            groups=self.groups,
            edges=edges,
            entities=self.entities,
            accesses=accesses,
            flows=flows,
            used=tuple(self.files.used),
            sound=not any(d.severity is Severity.ERROR for d in self.report),
            mentioned=self._mentioned(estimates),
            **parts,
        )
        return Bound(design, tuple(self.report))

    def _flatten(self, statement: nodes.Statement, groups: tuple[str, ...]) -> None:
        """Groups are opened: what is in them stands in the list with the group's key."""
        if not isinstance(statement, nodes.Group):
            self.statements.append((statement, groups))
            return
        label = _text(statement.string)
        name = statement.name.text if statement.name else label or f"group {len(self.groups) + 1}"
        span = (statement.name or statement.string or statement).span
        if statement.name:
            self.names.declare("component", name, span, "the group")
        key = "/".join([*groups, name])
        self.groups.setdefault(key, Group(name, span, label or name, groups))
        for member in statement.members:
            self._flatten(member, (*groups, key))

    def _declared(self, what: str, items: Iterable[Any]) -> dict[str, Any]:
        """The items by name; a second declaration of a name is reported and left out."""
        found = {}
        for item in items:
            calendar = what == "estimate" and item.name.text in ("month", "y")
            group = "calendar" if calendar else what
            if self.names.declare(group, item.name.text, item.name.span, f"the {what}"):
                found[item.name.text] = item
        return found

    # The file itself

    def _title(self) -> str:
        systems = list(self.of(nodes.System))
        for system in systems[1:]:
            self.report.append(
                mistake(
                    "duplicate-name",
                    "the system is named twice",
                    system.string.span,
                    help="Keep one `system`",
                )
            )
        for version in self.of(nodes.Version):
            if version.quantity.text != str(LANGUAGE):
                self.report.append(
                    mistake(
                        "unknown-version",
                        f"this program reads version {LANGUAGE} of the language, not {version.quantity.text}",
                        version.quantity.span,
                        help="Install a newer sdlint, or write `sdlint 1`",
                    )
                )
        if systems:
            return unquote(systems[0].string.text)
        stem = posixpath.basename(self.source.path.replace("\\", "/"))
        return stem.removesuffix(".sd") if stem not in ("", "-") else "design"

    def _title_span(self) -> Span:
        system = next(self.of(nodes.System), None)
        if system:
            return system.string.span
        first = self.files.statements[0] if self.files.statements else None
        if first is not None and first.source.path == self.source.path:
            return self.source.span(first.start, min(first.end, first.start + 1))
        return self.source.span(0, 0)

    # Elements

    def _stakeholders(self, requirements: dict[str, Requirement]) -> dict[str, Stakeholder]:
        found = {}
        items = (s for statement in self.of(nodes.Stakeholders) for s in statement.stakeholders)
        for name, node in self._declared("stakeholder", items).items():
            tokens = node.wants.names if node.wants else ()
            wants = [self.names.resolve(token, requirements, "requirement") for token in tokens]
            found[name] = Stakeholder(name, node.name.span, _text(node.string), tuple(w for w in wants if w))
        return found

    def _places(self) -> None:
        for node in self.of(nodes.Region):
            name = node.name.text
            if not self.names.declare("component", name, node.name.span, "the region"):
                continue
            zones = []
            for item in node.zones:
                qualified = f"{name}.{item.name.text}"
                if not self.names.declare("zone", qualified, item.name.span, "the zone"):
                    continue
                attributes = item.attributes.attributes if item.attributes else ()
                said, _ = self.values.attributes(attributes, "zone", qualified)
                zone = Zone(qualified, item.name.span, name, said)
                self.zones[qualified] = zone
                zones.append(zone)
            said, _ = self.values.attributes(node.attributes, "region", name)
            self.regions[name] = Region(name, node.name.span, _text(node.string), tuple(zones), said)

    def place(self, path: nodes.Path) -> str | None:
        """The region or zone of a path."""
        known = {"world": None, **dict.fromkeys(self.regions), **dict.fromkeys(self.zones)}
        return self.names.resolve_text(path.text, path.span, known, "place")

    def places(self, placement: nodes.Placement | None) -> tuple[str, ...]:
        """The places after `in`."""
        found = (self.place(path) for path in (placement.paths if placement else ()))
        return tuple(place for place in found if place)

    def _entities(self, spoken_of: frozenset[tuple[str, int]]) -> None:
        stores = {name: c for name, c in self.components.items() if c.family in ("store", "channel")}
        nodes_by_name = self._declared("entity", self.of(nodes.Entity))
        for name, node in nodes_by_name.items():
            before = len(self.report)
            found, lost = [], False
            for path in node.placement.paths if node.placement else ():
                store = self.names.resolve_text(path.text, path.span, self.components, "component")
                lost = lost or store is None
                if store and store not in stores:
                    kind = self.components[store].kind
                    self.report.append(
                        mistake(
                            "wrong-value",
                            f"`{store}` is a {kind} and keeps nothing",
                            path.span,
                            help="Name a store",
                        )
                    )
                elif store:
                    found.append(store)
            fields = tuple(self._fields(name, node.fields, nodes_by_name)) if node.fields else ()
            keep = self._keep(node.keep) if node.keep else None
            stock = None
            if node.stock:
                what = "the number of records"
                stock = self.values.not_negative(node.stock.value, NONE, what)
            # Names that nothing has are told at the end; a line that couldn't be read was told before.
            mistaken = lost or len(self.report) > before or node.name.span.lies_on(spoken_of)
            self.entities[name] = Entity(name, node.name.span, tuple(found), keep, stock, fields, mistaken)

    def _keep(self, node: nodes.Keep) -> Stated | None:
        if node.name is not None:
            if node.name.text == "forever":
                return Stated("forever", "forever", node.span)
            self.report.append(
                mistake(
                    "wrong-value",
                    f"`keep` wants a duration or `forever`, not `{node.name.text}`",
                    node.name.span,
                    help="For example: `keep 5y`",
                )
            )
            return None
        quantity = self.values.quantity(node.value, TIME, "`keep`")
        return Stated(quantity, node.span.text.split(None, 1)[-1], node.span) if quantity else None

    def _fields(self, entity: str, node: nodes.Fields, entities: dict[str, Any]) -> Iterator[Field]:
        for item in node.fields:
            name = f"{entity}.{item.name.text}"
            if not self.names.declare("field", name, item.name.span, "the field"):
                continue
            first, *rest = item.arguments or (None,)
            type_ = self._field_type(item, first, entities)
            size = None
            if rest and isinstance(rest[0], (Literal, Parenthesis)):
                size = self.values.quantity(rest[0], BYTES, "a field's size")
            flags = [
                nodes.Attribute(flag.source, flag.start, flag.end, flag.names[0], ())
                for flag in rest
                if isinstance(flag, nodes.Path)
            ]
            said, _ = self.values.attributes(flags, "field", name)
            yield Field(name, item.name.span, entity, type_, size, said)

    def _field_type(self, item: nodes.Field, first: Any, entities: dict[str, Any]) -> str:
        if isinstance(first, nodes.Form):
            return first.name.text
        if first is None and item.name.text in catalogue.attributes("field"):
            # `email string personal, encrypted`: a comma starts the next field.
            word = item.name.text
            help_ = f"Write `{word}` after the field's type, with a blank and without a comma"
            self.report.append(mistake("wrong-value", f"`{word}` is no field", item.name.span, help=help_))
            return ""
        if not isinstance(first, nodes.Path):
            self.report.append(
                mistake(
                    "wrong-value",
                    f"the field `{item.name.text}` has no type",
                    item.name.span,
                    help=f"For example: `{item.name.text} string 200B`",
                )
            )
            return ""
        known = {**dict.fromkeys(FIELD_TYPES), **entities}
        return self.names.resolve_text(first.text, first.span, known, "type of a field", ELSEWHERE) or ""

    def _endpoints(self, requirements: dict[str, Requirement]) -> Iterator[Endpoint]:
        for statement in self.of(nodes.Api):
            on = [self.names.resolve(token, self.components, "component") for token in statement.names]
            for node in statement.endpoints:
                path = (node.path or node.name or node.method).text
                name = f"{node.method.text} {path}"
                if not self.names.declare("endpoint", name, node.span, "the endpoint"):
                    continue
                tokens = node.purpose.names if node.purpose else ()
                served = [self.names.resolve(token, requirements, "requirement") for token in tokens]
                items = node.attributes.attributes if node.attributes else ()
                said, mistaken = self.values.attributes(items, "api", name)
                end = (node.path or node.name or node.method).end
                yield Endpoint(
                    name,
                    node.source.span(node.start, end),
                    node.method.text,
                    path,
                    tuple(component for component in on if component),
                    tuple(requirement for requirement in served if requirement),
                    _text(node.string),
                    said,
                    mistaken,
                )

    def _goals(self) -> Iterator[Goal]:
        for statement in self.of(nodes.Quality):
            for node in statement.goals:
                expression = node.expression
                if expression is None:
                    assert node.string is not None
                    yield Goal(unquote(node.string.text), node.string.span, None, "")
                else:
                    text = " ".join(expression.span.text.split())
                    yield Goal(text, expression.span, expression, _text(node.string))

    def _connections(self) -> Iterator[Connection]:
        told: dict[frozenset[str], Span] = {}
        for node in self.of(nodes.Link):
            first, second = (self.place(path) for path in node.paths)
            duration = self.values.quantity(node.value, TIME, "the round trip of a link")
            if not (first and second):
                continue
            ends = frozenset((first, second))
            if ends in told:
                self.report.append(
                    mistake(
                        "duplicate-link",
                        f"the round trip between `{first}` and `{second}` is told twice",
                        node.span,
                        labels=(Label(told[ends], "first here"),),
                        help="A link holds both ways: keep one of them",
                    )
                )
                continue
            told[ends] = node.span
            if duration:
                yield Connection(f"{first}–{second}", node.span, (first, second), duration)

    def _mentioned(self, estimates: dict[str, Estimate]) -> frozenset[str]:
        """The estimates that something other than themselves names."""
        found = set()
        for statement, _ in self.statements:
            for name in names_in(statement):
                text = name.name.text
                if text in estimates and estimates[text].expression.span != name.span:
                    found.add(text)
        if chosen := {"month", "y"} & estimates.keys():
            # Whoever writes `10M/month` uses the month that the design has chosen.
            for statement, _ in self.statements:
                for literal in literals_in(statement):
                    found |= chosen & uses_calendar(literal.text)
        return frozenset(found)


def _text(token: Token | None) -> str:
    return unquote(token.text) if token else ""


def _order(diagnostic: Diagnostic) -> tuple[str, int, str]:
    span = diagnostic.span
    return (span.source.path, span.start, diagnostic.name) if span else ("", 0, diagnostic.name)


__all__ = ["Flow", "Step", "bind"]
