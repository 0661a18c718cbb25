"""What isn't said stays unknown: without one number of an example, what hangs on it is unknown for want of
it, and all else is as it was.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlint.analyses.ask import Answer, ask
from sdlint.analyses.decision import FALSE, Diagram
from sdlint.analyses.facts import Facts
from sdlint.model.design import Design
from tests.analyses.designs import asked, design_of, unknown

EXAMPLE = (Path(__file__).resolve().parents[2] / "examples" / "url-shortener.sd").read_text("utf-8")

QUESTIONS = [
    *(
        f"{word}({flow})"
        for flow in ("redirect", "shorten", "tally", "show")
        for word in ("availability", "p99", "mean", "throughput", "max_scale", "bottleneck", "ceiling")
    ),
    *(
        f"{word}({component})"
        for component in ("lb", "api", "hot", "links", "clicks", "counter", "totals")
        for word in ("load", "utilization", "machines", "headroom", "cost")
    ),
    *(f"storage({store})" for store in ("links", "totals", "clicks")),
    *(f"loss({store})" for store in ("links", "totals")),
    "cost()",
]


def answers(design: Design) -> dict[str, Answer]:
    facts = Facts(design)
    return {question: ask(design, question, facts) for question in QUESTIONS}


@pytest.fixture(scope="module")
def before() -> dict[str, Answer]:
    found = answers(design_of(EXAMPLE))
    assert [question for question, answer in found.items() if answer.status != "known"] == []
    return found


@pytest.mark.parametrize(
    ("said", "rest", "want", "hangs", "stays"),
    [
        ("replicas 36, ", "", "replicas of `api`", "availability(redirect)", "storage(links)"),
        ("replicas 36, ", "", "replicas of `api`", "p99(show)", "load(api)"),
        (
            "capacity 2k/s, time 2ms, stateless",
            "time 2ms, stateless",
            "capacity of `api`",
            "utilization(api)",
            "machines(api)",
        ),
        ("hit 80%, ", "", "hit of `hot`", "load(links)", "load(hot)"),
        ("keep 5y", "", "keep of `Link`", "storage(links)", "p99(redirect)"),
        ("health 5s, price $140/month", "health 5s", "price of `api`", "cost()", "cost(links)"),
        (" at writes peak x2", "", "the rate of flow `shorten`", "load(api)", "machines(links)"),
    ],
)
def test_without_one_number(
    said: str, rest: str, want: str, hangs: str, stays: str, before: dict[str, Answer]
) -> None:
    assert EXAMPLE.count(said) == 1
    after = answers(design_of(EXAMPLE.replace(said, rest)))
    assert after[hangs].status == "unknown"
    assert after[stays].value == before[stays].value
    for question, answer in after.items():
        if answer.value == before[question].value:
            continue
        # What changed isn't another number that nobody stated: it is unknown, and says for want of what.
        assert answer.status == "unknown", question
        assert want in answer.text, question


def test_a_bridge() -> None:
    # Five links of which each is up 90% of the time: .97848, as in every textbook of reliability.
    diagram = Diagram()
    one, two, middle, three, four = (diagram.variable(number) for number in range(5))
    root = FALSE
    for path in ((one, three), (two, four), (one, middle, four), (two, middle, three)):
        formula = path[0]
        for link in path[1:]:
            formula = diagram.both(formula, link)
        root = diagram.either(root, formula)
    assert diagram.probability(root, [0.9] * 5) == pytest.approx(0.97848, abs=1e-9)


def test_a_known_part_is_never_told_as_the_whole() -> None:
    text = (
        "client c\nservice s { replicas 1, capacity 10/s, bandwidth 1GB/s }\ndatabase d { replicas 1 }\n"
        "flow f at 40/s { c -> s }\n"
    )
    # Its capacity is used four times over; how much of its network is, nobody knows.
    assert ask(design_of(text), "utilization(s, capacity)").value == 4
    assert ask(design_of(text), "utilization(s)").status == "unknown"
    assert ask(design_of(text), "utilization(s) <= 500%").status == "unknown"
    assert ask(design_of(text), "overflows(s, capacity)").value is True
    assert ask(design_of(text), "overflows(s, bandwidth)").status == "unknown"


TWO_READERS = """
client reader
service news
{channel}
service counter
service mailer
flow publish at 40/s peak x3 {{ reader -> news ~> posts x2 }}
flow count {{ posts ~> counter }}
flow mail {{ posts ~> mailer }}
"""


def test_each_who_reads_a_stream_reads_all() -> None:
    text = TWO_READERS.format(channel="stream posts")
    assert asked(text, "load(counter)") == asked(text, "load(mailer)") == 240
    # One who states a rate reads at that, and the other's is as it was.
    stated = text.replace("flow mail", "flow mail at 5/s")
    assert (asked(stated, "load(counter)"), asked(stated, "load(mailer)")) == (240, 5)


def test_who_share_a_queue_must_say_who_gets_how_much() -> None:
    text = TWO_READERS.format(channel="queue posts")
    want = "the rates of `count` and `mail`, which share `posts`"
    assert want in unknown(text, "load(counter)")
    assert want in unknown(text, "load(mailer)")
    assert asked(text.replace("flow mail", "flow mail at 5/s"), "load(mailer)") == 5
