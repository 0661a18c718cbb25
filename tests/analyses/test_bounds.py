"""Goals that are missed for sure though what they ask for can't be known."""

from __future__ import annotations

import pytest

from sdlint.analyses.edges import impossible
from sdlint.analyses.facts import Facts
from sdlint.analyses.verdicts import Verdict, judge
from sdlint.expression.values import Known
from tests.analyses.designs import design_of

DESIGN = """
region us { zone a }
region eu { zone b }
link us eu 80ms
client browser
service front in eu { replicas 2, workers 10, time 1ms }
service api   in us { time 1ms }
service vague { time 3ms }
service full  { replicas 1, capacity 10/s, time 3ms }
cache hot     { replicas 2, capacity 1k/s, time 1ms, hit 90% }
external bank { availability 99.9%, time 50ms }
"""


def judged(flow: str, goal: str) -> Verdict:
    design = design_of(f"{DESIGN}flow f at 200/s {{ {flow} }}\nquality {{ {goal} }}\n")
    expression = design.goals[0].expression
    assert expression is not None
    return judge(Facts(design), expression)


@pytest.mark.parametrize(
    ("flow", "goal", "status", "told"),
    [
        # 30 ms to the browser, which is assumed, and 80 between the regions.
        ("browser -> front -> api", "p99(f) <= 100ms", "not met", "at least 110ms"),
        ("browser -> front -> api", "p50(f) < 109ms", "not met", "at least 110ms"),
        ("browser -> front -> api", "mean(f) <= 100ms", "not met", "at least 110ms"),
        ("browser -> front -> api", "p99(f) <= 120ms", "unknown", "replicas of `api`"),
        # Only one request of a hundred goes there.
        ("browser -> front -> api 0.5%", "p99(f) <= 100ms", "unknown", "replicas of `api`"),
        ("browser -> front -> api 2%", "p99(f) <= 100ms", "not met", "at least 110ms"),
        ("browser -> vague -> bank", "availability(f) >= 99.95%", "not met", "at most 99.89"),
        ("browser -> vague -> bank", "availability(f) >= 99%", "unknown", "replicas of `vague`"),
        # 200/s come, and ten can be done.
        ("browser -> vague; browser -> full", "p99(f) <= 10s", "not met", "grows without bound"),
        ("browser -> vague; browser -> full", "p99(f) >= 10s", "unknown", "replicas of `vague`"),
        ("browser -> vague -> full 0.5%", "p99(f) <= 10s", "unknown", "replicas of `vague`"),
        ("browser -> vague -> full 6%", "mean(f) <= 10s", "not met", "grows without bound"),
        ("browser -> vague -> full 6%", "p50(f) <= 10s", "unknown", "replicas of `vague`"),
        ("browser -> vague -> hot else full", "p95(f) <= 10s", "not met", "grows without bound"),
        ("browser -> vague -> hot else full", "p50(f) <= 10s", "unknown", "replicas of `vague`"),
        # It is given up in time, or nobody waits for it.
        ("browser -> vague -> full? { timeout 1s }", "p99(f) <= 10s", "unknown", "replicas of `vague`"),
        ("browser -> vague ~> full", "p99(f) <= 10s", "unknown", "replicas of `vague`"),
    ],
)
def test_what_is_sure_decides_where_the_rest_is_unknown(flow: str, goal: str, status: str, told: str) -> None:
    verdict = judged(flow, goal)
    assert verdict.status == status, verdict.shown
    assert told in verdict.shown


@pytest.mark.parametrize(("goal", "never"), [("p99(f) <= 70ms", True), ("p99(f) <= 100ms", False)])
def test_what_the_network_alone_takes_is_known_without_the_machines(goal: str, never: bool) -> None:
    """80 ms are stated; the 30 to the browser are a guess, by which nothing is impossible."""
    design = design_of(f"{DESIGN}flow f at 1/s {{ browser -> front -> api }}\nquality {{ {goal} }}\n")
    found = impossible(Facts(design), design.goals[0])
    assert isinstance(found, Known)
    assert found.value is never


@pytest.mark.parametrize(("goal", "status"), [("$4999/month", "not met"), ("$5000/month", "unknown")])
def test_what_is_known_of_a_cost_can_be_too_much(goal: str, status: str) -> None:
    """Ten machines at $500, and somebody's price that nobody knows."""
    text = "client u\nservice api { replicas 10, price $500/month }\nexternal push\n"
    text += "flow f { u -> api -> push }\n"
    for words in ("cost()", "cost(api)"):
        facts = Facts(design_of(f"{text}quality {{ {words} <= {goal} }}\n"))
        wanted = "met" if words == "cost(api)" and status == "unknown" else status
        assert judge(facts, facts.design.goals[0].expression).status == wanted
