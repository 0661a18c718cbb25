"""Rules and the facts of a design → findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sdlint.analyses.facts import Facts, words
from sdlint.analyses.members import value_of
from sdlint.analyses.scope import RuleScope
from sdlint.analyses.vocabulary import collections
from sdlint.diagnostic import Diagnostic, Fix, Setting, Severity, Trouble
from sdlint.engine.message import filled, filled_lines, filled_text, witness_lines
from sdlint.engine.rule import Let, Loop, Rule, Template
from sdlint.expression.code import Code, code
from sdlint.expression.evaluate import MAX_STEPS, Budget, Impossible, OutOfSteps, evaluate
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Call, Expression, Literal
from sdlint.expression.values import Known, Parameter, Type, Unknown, Value, Word, unknown
from sdlint.model.design import Design, Element
from sdlint.quantity import CALENDAR, Quantity, parse, show
from sdlint.record import Record, changed

ELEMENT_STEPS = 200
"""So many evaluations more for each element of a design."""
MAX_FINDINGS = 200
"""Findings of one rule in one design; of more only the number is told."""


class Answered(Record):
    """What a rule made of a design beside its findings."""

    held: tuple[Element, ...]
    """Where what it requires holds."""
    open: tuple[tuple[Element, str], ...]
    """Where that isn't known, and nobody is asked: with what is wanting."""
    seen: bool
    """Whether there was anything that it speaks of, before its conditions."""


def run(
    rules: Sequence[Rule],
    facts: Facts,
    steps: int | None = None,
    answered: dict[str, Answered] | None = None,
) -> tuple[tuple[Diagnostic, ...], tuple[Trouble, ...]]:
    """What the rules find in a design, in the order of the rules, then of the design's elements.

    `steps` bounds the evaluations of each rule, by default as `steps_for` has it. A rule that wants more, or
    that divides by zero, finds nothing and is a trouble. `answered` takes, by rule, where it finds nothing.
    """
    steps = steps_for(facts.design) if steps is None else steps
    found: list[Diagnostic] = []
    troubles: list[Trouble] = []
    for rule in rules:
        budget = Budget(steps)
        try:
            one = _Run(rule, facts, budget)
            found.extend(_limited(rule, facts, one.findings()))
            if answered is not None:
                answered[rule.name] = one.answered()
        except OutOfSteps:
            help_ = "Put a `where` after its first `for`, so that the next one has fewer to go over"
            troubles.append(
                Trouble(f"the rule `{rule.name}` wants too many steps", rule.path, help_, rule.span)
            )
        except Impossible as error:
            message = f"the rule `{rule.name}` can't be computed: {error.message}"
            troubles.append(
                Trouble(message, rule.path, None, rule.span.source.span(error.span.start, error.span.end))
            )
        except RecursionError:
            troubles.append(
                Trouble(f"the rule `{rule.name}` is too deep", rule.path, "Split it up", rule.span)
            )
    return tuple(found), tuple(troubles)


def steps_for(design: Design) -> int:
    """How many evaluations a rule may want: of a large design more, in proportion, since what looks at each
    element once is no greed. What looks at all pairs of them is stopped all the same.
    """
    elements = len(design.components) + len(design.flows) + len(design.entities) + len(design.requirements)
    return MAX_STEPS + ELEMENT_STEPS * elements


