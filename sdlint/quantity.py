"""Quantities: exact numbers with a dimension, or intervals of them; how they are read and shown.

Everything is a rational number until it is shown. Dimensions are exponents of bytes, seconds and money;
a count has none. A month is 30.436875 days and a year 365.2425 (the Gregorian mean), unless a design
says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sdlint.record import Equal

MAX_BITS = 4096
"""The longest numerator or denominator: nothing may exhaust the machine. A longer fraction is rounded to
PRECISION bits; what is still too long then is too large, or too near to zero."""
PRECISION = 1024
MAX_LITERAL = 200
"""Characters of a literal."""
MAX_POWER_OF_TEN = 60
"""The largest exponent of a literal, up or down."""
MAX_EXPONENT = 64


class Dimension(NamedTuple):
    """Exponents of bytes, time and money."""

    bytes: int = 0
    time: int = 0
    money: int = 0


NONE = Dimension()
BYTES = Dimension(bytes=1)
TIME = Dimension(time=1)
RATE = Dimension(time=-1)
BANDWIDTH = Dimension(bytes=1, time=-1)
MONEY = Dimension(money=1)
COST = Dimension(money=1, time=-1)

_IN_WORDS = {
    NONE: "a plain number",
    BYTES: "bytes",
    TIME: "a time",
    RATE: "a rate",
    BANDWIDTH: "bytes per second",
    MONEY: "money",
    COST: "money per time",
    Dimension(bytes=-1, money=1): "money per byte",
    Dimension(bytes=-1, time=-1, money=1): "money per byte and time",
}


def unit_name(dimension: Dimension) -> str:
    """The unit's symbol: `s`, `B`, `1/s`, `B/s`, `$`, `$/s`, `$/B/s`; empty for a plain number."""
    over = [symbol if n == 1 else f"{symbol}^{n}" for symbol, n in _symbols(dimension) if n > 0]
    under = [symbol if n == -1 else f"{symbol}^{-n}" for symbol, n in _symbols(dimension) if n < 0]
    if not over and not under:
        return ""
    return "/".join(["·".join(over) or "1", *under])


def _symbols(dimension: Dimension) -> list[tuple[str, int]]:
    return [("$", dimension.money), ("B", dimension.bytes), ("s", dimension.time)]


def describe(dimension: Dimension) -> str:
    """The dimension in words: "a time", "a rate"."""
    return _IN_WORDS.get(dimension) or f"a quantity in {unit_name(dimension)}"


class DimensionError(Exception):
    """Two quantities of different dimensions where they must be the same."""

    def __init__(self, left: Dimension, right: Dimension) -> None:
        super().__init__(f"{describe(left)} and {describe(right)} don't go together")
        self.left = left
        self.right = right


class RangeError(Exception):
    """A number that is too large or too long."""


