"""A design as the rest of the program sees it: what is declared, with every name resolved.

Frozen data. What the design doesn't say is absent; what couldn't be understood is absent too, and its
element is `mistaken`, so that nobody is asked for what they tried to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from sdlint.diagnostic import Diagnostic
from sdlint.expression.tree import Expression
from sdlint.expression.values import Value, Witness
from sdlint.quantity import Quantity
from sdlint.record import Equal, Record
from sdlint.source import Source, Span


class Stated(Record):
    """What an attribute says: its main value, the parts beside it, and where it stands."""

    value: Quantity | str | bool
    text: str
    span: Span
    parts: Mapping[str, Stated] = MappingProxyType({})
    witness: Witness | None = None
    """Where the value comes from, if it was computed: `replicas (ceil(peak / 2k/s))`."""


class Element(Record):
    """What can be pointed at: its name, and where that stands."""

    name: str
    span: Span

    @property
    def key(self) -> str:
        """The name qualified by the kind, for fingerprints: `component posts`."""
        return f"{type(self).__name__.lower()} {self.name}"


class Region(Element):
    """A region and its zones."""

    label: str
    zones: tuple[Zone, ...]
    attributes: Mapping[str, Stated]


class Zone(Element):
    """A zone; its name is qualified (`us.a`)."""

    region: str
    attributes: Mapping[str, Stated]


Place = Region | Zone


class Component(Element):
    """A box."""

    kind: str
    family: str
    technology: str
    """The technology's name in the catalogue, or empty."""
    label: str
    groups: tuple[str, ...]
    """The groups that it stands in, outermost first: their keys."""
    places: tuple[str, ...]
    """Regions and zones (`us`, `us.a`) as written after `in`; `world` is one."""
    each: bool
    """A full set of replicas in each place."""
    attributes: Mapping[str, Stated]
    mistaken: bool = False
    standing: tuple[Fraction, ...] = ()
    """After a loss, of each of its places: the share of its machines that is left; empty where all are."""
    led: bool = True
    """After a cut: whether the leader of its one set is on this side."""
    gone: tuple[str, ...] = ()
    """After a loss, under `in each`: the places in which it stood and doesn't any more."""

    @property
    def delivers(self) -> bool:
        """What a flow that starts here calls is the flow's own work, `~>` or not: it begins with a channel's
        message, an entry of a store's log or a clock's tick, and nobody else waits for it.
        """
        return self.kind == "scheduler" or self.family in ("channel", "store")


class Group(Element):
    """Boxes that belong together."""

    label: str
    groups: tuple[str, ...]


class Requirement(Element):
    """What the system does."""

    text: str


class Stakeholder(Element):
    """Who wants it."""

    label: str
    wants: tuple[str, ...]


class Estimate(Element):
    """A number of the back of the envelope: stated, computed, and what its author expects of it."""

    expression: Expression
    value: Value
    expected: Value | None
    text: str
    note: str


class Goal(Element):
    """A line of `quality`; its name is its text. Without an expression nobody can tell whether it holds."""

    expression: Expression | None
    note: str
    mistaken: bool = False


class Endpoint(Element):
    """An API; its name is `GET /links`."""

    method: str
    path: str
    components: tuple[str, ...]
    requirements: tuple[str, ...]
    text: str
    attributes: Mapping[str, Stated]
    mistaken: bool = False


class Field(Element):
    """A field of an entity; its name is qualified (`Link.code`)."""

    entity: str
    type: str
    """A type of the language, or an entity's name."""
    size: Quantity | None
    attributes: Mapping[str, Stated]


class Entity(Element):
    """What is kept, where, and for how long."""

    stores: tuple[str, ...]
    keep: Stated | None
    """A duration, or the word `forever`."""
    stock: Value | None
    """How many records are there that no flow adds."""
    fields: tuple[Field, ...]
    mistaken: bool = False


class Access(Element):
    """How an entity is asked for; its name is `Link by code`."""

    entity: str
    fields: tuple[str, ...]
    rate: Value | None


class Step(Element):
    """A call or a message of a flow; its name is `redirect/api→links`."""

    flow: str
    """Empty for an edge outside of flows."""
    caller: str
    callee: str
    asynchronous: bool
    optional: bool
    alternative: bool
    """It stands after `else`."""
    write: bool
    entity: str
    """The entity that it writes, where it says so."""
    times: Quantity | None
    together: bool
    share: Quantity | None
    """The share of requests that take it."""
    payload: Quantity | None
    scatter: bool
    label: str
    attributes: Mapping[str, Stated]
    sums: Mapping[str, Witness] = MappingProxyType({})
    """Of what `times`, `share` and `payload` were computed, where they aren't numbers as written."""


class Call(Record):
    """A step and what follows from it."""

    step: Step
    visit: Visit
    otherwise: tuple[Call, ...] = ()
    """What is called when a cache or cdn misses, or when the callee is down."""


