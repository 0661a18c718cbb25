"""What is put right is gone, nothing else is found, comments stand, and a second time changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.cli import main
from sdlint.diagnostic import Severity, Trouble
from sdlint.engine import shipped_rules
from sdlint.engine.reader import read
from sdlint.fixes.accepting import accept
from sdlint.fixes.design import suggest
from sdlint.fixes.hygiene import mend
from sdlint.fixes.texts import Repair, mistakes
from sdlint.lint import lint, one_by_one
from sdlint.source import Source
from sdlint.spelling import clear, nearest
from sdlint.syntax.printer import print_source

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.sd"))
SHOP = """\
# A shop; `//` is no comment of ours.
system "Shop"  # its title
estimate { orders = 5/s; reads = 100 * orders }
region us { zone a, zone b }
client   phone
balancer gate   : nginx    in us { replicas 2, timeout 1s }       # the door
service  cart   : go       in us { replicas 3, timeout 200ms, time 5ms, capacity 5k/s }
database goods  : postgres in us {
  replicas 1                   # one, for now
  timeout 100ms, time 2ms
}
cache    recent : redis    in us { hit 90%, ttl 1min, evict lru }

flow browse at reads peak x3 {
  phone -> gate -> cart -> recent else goods  # a miss goes on
}
flow order at orders { phone -> gate -> cart -> goods write 500B }
quality { p99(browse) <= 300ms  # before they leave
}
"""


def nothing_else(path: str) -> Trouble:
    return Trouble("no other file", path)


def repair(text: str) -> Repair:
    return Repair([Source("shop.sd", text)], nothing_else)


def mended(text: str) -> tuple[str, Repair]:
    work = repair(text)
    mend(work)
    return work.texts["shop.sd"].text, work


def found(text: str) -> set[str]:
    outcome = lint([Source("shop.sd", text)], nothing_else)
    errors = {f"{name}: {message}" for name, message in mistakes(outcome)}
    return errors | set(one_by_one(outcome))


def comments(text: str) -> list[str]:
    return sorted(comment.strip() for comment in re.findall(r"#[^\n]*", text))


# Misspellings, drawn at random


WORDS = [
    match.span()
    for match in re.finditer(r"(?m)[a-z_]{4,}", re.sub(r'"[^"\n]*"|#[^\n]*', lambda m: "·" * len(m[0]), SHOP))
]


def misspelt(word: str, random: Random) -> str:
    """Two letters that changed places, one left out, or one written twice."""
    at = random.randrange(1, len(word) - 1)
    return random.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
        )
    )


RIGHT = found(SHOP)
RULES = {one.diagnostic.name for one in one_by_one(lint([Source("shop.sd", SHOP)], nothing_else)).values()}


@given(st.lists(st.integers(0, 1 << 20), min_size=1, max_size=3))
@examples(max_examples=25)
def test_what_is_mended_is_gone_and_brings_nothing(seeds: list[int]) -> None:
    text, spoilt = SHOP, False
    for start, end in sorted({WORDS[seed % len(WORDS)] for seed in seeds}, reverse=True):
        wrong = misspelt(text[start:end], Random(seeds[0]))
        spoilt = spoilt or wrong != text[start:end]
        text = text[:start] + wrong + text[end:]
    before = found(text)
    new, _ = mended(text)
    after = found(new)
    # What the design has as it was meant, a mistake may have hidden; nothing else is new. A declared
    # name that is misspelt is another name, and so its findings have other fingerprints.
    judged = one_by_one(lint([Source("shop.sd", new)], nothing_else))
    told = {mark: judged[mark].diagnostic.name if mark in judged else mark for mark in after - before - RIGHT}
    assert set(told.values()) <= RULES
    assert comments(new) == comments(text)
    again, _ = mended(new)
    assert again == new
    if not before - after and spoilt:
        assert print_source(Source("shop.sd", new))[0] in (new, text)


MISTAKES = {
    "a kind": ("service  cart", "servce   cart"),
    "a technology": (": postgres", ": postgers"),
    "an attribute": ("capacity 5k/s", "capcity 5k/s"),
    "a name, used twice": ("-> cart ->", "-> catr ->"),
    "an estimate": ("at reads", "at raeds"),
    "a word of a goal": ("p99(browse)", "p99(brwose)"),
    "an equals sign": ("replicas 3", "replicas = 3"),
    "a colon": ("replicas 3", "replicas: 3"),
    "a wrong arrow": ("phone -> gate", "phone => gate"),
    "a blank before a unit": ("time 5ms", "time 5 ms"),
    "a comment of another language": ("# the door", "// the door"),
    "a missing comma": ("timeout 1s }", "timeout 1s health 5s }"),
    "times": ("peak x3", "peak 3x"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_with_one_answer_is_put_right(name: str) -> None:
    right, wrong = MISTAKES[name]
    assert right in SHOP
    text = SHOP.replace(right, wrong)
    assert mistakes(lint([Source("shop.sd", text)], nothing_else))
    new, work = mended(text)
    assert not mistakes(work.outcome)
    expected, _ = print_source(Source("shop.sd", SHOP))
    if name == "a missing comma":
        expected, _ = print_source(Source("shop.sd", SHOP.replace("timeout 1s }", "timeout 1s, health 5s }")))
    assert new == expected


def test_what_could_mean_two_things_is_left() -> None:
    text = 'system "S"\nservice apia\nservice apib\napic -> apia\n'
    assert nearest("apic", ["apia", "apib"])
    assert clear("apic", ["apia", "apib"]) is None
    new, work = mended(text)
    assert "apic -> apia" in new
    assert mistakes(work.outcome)


def test_what_a_mistake_hid_is_not_held_against_mending_it() -> None:
    """Once the one timeout can be read, the rule on timeouts sees that another component lacks its own."""
    text = SHOP.replace("timeout 1s", "health 5s").replace("timeout 100ms, ", "").replace("200ms", "200 ms")
    new, work = mended(text)
    assert "timeout 200ms" in new
    assert "missing-timeout" in {one.diagnostic.name for one in one_by_one(work.outcome).values()}


def test_an_overload_that_a_misspelt_rate_hid_is_not_held_against_mending_it() -> None:
    """Whether a loss is too much isn't known before the rate can be read."""
    text = SHOP.replace("capacity 5k/s", "capacity 1k/s").replace("at reads", "at raeds")
    new, work = mended(text)
    assert "at reads" in new
    told = {one.diagnostic.name for one in one_by_one(work.outcome).values()}
    assert "overload-after-zone-loss" in told