def _limited(rule: Rule, facts: Facts, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each finding once, and no more than a person would read."""
    kept: dict[tuple[str | None, str], Diagnostic] = {}
    for finding in findings:
        kept.setdefault((finding.key, finding.message), finding)
    found = list(kept.values())
    if len(found) <= MAX_FINDINGS:
        return found
    more = len(found) - MAX_FINDINGS
    last = Diagnostic(
        rule.name,
        max(finding.severity for finding in found[MAX_FINDINGS:]),
        f"and {more} more like these",
        facts.design.span,
        element="system",
        step=rule.step,
        key=facts.design.key,
    )
    return [*found[:MAX_FINDINGS], last]


class _Run:
    """One rule on one design."""

    def __init__(self, rule: Rule, facts: Facts, budget: Budget) -> None:
        self.rule = rule
        self.budget = budget
        self.root = _Root(facts, budget)
        self.held: list[Element] = []
        self.open: list[tuple[Element, str]] = []
        self.codes: list[Code | None] = [None] * len(rule.body)
        self.seen = not any(isinstance(item, Loop) for item in rule.body)

    def answered(self) -> Answered:
        """Where it found nothing, once all findings were taken."""
        return Answered(tuple(dict.fromkeys(self.held)), tuple(dict.fromkeys(self.open)), self.seen)

    def findings(self) -> Iterator[Diagnostic]:
        """A finding for each binding that breaks the rule, a question for each that may."""
        scope: _Scope = self.root
        for param in self.rule.params:
            scope = _Named(scope, param.name, None, param.expression)
        return self._from(0, scope, ())

    def _from(self, at: int, scope: _Scope, doubts: tuple[Unknown, ...]) -> Iterator[Diagnostic]:
        """The findings of the body from its line `at` on."""
        body, codes, budget = self.rule.body, self.codes, self.budget
        while at < len(body):
            item = body[at]
            if type(item) is Let:
                scope = _Named(scope, item.name, None, item.expression)
                at += 1
                continue
            # What a line does is looked up once, and not at all where no case comes so far.
            value_of, cost = codes[at] or self._code(at)
            at += 1
            budget.spend(cost)
            value = value_of(scope, budget)
            if type(item) is Loop:
                if type(value) is Known:
                    for element in value.value:
                        self.seen = True
                        yield from self._from(at, _Named(scope, item.name, Known(element)), doubts)
                return
            if type(value) is Unknown:
                doubts = (*doubts, value)
            elif not value.value:  # type: ignore[union-attr]
                return
        yield from self._judged(scope, doubts)

    def _code(self, at: int) -> Code:
        made = self.codes[at] = code(self.rule.body[at].expression)
        return made

    def _judged(self, scope: _Scope, doubts: tuple[Unknown, ...]) -> Iterator[Diagnostic]:
        """Kleene's `where and not require`, where several `require` are all wanted."""
        unclear: list[Unknown] = []
        broken = False
        for expression in self.rule.require:
            holds = scope.evaluate(expression)
            if isinstance(holds, Unknown):
                unclear.append(holds)
            elif not holds.value:
                broken = True
                break
        element = scope.evaluate(self.rule.at)
        if isinstance(element, Unknown):
            return  # What it would point at isn't there.
        if not (broken or unclear):
            if not doubts:
                self.held.append(element.value)
            return
        if broken and not doubts:
            yield self._finding(scope, element.value)
        elif self.rule.unknown is None:
            # A rule that doesn't ask leaves it to others; but it isn't answered, if it is a case at all.
            if not doubts:
                self.open.append((element.value, unknown(*unclear).text))
        elif not getattr(element.value, "mistaken", False):
            # What makes it broken, were it known, isn't asked for: only what leaves it open.
            yield self._question(scope, element.value, unknown(*doubts, *([] if broken else unclear)))

    def _finding(self, scope: _Scope, element: Element) -> Diagnostic:
        rule = self.rule
        because: list[str] = []
        for shown_by in rule.because:
            if isinstance(shown_by, Template):
                because.extend(filled_lines(shown_by, scope, self.budget))
            else:
                because.extend(witness_lines(scope.evaluate(shown_by)))
        help_ = filled(rule.fix, scope, self.budget) if rule.fix else None
        message = filled(rule.say, scope, self.budget)
        found = self._diagnostic(rule.severity, message, scope, element, tuple(because), help_)
        settings = tuple(self._settings(scope))
        return changed(found, fix=Fix(help_ or message, settings=settings)) if settings else found

    def _settings(self, scope: _Scope) -> Iterator[Setting]:
        """What would settle a finding, as the design would say it; what can't be known isn't set."""
        for assignment in self.rule.assignments:
            owner = scope.name_value(assignment.variable)
            value = scope.evaluate(assignment.expression)
            if isinstance(owner, Known) and isinstance(value, Known):
                text = _written(assignment.expression, value.value)
                if text is not None:
                    yield Setting(owner.value.key, assignment.attribute, text)

    def _question(self, scope: _Scope, element: Element, why: Unknown) -> Diagnostic:
        assert self.rule.unknown is not None
        message = filled(self.rule.unknown, scope, self.budget)
        # `unknown, for want of …` is how the value says it; here it is a sentence.
        wanting = why.text.partition("for want of ")[2]
        help_ = f"It can't be told for want of {wanting}" if wanting else None
        return self._diagnostic(Severity.QUESTION, message, scope, element, (), help_)

    def _diagnostic(
        self,
        severity: Severity,
        message: str,
        scope: _Scope,
        element: Element,
        because: tuple[str, ...],
        help_: str | None,
    ) -> Diagnostic:
        return Diagnostic(
            self.rule.name,
            severity,
            message,
            element.span,
            because=because,
            why=filled_text(self.rule.why, scope, self.budget),
            help=help_,
            element="system" if isinstance(element, Design) else element.name,
            step=self.rule.step,
            key=element.key,
        )


def _written(expression: Expression, value: Any) -> str | None:
    """A value as a design says it; nothing where it can't be said exactly."""
    if isinstance(value, bool):
        return "" if value else None
    if isinstance(value, str):
        return value
    if not isinstance(value, Quantity):
        return None
    if isinstance(expression, Literal):
        return expression.span.text
    text = show(value)
    return text if parse(text) == value else None


class _Scope:
    """What a rule's expressions can name. Every evaluation spends from the rule's one budget."""

    __slots__ = ("root",)
    root: _Root

    calendar = CALENDAR
    """A rule's month and year are of usual length, whatever a design says of its own."""

    def evaluate(self, expression: Expression) -> Value:
        """The value of an expression here."""
        return evaluate(expression, self, self.root.budget)

    def names(self) -> Iterable[str]:
        """Wanted only for messages about mistakes, which were made before anything runs."""
        return ()

    def words(self) -> Mapping[str, Word]:
        """The functions."""
        return words()

    def name_type(self, name: str) -> Type | None:
        """Types were settled before anything runs."""
        return None

    def name_value(self, name: str) -> Value:
        """The value of a variable or a collection."""
        raise NotImplementedError

    def member_type(self, owner: Type, name: str) -> Type | None:
        """Types were settled before anything runs."""
        return None

    def member_names(self, owner: Type) -> Iterable[str]:
        """Wanted only for messages about mistakes."""
        return ()

    def member_value(self, owner: Any, type_: Type, name: str) -> Value:
        """The value of a member."""
        return value_of(self.root.facts, owner, name)

    def argument_type(self, argument: Expression, parameter: Parameter) -> Type | None:
        """Types were settled before anything runs."""
        return None

    def argument_value(self, argument: Expression, parameter: Parameter) -> Any:
        """The element that is asked about, or why it is unknown."""
        value = self.evaluate(argument)
        return value if isinstance(value, Unknown) else value.value

    def argument_names(self, parameter: Parameter) -> Iterable[str]:
        """Wanted only for messages about mistakes."""
        return ()

    def call(self, word: Word, arguments: list[Any], node: Call) -> Value:
        """What the word says."""
        return self.root.facts.ask(word, arguments)

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        """The same scope with one more name."""
        return _Named(self, name, value)


class _Root(_Scope):
    """The design's collections and `system`."""

    __slots__ = ("budget", "facts", "rules")

    def __init__(self, facts: Facts, budget: Budget) -> None:
        self.root = self
        self.budget = budget
        self.facts = facts
        self.rules = RuleScope(facts)

    def name_value(self, name: str) -> Value:
        """A collection is listed once for all rules."""
        if name not in collections():
            return self.rules.name_value(name)
        lists: dict[str, Value] = self.facts.memo.setdefault("collections", {})
        value = lists.get(name)
        if value is None:
            value = lists[name] = self.rules.name_value(name)
        return value


class _Named(_Scope):
    """One more name: its value, or the expression that gives it once it is asked for."""

    __slots__ = ("expression", "name", "outer", "value")

    def __init__(
        self, outer: _Scope, name: str, value: Value | None, expression: Expression | None = None
    ) -> None:
        self.root = outer.root
        self.outer = outer
        self.name = name
        self.value = value
        self.expression = expression

    def name_value(self, name: str) -> Value:
        """The value of the nearest variable of this name."""
        scope: _Scope = self
        while type(scope) is _Named:
            if scope.name == name:
                if scope.value is None:
                    assert scope.expression is not None
                    scope.value = scope.outer.evaluate(scope.expression)
                return scope.value
            scope = scope.outer
        return scope.name_value(name)
