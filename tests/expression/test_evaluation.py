"""Three answers, exact numbers, and for each where it comes from."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.expression.evaluate import MAX_STEPS, Budget, Impossible, OutOfSteps
from sdlint.expression.values import Known, Unknown, Witness, unknown
from sdlint.quantity import Quantity, show
from tests.expression import scopes
from tests.expression.scopes import STORES, Store, value_of

WORDS = {True: "yes", False: "no", None: "maybe"}


def answer(text: str) -> bool | None:
    """Yes, no, or that it can't be known."""
    value = value_of(text)
    if isinstance(value, Unknown):
        return None
    assert isinstance(value.value, bool)
    return value.value


def shown(text: str) -> str:
    value = value_of(text)
    return show(value.value) if isinstance(value, Known) else value.text


# Kleene's logic


@pytest.mark.parametrize(("left", "right"), list(product(WORDS, WORDS)))
def test_and_or(left: bool | None, right: bool | None) -> None:
    sides = (left, right)
    conjunction = False if False in sides else None if None in sides else True
    disjunction = True if True in sides else None if None in sides else False
    assert answer(f"{WORDS[left]} and {WORDS[right]}") is conjunction
    assert answer(f"{WORDS[left]} or {WORDS[right]}") is disjunction


@pytest.mark.parametrize(("side", "opposite"), [("yes", False), ("no", True), ("maybe", None)])
def test_not(side: str, opposite: bool | None) -> None:
    assert answer(f"not {side}") is opposite


@st.composite
def formulas(draw: st.DrawFn, depth: int = 4) -> str:
    kind = draw(st.integers(0, 3 if depth else 0))
    if kind == 0:
        return draw(st.sampled_from(("yes", "no", "maybe", "perhaps")))
    left = draw(formulas(depth - 1))
    if kind == 1:
        return f"not ({left})"
    return f"(({left}) {draw(st.sampled_from(('and', 'or')))} ({draw(formulas(depth - 1))}))"


@given(formulas(), st.booleans(), st.booleans())
@examples(max_examples=200)
def test_what_is_answered_is_so_whatever_the_unknown_turn_out_to_be(
    formula: str, first: bool, second: bool
) -> None:
    found = answer(formula)
    settled = formula.replace("maybe", WORDS[first]).replace("perhaps", WORDS[second])
    if found is not None:
        assert answer(settled) is found
    else:
        value = value_of(formula)
        assert isinstance(value, Unknown)
        assert value.wants


def test_the_wants_are_of_all_that_is_wanting_each_once() -> None:
    value = value_of("maybe and perhaps and maybe")
    assert isinstance(value, Unknown)
    assert value.wants == ("an answer", "another answer")
    assert value.text == "unknown, for want of an answer and another answer"


@pytest.mark.parametrize(
    ("wants", "text"),
    [
        ((), "unknown"),
        (("a",), "unknown, for want of a"),
        (("a", "b", "c"), "unknown, for want of a, b and c"),
        (("a", "b", "c", "d", "e", "f"), "unknown, for want of a, b, c, d and 2 more"),
    ],
)
def test_an_unknown_in_words(wants: tuple[str, ...], text: str) -> None:
    assert unknown(*(Unknown((want,)) for want in wants)).text == text


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("two is known", True),
        ("two is not known", False),
        ("two is unknown", False),
        ("two is not unknown", True),
        ("much is known", False),
        ("much is not known", True),
        ("much is unknown", True),
        ("much is not unknown", False),
        ("no is known", True),
        ("maybe is known", False),
        ("(much + 1) is known", False),
        ("(no and maybe) is known", True),
        ("hot.replicas is unknown", True),
        ("load(hot) is unknown", True),
        ("(some < more) is unknown", True),
    ],
)
def test_is_known_is_itself_always_known(text: str, is_so: bool) -> None:
    assert answer(text) is is_so


@pytest.mark.parametrize(
    "text",
    [
        "much + 1",
        "1 / much",
        "-much",
        "much < 2",
        "ceil(much)",
        "max(1, much)",
        "twice(much / 1s)",
        "much..2",
    ],
)
def test_what_needs_the_unknown_is_unknown_for_the_same_want(text: str) -> None:
    value = value_of(text)
    assert isinstance(value, Unknown)
    assert value.wants == ("a number",)


