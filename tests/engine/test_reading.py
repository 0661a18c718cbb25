"""Files of rules: what is read of them, and what kinds of files there are."""

from __future__ import annotations

from sdlint.diagnostic import Severity
from sdlint.engine import shipped_rules
from sdlint.engine.reader import read
from sdlint.source import Source
from tests.engine.houses import SOUND, book_of, facts_of, rule_of

ONE = """
param least = 2 "one may be lost"
for store in stores
require store.replicas >= least
at store
say "`{store}` has {store.replicas} of {least}"
"""


def test_all_clauses_are_kept() -> None:
    rule = shipped_rules().by_name["missing-replicas"]
    assert (rule.step, rule.severity, rule.since) == ("09-bottlenecks", Severity.WARNING, "0.1")
    assert rule.answers == ("enough-replicas",)
    assert rule.path == "rules/09-bottlenecks/missing-replicas.rule"
    assert rule.say.outline() == "`{store}` keeps one copy of its data"
    assert [(a.variable, a.attribute) for a in rule.assignments] == [("store", "replicas")]
    assert rule.bad[0].expect == ("posts",)
    assert rule.see
    assert all(example.shown.endswith("\n") and example.shown[:2] != "  " for example in rule.bad)


def test_an_example_keeps_the_lines_of_its_file() -> None:
    rule = shipped_rules().by_name["missing-replicas"]
    example = rule.bad[0]
    text = rule.span.source.text
    line = example.source.text.count("\n", 0, example.source.text.index("database posts")) + 1
    assert text.splitlines()[line - 1].startswith("database posts")


def test_an_instance_sets_what_it_names_and_keeps_the_rest() -> None:
    book = book_of(
        {
            "house-rule": SOUND.format(name="house-rule", body=ONE),
            "ours": "use house-rule as three-copies { least 3 }\nuse house-rule as four-copies { least 4 }",
        }
    )
    assert [trouble.message for trouble in book.troubles] == []
    assert [rule.name for rule in book.rules] == ["four-copies", "house-rule", "three-copies"]
    four = book.by_name["four-copies"]
    assert four.base == "house-rule"
    assert four.params[0].expression.span.text == "4"
    assert four.why.outline() == "It matters."
    assert four.path == "house/99-house/ours.rule"


def test_an_instance_of_a_shipped_rule() -> None:
    mine = "use wrong-arithmetic as exact-arithmetic { tolerance 1% }"
    book = read([Source("house/ours.rule", mine)], shipped_rules())
    assert not book.troubles
    assert book.by_name["exact-arithmetic"].step == "05-estimates"


def test_broken_instances() -> None:
    base = {"house-rule": SOUND.format(name="house-rule", body=ONE)}
    cases = {
        "use house-rul as a { least 3 }": "unknown rule `house-rul`",
        "use house-rule as a { lest 3 }": "`house-rule` has no `lest`",
        "use house-rule as a { least 3s }": "a plain number is wanted here, not a time",
        "use house-rule as a { least 3, least 4 }": "`least` is set twice",
        "use house-rule as a {}": "`a` sets nothing",
        "use house-rule as house-rule { least 3 }": "there are two rules `house-rule`",
        "use house-rule as A_B { least 3 }": "`A_B` can't name a rule",
    }
    for text, message in cases.items():
        book = book_of({**base, "ours": text})
        assert [trouble.message for trouble in book.troubles] == [message]
        assert [rule.name for rule in book.rules] == ["house-rule"]


def test_an_instance_of_a_broken_rule_is_silent() -> None:
    broken = SOUND.format(name="house-rule", body=ONE.replace("stores", "stors"))
    book = book_of({"house-rule": broken, "ours": "use house-rule as a { least 3 }"})
    assert [trouble.message for trouble in book.troubles] == ["unknown name `stors`"]


def test_one_rule_a_file_and_no_clause_outside() -> None:
    rule = SOUND.format(name="house-rule", body=ONE)
    book = book_of({"house-rule": rule + rule.replace("rule house-rule", "rule other")})
    assert [trouble.message for trouble in book.troubles] == ["a file holds one rule"]
    book = book_of({"house-rule": "severity warning\n"})
    assert [trouble.message for trouble in book.troubles] == ["a clause stands outside of a rule"]


def test_two_rules_of_one_name() -> None:
    text = SOUND.format(name="missing-replicas", body=ONE).replace("answers fit", "answers enough-replicas")
    book = read([Source("house/09-bottlenecks/missing-replicas.rule", text)], shipped_rules())
    assert [trouble.message for trouble in book.troubles] == ["there are two rules `missing-replicas`"]
    assert book.by_name["missing-replicas"] is shipped_rules().by_name["missing-replicas"]


def test_a_broken_step_takes_no_rule_with_it() -> None:
    rule = Source("h/99-house/house-rule.rule", SOUND.format(name="house-rule", body=ONE))
    book = read([Source("h/99-house/step.rule", 'step "House" { asks fit }\n'), rule])
    assert len(book.troubles) == 1
    assert [r.name for r in book.rules] == ["house-rule"]


def test_a_question_is_asked_once() -> None:
    steps = [
        Source("h/01-a/step.rule", 'step "A" { asks fit "?"; asks fit "?" }'),
        Source("h/02-b/step.rule", 'step "B" { asks fit "?" }'),
    ]
    messages = [trouble.message for trouble in read(steps).troubles]
    assert messages == ["the question `fit` is asked twice"] * 2


def test_texts_know_escapes_and_doubled_braces() -> None:
    rule = rule_of('require not true\nat system\nsay "{{ {count(stores)} \\"quoted\\" }}"')
    from sdlint.engine import run

    found, _ = run([rule], facts_of("database posts"))
    assert [d.message for d in found] == ['{ 1 "quoted" }']


def test_the_order_of_files_changes_nothing() -> None:
    names = ["b-rule", "a-rule"]
    files = {name: SOUND.format(name=name, body=ONE) for name in names}
    backwards = dict(reversed(files.items()))
    assert [r.name for r in book_of(files).rules] == [r.name for r in book_of(backwards).rules]
