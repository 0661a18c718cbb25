"""What `make mutate` measures with is itself right: its mutants, what notices them, what needn't be noticed.

All rules take it half a minute; here are a few of them, of every kind of clause.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlint.engine import run, shipped_rules
from sdlint.engine.kept import shipped_sources
from sdlint.source import Source
from tests.mutate import Mutant, explained, misunderstood, mutants, noticed, reasons_for

# The designs that notice are understood once.
pytestmark = pytest.mark.xdist_group("mutation")
SOURCES = {Path(source.path).stem: source for source in shipped_sources()}
RULE = """rule lonely
answers what-it-does
severity warning
since 0.1
where system.sound
for store in stores
let many = store.copies >= 2
where store.copies is known and not store.managed
require many or any(flow in flows if flow.rate is unknown)
at store
say "Alone"
why "Because."
"""
MUTANTS = """\
line 5: where system.sound dropped
line 7: >= → < in … let many = store.copies >= 2 where store.copies is …
line 8: where store.copies is known and not store.managed dropped
line 8: and → or in … e store.copies is known and not store.managed requi …
line 8: known → unknown in … 2 where store.copies is known and not store.managed r …
line 9: or → and in … re.managed require many or any(flow in flows if fl …
line 9: any → all in … managed require many or any(flow in flows if flow.r …
line 9: unknown → known in … n flows if flow.rate is unknown) at store say "Alone" w …
"""
CENTRAL = {
    "missing-replicas": (">= 2", "< 2"),
    "client-to-store": ("count(callers) = 0", "count(callers) != 0"),
    "dual-write": ("count(others) = 0", "count(others) != 0"),
    "open-api": ("endpoint.auth is known or endpoint.public", "endpoint.public"),
    "unindexed-access": ("require access.found", "require not access.found"),
    "overload": ("used <= 100%", "used <= 1000%"),
    "weak-quorum": ("read + write > store", "read + write >= store"),
}
"""The heart of some rules, and what is no longer the same rule."""
SAMPLE = ("unused-component", "stale-read", "weak-quorum", "unwatched-queue", "keyless-entity")
"""Rules whose mutants are all tried: they have all kinds of clauses, and one that is explained."""


def changed(name: str, old: str, new: str) -> Mutant:
    text = SOURCES[name].text
    assert text.count(old) >= 1
    return Mutant(name, f"line 0: {old} → {new}", text.replace(old, new, 1))


def test_the_mutants_of_a_rule() -> None:
    found = list(mutants(Source("rules/01-functional-requirements/lonely.rule", RULE)))
    assert "".join(f"{mutant.change}\n" for mutant in found) == MUTANTS
    assert {mutant.rule for mutant in found} == {"lonely"}
    for mutant in found:
        # One line is another, all else is as it was.
        lines = zip(RULE.splitlines(), mutant.text.splitlines(), strict=True)
        differing = [number for number, (old, new) in enumerate(lines, 1) if old != new]
        assert differing == [int(mutant.change.split(":")[0].split()[1])]


@pytest.mark.parametrize("name", CENTRAL)
def test_a_rule_with_another_heart_is_noticed(name: str) -> None:
    assert noticed(changed(name, *CENTRAL[name]), SOURCES[name].path)


@pytest.mark.parametrize("name", ["dual-write", "open-api"])
def test_what_changes_nothing_is_not(name: str) -> None:
    same = changed(name, "\nwhy", "\n# Nothing else.\nwhy")
    assert not noticed(same, SOURCES[name].path)


def test_what_can_t_be_read_any_more_is_noticed() -> None:
    broken = changed("missing-replicas", "require", "requires")
    assert noticed(broken, SOURCES["missing-replicas"].path)


@pytest.mark.parametrize("name", SAMPLE)
def test_every_mutant_is_noticed_or_explained(name: str) -> None:
    source, reasons = SOURCES[name], explained()
    left = [mutant for mutant in mutants(source) if not noticed(mutant, source.path)]
    assert [mutant.name for mutant in left if not reasons_for(mutant, reasons)] == []


def test_what_is_explained_exists_and_has_a_reason() -> None:
    reasons = explained()
    assert all(reasons.values())
    named = {name.partition(":")[0].partition("*")[0] for name in reasons}
    found = [
        mutant
        for rule, source in SOURCES.items()
        if any(rule.startswith(name) for name in named)
        for mutant in mutants(source)
    ]
    assert [name for name in reasons if not any(reasons_for(mutant, [name]) for mutant in found)] == []


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("lonely: where system.sound dropped", True),
        ("*: where system.sound dropped", True),
        ("lonely: where * dropped", True),
        ("lonely: where system", False),
        ("alone: where system.sound dropped", False),
        ("lonely: where system?sound dropped", False),
    ],
)
def test_a_name_means_its_mutants(name: str, means: bool) -> None:
    mutant = Mutant("lonely", "line 5: where system.sound dropped", "")
    assert reasons_for(mutant, [name]) == ([name] if means else [])


def test_nobody_is_asked_for_what_was_not_understood() -> None:
    wary = [
        rule
        for rule in shipped_rules().rules
        if rule.name in SOURCES and any(word in SOURCES[rule.name].text for word in (".sound", ".mistaken"))
    ]
    assert len(wary) >= 25
    for facts in misunderstood():
        assert not facts.design.sound
        cautious = [rule for rule in wary if ".sound" in SOURCES[rule.name].text]
        assert [d.name for d in run(cautious, facts)[0]] == []
    # Each of its mistakes may have been what a rule asks for; how copies are kept alike isn't among them.
    half = next(facts for facts in misunderstood() if facts.design.source.path == "mistaken.sd")
    known = {d.name for d in run(wary, half)[0]}
    assert known <= {"unstated-replication"}
