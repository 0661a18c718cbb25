"""The nodes of a design, one class for each rule of `grammar/sd.lark`.

A class is named as its rule; its fields are filled from the rule's children by their types, in the
order of declaration. In an `ordered` class the clauses stand in the order of the fields.
"""

from __future__ import annotations

from typing import ClassVar

from sdlint.expression.tree import (
    Binary,
    Call,
    Comprehension,
    Expression,
    Filtered,
    Knowledge,
    Literal,
    Member,
    Name,
    Node,
    Parenthesis,
    Text,
    Token,
    Unary,
)

EXPRESSIONS: tuple[type[Expression], ...] = (
    Binary,
    Call,
    Comprehension,
    Filtered,
    Knowledge,
    Literal,
    Member,
    Name,
    Parenthesis,
    Text,
    Unary,
)


class Design(Node):
    """A whole file: its statements in their order."""

    statements: tuple[Statement, ...]


class Statement(Node):
    """What may stand at the top of a file."""


class Path(Node):
    """A dotted name: `us.a`, or a plain one."""

    names: tuple[Token, ...]

    @property
    def text(self) -> str:
        """As it is written, without blanks."""
        return ".".join(token.text for token in self.names)


class Version(Statement):
    """`sdlint 1`: the language's version."""

    quantity: Token


class System(Statement):
    """`system "Feed"`: the design's title."""

    string: Token


class Use(Statement):
    """`use "platform.sd"`: everything that the other file declares."""

    string: Token


# Requirements, stakeholders, estimates, goals


class Functional(Statement):
    """`functional { … }`: what the system does."""

    requirements: tuple[Requirement, ...]


class Requirement(Node):
    """`shorten "Turn a long URL into a short link"`."""

    name: Token
    string: Token | None


class Stakeholders(Statement):
    """`stakeholders { … }`: who wants it."""

    stakeholders: tuple[Stakeholder, ...]


class Stakeholder(Node):
    """`growth "Growth team" wants redirect, stats`."""

    ordered: ClassVar[bool] = True
    name: Token
    string: Token | None
    wants: Wants | None


class Wants(Node):
    """`wants redirect, stats`."""

    names: tuple[Token, ...]


class Estimate(Statement):
    """`estimate { … }`: the back of the envelope."""

    estimations: tuple[Estimation, ...]


class Estimation(Node):
    """`name = expression ~ expected "note"`."""

    name: Token
    expression: Expression
    expected: Expected | None
    string: Token | None


class Expected(Node):
    """`~ 3TB`: what the author expects."""

    expression: Expression


class Quality(Statement):
    """`quality { … }`: the goals."""

    goals: tuple[Goal, ...]


class Goal(Node):
    """`p99(redirect) <= 150ms "why"`, or words alone."""

    expression: Expression | None
    string: Token | None


# APIs


class Api(Statement):
    """`api on api { … }`: what can be asked of the system, and of which component."""

    names: tuple[Token, ...]
    endpoints: tuple[Endpoint, ...]


class Endpoint(Node):
    """`GET /{code} for redirect { public }`."""

    ordered: ClassVar[bool] = True
    method: Token
    path: Token | None
    name: Token | None
    purpose: Purpose | None
    string: Token | None
    attributes: Attributes | None


class Purpose(Node):
    """`for redirect, stats`: the requirements that it serves."""

    names: tuple[Token, ...]


# Places and boxes


class Region(Statement):
    """`region us { zone a, zone b }`."""

    name: Token
    string: Token | None
    zones: tuple[Zone, ...]
    attributes: tuple[Attribute, ...]


class Zone(Node):
    """`zone a { availability 99.95% }`."""

    name: Token
    attributes: Attributes | None


class Link(Statement):
    """`link us eu 80ms`: the round trip between two places."""

    paths: tuple[Path, ...]
    value: Literal | Parenthesis


class Component(Statement):
    """`KIND name : technology "Label" in PLACES { attributes }`."""

    ordered: ClassVar[bool] = True
    kind: Token
    name: Token
    technology: Technology | None
    string: Token | None
    placement: Placement | None
    attributes: Attributes | None