CHEAP = '''
rule no-technology
answers reasons
severity warning
since 0.1
for component in components
require component.technology is unknown
at component
say "`{component}` has a technology"
why """A house rule."""
bad """
cache hot : redis
""" expect hot
good """
cache hot
"""
'''


def test_a_fix_that_brings_a_finding_is_dropped_and_told() -> None:
    """The rule was content with a cache that is nobody's; with its technology put in it isn't."""
    book = read([Source("house/no-technology.rule", CHEAP)], known=shipped_rules())
    assert not book.troubles
    work = Repair([Source("shop.sd", 'system "Shop"\nredis hot\n')], nothing_else, book=book)
    fixed, left = mend(work)
    assert not fixed
    assert [(one.diagnostic.name, one.why) for one in left] == [
        ("unknown-keyword", "it would bring no-technology on hot")
    ]
    assert "redis hot" in work.texts["shop.sd"].text


def test_all_commas_between_goals_are_put_right_at_once() -> None:
    text = SHOP.replace(
        "quality { p99(browse) <= 300ms  #",
        "quality { p99(browse) <= 300ms, up(order), survives(order, zone) #",
    )
    new, _ = mended(text)
    assert "p99(browse) <= 300ms up(order) survives(order, zone)" in " ".join(new.split())


def test_all_separators_of_a_line_are_put_in_at_once() -> None:
    text, work = mended('decision "K" { chose "a" over "b" because "c" costs "d" }\n')
    assert [line.split(maxsplit=1) for line in text.splitlines()[1:-1]] == [
        ["chose", '"a"'],
        ["over", '"b"'],
        ["because", '"c"'],
        ["costs", '"d"'],
    ]
    assert not mistakes(work.outcome)


def test_the_last_finding_of_a_used_file_is_not_mended_there() -> None:
    files = {"parts.sd": Source("parts.sd", "databse posts { replicas 2 }\n")}
    main_ = Source("shop.sd", 'system "S"\nuse "parts.sd"\nservice api\napi -> posts\n')
    work = Repair([main_], lambda path: files.get(path, nothing_else(path)))
    fixed, left = mend(work)
    assert not fixed
    assert [one.why for one in left] == ["it stands in a file that wasn't named"]
    both = Repair([main_, files["parts.sd"]], lambda path: files.get(path, nothing_else(path)))
    fixed, left = mend(both)
    assert [one.diagnostic.name for one in fixed] == ["unknown-keyword"]
    assert both.texts["parts.sd"].text.startswith("database posts")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ends_of_lines_stand(end: str) -> None:
    text = SHOP.replace("service  cart", "servce   cart").replace("\n", end)
    new, _ = mended(text)
    assert new.count(end) == new.count("\n")
    assert "service" in new


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_right_stays_as_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    work = Repair([Source(path.name, text)], nothing_else)
    fixed, left = mend(work)
    assert (fixed, left) == ([], [])
    assert work.texts[path.name].text == text


