"""Literals are exact, dimensions are kept, intervals contain what they stand for, and numbers read round."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sdlint.quantity import (
    BANDWIDTH,
    BYTES,
    CALENDAR,
    COST,
    MAX_BITS,
    MONEY,
    NONE,
    RATE,
    TIME,
    Dimension,
    DimensionError,
    Quantity,
    RangeError,
    UnitMistake,
    compare,
    describe,
    parse,
    show,
    show_percent,
    to_json,
    unit_name,
    uses_calendar,
)

DAY = 86400
MONTH = Fraction("30.436875") * DAY
YEAR = Fraction("365.2425") * DAY


# Reading


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("7", 7, NONE),
        ("0.5", Fraction(1, 2), NONE),
        ("1_000_000", 10**6, NONE),
        ("1e6", 10**6, NONE),
        ("2.5E-3", Fraction(1, 400), NONE),
        ("3k", 3000, NONE),
        ("100M", 10**8, NONE),
        ("2G", 2 * 10**9, NONE),
        ("1.5bn", 1_500_000_000, NONE),
        ("4T", 4 * 10**12, NONE),
        ("99.95%", Fraction(9995, 10000), NONE),
        ("500B", 500, BYTES),
        ("2kB", 2000, BYTES),
        ("64GB", 64 * 10**9, BYTES),
        ("3PB", 3 * 10**15, BYTES),
        ("1KiB", 1024, BYTES),
        ("16GiB", 16 * 2**30, BYTES),
        ("2TiB", 2 * 2**40, BYTES),
        ("8bit", 1, BYTES),
        ("1Mbit", 125_000, BYTES),
        ("1ns", Fraction(1, 10**9), TIME),
        ("5us", Fraction(5, 10**6), TIME),
        ("5µs", Fraction(5, 10**6), TIME),  # The micro sign,
        ("5\u03bcs", Fraction(5, 10**6), TIME),  # and the Greek letter.
        ("200ms", Fraction(1, 5), TIME),
        ("1.5s", Fraction(3, 2), TIME),
        ("5min", 300, TIME),
        ("2h", 7200, TIME),
        ("3d", 3 * DAY, TIME),
        ("2w", 14 * DAY, TIME),
        ("1month", MONTH, TIME),
        ("5y", 5 * YEAR, TIME),
        ("10k/s", 10_000, RATE),
        ("30/min", Fraction(1, 2), RATE),
        ("8/hour", Fraction(8, 3600), RATE),
        ("8/day", Fraction(8, DAY), RATE),
        ("100M/month", Fraction(10**8) / MONTH, RATE),
        ("100M / month", Fraction(10**8) / MONTH, RATE),
        ("12/y", Fraction(12) / YEAR, RATE),
        ("1/ms", 1000, RATE),
        ("1Gbit/s", 125_000_000, BANDWIDTH),
        ("6MB/min", 100_000, BANDWIDTH),
        ("$0.02", Fraction(1, 50), MONEY),
        ("$20k", 20_000, MONEY),
        ("$1bn", 10**9, MONEY),
        ("$40/month", Fraction(40) / MONTH, COST),
        ("$20k/month", Fraction(20_000) / MONTH, COST),
        ("$0.02/GB", Fraction(2, 10**11), Dimension(bytes=-1, money=1)),
        ("$21/TB/month", Fraction(21, 10**12) / MONTH, Dimension(bytes=-1, time=-1, money=1)),
    ],
)
def test_a_literal_is_exact(text: str, value: int | Fraction, dimension: Dimension) -> None:
    assert parse(text) == Quantity.of(value, dimension)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        *((f"5{unit}", "5/s") for unit in ("rps", "qps", "tps")),
        ("5rpm", "5/min"),
        *((f"5{unit}", "5B") for unit in ("b", "byte", "bytes")),
        ("5bits", "5bit"),
        *(("5kb", "5kB"), ("5KB", "5kB"), ("5mb", "5MB"), ("5gb", "5GB"), ("5tb", "5TB")),
        *(("5Kb", "5kbit"), ("5Mb", "5Mbit"), ("5Gb", "5Gbit")),
        *(("5kbps", "5kbit/s"), ("5Kbps", "5kbit/s"), ("5mbps", "5Mbit/s"), ("5Mbps", "5Mbit/s")),
        *(("5gbps", "5Gbit/s"), ("5Gbps", "5Gbit/s")),
        *(("5K", "5k"), ("5mil", "5M"), ("5million", "5M"), ("5billion", "5bn")),
        *((f"5{unit}", "5s") for unit in ("sec", "secs", "second", "seconds")),
        *((f"5{unit}", "5ms") for unit in ("msec", "millis", "Ms", "MS")),
        *((f"5{unit}", "5min") for unit in ("mins", "minute", "minutes", "MIN")),
        *((f"5{unit}", "5h") for unit in ("hr", "hrs", "hour", "hours", "H")),
        *((f"5{unit}", "5d") for unit in ("day", "days", "D")),
        *((f"5{unit}", "5w") for unit in ("week", "weeks")),
        *((f"5{unit}", "5month") for unit in ("mo", "months", "Month")),
        *((f"5{unit}", "5y") for unit in ("yr", "yrs", "year", "years", "Y")),
        *(("5gib", "5GiB"), ("5GBit", "5Gbit"), ("5BN", "5bn")),
        *(("20x", "x20"), ("1.5x", "x1.5")),
        *((f"{number}GB", f"{number.strip()}GB") for number in ("5 ", "5  ")),
        *(("200 ms", "200ms"), ("95 %", "95%"), ("5 k/s", "5k/s")),
        *(("5/m", "5/min"), ("5/mins", "5/min"), ("5/seconds", "5/s"), ("5/hr", "5/h"), ("5/hours", "5/h")),
        *(("5/days", "5/d"), ("5/months", "5/month"), ("5/mo", "5/month"), ("5/yr", "5/y"), ("5/S", "5/s")),
        *(("5k / Min", "5k /min"), ("$5/gb", "$5/GB")),
        *(("$5GB", "$5/GB"), ("$5month", "$5/month"), ("$5GB/month", "$5/GB/month"), ("$5h", "$5/h")),
    ],
)
def test_what_was_meant_is_said(wrong: str, right: str) -> None:
    with pytest.raises(UnitMistake) as caught:
        parse(wrong)
    assert caught.value.suggestion == right
    assert f"`{right}`" in caught.value.message
    if not right.startswith("x"):
        parse(right)


@pytest.mark.parametrize(
    "text", ["5foo", "$5foo", "5/foo", "5/rps", "5/k", "5/", "5.", ".5", "-5", "", "GB", "5..6", "$5%", "$5x"]
)
def test_what_can_t_be_guessed_is_refused(text: str) -> None:
    with pytest.raises(UnitMistake) as caught:
        parse(text)
    assert caught.value.name == "unknown-unit"
    assert caught.value.suggestion is None


def test_m_alone_could_be_two_things() -> None:
    with pytest.raises(UnitMistake, match="`min` or `M`"):
        parse("5m")


@pytest.mark.parametrize(
    "text", ["1" * 61, "0." + "1" * 61, "1e61", "1e-61", "1e" + "9" * 150, "1" * 100_000]
)
def test_numbers_that_nothing_has_are_refused(text: str) -> None:
    with pytest.raises(UnitMistake) as caught:
        parse(text)
    assert caught.value.name == "wrong-value"


def test_a_design_may_choose_how_long_a_month_is() -> None:
    calendar = {**CALENDAR, "month": Fraction(30 * DAY)}
    assert parse("1month", calendar).value == 30 * DAY
    assert parse("3/month", calendar).value == Fraction(3, 30 * DAY)
    # A bill has the usual months, in which sums of money are told.
    assert parse("$21/TB/month", calendar) == parse("$21/TB/month")
    assert parse("1y", calendar).value == YEAR
    assert parse("8/year", {**CALENDAR, "y": Fraction(360 * DAY)}).value == Fraction(8, 360 * DAY)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("100M/month", {"month"}),
        ("5y", {"y"}),
        ("8/year", {"y"}),
        ("$3/month", set()),
        ("3/month/y", {"month", "y"}),
        ("5min", set()),
        ("1_000", set()),
    ],
)
def test_whether_a_literal_hangs_on_the_calendar(text: str, units: set[str]) -> None:
    assert uses_calendar(text) == units


# Dimensions


@pytest.mark.parametrize(
    ("dimension", "unit", "words"),
    [
        (NONE, "", "a plain number"),
        (TIME, "s", "a time"),
        (BYTES, "B", "bytes"),
        (RATE, "1/s", "a rate"),
        (BANDWIDTH, "B/s", "bytes per second"),
        (COST, "$/s", "money per time"),
        (Dimension(bytes=-1, time=-1, money=1), "$/B/s", "money per byte and time"),
        (Dimension(bytes=1, time=2), "B·s^2", "a quantity in B·s^2"),
        (Dimension(time=-2), "1/s^2", "a quantity in 1/s^2"),
    ],
)
def test_a_dimension_has_a_unit_and_words(dimension: Dimension, unit: str, words: str) -> None:
    assert unit_name(dimension) == unit
    assert describe(dimension) == words


def test_sums_keep_the_dimension_and_products_add_it() -> None:
    assert parse("1min") + parse("30s") == Quantity.of(90, TIME)
    assert parse("1min") - parse("90s") == Quantity.of(-30, TIME)
    assert parse("10k/s") * parse("500B") == Quantity.of(5_000_000, BANDWIDTH)
    assert parse("1GB") / parse("1MB/s") == Quantity.of(1000, TIME)
    assert parse("3s") ** parse("2") == Quantity.of(9, Dimension(time=2))
    assert parse("2s") ** -parse("1") == Quantity.of(Fraction(1, 2), RATE)


@pytest.mark.parametrize(("left", "right"), [("1s", "1B"), ("1", "1%/s"), ("$1", "$1/month")])
def test_what_doesn_t_go_together_names_both(left: str, right: str) -> None:
    first, second = parse(left), parse(right)
    for operation in (Quantity.__add__, Quantity.__sub__, compare):
        with pytest.raises(DimensionError) as caught:
            operation(first, second)
        assert str(caught.value) == (
            f"{describe(first.dimension)} and {describe(second.dimension)} don't go together"
        )


def test_an_exponent_is_a_small_whole_plain_number() -> None:
    two = parse("2")
    with pytest.raises(DimensionError):
        two ** parse("1s")
    for exponent in (parse("0.5"), parse("65"), Quantity(Fraction(1), Fraction(2))):
        with pytest.raises(RangeError):
            two**exponent
    with pytest.raises(RangeError, match="too large"):
        parse("1e60") ** parse("64")


def test_nothing_is_divided_by_what_may_be_zero() -> None:
    one = parse("1")
    for divisor in (parse("0"), Quantity(Fraction(-1), Fraction(1)), Quantity(Fraction(0), Fraction(1))):
        with pytest.raises(ZeroDivisionError):
            one / divisor
        with pytest.raises(ZeroDivisionError):
            divisor**-one


def test_numbers_stay_bounded_and_near_the_truth() -> None:
    third = exact = Fraction(10**30 + 1, 3**60)
    product_ = factor = Quantity.number(third)
    for _ in range(200):
        product_, exact = product_ * factor, exact * third
        assert product_.low.numerator.bit_length() <= MAX_BITS
        assert product_.low.denominator.bit_length() <= MAX_BITS
        assert abs(product_.low / exact - 1) < Fraction(1, 10**250)
    with pytest.raises(RangeError, match="too large"):
        for _ in range(100):
            product_ = product_ * Quantity.number(10**60)
    with pytest.raises(RangeError, match="too near to zero"):
        for _ in range(100):
            factor = factor * Quantity.number(Fraction(1, 10**60))


# Intervals


NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=60)
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=20)


@st.composite
def intervals(draw: st.DrawFn) -> Quantity:
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    return Quantity(low, low if draw(st.booleans()) else high)


def within(interval: Quantity, share: Fraction) -> Quantity:
    return Quantity.number(interval.low + (interval.high - interval.low) * share)


def holds(interval: Quantity, point: Quantity) -> bool:
    return interval.low <= point.value <= interval.high


@given(intervals(), intervals(), SHARES, SHARES)
@examples(max_examples=200)
def test_arithmetic_contains_what_any_of_its_points_give(
    left: Quantity, right: Quantity, at: Fraction, there: Fraction
) -> None:
    x, y = within(left, at), within(right, there)
    assert holds(left + right, x + y)
    assert holds(left - right, x - y)
    assert holds(left * right, x * y)
    assert holds(-left, -x)
    if not right.low <= 0 <= right.high:
        assert holds(left / right, x / y)


@given(intervals(), st.integers(-4, 4), SHARES)
@examples(max_examples=150)
def test_powers_contain_what_any_of_their_points_give(base: Quantity, exponent: int, at: Fraction) -> None:
    assume(exponent >= 0 or not base.low <= 0 <= base.high)
    power = base ** Quantity.number(exponent)
    assert holds(power, within(base, at) ** Quantity.number(exponent))
    # And no more than that: its ends are reached, at the ends or at zero.
    reached = [number**exponent for number in (base.low, base.high)]
    reached += [Fraction(0) ** exponent] if base.low < 0 < base.high else []
    assert (power.low, power.high) == (min(reached), max(reached))


@given(intervals(), intervals())
@examples(max_examples=150)
def test_products_are_no_wider_than_they_must_be(left: Quantity, right: Quantity) -> None:
    corners = [a * b for a, b in product((left.low, left.high), (right.low, right.high))]
    assert (left * right).low == min(corners)
    assert (left * right).high == max(corners)


@given(intervals(), intervals(), SHARES, SHARES)
@examples(max_examples=150)
def test_what_is_said_of_intervals_holds_of_every_point(
    left: Quantity, right: Quantity, at: Fraction, there: Fraction
) -> None:
    order = compare(left, right)
    x, y = within(left, at).value, within(right, there).value
    if order is not None:
        assert order == (x > y) - (x < y)
    else:
        assert left.low <= right.high
        assert right.low <= left.high
    assert compare(right, left) == (None if order is None else -order)


def test_an_interval_has_no_single_value() -> None:
    interval = Quantity(Fraction(1), Fraction(2))
    assert not interval.exact
    with pytest.raises(ValueError, match="no single value"):
        _ = interval.value
    assert to_json(interval) == [1, 2]


# Showing


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((text, text) for text in ("0", "7", "0.5", "9999", "10k", "100M", "1.5bn", "4T")),
        *((text, text) for text in ("500B", "64GB", "20TB", "0B", "0.5B")),
        *((text, text) for text in ("200ms", "5us", "1s", "1.5min", "2h", "21d", "5y", "0s")),
        *((text, text) for text in ("10k/s", "30/min", "8/h", "3/d", "8/y", "125MB/s", "0/s")),
        *((text, text) for text in ("$0.02", "$20", "$40/month", "$20k/month", "$21/TB/month", "$20/TB")),
        ("100M/month", "38/s"),
        ("16GiB", "17.2GB"),
        ("1Gbit/s", "125MB/s"),
        ("12345", "12.3k"),
        ("1.23456", "1.23"),
        # Rounding that reaches the next unit is in that unit.
        ("999999", "1M"),
        ("59.999s", "1min"),
        ("59.9999min", "1h"),
        ("23.9999h", "1d"),
        ("999.9ms", "1s"),
        ("999.9/s", "1k/s"),
        ("59.999/min", "1/s"),
        ("59.999/h", "1/min"),
        ("23.9999/d", "1/h"),
        ("999999B", "1MB"),
        # But a day short of a year isn't a year.
        ("364.9d", "365d"),
        ("1e-9", "1e-9"),
        ("0.1ns", "0.1ns"),
    ],
)
def test_shown_as_people_write_it(text: str, shown: str) -> None:
    assert show(parse(text)) == shown


def test_what_is_negative_or_an_interval_is_shown_so() -> None:
    assert show(-parse("200ms")) == "-200ms"
    assert show(Quantity(Fraction(1, 2), Fraction(90), TIME)) == "500ms..1.5min"
    assert show_percent(Quantity(Fraction(1, 2), Fraction(999, 1000))) == "50%..99.9%"


SHOWN = [NONE, TIME, BYTES, RATE, BANDWIDTH, MONEY, COST, Dimension(bytes=-1, time=-1, money=1)]


@given(
    st.fractions(min_value=1, max_value=1000, max_denominator=1000),
    st.integers(-9, 15),
    st.sampled_from(SHOWN),
)
@examples(max_examples=400)
def test_what_is_shown_reads_as_nearly_the_same(digits: Fraction, power: int, dimension: Dimension) -> None:
    value = digits * Fraction(10) ** power
    read = parse(show(Quantity.of(value, dimension)))
    assert read.dimension == dimension
    assert abs(read.value / value - 1) <= Fraction(6, 1000)


@given(st.fractions(min_value=0, max_value=2, max_denominator=10**7))
@examples(max_examples=300)
def test_a_percentage_never_says_all_or_nothing_where_it_isn_t(share: Fraction) -> None:
    text = show_percent(Quantity.number(share))
    read = parse(text.removeprefix(">")).value
    assert (read == 1) == (share == 1)
    assert (read == 0) == (share == 0)
    assert (read > 1) == (share > 1)
    assert abs(read - share) <= Fraction(6, 1000) * share


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("99.95%", "99.95%"),
        ("99.999%", "99.999%"),
        ("99.99999999999%", ">99.999%"),  # No more nines than anybody can know,
        ("99.4999%", "99.49%"),  # and never one more than there is.
        ("100.0000001%", "100.0000001%"),
        ("12.345%", "12.3%"),
        ("150%", "150%"),
        ("0.00000001%", "1e-8%"),
    ],
)
def test_percentages(text: str, shown: str) -> None:
    assert show_percent(parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "value"), [("64GB", 64 * 10**9), ("200ms", 0.2), ("38/s", 38), ("1e60", 10**60)]
)
def test_for_programs_numbers_are_in_base_units(text: str, value: float) -> None:
    found = to_json(parse(text))
    assert found == value
    assert type(found) is type(value)
