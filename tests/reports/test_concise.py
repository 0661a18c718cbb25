"""What editors and grep read."""

from __future__ import annotations

from sdlint.reports import report
from sdlint.reports.terminal.look import Look
from tests.reports.outcomes import NOWHERE, QUESTION, REPLICAS, UNKNOWN, outcome


def test_a_line_for_each_finding() -> None:
    result = outcome(QUESTION, UNKNOWN, REPLICAS, NOWHERE, accepted=(REPLICAS,))
    assert report(result, "concise", Look(40)).splitlines() == [
        "designs/feed.sd:1:1: question[missing-requirements] What must it do?",
        "designs/feed.sd:6:17: error[unknown-name] there is no `psots`",
        "designs/feed.sd:4:10: warning[missing-replicas] `posts` keeps one copy of its data",
        "question[missing-goals] How well must it do it?",
        "designs/feed.sd:4:10: accepted[missing-replicas] posts: an owner can wait",
    ]


def test_nothing_to_say() -> None:
    assert report(outcome(), "concise", Look()) == ""
