"""The functions that every expression has, whatever it is about: what they are, for people."""

from __future__ import annotations

from sdlint.record import Record


class Function(Record):
    """An aggregate or a rounding."""

    name: str
    signature: str
    result: str
    """Its type in words; it may hang on what it is given."""
    doc: str
    example: str


_NUMBER = "a number of the same unit"

AGGREGATE = (
    Function(
        "all",
        "all(x in xs if condition)",
        "yes or no",
        "Whether the condition holds for every one; yes when there is none.",
        "all(f in flows if f.rate is known)",
    ),
    Function(
        "any",
        "any(x in xs if condition)",
        "yes or no",
        "Whether the condition holds for at least one; no when there is none.",
        "any(c in caches if utilization(c) > 80%)",
    ),
    Function(
        "count",
        "count(x in xs if condition)",
        "a plain number",
        "How many there are, or for how many the condition holds. A list alone may stand there too.",
        "count(stores)",
    ),
    Function(
        "max",
        "max(a, b, …) or max(value for x in xs)",
        _NUMBER,
        "The largest of some numbers; unknown where one of them is, or there is none.",
        "max(load(c) for c in services)",
    ),
    Function(
        "min",
        "min(a, b, …) or min(value for x in xs)",
        _NUMBER,
        "The smallest of some numbers; unknown where one of them is, or there is none.",
        "min(1k/s, 2k/s)",
    ),
    Function(
        "sum",
        "sum(a, b, …) or sum(value for x in xs)",
        _NUMBER,
        "The sum of some numbers; unknown where one of them is, 0 where there is none.",
        "sum(machines(c) for c in services)",
    ),
)
ROUNDING = (
    Function("abs", "abs(number)", _NUMBER, "The number without its sign.", "abs(1s - 3s)"),
    Function(
        "ceil",
        "ceil(number)",
        _NUMBER,
        "Rounded up to a whole number, in the base unit: seconds, bytes, 1/s, dollars.",
        "ceil(10k/s / 1.5k/s)",
    ),
    Function(
        "floor",
        "floor(number)",
        _NUMBER,
        "Rounded down to a whole number, in the base unit: seconds, bytes, 1/s, dollars.",
        "floor(10k/s / 1.5k/s)",
    ),
    Function(
        "round",
        "round(number)",
        _NUMBER,
        "Rounded to the nearest whole number, in the base unit; halves to the even one.",
        "round(10k/s / 1.5k/s)",
    ),
)
