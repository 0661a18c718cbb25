"""What a rule is, once it has been read: plain frozen data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from sdlint.diagnostic import Severity, Trouble
from sdlint.expression.tree import Expression, Name, Token
from sdlint.record import Late, Record
from sdlint.source import Source, Span

Parts = tuple[str | Expression, ...]


class Template:
    """A text with expressions in it, in their order. What was checked before is read when it is asked for."""

    __slots__ = ("_later", "_parts", "token")

    def __init__(
        self, parts: Parts | None = None, later: Callable[[], Parts] = tuple, token: Token | None = None
    ) -> None:
        self._parts = parts
        self._later = later
        self.token = token
        """What is read later."""

    @property
    def parts(self) -> Parts:
        """Texts and expressions."""
        if self._parts is None:
            self._parts = self._later()
        return self._parts

    @property
    def expressions(self) -> Iterator[Expression]:
        """What stands between braces."""
        return (part for part in self.parts if isinstance(part, Expression))

    def outline(self) -> str:
        """The text with its expressions as they were written; paragraphs kept, lines joined."""
        text = "".join(part if isinstance(part, str) else f"{{{part.span.text}}}" for part in self.parts)
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n")).strip()


class Param(Record):
    """A threshold that an instance may set: `param most = 5 "why this number"`."""

    name: str
    span: Span
    expression: Expression
    reason: str


class Loop(Late):
    """`for store in stores`: once for each, in the design's order."""

    name: str
    span: Span
    expression: Expression


class Let(Late):
    """`let circle = cycle(x)`: a name for a value, computed when it is first asked for."""

    name: str
    span: Span
    expression: Expression


class Where(Late):
    """`where not store.rebuildable`: what the rule speaks of."""

    expression: Expression


class Assignment(Record):
    """`set store.replicas = 3`: what would settle a finding."""

    variable: str
    attribute: str
    span: Span
    expression: Expression


class Example(Record):
    """A design in a rule's file, and the names of the elements where the rule finds something in it."""

    text: str
    span: Span
    expect: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """The design as a source of its own, whose lines are those of the rule's file."""
        return Source(self.span.source.path, "\n" * (self.span.line - 1) + self.text)

    @property
    def shown(self) -> str:
        """The design as people read it: without the indentation that the rule's file gives it."""
        from textwrap import dedent

        return f"{dedent(self.text).strip()}\n"


class Rule(Late):
    """A rule: what it speaks of, what it requires, where it points, and what it says then."""

    name: str
    span: Span
    """Where its name stands in its own file."""
    step: str
    """The framework's step that it belongs to: `09-bottlenecks`."""
    severity: Severity
    since: str
    answers: tuple[str, ...]
    topic: str
    """What the design says nothing of when the rule finds something in the whole of it; else empty."""
    params: tuple[Param, ...]
    body: tuple[Loop | Let | Where, ...]
    """In the order in which they stand: a condition is tested as soon as its line is reached."""
    require: tuple[Expression, ...]
    at: Expression
    say: Template
    because: tuple[Template | Expression, ...]
    """What shows it, in their order."""
    why: Template
    fix: Template | None
    assignments: tuple[Assignment, ...]
    unknown: Template | None
    see: tuple[str, ...]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    base: str = ""
    """The rule that it is an instance of, if it is one."""

    @property
    def title(self) -> str:
        """What it says, with the names of what is filled in: `store` keeps one copy of its data."""
        return re.sub(r"\{([^{}]*)\}", r"\1", self.say.outline())

    @property
    def path(self) -> str:
        """The file that it stands in."""
        return self.span.source.path

    @property
    def of_acceptances(self) -> bool:
        """Whether it speaks of accepted risks, and so runs when all else that was found is settled."""
        return any(
            isinstance(item, Loop)
            and isinstance(item.expression, Name)
            and item.expression.name.text == "acceptances"
            for item in self.body
        )


class Question(Record):
    """What the framework asks: `asks enough-replicas "Do we have enough copies …?"`."""

    name: str
    text: str
    span: Span
    lesson: str = ""
    """What one must know to answer it, a paragraph; of few questions."""


class Step(Record):
    """A step of the framework, and the questions that it asks; its name is its folder's."""

    name: str
    title: str
    questions: tuple[Question, ...]
    span: Span

    @property
    def number(self) -> int:
        """Its place in the framework; 0 where its folder has no number."""
        digits = self.name.split("-")[0]
        return int(digits) if digits.isdecimal() and len(digits) < 4 else 0


class Preset(Record):
    """A choice of rules: all but some."""

    name: str
    text: str
    """For whom it is."""
    without: tuple[str, ...]
    span: Span


class RuleBook(Record):
    """The rules and steps that were read, and what kept others from it."""

    record_slots = ("__dict__",)  # What is computed once lies there.

    rules: tuple[Rule, ...] = ()
    steps: tuple[Step, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    presets: tuple[Preset, ...] = ()
    idle: tuple[Rule, ...] = ()
    """Rules that are there and don't run: their project has chosen others."""

    @cached_property
    def by_name(self) -> Mapping[str, Rule]:
        """Every rule by its name, those too that don't run."""
        return {rule.name: rule for rule in (*self.rules, *self.idle)}

    @cached_property
    def step_by_name(self) -> Mapping[str, Step]:
        """Every step by its folder's name."""
        return {step.name: step for step in self.steps}

    @cached_property
    def question_steps(self) -> Mapping[str, str]:
        """The step that asks each question, by the question's name."""
        return {question.name: step.name for step in self.steps for question in step.questions}
