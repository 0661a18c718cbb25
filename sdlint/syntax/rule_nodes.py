"""The nodes of a file of rules, one class for each rule of `grammar/rule.lark`."""

from __future__ import annotations

from typing import ClassVar

from sdlint.expression.tree import Expression, Node, Token
from sdlint.syntax.nodes import Path, Statement


class Rules(Node):
    """A whole file: heads and clauses in their order."""

    items: tuple[Statement, ...]


class Step(Statement):
    """`step "Bottlenecks" { asks … }`."""

    string: Token
    questions: tuple[Asks, ...]


class Asks(Node):
    """`asks enough-replicas "Do we have enough copies …?"`, and what one must know to answer it."""

    name: Token
    string: Token
    long_string: Token | None


class Rule(Statement):
    """`rule missing-replicas`: the head; clauses follow."""

    name: Token


class Clause(Statement):
    """A line of a rule."""


class Answers(Clause):
    """`answers QUESTION, …`: questions of the step."""

    names: tuple[Token, ...]


class Severity(Clause):
    """`severity warning`."""

    severity: Token


class Since(Clause):
    """`since 0.1`."""

    quantity: Token


class Topic(Clause):
    """`topic "stakeholders"`: what the design says nothing of, for the gathered question."""

    string: Token


class Param(Clause):
    """`param most = 5 "why this number"`."""

    name: Token
    expression: Expression
    string: Token | None


class Loop(Clause):
    """`for store in stores`."""

    name: Token
    expression: Expression


class Let(Clause):
    """`let n = count(x.callers)`."""

    name: Token
    expression: Expression


class Where(Clause):
    """`where not store.rebuildable`."""

    expression: Expression


class Require(Clause):
    """`require store.replicas >= 2`."""

    expression: Expression


class At(Clause):
    """`at store`: the element that it points at."""

    expression: Expression


class Say(Clause):
    """`say "…"`: the message."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


class Witness(Clause):
    """`because failures(store)`, `because "…{load(x)}…"`: the witness."""

    tokens: ClassVar[dict[str, str]] = {"LONG_STRING": "text"}
    text: Token | None
    expression: Expression | None


class Why(Clause):
    """`why "…"`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


class Fix(Clause):
    """`fix "…" set store.replicas = 3`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token
    assignments: tuple[Assignment, ...]


class Assignment(Node):
    """`store.replicas = 3`."""

    path: Path
    expression: Expression


class Unknown(Clause):
    """`unknown "How many copies does `{store}` keep?"`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


class See(Clause):
    """`see "AWS Well-Architected REL 10"`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


class Bad(Clause):
    """A design that the rule finds something in, and where: `posts`, `us.a`, `"GET /links"`."""

    tokens: ClassVar[dict[str, str]] = {"LONG_STRING": "text"}
    text: Token
    paths: tuple[Path, ...]
    strings: tuple[Token, ...]


class Good(Clause):
    """A design that the rule finds nothing in."""

    tokens: ClassVar[dict[str, str]] = {"LONG_STRING": "text"}
    text: Token


class Preset(Statement):
    """`preset interview "What a whiteboard can hold" without alert-without-runbook, …`."""

    names: tuple[Token, ...]
    """Its own, then those of the rules that it leaves out."""
    string: Token


class Instance(Statement):
    """`use long-chain as our-long-chain { most 3 }`."""

    names: tuple[Token, ...]
    settings: tuple[Setting, ...]


class Setting(Node):
    """`most 3`."""

    name: Token
    expression: Expression
