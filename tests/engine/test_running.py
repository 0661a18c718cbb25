"""What rules find: three-valued, with witness, each at its element."""

from __future__ import annotations

import pytest

from sdlint.diagnostic import Diagnostic, Severity
from sdlint.engine import run
from sdlint.engine.run import MAX_FINDINGS
from tests.engine.houses import facts_of, rule_of

REPLICAS = """
for store in stores
require store.replicas >= 2
at store
say "`{store}` has {store.replicas}"
because store.replicas
fix "Give `{store}` another"
unknown "How many of `{store}`?"
"""


def found(body: str, design: str) -> tuple[Diagnostic, ...]:
    diagnostics, troubles = run([rule_of(body)], facts_of(design))
    assert not troubles
    return diagnostics


def test_a_finding_says_what_where_why_and_what_to_do() -> None:
    design = 'system "Shop"\ndatabase posts { replicas 1 }\n'
    (finding,) = found(REPLICAS, design)
    assert finding.name == "house-rule"
    assert finding.severity is Severity.WARNING
    assert finding.message == "`posts` has 1"
    assert finding.span is not None and finding.span.text == "posts"
    assert finding.because == ("replicas of posts = 1 (design.sd:2)",)
    assert (finding.why, finding.help) == ("It matters.", "Give `posts` another")
    assert (finding.element, finding.step, finding.key) == ("posts", "99-house", "component posts")


def test_what_is_unknown_is_asked() -> None:
    (question,) = found(REPLICAS, "database posts")
    assert question.severity is Severity.QUESTION
    assert question.message == "How many of `posts`?"
    assert question.help == "It can't be told for want of replicas of `posts`"
    assert question.because == ()


def test_what_was_tried_to_be_said_is_not_asked() -> None:
    assert found(REPLICAS, "database posts { replcas 2 }") == ()


def test_without_a_question_the_unknown_is_silent() -> None:
    body = "\n".join(line for line in REPLICAS.splitlines() if not line.startswith("unknown"))
    assert found(body, "database posts") == ()


@pytest.mark.parametrize(
    ("where", "require", "outcome"),
    [
        ("true", "true", ""),
        ("true", "false", "finding"),
        ("true", "unknown", "question"),
        ("false", "false", ""),
        ("false", "unknown", ""),
        ("unknown", "true", ""),
        ("unknown", "false", "question"),
        ("unknown", "unknown", "question"),
    ],
)
def test_where_and_not_require_is_kleene(where: str, require: str, outcome: str) -> None:
    words = {"true": "true", "false": "not true", "unknown": "store.replicas >= 2"}
    body = f"""
for store in stores
where {words[where]}
require {words[require]}
at store
say "found"
unknown "asked"
"""
    messages = [d.message for d in found(body, "database posts")]
    assert messages == {"": [], "finding": ["found"], "question": ["asked"]}[outcome]


def test_of_several_requires_one_that_is_broken_decides() -> None:
    body = REPLICAS + 'require not (store.name = "posts")'
    (finding,) = found(body, "database posts")
    assert finding.severity is Severity.WARNING


def test_loops_go_in_order_and_conditions_cut_them_short() -> None:
    body = """
for a in services
where a.name != "b1"
for b in services
where a.name != b.name
require not true
at a
say "{a.name} {b.name}"
"""
    design = "service a1\nservice b1\nservice c1"
    assert [d.message for d in found(body, design)] == ["a1 b1", "a1 c1", "c1 a1", "c1 b1"]


def test_the_same_thing_is_said_once() -> None:
    body = """
for a in services
for b in services
require not true
at a
say "`{a}`"
"""
    assert [d.message for d in found(body, "service a1\nservice b1")] == ["`a1`", "`b1`"]


def test_a_let_is_computed_only_where_it_is_asked_for() -> None:
    body = """
for store in stores
let share = 1 / (store.replicas - 1)
require store.replicas >= 2 and share < 1
at store
say "found"
"""
    assert len(found(body, "database posts { replicas 1 }")) == 1


def test_a_let_sees_its_own_place_and_not_the_one_that_asks() -> None:
    body = """
for service in services
let own = count(service.callees)
require not any(other in services if count(other.callees) < own)
at service
say "{own}"
"""
    assert [d.message for d in found(body, "service a\nservice b\na -> b")] == ["1"]


def test_a_division_by_zero_is_a_trouble_of_the_rule() -> None:
    body = REPLICAS.replace("store.replicas >= 2", "1 / (store.replicas - 1) > 5")
    diagnostics, troubles = run([rule_of(body)], facts_of("database posts { replicas 1 }"))
    assert diagnostics == ()
    assert [t.message for t in troubles] == ["the rule `house-rule` can't be computed: this divides by zero"]
    assert troubles[0].span is not None and troubles[0].span.text == "(store.replicas - 1)"


def test_values_are_shown_as_people_write_them() -> None:
    body = """
for cache in caches
let stores_behind = stores
require not true
at cache
say "{cache.hit}, {cache.memory}, {stores_behind}, {count(stores)}, {cache.rebuildable}, {cache.ttl}"
"""
    design = "cache hot { hit 95%, memory 64GB }\n" + "".join(f"database d{n}\n" for n in range(11))
    (finding,) = found(body, design)
    listed = "`d0`, `d1`, `d2`, `d3`, `d4`, `d5`, `d6`, `d7` and 3 more"
    assert finding.message == f"95%, 64GB, {listed}, 11, no, unknown"


def test_of_many_findings_the_rest_is_counted() -> None:
    design = "".join(f"database d{n} {{ replicas 1 }}\n" for n in range(MAX_FINDINGS + 40))
    findings = found(REPLICAS, design)
    assert len(findings) == MAX_FINDINGS + 1
    assert findings[-1].message == "and 40 more like these"
    assert findings[-1].element == "system"


def test_several_because_stand_below_each_other_and_an_empty_list_shows_nothing() -> None:
    body = REPLICAS + 'because needed_by(store)\nbecause """one\n  two {store}"""'
    (finding,) = found(body, "database posts { replicas 1 }")
    assert finding.because == ("replicas of posts = 1 (design.sd:1)", "one", "two posts")


def test_the_system_is_an_element() -> None:
    body = 'require count(stores) >= 1\nat system\nsay "nothing is kept in {system}"'
    (finding,) = found(body, 'system "Shop"\nservice api')
    assert (finding.element, finding.key, finding.message) == ("system", "system", "nothing is kept in Shop")


def test_a_rule_on_acceptances_says_so() -> None:
    body = 'for acceptance in acceptances\nrequire acceptance.used\nat acceptance\nsay "unused"'
    rule = rule_of(body)
    assert rule.of_acceptances
    facts = facts_of('database posts\naccept missing-replicas on posts because "x"')
    assert run([rule], facts) == ((), ())  # Unknown until it is settled.
    facts.memo["used"] = {id(facts.design.acceptances[0]): False}
    assert [d.message for d in run([rule], facts)[0]] == ["unused"]