# Numbers


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("(1 + 2) * 3", "9"),
        ("8 / 4 / 2", "1"),
        ("7 - 2 - 1", "4"),
        ("2 ^ 3 ^ 2", "512"),
        ("-2 ^ 2", "-4"),
        ("2 ^ -1", "0.5"),
        ("2 * -3", "-6"),
        ("1min + 30s", "1.5min"),
        ("100M / 1month", "38/s"),
        ("10k/s * 500B", "5MB/s"),
        ("3s..1s", "1s..3s"),
        ("1..2 + 1", "1..3"),
        ("ceil(1.2)", "2"),
        ("floor(-1.2)", "-2"),
        ("round(2.5)", "2"),
        ("round(1.4..2.6)", "1..3"),
        ("abs(-3s)", "3s"),
        ("abs(-5..-3)", "3..5"),
        ("abs(-3..2)", "0..3"),
        ("min(3, 1, 2)", "1"),
        ("max(1s, 1min, 2s)", "1min"),
        ("sum(1s, 2s, 3s)", "6s"),
        ("min(some, more)", "1..3"),
        ("max(some, 2)", "2..3"),
    ],
)
def test_sums(text: str, result: str) -> None:
    assert shown(text) == result


def test_a_third_three_times_is_one() -> None:
    value = value_of("1 / 3 + 1 / 3 + 1 / 3")
    assert isinstance(value, Known)
    assert value.value == Quantity.number(1)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("1 / (2 - 2)", "division-by-zero", "(2 - 2)"),
        ("1 / (-1..1)", "division-by-zero", "(-1..1)"),
        ("0 ^ -1", "division-by-zero", "-1"),
        ("2 ^ 0.5", "out-of-range", "2 ^ 0.5"),
        ("10 ^ 60 ^ 60", "out-of-range", "10 ^ 60 ^ 60"),
    ],
)
def test_what_can_t_be_computed_says_where(text: str, name: str, place: str) -> None:
    with pytest.raises(Impossible) as caught:
        value_of(text)
    assert caught.value.name == name
    assert caught.value.span.text == place


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        *(("1 < 2", True), ("2 < 1", False), ("2 <= 2", True), ("2 < 2", False)),
        *(("2 = 2", True), ("2 != 2", False), ("1min = 60s", True), ("1kB >= 1000B", True)),
        # Of intervals (some is 1..3, more is 3..5): what holds for all of their numbers.
        *(("some < 4", True), ("some > 4", False), ("some = 4", False), ("some != 4", True)),
        *(("some < 2", None), ("some = 2", None), ("some != 2", None)),
        *(("some <= more", True), ("some > more", False), ("some < more", None), ("some >= more", None)),
        *(("more >= some", True), ("more < some", False), ("more > some", None), ("some <= 3", True)),
        *(("some >= 1", True), ("some < 1", False), ("some > 1", None)),
        # Of anything else.
        *(('word = "word"', True), ('word != "word"', False), ('word = "other"', False)),
        *(("posts = posts", True), ("posts = hot", False), ("posts != hot", True)),
        *(("posts in stores", True), ("posts in none", False), ("hot in lost", None)),
    ],
)
def test_comparisons(text: str, holds: bool | None) -> None:
    assert answer(text) is holds


def test_intervals_that_overlap_want_a_narrower_range() -> None:
    value = value_of("some < 2")
    assert isinstance(value, Unknown)
    assert value.wants == ("a narrower range of some",)


INTERVALS = st.tuples(st.integers(-4, 4), st.integers(0, 3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(INTERVALS, INTERVALS, st.sampled_from(("<", "<=", "=", "!=", ">=", ">")))
@examples(max_examples=200)
def test_a_comparison_of_intervals_holds_of_all_their_numbers_or_is_unknown(
    left: tuple[int, int], right: tuple[int, int], sign: str
) -> None:
    found = answer(f"({left[0]}..{left[1]}) {sign} ({right[0]}..{right[1]})")
    points = product(range(left[0], left[1] + 1), range(right[0], right[1] + 1))
    each = {answer(f"{x} {sign} {y}") for x, y in points}
    assert found in each | {None}
    if found is not None:
        assert each == {found}
    elif sign not in ("=", "!="):
        assert each == {True, False}


# Lists: posts (2 copies, ready), users (3 copies, not ready), hot (nothing is said)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("any(s in stores if s.replicas > 2)", True),
        ("any(s in stores if s.replicas > 3)", None),
        ("all(s in stores if s.replicas > 1)", None),
        ("all(s in stores if s.replicas > 2)", False),
        ("any(s.ready for s in stores)", True),
        ("all(s.ready for s in stores)", False),
        ("any(s.ready for s in stores if s.replicas > 2)", None),
        ("all(s.replicas > 1 for s in stores if s.replicas is known)", True),
        ("any(s.replicas > 3 for s in stores if s.replicas is known)", False),
        # Whether `hot` counts can't be known, and doesn't matter for what wouldn't decide.
        ('any(s.name = "nobody" for s in stores if s.ready)', False),
        ('all(s.name != "nobody" for s in stores if s.ready)', True),
        ('any(s.name = "hot" for s in stores if s.ready)', None),
        ('all(s.name != "hot" for s in stores if s.ready)', None),
        ("any(s in none if s.ready)", False),
        ("all(s in none if s.ready)", True),
        ("any(s in none)", False),
        ("any(s in stores)", True),
        ("any(s in lost if s.ready)", None),
    ],
)
def test_any_all(text: str, holds: bool | None) -> None:
    assert answer(text) is holds


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("count(stores)", "3"),
        ("count(none)", "0"),
        ("count(lost)", "unknown, for want of a list"),
        ("count(s in stores)", "3"),
        ("count(s in stores if s.replicas is known)", "2"),
        ("count(s in stores if s.replicas > 1)", "unknown, for want of replicas of hot"),
        ("count(s for s in stores if s.name != s.name)", "0"),
        ("sum(s.memory for s in stores if s.memory is known)", "80GB"),
        ("sum(s.memory * s.replicas for s in stores if s.ready is known)", "176GB"),
        ("sum(s.memory for s in stores)", "unknown, for want of memory of hot"),
        ("min(s.replicas for s in stores if s.replicas is known)", "2"),
        ("max(s.replicas for s in stores if s.replicas is known)", "3"),
        ("max(s.replicas for s in none)", "unknown, for want of anything to take the max of"),
        ("count(a in stores if any(b in stores if b.name = a.name))", "3"),
    ],
)
def test_lists(text: str, result: str) -> None:
    assert shown(text) == result


