"""The clauses of one rule → the rule, as far as its lines can be judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sdlint.diagnostic import Diagnostic, Severity, mistake
from sdlint.engine.message import MAX_TEXT, read_template
from sdlint.engine.rule import Assignment, Example, Let, Loop, Param, Parts, Rule, Template, Where
from sdlint.expression.evaluate import unquote
from sdlint.expression.tree import Expression, Text, Token
from sdlint.source import Span
from sdlint.syntax import rule_nodes as nodes

MAX_CLAUSES = 100
"""Clauses of one rule: each `for` is a loop in a loop, each `let` a name to look through."""

_ONCE = {
    nodes.Answers: "answers",
    nodes.Severity: "severity",
    nodes.Since: "since",
    nodes.Topic: "topic",
    nodes.At: "at",
    nodes.Say: "say",
    nodes.Why: "why",
    nodes.Fix: "fix",
    nodes.Unknown: "unknown",
}
_NEEDED = {
    "answers": "Name a question of its step: `answers enough-replicas`",
    "severity": "Write `severity error`, `severity warning` or `severity question`",
    "since": "Name the version that it came with: `since 0.1`",
    "require": "Say what must hold: `require store.replicas >= 2`",
    "at": "Say which element it points at: `at store`",
    "say": 'Say what is found, in a line: `say "`{store}` keeps one copy"`',
    "why": 'Say why it matters, in words that a newcomer understands: `why "…"`',
}
_SPARED = frozenset(("answers", "since"))
"""What a project's own rules needn't say."""

Report = Callable[[Diagnostic], None]

_C = TypeVar("_C", bound=nodes.Clause)


def make(
    head: nodes.Rule,
    clauses: Sequence[nodes.Clause],
    step: str,
    report: Report,
    *,
    checked: bool = False,
    house: bool = False,
) -> Rule | None:
    """The rule of a head and its clauses; nothing, after a report, where one that it needs is wanting. The
    texts of one that was `checked` before are read when they are wanted. A `house` rule is a project's own:
    it needn't say which question it answers, nor since when it is there.
    """
    return _Clauses(head, clauses, step, report, checked, house).rule()


class _Clauses:
    """The clauses of one rule, by what they are."""

    def __init__(
        self,
        head: nodes.Rule,
        clauses: Sequence[nodes.Clause],
        step: str,
        report: Report,
        checked: bool,
        house: bool,
    ) -> None:
        self.checked = checked
        self.house = house
        self.head = head
        self.clauses = clauses
        self.step = step
        self.report = report
        self.once: dict[type[nodes.Clause], nodes.Clause] = {}

    def rule(self) -> Rule | None:
        """The rule, unless a clause that it needs is wanting or wrong."""
        if len(self.clauses) > MAX_CLAUSES:
            message = f"a rule of more than {MAX_CLAUSES} clauses"
            self.report(mistake("too-deep", message, self.head.name.span, help="Split it up"))
            return None
        for clause in self.clauses:
            word = _ONCE.get(type(clause))
            if word is None:
                continue
            first = self.once.setdefault(type(clause), clause)
            if first is not clause:
                place = clause.source.span(clause.start, clause.start + len(word))
                message = f"`{word}` is said twice in `{self.head.name.text}`"
                self.report(
                    mistake("duplicate-clause", message, place, help=f"Once in line {first.span.line}")
                )
        if not self._complete():
            return None
        return self._made()

    def _complete(self) -> bool:
        present = {_ONCE[type(clause)] for clause in self.once.values()}
        if any(isinstance(clause, nodes.Require) for clause in self.clauses):
            present.add("require")
        spared = _SPARED if self.house else frozenset()
        missing = [word for word in _NEEDED if word not in present | spared]
        for word in missing:
            message = f"the rule `{self.head.name.text}` has no `{word}`"
            self.report(mistake("missing-clause", message, self.head.name.span, help=_NEEDED[word]))
        return not missing

    def _made(self) -> Rule | None:
        severity, at = self._the(nodes.Severity), self._the(nodes.At)
        answers, since = self.once.get(nodes.Answers), self.once.get(nodes.Since)
        say, why = self._template(self._the(nodes.Say).text), self._template(self._the(nodes.Why).text)
        topic, fix, unknown = self._any(nodes.Topic), self._any(nodes.Fix), self._any(nodes.Unknown)
        remedy = self._template(fix.text) if fix else None
        question = self._template(unknown.text) if unknown else None
        if say is None or why is None:
            return None
        return Rule(
            name=self.head.name.text,
            span=self.head.name.span,
            step=self.step,
            severity=Severity[severity.severity.text.upper()],
            since=since.quantity.text if isinstance(since, nodes.Since) else "",
            answers=tuple(t.text for t in answers.names) if isinstance(answers, nodes.Answers) else (),
            topic=unquote(topic.string.text) if topic else "",
            params=tuple(
                Param(c.name.text, c.name.span, c.expression, unquote(c.string.text) if c.string else "")
                for c in self.clauses
                if isinstance(c, nodes.Param)
            ),
            body=tuple(self._body()),
            require=tuple(c.expression for c in self.clauses if isinstance(c, nodes.Require)),
            at=at.expression,
            say=say,
            because=self._because(),
            why=why,
            fix=remedy,
            assignments=self._assignments(fix),
            unknown=question,
            see=tuple(_plain(c.text) for c in self.clauses if isinstance(c, nodes.See)),
            bad=tuple(
                Example(_raw(c.text), _inside(c.text), _expected(c))
                for c in self.clauses
                if isinstance(c, nodes.Bad)
            ),
            good=tuple(
                Example(_raw(c.text), _inside(c.text)) for c in self.clauses if isinstance(c, nodes.Good)
            ),
        )

    def _any(self, kind: type[_C]) -> _C | None:
        found = self.once.get(kind)
        return found if isinstance(found, kind) else None

    def _the(self, kind: type[_C]) -> _C:
        """A clause that is there: that was seen to before."""
        found = self._any(kind)
        assert found is not None
        return found

    def _body(self) -> list[Loop | Let | Where]:
        body: list[Loop | Let | Where] = []
        for clause in self.clauses:
            if isinstance(clause, nodes.Loop):
                body.append(Loop(clause.name.text, clause.name.span, clause.expression))
            elif isinstance(clause, nodes.Let):
                body.append(Let(clause.name.text, clause.name.span, clause.expression))
            elif isinstance(clause, nodes.Where):
                body.append(Where(clause.expression))
        return body

    def _template(self, token: Token) -> Template | None:
        if not self.checked:
            return read_template(token, self.report)
        report = self.report

        def later() -> Parts:
            found = read_template(token, report)
            return found.parts if found else ()

        return Template(later=later, token=token)

    def _because(self) -> tuple[Template | Expression, ...]:
        found: list[Template | Expression] = []
        for clause in self.clauses:
            if isinstance(clause, nodes.Witness):
                # Text in quotes alone is an expression too, as far as the grammar goes.
                alone = clause.expression.string if isinstance(clause.expression, Text) else None
                text = clause.text or alone
                shown_by = self._template(text) if text else clause.expression
                found.extend([shown_by] if shown_by is not None else [])
        return tuple(found)

    def _assignments(self, fix: nodes.Fix | None) -> tuple[Assignment, ...]:
        found = []
        for node in fix.assignments if fix else ():
            if len(node.path.names) != 2:
                message = "`set` wants an element and its attribute"
                self.report(mistake("syntax", message, node.path.span, help="`set store.replicas = 3`"))
                continue
            variable, attribute = node.path.names
            found.append(Assignment(variable.text, attribute.text, node.path.span, node.expression))
        return tuple(found)


def _plain(token: Token) -> str:
    return " ".join(unquote(token.text).split())[:MAX_TEXT]


def _raw(token: Token) -> str:
    """What stands between three quotes, untouched: a design has escapes of its own."""
    return token.text[3:-3]


def _inside(token: Token) -> Span:
    return token.source.span(token.start + 3, token.end - 3)


def _expected(clause: nodes.Bad) -> tuple[str, ...]:
    """The names in `expect`, in their order."""
    named = [(path.start, path.text) for path in clause.paths]
    named += [(string.start, unquote(string.text)) for string in clause.strings]
    return tuple(name for _, name in sorted(named))
