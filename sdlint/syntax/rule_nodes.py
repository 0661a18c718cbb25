"""The nodes of a file of rules, one class for each rule of `grammar/rule.lark`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sdlint.expression.tree import Expression, Node, Token
from sdlint.syntax.nodes import Path, Statement


@dataclass(frozen=True, slots=True, eq=False)
class Rules(Node):
    """A whole file: heads and clauses in their order."""

    items: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Step(Statement):
    """`step "Bottlenecks" { asks … }`."""

    string: Token
    questions: tuple[Asks, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Asks(Node):
    """`asks enough-replicas "Do we have enough copies …?"`."""

    name: Token
    string: Token


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Statement):
    """`rule missing-replicas`: the head; clauses follow."""

    name: Token


class Clause(Statement):
    """A line of a rule."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Answers(Clause):
    """`answers QUESTION, …`: questions of the step."""

    names: tuple[Token, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Severity(Clause):
    """`severity warning`."""

    severity: Token


@dataclass(frozen=True, slots=True, eq=False)
class Since(Clause):
    """`since 0.1`."""

    quantity: Token


@dataclass(frozen=True, slots=True, eq=False)
class Topic(Clause):
    """`topic "stakeholders"`: what the design says nothing of, for the gathered question."""

    string: Token


@dataclass(frozen=True, slots=True, eq=False)
class Param(Clause):
    """`param most = 5 "why this number"`."""

    name: Token
    expression: Expression
    string: Token | None


@dataclass(frozen=True, slots=True, eq=False)
class Loop(Clause):
    """`for store in stores`."""

    name: Token
    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Let(Clause):
    """`let n = count(x.callers)`."""

    name: Token
    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Where(Clause):
    """`where not store.rebuildable`."""

    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Require(Clause):
    """`require store.replicas >= 2`."""

    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class At(Clause):
    """`at store`: the element that it points at."""

    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Say(Clause):
    """`say "…"`: the message."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


@dataclass(frozen=True, slots=True, eq=False)
class Witness(Clause):
    """`because failures(store)`, `because "…{load(x)}…"`: the witness."""

    tokens: ClassVar[dict[str, str]] = {"LONG_STRING": "text"}
    text: Token | None
    expression: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Why(Clause):
    """`why "…"`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


@dataclass(frozen=True, slots=True, eq=False)
class Fix(Clause):
    """`fix "…" set store.replicas = 3`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Assignment(Node):
    """`store.replicas = 3`."""

    path: Path
    expression: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Clause):
    """`unknown "How many copies does `{store}` keep?"`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


@dataclass(frozen=True, slots=True, eq=False)
class See(Clause):
    """`see "AWS Well-Architected REL 10"`."""

    tokens: ClassVar[dict[str, str]] = {"STRING": "text", "LONG_STRING": "text"}
    text: Token


@dataclass(frozen=True, slots=True, eq=False)
class Bad(Clause):
    """A design that the rule finds something in, and where: `posts`, `us.a`, `"GET /links"`."""

    tokens: ClassVar[dict[str, str]] = {"LONG_STRING": "text"}
    text: Token
    paths: tuple[Path, ...]
    strings: tuple[Token, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Good(Clause):
    """A design that the rule finds nothing in."""

    tokens: ClassVar[dict[str, str]] = {"LONG_STRING": "text"}
    text: Token


@dataclass(frozen=True, slots=True, eq=False)
class Instance(Statement):
    """`use long-chain as our-long-chain { most 3 }`."""

    names: tuple[Token, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Setting(Node):
    """`most 3`."""

    name: Token
    expression: Expression