@given(st.lists(st.sampled_from((True, False, None)), max_size=5))
@examples(max_examples=100)
def test_any_is_or_and_all_is_and(answers: list[bool | None]) -> None:
    stores = tuple(Store(f"s{n}", ready=ready) for n, ready in enumerate(answers))
    world = scopes.World({**scopes.NAMES, "stores": (scopes.NAMES["stores"][0], Known(stores))})
    for text, decisive in (("any(s.ready for s in stores)", True), ("all(s in stores if s.ready)", False)):
        value = scopes.evaluate(scopes.tree_of(text), world)
        found = value.value if isinstance(value, Known) else None
        assert found is (decisive if decisive in answers else None if None in answers else not decisive)


# The budget


def test_what_is_evaluated_is_paid_for() -> None:
    def cost(text: str) -> int:
        budget = Budget()
        value_of(text, budget)
        return MAX_STEPS - budget.left

    assert cost("1") == 1
    assert cost("1 + 2 + 3") == 5
    assert cost("stores") == 1 + len(STORES)
    counted = "count(s in stores if s.ready)"
    once, twice = cost(counted), cost(f"{counted} + {counted}")
    assert twice == 2 * once + 1


def test_who_has_no_steps_left_is_stopped() -> None:
    with pytest.raises(OutOfSteps):
        value_of("1 + 2 + 3", Budget(4))
    value_of("1 + 2 + 3", Budget(5))


# Witnesses


def lines(text: str) -> list[str]:
    return value_of(text).witness.lines()


def test_a_value_says_what_it_comes_from() -> None:
    assert lines("two * 3 + 1") == ["two * 3 + 1 = 7", "  two * 3 = 6", "    2"]
    assert value_of("100M/month").witness == Witness("", "100M/month", origin="stated", source="here:1")
    assert value_of('"a \\"b\\""') == Known('a "b"', Witness("", '"a \\"b\\""'))


def test_what_decides_is_the_whole_argument() -> None:
    assert value_of("no and maybe").witness.what == "no"
    assert value_of("maybe or yes").witness.what == "yes"
    assert value_of("not no").witness.what == "no"


def test_a_witness_is_one_line_for_each_part() -> None:
    stated = Witness("hit of hot", "95%", origin="stated", source="feed.sd:5")
    assumed = Witness("availability of a zone", "99.95%", origin="assumed", source="SLA, 2024")
    whole = Witness("load(posts)", "500/s", "10k/s × 5%", parts=(stated, assumed, stated))
    assert whole.lines("- ") == [
        "- load(posts) = 500/s = 10k/s × 5%",
        "-   hit of hot = 95% (feed.sd:5)",
        "-   availability of a zone = 99.95% (assumed: SLA, 2024)",
    ]
    found = whole.to_json()
    assert (found["what"], found["value"], found["how"]) == ("load(posts)", "500/s", "10k/s × 5%")
    assert (found["origin"], found["source"]) == ("computed", None)
    assert [part["what"] for part in found["parts"]] == ["hit of hot", "availability of a zone"]


@pytest.mark.parametrize("width", [1, 2])
def test_an_argument_of_many_parts_ends(width: int) -> None:
    witness = Witness("step 0")
    for number in range(1, 2000):
        witness = Witness(f"step {number}", parts=(witness,) * width)
    assert len(witness.lines()) == 60
    depth, data = 0, witness.to_json()
    while data["parts"]:
        (data,) = data["parts"]
        depth += 1
    assert depth == 60