class Technology(Node):
    """`: postgres`."""

    name: Token


class Placement(Node):
    """`in us.a, us.c`, `in each us, eu`."""

    each: Token | None
    paths: tuple[Path, ...]


class Group(Statement):
    """`group "Core" { … }`: boxes that belong together."""

    name: Token | None
    string: Token | None
    members: tuple[Component | Group | Line, ...]


class Attributes(Node):
    """`{ replicas 9, time 4ms }`."""

    attributes: tuple[Attribute, ...]


class Attribute(Node):
    """`shards 16 by hash(code)`: a name and what follows it."""

    name: Token
    arguments: tuple[Argument, ...]


class Range(Node):
    """`2..8`."""

    numbers: tuple[Literal, ...]


class Form(Node):
    """`leaderless(write 2, read 2)`."""

    tokens: ClassVar[dict[str, str]] = {"FORM": "name"}
    name: Token
    parameters: tuple[Parameter, ...]


class Parameter(Node):
    """`write 2`, inside a form."""

    arguments: tuple[Argument, ...]


Argument = Literal | Parenthesis | Path | Text | Range | Form


# Data


class Entity(Statement):
    """`entity Link in links with 10M keep 5y { fields }`."""

    ordered: ClassVar[bool] = True
    name: Token
    placement: Placement | None
    stock: Stock | None
    keep: Keep | None
    fields: Fields | None


class Stock(Node):
    """`with 10M`: so many records are there before any flow adds one."""

    value: Literal | Parenthesis | Name


class Keep(Node):
    """`keep 5y`, `keep forever`."""

    value: Literal | Parenthesis | None
    name: Token | None


class Fields(Node):
    """`{ code string key, url string 2kB }`."""

    fields: tuple[Field, ...]


class Field(Node):
    """`url string 2kB optional`: a name, a type, and what is said of it."""

    name: Token
    arguments: tuple[Argument, ...]


class Access(Statement):
    """`access Link by owner at 10/s`: how the data are asked for."""

    ordered: ClassVar[bool] = True
    names: tuple[Token, ...]
    rate: Rate | None
    string: Token | None


# Flows


class Flow(Statement):
    """`flow redirect for redirect at reads peak x3 { steps }`."""

    ordered: ClassVar[bool] = True
    name: Token
    string: Token | None
    purpose: Purpose | None
    rate: Rate | None
    peak: Peak | None
    steps: Steps | None


class Rate(Node):
    """`at 10k/s`: the average."""

    value: Literal | Parenthesis | Name


class Peak(Node):
    """`peak x3`."""

    times: Times


class Times(Node):
    """`x3`, `x(fanout)`."""

    value: Literal | Parenthesis


class Steps(Node):
    """`{ … }` of a flow."""

    lines: tuple[Line, ...]


class Line(Statement):
    """`browser -> lb -> api ~> clicks`: calls and messages, in a chain."""

    target: Target
    links: tuple[Arrow | Otherwise, ...]


class Arrow(Node):
    """`-> b` (a call that the caller waits for) or `~> b` (a message)."""

    tokens: ClassVar[dict[str, str]] = {"CALL": "sign", "MESSAGE": "sign"}
    sign: Token
    target: Target | None
    parallel: Parallel | None


class Otherwise(Node):
    """`else c`: where a miss goes, or the fallback."""

    target: Target | None
    parallel: Parallel | None


class Parallel(Node):
    """`{ b, c }`: called at the same time, all wanted."""

    lines: tuple[Line, ...]


class Target(Node):
    """`links? write 500B x2`: what is called, and how."""

    name: Token
    optional: Token | None
    writing: Writing | None
    reading: Reading | None
    scatter: Token | None
    repeated: Repeated | None
    payloads: tuple[Payload, ...]
    string: Token | None
    attributes: Attributes | None


class Writing(Node):
    """`write`, `write Link`."""

    name: Token | None


class Reading(Node):
    """`read Link`: of which entity the records are that a call asks for."""

    name: Token