class Visit(Record):
    """A component at work in a flow: stages in order, each of calls made at the same time."""

    component: str
    stages: tuple[tuple[Call, ...], ...]


class Flow(Element):
    """What one user action (or one message) does."""

    label: str
    requirements: tuple[str, ...]
    rate: Value | None
    """The average; None: not said."""
    rate_span: Span | None
    peak: Quantity | None
    """How many times the average the peak is."""
    root: Visit | None
    """Where it starts; None: it has no steps that could be understood."""
    steps: tuple[Step, ...]
    mistaken: bool = False
    sums: Mapping[str, Witness] = MappingProxyType({})
    """Of what `peak` was computed, where it isn't a number as written."""

    @property
    def touched(self) -> tuple[str, ...]:
        """The components that it touches, each once."""
        names = dict.fromkeys([self.root.component] if self.root is not None else [])
        for step in self.steps:
            names[step.caller] = names[step.callee] = None
        return tuple(names)


class Connection(Element):
    """The round trip between two places; its name is `us–eu`."""

    places: tuple[str, str]
    duration: Quantity


class Action(Record):
    """A line of a scenario: `load`, `fail`, `slow`, `cut`, `set`."""

    verb: str
    names: tuple[str, ...]
    times: Quantity | None
    expression: Expression | None
    span: Span


class Scenario(Element):
    """The answer to "How will we handle X?", made executable; its name is its title."""

    actions: tuple[Action, ...]
    expects: tuple[Expression, ...]
    mistaken: bool = False


class Response(Element):
    """What is done when an element fails; its name is the element's."""

    then: tuple[str, ...]
    detect: tuple[str, ...]


class Sink(Element):
    """Where metrics, logs or traces go; its name is the technology's."""

    kind: str
    """`metrics`, `logs` or `traces`."""
    places: tuple[str, ...]
    sources: frozenset[str]


class Alert(Element):
    """An alert; its name is its title or its expression's text."""

    expression: Expression
    titled: bool
    lasting: Quantity | None
    tells: tuple[str, ...]
    runbook: str


class Probe(Element):
    """A flow that is tried from outside; its name is the flow's."""

    every: Quantity | None


class Decision(Element):
    """A choice; its name is its title."""

    chose: tuple[str, ...]
    over: tuple[str, ...]
    because: tuple[str, ...]
    costs: tuple[str, ...]


class Question(Element):
    """A question that the author left open; its name is its text."""


class Target(Record):
    """An element that an `accept` names, as findings name theirs: `posts`, `GET /links`, `system`."""

    name: str
    keys: frozenset[str]
    """The keys of the elements that it can be; `*` is everything of a kind."""
    span: Span


class Acceptance(Element):
    """An accepted risk; its name is its rules and elements as written."""

    rules: tuple[tuple[str, Span], ...]
    targets: tuple[Target, ...]
    """Empty: wherever the rules find something."""
    reason: str
    until: str
    by: str


class Design(Element):
    """A whole design; its name is its title."""

    source: Source
    requirements: Mapping[str, Requirement]
    stakeholders: Mapping[str, Stakeholder]
    estimates: Mapping[str, Estimate]
    calendar: Mapping[str, Fraction]
    goals: tuple[Goal, ...]
    endpoints: tuple[Endpoint, ...]
    regions: Mapping[str, Region]
    zones: Mapping[str, Zone]
    connections: tuple[Connection, ...]
    components: Mapping[str, Component]
    groups: Mapping[str, Group]
    edges: tuple[Step, ...]
    """Edges outside of flows."""
    entities: Mapping[str, Entity]
    accesses: tuple[Access, ...]
    flows: Mapping[str, Flow]
    scenarios: tuple[Scenario, ...]
    responses: tuple[Response, ...]
    sinks: tuple[Sink, ...]
    alerts: tuple[Alert, ...]
    probes: tuple[Probe, ...]
    decisions: tuple[Decision, ...]
    acceptances: tuple[Acceptance, ...]
    questions: tuple[Question, ...]
    used: tuple[str, ...]
    """The paths of the files that it uses."""
    sound: bool
    """Whether it could be understood well enough to be drawn."""
    mentioned: frozenset[str]
    """Estimates that something else uses."""

    @property
    def title(self) -> str:
        """The system's title, or the file's name where none is given."""
        return self.name

    @property
    def key(self) -> str:
        """The key of the system itself."""
        return "system"


class Bound(Equal):
    """What binding gives: the design and what is wrong with it."""

    design: Design
    diagnostics: tuple[Diagnostic, ...]


def steps_of(design: Design) -> tuple[Step, ...]:
    """All steps of a design in order: those of flows, then the edges outside."""
    return (*(step for flow in design.flows.values() for step in flow.steps), *design.edges)
