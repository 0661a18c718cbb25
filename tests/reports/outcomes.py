"""Outcomes made by hand, for the tests of what reports make of them."""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic, Edit, Fix, Label, Severity, Trouble
from sdlint.findings import Accepted, Finding
from sdlint.lint import Outcome
from sdlint.source import Source, Span

FEED = Source(
    "designs/feed.sd",
    """system "Feed"
client   phone
service  api { replicas 6, capacty 1k/s }
database posts : postgres { shards 8 by user_id }

phone -> api -> psots
""",
)
PLATFORM = Source("designs/platform.sd", "# shared\ndatabase posts\n")


def place(words: str, source: Source = FEED) -> Span:
    """Where some words stand first."""
    at = source.text.index(words)
    return source.span(at, at + len(words))


QUESTION = Diagnostic(
    "missing-requirements",
    Severity.QUESTION,
    "What must it do?",
    place('system "Feed"'),
    why="Nobody can tell whether a design is right before somebody has said what it is for.",
    step="01-functional-requirements",
)
UNKNOWN = Diagnostic(
    "unknown-name",
    Severity.ERROR,
    "there is no `psots`",
    place("psots"),
    labels=(Label(place("posts"), "this is near"),),
    help="did you mean `posts`?",
    fix=Fix("did you mean `posts`?", (Edit(place("psots"), "posts"),)),
)
DUPLICATE = Diagnostic(
    "duplicate-name",
    Severity.ERROR,
    "`posts` is declared twice",
    place("posts"),
    labels=(Label(place("posts", PLATFORM), "first here"), Label(place("posts"), "and again")),
)
REPLICAS = Diagnostic(
    "missing-replicas",
    Severity.WARNING,
    "`posts` keeps one copy of its data",
    place("posts"),
    because=("without posts:", "  read_feed fails for 5% of 10k/s", "  phone -> api -> posts"),
    why="Losing one server would lose data and stop everything that reads it.",
    help="Give it replicas in two zones, or say why one copy is enough",
    element="posts",
    step="09-bottlenecks",
    key="component posts",
)
NOWHERE = Diagnostic("missing-goals", Severity.QUESTION, "How well must it do it?")


def outcome(*diagnostics: Diagnostic, accepted: tuple[Diagnostic, ...] = (), broken: bool = False) -> Outcome:
    """An outcome with these findings, two sources, and accepted risks."""
    findings = tuple(Finding(one, f"{number:016x}") for number, one in enumerate(diagnostics))
    risks = tuple(
        Accepted(Finding(one, "f" * 16), "an owner can wait", "2027-06-01", "sre", place("phone"))
        for one in accepted
    )
    troubles = (Trouble("no such file", "nope.sd"),) if broken else ()
    return Outcome((FEED, PLATFORM), (), findings, risks, troubles)
