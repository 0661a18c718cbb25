"""What a design says about itself: accesses, scenarios, responses, telemetry, decisions, accepted risks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sdlint.diagnostic import mistake
from sdlint.expression.evaluate import unquote
from sdlint.expression.tree import Expression
from sdlint.expression.values import Value
from sdlint.model import catalogue
from sdlint.model.design import (
    Acceptance,
    Access,
    Action,
    Alert,
    Decision,
    Endpoint,
    Estimate,
    Flow,
    Goal,
    Probe,
    Question,
    Requirement,
    Response,
    Scenario,
    Sink,
    Stakeholder,
    Target,
)
from sdlint.model.estimates import evaluate_in
from sdlint.quantity import NONE, RATE, TIME
from sdlint.source import Span
from sdlint.syntax import nodes

if TYPE_CHECKING:
    from sdlint.model.bind import _Binder


class Rest:
    """Binds the statements that speak of elements which are bound already."""

    def __init__(
        self,
        binder: _Binder,
        flows: Mapping[str, Flow],
        stakeholders: Mapping[str, Stakeholder],
        estimates: Mapping[str, Estimate],
        requirements: Mapping[str, Requirement],
        goals: tuple[Goal, ...],
        endpoints: tuple[Endpoint, ...],
    ) -> None:
        self.binder = binder
        self.names = binder.names
        self.values = binder.values
        self.report = binder.report
        self.flows = flows
        self.stakeholders = stakeholders
        self.estimates = estimates
        self.requirements = requirements
        self.goals = goals
        self.endpoints = endpoints
        self._keys: dict[str, set[str]] | None = None

    def parts(self) -> dict[str, Any]:
        """The design's remaining parts, by their names."""
        return {
            "scenarios": tuple(self._scenarios()),
            "responses": tuple(self._responses()),
            "sinks": tuple(self._sinks()),
            "alerts": (alerts := tuple(self._alerts())),
            "probes": tuple(self._probes()),
            "decisions": tuple(self._decisions()),
            "acceptances": tuple(self._acceptances(alerts)),
            "questions": tuple(
                Question(unquote(node.string.text), node.string.span)
                for node in self.binder.of(nodes.Question)
            ),
        }

    def accesses(self) -> tuple[Access, ...]:
        """How entities are asked for."""
        found = []
        entities = self.binder.entities
        for node in self.binder.of(nodes.Access):
            first, *by = node.names
            entity = self.names.resolve(first, entities, "entity")
            if entity is None:
                continue
            fields = {field.name.split(".", 1)[1]: None for field in entities[entity].fields}
            names = [
                self.names.resolve(token, fields, f"field of {entity}") if fields else token.text
                for token in by
            ]
            rate: Value | None = None
            if node.rate:
                rate = self.values.checked(node.rate.value, RATE, "the rate of an access")
            known = tuple(name for name in names if name)
            found.append(Access(f"{entity} by {', '.join(known)}", node.span, entity, known, rate))
        return tuple(found)

    def _failing(self, path: nodes.Path) -> str | None:
        """The component, region or zone that a path names."""
        binder = self.binder
        known = {
            **dict.fromkeys(binder.components),
            **dict.fromkeys(binder.regions),
            **dict.fromkeys(binder.zones),
        }
        return self.names.resolve_text(path.text, path.span, known, "component or place")

    # Scenarios and responses

    def _scenarios(self) -> Iterator[Scenario]:
        for node in self.binder.of(nodes.Scenario):
            actions: list[Action] = []
            expects: list[Expression] = []
            for item in node.actions:
                if isinstance(item, nodes.Expect):
                    expects.extend(item.expressions)
                else:
                    action = self._action(item)
                    if action:
                        actions.append(action)
            yield Scenario(unquote(node.string.text), node.string.span, tuple(actions), tuple(expects))

    def _action(self, item: Any) -> Action | None:
        verb = type(item).__name__.lower()
        names: list[str | None] = []
        times = None
        expression = None
        match item:
            case nodes.Load():
                names = [self._flow_or_requirement(item.name)] if item.name else []
                times = self.values.quantity(item.times.value, NONE, "how many times")
            case nodes.Slow():
                names = [self._failing(item.path)]
                times = self.values.quantity(item.times.value, NONE, "how many times")
            case nodes.Fail():
                names = [self._failing(path) for path in item.paths]
            case nodes.Cut():
                names = [self.binder.place(path) for path in item.paths]
            case nodes.Set():
                names = [self.names.resolve(item.name, self.estimates, "estimate")]
                if evaluate_in(self.values.scope, item.expression, self.report) is None:
                    return None
                expression = item.expression
        if times is None and isinstance(item, (nodes.Load, nodes.Slow)):
            return None  # It was told what is wrong with it.
        known = tuple(name for name in names if name)
        return Action(verb, known, times, expression, item.span) if len(known) == len(names) else None

    def _flow_or_requirement(self, token: Any) -> str | None:
        known = {**dict.fromkeys(self.flows), **dict.fromkeys(self.requirements)}
        return self.names.resolve(token, known, "flow")

    def _responses(self) -> Iterator[Response]:
        for node in self.binder.of(nodes.Response):
            name = self._failing(node.path)
            if name:
                then = tuple(unquote(r.string.text) for r in node.reactions if isinstance(r, nodes.Then))
                detect = tuple(unquote(r.string.text) for r in node.reactions if isinstance(r, nodes.Detect))
                yield Response(name, node.path.span, then, detect)

    # Telemetry

    def _signals(self, cls: type[Any]) -> Iterator[Any]:
        return (
            s
            for statement in self.binder.of(nodes.Telemetry)
            for s in statement.signals
            if isinstance(s, cls)
        )

    def _sinks(self) -> Iterator[Sink]:
        components = self.binder.components
        for node in self._signals(nodes.Sink):
            known = {name: None for name, t in catalogue.technologies().items() if "telemetry" in t.kinds}
            technology = catalogue.technologies().get(node.name.text)
            name = node.name.text
            if technology is None or "telemetry" not in technology.kinds:
                name = self.names.resolve(node.name, known, "telemetry technology") or name
            sources = node.sources
            named: set[str | None] = {
                self.names.resolve(t, components, "component") for t in (sources.names if sources else ())
            }
            if sources is None or sources.all:
                named = {name for name in components if name not in named}
            found = frozenset(n for n in named if n)
            yield Sink(name, node.name.span, node.kind.text, self.binder.places(node.placement), found)

    def _alerts(self) -> Iterator[Alert]:
        for node in self._signals(nodes.Alert):
            tokens = node.tells.names if node.tells else ()
            tells = [self.names.resolve(token, self.stakeholders, "stakeholder") for token in tokens]
            lasting = self.values.quantity(node.lasting.value, TIME, "`for`") if node.lasting else None
            text = " ".join(node.expression.span.text.split())
            yield Alert(
                unquote(node.string.text) if node.string else text,
                (node.string or node.expression).span,
                node.expression,
                node.string is not None,
                lasting,
                tuple(name for name in tells if name),
                unquote(node.runbook.string.text) if node.runbook else "",
            )

    def _probes(self) -> Iterator[Probe]:
        for node in self._signals(nodes.Probe):
            name = self._flow_or_requirement(node.name)
            every = self.values.quantity(node.every.value, TIME, "`every`") if node.every else None
            if name:
                yield Probe(name, node.name.span, every)

    # Reasons

    def _decisions(self) -> Iterator[Decision]:
        for node in self.binder.of(nodes.Decision):
            texts: dict[str, list[str]] = {"chose": [], "over": [], "because": [], "costs": []}
            for reason in node.reasons:
                texts[type(reason).__name__.lower()].extend(unquote(token.text) for token in reason.strings)
            yield Decision(
                unquote(node.string.text),
                node.string.span,
                *(tuple(texts[part]) for part in ("chose", "over", "because", "costs")),
            )

    def _acceptances(self, alerts: tuple[Alert, ...]) -> Iterator[Acceptance]:
        for node in self.binder.of(nodes.Accept):
            if node.because is None:
                self.report.append(
                    mistake(
                        "syntax",
                        "an accepted risk needs its reason",
                        node.names[0].span,
                        help='Add `because "…"`',
                    )
                )
            targets = []
            for element in node.accepted.elements if node.accepted else ():
                target = self._target(element, alerts)
                if target:
                    targets.append(target)
            if node.accepted and not targets:
                continue  # It named what isn't there, and that was told.
            if node.by:
                self.names.resolve(node.by.name, self.stakeholders, "stakeholder")
            until = node.until.date.text if node.until else ""
            if until and not _is_date(until):
                assert node.until is not None
                self.report.append(mistake("wrong-value", f"`{until}` is no day", node.until.date.span))
                until = ""
            rules = tuple((token.text, token.span) for token in node.names)
            on = ", ".join(target.name for target in targets)
            yield Acceptance(
                f"{', '.join(rule for rule, _ in rules)}{f' on {on}' if on else ''}",
                node.span,
                rules,
                tuple(targets),
                unquote(node.because.strings[0].text) if node.because else "",
                until,
                node.by.name.text if node.by else "",
            )

    def _target(self, element: nodes.Element, alerts: tuple[Alert, ...]) -> Target | None:
        span = element.span
        if element.all is not None and element.name is not None:
            return self._all_of(element.name.text, element.name.span, span)
        keys = self._all_keys(alerts)
        text = " ".join(span.text.split())
        if element.string is not None:
            text = unquote(element.string.text)
        elif element.path is not None:
            text = element.path.text
        name = self.names.resolve_text(text, span, keys, "element")
        return Target(name, frozenset(keys[name]), span) if name else None

    def _all_of(self, word: str, place: Span, span: Span) -> Target | None:
        plurals = {plural(kind): kind for kind in catalogue.kinds()}
        name = self.names.resolve_text(word, place, plurals, "kind (in the plural)")
        if name is None:
            return None
        keys = {c.key for c in self.binder.components.values() if c.kind == plurals[name]}
        return Target(f"all {name}", frozenset(keys), span)

    def _all_keys(self, alerts: tuple[Alert, ...]) -> dict[str, set[str]]:
        """The keys of everything that has a name, by name."""
        if self._keys is None:
            binder = self.binder
            keys: dict[str, set[str]] = {"system": {"system"}}
            groups: tuple[Any, ...] = (
                binder.components.values(),
                self.flows.values(),
                binder.entities.values(),
                self.requirements.values(),
                self.estimates.values(),
                self.stakeholders.values(),
                binder.regions.values(),
                binder.zones.values(),
                self.goals,
                self.endpoints,
                alerts,
                (field for entity in binder.entities.values() for field in entity.fields),
            )
            for group in groups:
                for item in group:
                    keys.setdefault(item.name, set()).add(item.key)
            for goal in self.goals:
                if goal.expression is not None:
                    # A goal can be named by its left side: `availability(redirect)`.
                    left = getattr(goal.expression, "left", None)
                    if left is not None:
                        keys.setdefault(" ".join(left.span.text.split()), set()).add(goal.key)
            self._keys = keys
        return self._keys


def plural(kind: str) -> str:
    """`caches` of `cache`."""
    if kind == "blobs":
        return kind
    return f"{kind}es" if kind.endswith(("s", "ch")) else f"{kind}s"


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
