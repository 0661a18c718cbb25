"""Names, types and units of a rule, before it runs."""

from __future__ import annotations

from collections.abc import Callable

from sdlint.analyses.members import attribute_members
from sdlint.analyses.scope import RuleScope
from sdlint.diagnostic import Diagnostic, mistake
from sdlint.engine.rule import Assignment, Let, Loop, Param, Rule, Template, Where
from sdlint.expression.check import Checker
from sdlint.expression.scope import Scope
from sdlint.expression.tree import Expression
from sdlint.expression.values import BOOL, Type, Value
from sdlint.record import fresh
from sdlint.source import Span
from sdlint.spelling import did_you_mean

Report = Callable[[Diagnostic], None]


class _Spoilt(Exception):
    """An expression uses a name whose own line is wrong: that was said there."""


class _Names(RuleScope):
    """A rule's names: notes which are used, and which have no type because their own line is wrong."""

    used: set[str] = fresh(default_factory=set)
    spoilt: set[str] = fresh(default_factory=set)

    def name_type(self, name: str) -> Type | None:
        """The type of a variable or a collection."""
        if name in self.spoilt:
            raise _Spoilt
        if name in self.types:
            self.used.add(name)
        return RuleScope.name_type(self, name)

    def bind(self, name: str, type_: Type, value: Value | None) -> Scope:
        """One more variable."""
        return _Names(None, {**self.types, name: type_}, self.values, self.used, self.spoilt)


def check(rule: Rule, report: Report) -> None:
    """Report whatever is wrong with a rule's names, types and units."""
    checking = _Checking(report)
    try:
        checking.rule(rule)
    except RecursionError:
        report(mistake("too-deep", "this rule's expressions are too deep", rule.span, help="Split them up"))


def check_setting(param: Param, expression: Expression, report: Report) -> None:
    """Report a setting that isn't of its parameter's type."""
    scope = _Names(None)
    try:
        wanted = Checker(lambda _: None).check(param.expression, scope)
        if wanted is not None:
            Checker(report).wants(expression, scope, wanted)
    except RecursionError:
        report(mistake("too-deep", "this expression is too deep", expression.span))


class _Checking:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.checker = Checker(report)
        self.scope = _Names(None)
        self.bound: dict[str, tuple[str, Span]] = {}
        """What each name is, and where it stands."""

    def rule(self, rule: Rule) -> None:
        """The clauses in the order in which they run, each with the names that stand before it."""
        later = {item.name: item.span for item in rule.body if isinstance(item, (Loop, Let))}
        self.later = later
        for param in rule.params:
            self._bind("param", param.name, param.span, self._type(param.expression))
        for item in rule.body:
            if isinstance(item, Where):
                self._condition(item.expression)
                continue
            later.pop(item.name, None)  # Its own line doesn't explain it.
            type_ = self._type(item.expression)
            if isinstance(item, Loop):
                self._bind("for", item.name, item.span, self._item(item, type_))
            else:
                self._bind("let", item.name, item.span, type_)
        for expression in rule.require:
            self._condition(expression)
        at = self._type(rule.at)
        if at is not None and at.kind != "element":
            self.report(
                mistake(
                    "wrong-type",
                    f"`at` wants an element, not {at}",
                    rule.at.span,
                    help="Name a variable of `for`",
                )
            )
        for template in (rule.say, *rule.because, rule.why, rule.fix, rule.unknown):
            if isinstance(template, Template):
                for expression in template.expressions:
                    self._type(expression)
            elif template is not None:
                self._type(template)
        for assignment in rule.assignments:
            self._assignment(assignment)
        self._unused()

    def _bind(self, word: str, name: str, span: Span, type_: Type | None) -> None:
        if name in self.bound:
            first = self.bound[name][1]
            self.report(
                mistake(
                    "duplicate-name", f"`{name}` is named twice", span, help=f"First in line {first.line}"
                )
            )
            return
        if name in self.scope.names() or name in self.scope.words():
            help_ = "Take another name: rules read worse when a word means two things"
            self.report(mistake("reserved-name", f"`{name}` means something already", span, help=help_))
        self.bound[name] = (word, span)
        if type_ is None:
            self.scope.spoilt.add(name)
        else:
            bound = self.scope.bind(name, type_, None)
            assert isinstance(bound, _Names)
            self.scope = bound

    def _type(self, expression: Expression) -> Type | None:
        """The type of an expression; nothing after a report, here or at a name that it uses."""
        reports: list[Diagnostic] = []
        self.checker.report = reports.append
        try:
            return self.checker.check(expression, self.scope)
        except _Spoilt:
            reports.clear()
            return None
        finally:
            self._pass_on(reports)

    def _condition(self, expression: Expression) -> None:
        reports: list[Diagnostic] = []
        self.checker.report = reports.append
        try:
            self.checker.wants(expression, self.scope, BOOL)
        except _Spoilt:
            reports.clear()
        finally:
            self._pass_on(reports)

    def _pass_on(self, reports: list[Diagnostic]) -> None:
        for diagnostic in reports:
            span = self.later.get(diagnostic.span.text) if diagnostic.span else None
            if diagnostic.name == "unknown-name" and span is not None and diagnostic.span is not None:
                word = diagnostic.span.text
                help_ = f"It gets its meaning in line {span.line}: put this line below"
                self.report(
                    mistake("unknown-name", f"`{word}` means nothing yet", diagnostic.span, help=help_)
                )
            else:
                self.report(diagnostic)

    def _item(self, loop: Loop, found: Type | None) -> Type | None:
        if found is None:
            return None
        if found.kind != "list" or found.of is None:
            self.report(mistake("wrong-type", f"`for` wants a list, not {found}", loop.expression.span))
            return None
        return found.of

    def _assignment(self, assignment: Assignment) -> None:
        try:
            owner = self.scope.name_type(assignment.variable)
            if owner is None or owner.kind != "element":
                elements = [name for name, type_ in self.scope.types.items() if type_.kind == "element"]
                self.report(
                    mistake(
                        "unknown-name",
                        f"`{assignment.variable}` is no element that something can be set of",
                        assignment.span,
                        help=did_you_mean(assignment.variable, elements),
                    )
                )
                return
            member = attribute_members(owner.element).get(assignment.attribute)
            if member is None:
                computed = self.scope.member_type(owner, assignment.attribute) is not None
                names = list(attribute_members(owner.element))
                self.report(
                    mistake(
                        "unknown-attribute",
                        f"`{assignment.attribute}` is no attribute that {owner} can be given",
                        assignment.span,
                        help="It is computed" if computed else did_you_mean(assignment.attribute, names),
                    )
                )
                return
            self.checker.report = self.report
            self.checker.wants(assignment.expression, self.scope, member.type)
        except _Spoilt:
            return

    def _unused(self) -> None:
        if self.scope.spoilt:
            return  # What a spoilt line would have used isn't known.
        for name, (word, span) in self.bound.items():
            if word != "for" and name not in self.scope.used:
                help_ = "Take the line out, or use what it names"
                self.report(mistake("unused-name", f"`{word} {name}` is never used", span, help=help_))