class Repeated(Node):
    """`x20`, `x20 together`."""

    times: Times
    together: Token | None


class Payload(Node):
    """`500B` or `1%` after a target."""

    value: Literal | Parenthesis


# What happens when


class Scenario(Statement):
    """`scenario "A zone is lost" { … }`."""

    string: Token
    actions: tuple[Load | Fail | Slow | Cut | Set | Expect, ...]


class Load(Node):
    """`load redirect x20`."""

    name: Token | None
    times: Times


class Fail(Node):
    """`fail us.a`."""

    paths: tuple[Path, ...]


class Slow(Node):
    """`slow links x10`."""

    path: Path
    times: Times


class Cut(Node):
    """`cut us eu`."""

    paths: tuple[Path, ...]


class Set(Node):
    """`set writes = 1G / month`."""

    name: Token
    expression: Expression


class Expect(Node):
    """`expect up(redirect), utilization(api) <= 90%`."""

    expressions: tuple[Expression, ...]


class Response(Statement):
    """`when links fails { then "…", detect "…" }`."""

    path: Path
    reactions: tuple[Then | Detect, ...]


class Then(Node):
    """`then "…"`."""

    string: Token


class Detect(Node):
    """`detect "…"`."""

    string: Token


class Telemetry(Statement):
    """`telemetry { … }`."""

    signals: tuple[Sink | Alert | Probe, ...]


class Sink(Node):
    """`metrics prometheus in us from all but browser`."""

    ordered: ClassVar[bool] = True
    tokens: ClassVar[dict[str, str]] = {"SINK": "kind"}
    kind: Token
    name: Token
    placement: Placement | None
    sources: Sources | None


class Sources(Node):
    """`from api, counter`, `from all but browser`."""

    all: Token | None
    names: tuple[Token, ...]


class Alert(Node):
    """`alert p99(redirect) for 5min tells sre runbook "…"`."""

    ordered: ClassVar[bool] = True
    string: Token | None
    expression: Expression
    lasting: Lasting | None
    tells: Tells | None
    runbook: Runbook | None


class Lasting(Node):
    """`for 5min`."""

    value: Literal | Parenthesis


class Tells(Node):
    """`tells sre`."""

    names: tuple[Token, ...]


class Runbook(Node):
    """`runbook "wiki/redirects"`."""

    string: Token


class Probe(Node):
    """`probe redirect every 30s`."""

    name: Token
    every: Every | None


class Every(Node):
    """`every 30s`."""

    value: Literal | Parenthesis


# Reasons


class Decision(Statement):
    """`decision "Counter instead of a hash" { … }`."""

    string: Token
    reasons: tuple[Chose | Over | Because | Costs, ...]


class Chose(Node):
    """`chose "…"`."""

    strings: tuple[Token, ...]


class Over(Node):
    """`over "…", "…"`."""

    strings: tuple[Token, ...]


class Because(Node):
    """`because "…"`."""

    strings: tuple[Token, ...]


class Costs(Node):
    """`costs "…"`."""

    strings: tuple[Token, ...]


class Accept(Statement):
    """`accept RULE on ELEMENT because "…" until DATE by WHO`."""

    ordered: ClassVar[bool] = True
    names: tuple[Token, ...]
    accepted: Accepted | None
    because: Because | None
    until: Until | None
    by: By | None


class Accepted(Node):
    """`on ELEMENT, ELEMENT`."""

    elements: tuple[Element, ...]


class Element(Node):
    """A component, flow, …, `GET /links`, `all caches`, a goal, an alert, or `system`."""

    tokens: ClassVar[dict[str, str]] = {"PATH": "route"}
    path: Path | None
    call: Call | None
    string: Token | None
    method: Token | None
    route: Token | None
    all: Token | None
    name: Token | None


class Until(Node):
    """`until 2027-06-01`."""

    date: Token


class By(Node):
    """`by sre`."""

    name: Token


class Question(Statement):
    """`question "Do custom codes need their own table?"`."""

    string: Token