# What rules would have the design say


def test_a_suggestion_settles_its_finding_and_brings_no_warning() -> None:
    work = repair(SHOP)
    before = one_by_one(work.outcome)
    fixed, _ = suggest(work)
    assert "missing-replicas" in {one.diagnostic.name for one in fixed}
    new = work.texts["shop.sd"].text
    after = one_by_one(lint([Source("shop.sd", new)], nothing_else))
    gone = {one.diagnostic.name for mark, one in before.items() if mark not in after}
    assert {one.diagnostic.name for one in fixed} <= gone
    for mark in after.keys() - before.keys():
        assert after[mark].diagnostic.severity is Severity.QUESTION
    assert comments(new) == comments(SHOP)
    assert "replicas 2                   # one, for now" in new


def test_suggestions_of_an_example_with_faults_stand_together() -> None:
    path = next(path for path in EXAMPLES if path.stem == "news-feed-faulty")
    work = Repair([Source(path.name, path.read_text("utf-8"))], nothing_else)
    before = one_by_one(work.outcome)
    fixed, left = suggest(work)
    assert len(fixed) >= 2
    after = one_by_one(work.outcome)
    assert all(after[mark].diagnostic.severity is Severity.QUESTION for mark in after.keys() - before.keys())
    assert all(one.why for one in left)


# Acceptances


def test_all_that_is_found_can_be_accepted() -> None:
    work = repair(SHOP)
    fixed, left = accept(work, 'we know; "soon" \\ later')
    assert fixed
    assert not left
    assert not one_by_one(work.outcome)
    new = work.texts["shop.sd"].text
    assert new.startswith(SHOP.rstrip())
    accepted = lint([Source("shop.sd", new)], nothing_else).accepted
    assert {one.reason for one in accepted} == {'we know; "soon" \\ later'}
    assert accept(repair(new), "again") == ([], [])


def test_acceptances_of_an_example_with_faults_are_written_as_the_language_has_them() -> None:
    path = next(path for path in EXAMPLES if path.stem == "news-feed-faulty")
    work = Repair([Source(path.name, path.read_text("utf-8"))], nothing_else)
    fixed, left = accept(work, "for now")
    assert len(fixed) > 50
    assert {one.why for one in left} <= {"no acceptance can name it"}
    assert not mistakes(work.outcome) - mistakes(Repair(work.before, nothing_else).outcome)
    # What can't be accepted is told; it is still found.
    names = {one.diagnostic.name for one in one_by_one(work.outcome).values()}
    assert names <= {one.diagnostic.name for one in left} | {"expired-acceptance", "unused-acceptance"}


# Files


def test_files_are_written_whole_and_only_where_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    good, bad = tmp_path / "good.sd", tmp_path / "bad.sd"
    laid_out, _ = print_source(Source("good.sd", SHOP))
    good.write_text(laid_out)
    bad.write_text(SHOP.replace("service  cart", "servce   cart"))
    good.chmod(0o444)
    stamp = good.stat().st_mtime_ns
    main(["check", ".", "--fix"])
    assert good.stat().st_mtime_ns == stamp
    assert bad.read_text() == laid_out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.sd", "good.sd"]
    capsys.readouterr()
    assert main(["check", ".", "--fix", "--diff"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_shown_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = SHOP.replace("service  cart", "servce   cart")
    (tmp_path / "a.sd").write_text(text)
    for words in (["--fix", "--diff"], ["--suggest"], ["--add-accept", "x", "--diff"]):
        assert main(["check", "a.sd", *words]) in (0, 1)
    assert (tmp_path / "a.sd").read_text() == text


@pytest.mark.parametrize(
    "words",
    [
        ["--diff"],
        ["--suggest", "--fix"],
        ["--suggest", "--add-accept", "x"],
        ["--add-accept", ""],
        ["--add-accept", "two\nlines"],
        ["-", "--fix"],
    ],
)
def test_what_contradicts_itself_is_a_wrong_usage(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", *words]) == 2