class UnitMistake(Exception):
    """A literal that can't be read: why, and the right spelling where one is likely."""

    def __init__(self, name: str, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.suggestion = suggestion


class Quantity(Equal):
    """A number of a dimension, in seconds, bytes and dollars; an interval where low < high."""

    low: Fraction
    high: Fraction
    dimension: Dimension = NONE

    def __eq__(self, other: object) -> bool:
        # Fractions are in lowest terms, so their parts tell; comparing those is several times as fast.
        if not isinstance(other, Quantity):
            return NotImplemented
        return (
            self.low.numerator == other.low.numerator
            and self.low.denominator == other.low.denominator
            and ((self.high is self.low and other.high is other.low) or self.high == other.high)
            and self.dimension == other.dimension
        )

    def __hash__(self) -> int:
        return hash((self.low.numerator, self.low.denominator, self.dimension))

    @classmethod
    def number(cls, value: int | Fraction) -> Quantity:
        """A plain number."""
        number = Fraction(value)
        return cls(number, number)

    @classmethod
    def of(cls, value: int | Fraction, dimension: Dimension) -> Quantity:
        """A number of a dimension."""
        number = Fraction(value)
        return cls(number, number, dimension)

    @property
    def exact(self) -> bool:
        """Whether it is one number and no interval."""
        # Nearly always it is one object: comparing fractions is slow.
        return self.low is self.high or self.low == self.high

    @property
    def value(self) -> Fraction:
        """The number. Raises ValueError for an interval."""
        if not self.exact:
            raise ValueError("an interval has no single value")
        return self.low

    def __add__(self, other: Quantity) -> Quantity:
        self._same(other)
        if self.exact and other.exact:
            total = self.low + other.low
            return _bounded(total, total, self.dimension)
        return _bounded(self.low + other.low, self.high + other.high, self.dimension)

    def __sub__(self, other: Quantity) -> Quantity:
        self._same(other)
        return _bounded(self.low - other.high, self.high - other.low, self.dimension)

    def __mul__(self, other: Quantity) -> Quantity:
        dimension = Dimension(*(a + b for a, b in zip(self.dimension, other.dimension, strict=True)))
        if self.exact and other.exact:
            product = self.low * other.low
            return _bounded(product, product, dimension)
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return _bounded(min(corners), max(corners), dimension)

    def __truediv__(self, other: Quantity) -> Quantity:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("division by zero")
        dimension = Dimension(*(a - b for a, b in zip(self.dimension, other.dimension, strict=True)))
        if self.exact and other.exact:
            ratio = self.low / other.low
            return _bounded(ratio, ratio, dimension)
        corners = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return _bounded(min(corners), max(corners), dimension)

    def __pow__(self, other: Quantity) -> Quantity:
        if other.dimension != NONE:
            raise DimensionError(NONE, other.dimension)
        if not other.exact or other.low.denominator != 1 or abs(other.low) > MAX_EXPONENT:
            raise RangeError(f"an exponent must be a whole number from -{MAX_EXPONENT} to {MAX_EXPONENT}")
        exponent = int(other.low)
        dimension = Dimension(*(n * exponent for n in self.dimension))
        if exponent < 0 and self.low <= 0 <= self.high:
            raise ZeroDivisionError("division by zero")
        if max(_bits(self.low), _bits(self.high)) * abs(exponent) > MAX_BITS:
            raise RangeError("the number is too large")
        corners = [self.low**exponent, self.high**exponent]
        if self.low < 0 < self.high and exponent > 0 and exponent % 2 == 0:
            corners.append(Fraction(0))
        return _bounded(min(corners), max(corners), dimension)

    def __neg__(self) -> Quantity:
        return Quantity(-self.high, -self.low, self.dimension)

    def _same(self, other: Quantity) -> None:
        if self.dimension != other.dimension:
            raise DimensionError(self.dimension, other.dimension)


def _bounded(low: Fraction, high: Fraction, dimension: Dimension) -> Quantity:
    if low is high:
        if _bits(low) > MAX_BITS:
            low = high = _rounded(low)
    elif _bits(low) > MAX_BITS or _bits(high) > MAX_BITS:
        low, high = _rounded(low), _rounded(high)
    return Quantity(low, high, dimension)


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _rounded(number: Fraction) -> Fraction:
    """The nearest number of PRECISION bits. Raises RangeError where that is too long still."""
    if _bits(number) <= MAX_BITS:
        return number
    size = number.numerator.bit_length() - number.denominator.bit_length()
    if abs(size) > MAX_BITS - PRECISION:
        raise RangeError("the number is too large" if size > 0 else "the number is too near to zero")
    unit = Fraction(2) ** (PRECISION - size)
    return Fraction(round(number * unit)) / unit


def compare(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1; nothing where intervals overlap. Raises DimensionError."""
    if left.dimension != right.dimension:
        raise DimensionError(left.dimension, right.dimension)
    if left.high < right.low:
        return -1
    if left.low > right.high:
        return 1
    return 0 if left.exact and right.exact else None


# Reading

CALENDAR: Mapping[str, Fraction] = {
    "month": Fraction("30.436875") * 86400,
    "y": Fraction("365.2425") * 86400,
}
"""Seconds of the units whose length a design may choose."""

_PREFIXES = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "bn": 9}
_TIMES = {
    "ns": Fraction(1, 10**9),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "min": Fraction(60),
    "h": Fraction(3600),
    "d": Fraction(86400),
    "w": Fraction(604800),
}
_LONG = {
    "sec": "s",
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "week": "w",
    "year": "y",
}
_SIZES: dict[str, tuple[Fraction, str]] = {"": (Fraction(1), "")}
for _prefix, _power in _PREFIXES.items():
    if _prefix != "bn":
        _SIZES[f"{_prefix}B"] = (Fraction(10**_power), "B")
        _SIZES[f"{_prefix}bit"] = (Fraction(10**_power, 8), "B")
for _power, _prefix in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi"), 1):
    _SIZES[f"{_prefix}B"] = (Fraction(1024**_power), "B")

_LITERAL = re.compile(
    r"(\$?)(\d[\d_]*)((?:\.\d+)?)((?:[eE][+-]?\d+)?)(\s*)(%|[^\W\d]\w*|)((?:\s*/\s*\w+)*)\s*\Z"
)
_MEANT = {
    "rps": "/s",
    "qps": "/s",
    "tps": "/s",
    "rpm": "/min",
    "b": "B",
    "gb": "GB",
    "mb": "MB",
    "kb": "kB",
    "tb": "TB",
    "KB": "kB",
    "Kb": "kbit",
    "K": "k",
    "m": None,
    "B": "B",
    "mil": "M",
    "million": "M",
    "billion": "bn",
    "b_n": "bn",
    "Mbps": "Mbit/s",
    "Gbps": "Gbit/s",
    "kbps": "kbit/s",
    "Kbps": "kbit/s",
    "mbps": "Mbit/s",
    "gbps": "Gbit/s",
    "Mb": "Mbit",
    "Gb": "Gbit",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "week": "w",
    "weeks": "w",
    "months": "month",
    "mo": "month",
    "yr": "y",
    "yrs": "y",
    "year": "y",
    "years": "y",
    "bytes": "B",
    "byte": "B",
    "bits": "bit",
    "msec": "ms",
    "millis": "ms",
}


_CALLS = frozenset(("call", "calls", "request", "requests", "req", "message", "messages", "transaction"))


def uses_calendar(text: str) -> set[str]:
    """Which of the units of chosen length a literal is in; of money they keep the usual one."""
    if text.lstrip("-").startswith("$"):
        return set()
    words = set(re.findall(r"[^\W\d]+", text))
    return {"month" for _ in words & {"month", "months"}} | {"y" for _ in words & {"y", "year"}}


def parse(text: str, calendar: Mapping[str, Fraction] = CALENDAR) -> Quantity:
    """Read a literal. Raises UnitMistake."""
    return _usual(text) if calendar is CALENDAR else _read(text, calendar)


@lru_cache(maxsize=1024)
def _usual(text: str) -> Quantity:
    """The same literals stand in rules that are asked of each component."""
    return _read(text, CALENDAR)


def _read(text: str, calendar: Mapping[str, Fraction]) -> Quantity:
    if len(text) > MAX_LITERAL:
        raise UnitMistake("wrong-value", "a number of more digits than anything needs")
    match = _LITERAL.match(text)
    if match is None:
        raise UnitMistake("unknown-unit", f"`{text}` is no quantity")
    dollar, whole, decimals, exponent, blank, unit, under = match.groups()
    if len(whole) + len(decimals) > 60:
        raise UnitMistake("wrong-value", "a number of more digits than anything needs")
    if abs(int(exponent[1:] or 0)) > MAX_POWER_OF_TEN:
        raise UnitMistake("wrong-value", "a number larger or smaller than anything is")
    if blank and unit:
        glued = text.strip().replace(blank + unit, unit, 1)
        raise UnitMistake("wrong-unit", f"`{text.strip()}`: write `{glued}`", glued)
    number = Fraction(whole.replace("_", "") + decimals + exponent.lower())
    parts = [part.strip() for part in under.split("/")[1:]]
    scale, dimension = _head(dollar, text, whole + decimals + exponent, unit, parts, calendar)
    for part in parts:
        # A month's bill is a month's bill, however many days a sum of visits takes it for.
        factor, below = _below(part, CALENDAR if dollar else calendar, text)
        scale /= factor
        dimension = Dimension(*(a - b for a, b in zip(dimension, below, strict=True)))
    value = number * scale
    return Quantity(value, value, dimension)


def _head(
    dollar: str, text: str, digits: str, unit: str, parts: list[str], calendar: Mapping[str, Fraction]
) -> tuple[Fraction, Dimension]:
    """The unit straight after the number."""
    if unit == "%" and not dollar:
        return Fraction(1, 100), NONE
    if unit in _PREFIXES:
        return Fraction(10) ** _PREFIXES[unit], MONEY if dollar else NONE
    if not dollar:
        if unit in _SIZES:
            return _SIZES[unit][0], BYTES
        if unit in _TIMES:
            return _TIMES[unit], TIME
        if unit in calendar:
            return calendar[unit], TIME
    raise _unknown(text, dollar + digits, unit, parts)


def _below(part: str, calendar: Mapping[str, Fraction], text: str) -> tuple[Fraction, Dimension]:
    """A unit after a slash."""
    part = _LONG.get(part, part)
    if part in _TIMES:
        return _TIMES[part], TIME
    if part in calendar:
        return calendar[part], TIME
    if part in _SIZES and part:
        return _SIZES[part][0], BYTES
    if text.lstrip().startswith("$") and part in _CALLS:
        plain = re.sub(rf"/\s*{re.escape(part)}", "", text).strip()
        raise UnitMistake("unknown-unit", f"`{text.strip()}`: write `{plain}`, which is a call's", plain)
    right = "min" if part == "m" else _MEANT.get(part) or _any_case(part)
    if right not in _TIMES and right not in CALENDAR and right not in _SIZES:
        right = None
    suggestion = re.sub(rf"/\s*{re.escape(part)}", f"/{right}", text) if right else None
    hint = f": `{suggestion}`?" if suggestion else ""
    raise UnitMistake("unknown-unit", f"unknown unit `/{part}`{hint}", suggestion)


def _unknown(text: str, digits: str, unit: str, parts: list[str]) -> UnitMistake:
    """What an unknown unit was meant to be."""
    rest = "".join(f"/{part}" for part in parts)
    if digits.startswith("$") and (unit in _SIZES or unit in _TIMES or unit in CALENDAR):
        right = f"{digits}/{unit}{rest}"
        return UnitMistake("unknown-unit", f"`{text}`: write `{right}`", right)
    if unit == "x" and not digits.startswith("$"):
        return UnitMistake("unknown-unit", f"`{text}`: write `x{digits}`", f"x{digits}")
    if unit == "m":
        return UnitMistake("unknown-unit", "unknown unit `m`: `min` or `M`?")
    if _MEANT.get(unit):
        right = f"{digits}{_MEANT[unit]}{rest}"
        return UnitMistake("unknown-unit", f"unknown unit `{unit}`: write `{right}`", right)
    candidate = _any_case(unit)
    if candidate:
        right = f"{digits}{candidate}{rest}"
        return UnitMistake("unknown-unit", f"unknown unit `{unit}`: write `{right}`", right)
    return UnitMistake("unknown-unit", f"unknown unit `{unit}`")


def _any_case(word: str) -> str | None:
    """The unit that is spelt so but for capitals."""
    units = [*_SIZES, *_TIMES, *CALENDAR, *_PREFIXES]
    return next((unit for unit in units if unit and unit.lower() == word.lower()), None)


# Showing

MOST_NINES = Fraction("99.999")
"""The percentage that is shown for all above it: nobody knows the sixth nine of anything."""

_SCALES = ((10**15, "P"), (10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))
_SPANS: tuple[tuple[Fraction, str], ...] = (
    (CALENDAR["y"], "y"),
    (Fraction(86400), "d"),
    (Fraction(3600), "h"),
    (Fraction(60), "min"),
    (Fraction(1), "s"),
    (Fraction(1, 10**3), "ms"),
    (Fraction(1, 10**6), "us"),
    (Fraction(1, 10**9), "ns"),
)


# The same numbers are shown again and again, in the witnesses of what a loss leaves as it was.
@lru_cache(maxsize=4096)
def show(quantity: Quantity) -> str:
    """The quantity as people write it, with three significant digits."""
    if not quantity.exact:
        low, high = (Quantity(n, n, quantity.dimension) for n in (quantity.low, quantity.high))
        return f"{show(low)}..{show(high)}"
    value, dimension = quantity.low, quantity.dimension
    if value < 0:
        return f"-{show(-quantity)}"
    if dimension == TIME:
        return _show_time(value)
    if dimension.money == 1 and dimension.time in (0, -1) and dimension.bytes in (0, -1):
        return _show_money(value, dimension)
    if dimension in (RATE, BANDWIDTH):
        return _show_rate(value, "B" if dimension == BANDWIDTH else "")
    symbol = unit_name(dimension)
    if dimension == NONE:
        return _scaled(value, bn=True)
    head, *under = symbol.split("/")
    return _scaled(value) + (head if head != "1" else "") + "".join(f"/{part}" for part in under)


def _three(value: Fraction) -> Fraction:
    """Three significant digits of a number that isn't 0, a half to the even digit."""
    if value < 0:
        return -_three(-value)
    numerator, denominator = value.numerator, value.denominator
    power = len(str(numerator)) - len(str(denominator)) - 2
    if power >= 0:
        denominator *= 10**power
    else:
        numerator *= 10**-power
    # The lengths of the numbers tell the size of their ratio up to a factor of 10.
    if numerator < 100 * denominator:
        numerator, power = numerator * 10, power - 1
    if numerator >= 1000 * denominator:
        denominator, power = denominator * 10, power + 1
    digits, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and digits % 2):
        digits += 1
    return Fraction(digits * 10**power) if power >= 0 else Fraction(digits, 10**-power)


def _digits(value: Fraction) -> str:
    """Three significant digits, or all digits of a whole number below 10,000; never rounded to the next
    unit's worth, which is for the caller to see to.
    """
    if value.denominator == 1 and value < 10_000:
        return str(value.numerator)
    rounded = _three(value)
    if not Fraction(1, 10**6) <= rounded < 10**6:
        power = len(str(rounded.numerator)) - len(str(rounded.denominator))
        power += (rounded >= Fraction(10) ** (power + 1)) - (rounded < Fraction(10) ** power)
        return f"{_plain(rounded / Fraction(10) ** power)}e{power}"
    return _plain(rounded)


def _plain(value: Fraction) -> str:
    """A decimal fraction of few digits, without an exponent."""
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole, rest = divmod((value * 10**places).numerator, 10**places)
    return f"{whole}.{rest:0{places}}"


def _scaled(value: Fraction, *, bn: bool = False) -> str:
    if value == 0 or (value.denominator == 1 and value < (10_000 if bn else 1000)):
        return str(value.numerator)
    rounded = value if value < 1 else _three(value)
    for factor, prefix in _SCALES:
        if rounded >= factor:
            return f"{_digits(rounded / factor)}{'bn' if bn and prefix == 'G' else prefix}"
    return _digits(rounded)


def _show_time(value: Fraction) -> str:
    if value == 0:
        return "0s"
    for seconds, name in _SPANS:
        # Rounding may reach the next larger unit: 59.99s is 1min, 999.9ms is 1s.
        if value >= seconds or (name != "y" and _three(value) >= seconds):
            return f"{_digits(value / seconds)}{name}"
    return f"{_digits(value * 10**9)}ns"


def _show_rate(value: Fraction, unit: str) -> str:
    # Rounding may reach the next shorter time: 0.9999/s is 1/s and not 60/min.
    if value == 0 or _three(value) >= 1:
        return f"{_scaled(value)}{unit}/s"
    for name, seconds in (("min", 60), ("h", 3600), ("d", 86400)):
        if _three(value * seconds) >= 1:
            return f"{_digits(value * seconds)}{unit}/{name}"
    return f"{_digits(value * CALENDAR['y'])}{unit}/y"


def _show_money(value: Fraction, dimension: Dimension) -> str:
    if dimension.time == -1:
        value *= CALENDAR["month"]
    per = ("/TB" if dimension.bytes == -1 else "") + ("/month" if dimension.time == -1 else "")
    if dimension.bytes == -1:
        value *= 10**12
    return f"${_scaled(value, bn=True)}{per}"


@lru_cache(maxsize=4096)
def show_percent(quantity: Quantity) -> str:
    """A share as a percentage; never rounded up to 100%, nor down to 0%."""
    if not quantity.exact:
        low, high = (Quantity(n, n, NONE) for n in (quantity.low, quantity.high))
        return f"{show_percent(low)}..{show_percent(high)}"
    value = quantity.low * 100
    if value < 0:
        return f"-{show_percent(-quantity)}"
    if value in (0, 100):
        return f"{value}%"
    if 100 < value < 101:
        # What is above 100% is never shown as 100%.
        for places in range(1, 9):
            shown = Fraction(round(value * 10**places), 10**places)
            if shown > 100:
                return f"{_plain(shown)}%"
        return "100.00000001%"
    if 99 < value < 100:
        if value > MOST_NINES:
            return f">{_plain(MOST_NINES)}%"
        for places in range(1, 9):
            # Cut off, so that it never shows a nine more than there is.
            shown = Fraction(int(value * 10**places), 10**places)
            if value - shown <= (100 - value) / 20:
                return f"{_plain(shown)}%"
    return f"{_digits(value)}%"


def to_json(quantity: Quantity) -> int | float | list[int | float]:
    """The number in seconds, bytes, 1/s or dollars, with full precision; low and high of an interval."""
    if quantity.exact:
        return _json(quantity.low)
    return [_json(quantity.low), _json(quantity.high)]


def _json(value: Fraction) -> int | float:
    # Past 10^300 no float is left, and a whole number says it as well.
    return round(value) if value.denominator == 1 or abs(value) > 10**300 else float(value)
