"""Flows: lines of steps become visits and calls, and what stands after a step."""

from __future__ import annotations

import pytest

from sdlint.quantity import parse
from tests.model.designs import design_of, mistakes_in, only_mistake


def steps(text: str) -> list[str]:
    """`caller→callee` of each step, in order."""
    declared = "client c; gateway g; service s; service t; cache k; cdn n; dns r; database d; queue q\n"
    design = design_of(f"{declared}flow f at 1/s {{\n{text}\n}}\n")
    return [f"{step.caller}→{step.callee}" for step in design.flows["f"].steps]


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("c -> s -> d", ["c→s", "s→d"]),
        ("c -> s\ns -> d\ns -> k", ["c→s", "s→d", "s→k"]),
        ("c -> s -> { d, k -> t }", ["c→s", "s→d", "s→k", "k→t"]),
        # After a cache misses, its caller goes on; a cdn goes on itself; a dns only answers.
        ("c -> s -> k else d", ["c→s", "s→k", "s→d"]),
        ("c -> n else s -> d", ["c→n", "n→s", "s→d"]),
        ("c -> r -> s", ["c→r", "c→s"]),
        ("c -> s -> { k else d, t }", ["c→s", "s→k", "s→d", "s→t"]),
        ("c -> s ~> q", ["c→s", "s→q"]),
        ("q ~> s -> d", ["q→s", "s→d"]),
    ],
)
def test_who_calls_whom(text: str, calls: list[str]) -> None:
    assert steps(text) == calls


def test_what_stands_after_a_step() -> None:
    design = design_of(
        "client c; service s; database d; entity E in d\n"
        "flow f at 1/s peak x3 {\n  c -> s? x20 together 1% 500B\n"
        "  s ~> d write E scatter { timeout 200ms, retries 2 jitter }\n}\n"
    )
    first, second = design.flows["f"].steps
    assert (first.optional, first.asynchronous, first.together) == (True, False, True)
    assert (first.times, first.share, first.payload) == (parse("20"), parse("1%"), parse("500B"))
    assert (second.write, second.entity, second.scatter, second.asynchronous) == (True, "E", True, True)
    assert second.attributes["timeout"].value == parse("200ms")
    assert design.flows["f"].peak == parse("3")


def test_a_line_starts_where_the_flow_has_come_to() -> None:
    text = "client c; service s; service t; database d\nflow f at 1/s {\n  c -> s\n  t -> d\n}\n"
    found = only_mistake(text)
    assert found.name == "unreached-step"
    assert found.help == "Start at `c`, or call `t` from a line above"


@pytest.mark.parametrize(
    "lines",
    ["c -> s -> d\n  s -> d x4\n  d ~> q", "c -> s -> d x4\n  d ~> q", "c -> s -> {d, d x4}\n  d ~> q"],
)
def test_a_line_goes_on_from_where_the_flow_was_last(lines: str) -> None:
    design = design_of(f"client c; service s; database d; stream q\nflow f at 1/s {{\n  {lines}\n}}\n")
    root = design.flows["f"].root
    assert root is not None
    calls = [call for stage in root.stages[0][0].visit.stages for call in stage]
    assert calls[-1].step.times == parse("4")
    assert [c.step.callee for stage in calls[-1].visit.stages for c in stage] == ["q"]
    assert all(not call.visit.stages for call in calls[:-1])


@pytest.mark.parametrize(("count", "fine"), [(150, True), (151, False)])
def test_a_line_has_an_end(count: int, fine: bool) -> None:
    text = "client c; service s\nflow f at 1/s { c" + " -> s" * count + " }"
    assert [d.name for d in mistakes_in(text)] == ([] if fine else ["too-deep"])


@pytest.mark.parametrize(("calls", "names"), [(140, []), (400, ["too-deep"])])
def test_calls_within_calls_line_by_line(calls: int, names: list[str]) -> None:
    services = "\n".join(f"service s{at}" for at in range(calls + 1))
    lines = "\n".join(f"  s{at} -> s{at + 1}" for at in range(calls))
    text = f"client c\n{services}\nflow f {{\n  c -> s0\n{lines}\n}}"
    assert [d.name for d in mistakes_in(text)] == names


@pytest.mark.parametrize("rate", ["free", "-150/s", "between"])
def test_no_flow_comes_less_than_never(rate: str) -> None:
    declared = "client c; service s\nestimate { free = 100/s - 250/s; between = -1/s .. 5/s }\n"
    found = only_mistake(f"{declared}flow f at {rate} {{ c -> s }}\n")
    assert found.name == "wrong-value" and found.span is not None
    assert found.span.text == rate


def test_a_flow_may_come_never() -> None:
    assert not mistakes_in("client c; service s\nflow f at 0/s { c -> s }\n")


def test_a_read_says_which_entity_it_is_about() -> None:
    entities = "entity Big in b { id uuid key }\nentity Small in b { id uuid key }\n"
    declared = f"client c; service s; database b\n{entities}"
    design = design_of(f"{declared}flow f at 1/s {{ c -> s -> {{ b read Small, b x2 read Big 10B }} }}\n")
    assert [(step.entity, step.write) for step in design.flows["f"].steps] == [
        ("", False),
        ("Small", False),
        ("Big", False),
    ]
    found = only_mistake(f"{declared}flow f at 1/s {{ c -> s -> b read Small write Big }}\n")
    assert found.name == "wrong-value" and found.span is not None
    assert found.span.text == "read Small"
    assert only_mistake(f"{declared}flow f at 1/s {{ c -> s -> b read Smal }}\n").name == "unknown-name"
