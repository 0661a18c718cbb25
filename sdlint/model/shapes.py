"""Shapes: what may follow an attribute's name, and whether given arguments fit.

`match` holds arguments against a shape such as `COUNT [by KEY]`; `notation` reads it. Adjacent
optional parts, and the arguments of a call that begin with a word (`write 2, read 2`), may come in
any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, TypeAlias

from sdlint.model.notation import (
    VALUES,
    Call,
    Choice,
    Options,
    Range,
    Repeat,
    Sequence,
    Shape,
    Slot,
    Word,
    describe,
    either,
    example,
    parse,
    wanted,
)
from sdlint.record import Equal, Record

__all__ = ["Fault", "Given", "Matched", "Mismatch", "describe", "example", "match", "parse"]

Fault: TypeAlias = Literal["unit", "shape", "missing", "extra", "value"]


class Given(Equal):
    """An argument as it stands in a design. `payload` is handed through untouched."""

    form: Literal["value", "name", "text", "call", "range"]
    payload: object = None
    word: str = ""
    """The word of a name, the name of a call."""
    dimension: str | None = None
    """Of a value: `count`, `1/s`, `s`, `B`, `B/s`, `$`, `$/s`, `$/B/s`, `$/B`. None: it couldn't be
    computed, which was already complained of; it fits wherever a value does."""
    number: Fraction | int | None = None
    """Of a value, in the dimension's unit, where it is known; bounds are checked only then."""
    arguments: tuple[tuple[Given, ...], ...] = ()
    """Of a call: what stands between the commas."""
    low: Given | None = None
    """Of a range."""
    high: Given | None = None


class Matched(Equal):
    """The arguments fit, and this is what they are."""

    main: Given | None
    """The first argument, unless a word such as `by` leads it in; None where nothing stands."""
    parts: dict[str, Given | bool]
    """Words and calls by their name (True); what a word leads in by the word (`per`, `write`), but a
    KEY always as `key`; ends of a range as `low`, `high`; prices as `node`, `stored`, `moved`, `call` (the
    first too); the rest by the lower-case value word, numbered from the second (`name_2`)."""


class Mismatch(Equal):
    """The arguments don't fit."""

    at: int
    """The index of the offending argument; how many there are when one is missing at the end."""
    wanted: str
    """What was wanted there, in words: "a duration, such as `200ms`"."""
    kind: Fault
    """`unit`: another dimension; `value`: out of bounds; `missing`, `extra`; `shape`: all else."""
    given: Given | None = None
    """The offending argument itself, which may stand inside a call; None when one is missing at the end."""


PRICED = {"$/s": "node", "$/B/s": "stored", "$/B": "moved", "$": "call"}
"""What a price is paid for, by its dimension."""

NOTHING = "nothing more"


def match(shape: str, given: tuple[Given, ...]) -> Matched | Mismatch:
    """What the arguments mean under a shape, or why they don't fit."""
    matching = _Matching()
    for end, found in matching.walk(parse(shape), given, 0, ()):
        if end == len(given):
            return _gathered(found, given)
        matching.miss((end,), given[end], NOTHING, "extra")
    return matching.mismatch(given)


def _gathered(found: tuple[_Part, ...], given: tuple[Given, ...]) -> Matched | Mismatch:
    main: Given | None = None
    parts: dict[str, Given | bool] = {}
    for name, value in found:
        if not name:
            main = value if isinstance(value, Given) else None
            continue
        if name in parts and isinstance(value, Given) and value.dimension in PRICED:
            at = next(index for index in reversed(range(len(given))) if given[index] is value)
            return Mismatch(at, "each price once", "value", value)
        count = 1
        numbered = name
        while numbered in parts:
            count += 1
            numbered = f"{name}_{count}"
        parts[numbered] = value
    return Matched(main, parts)


_Part: TypeAlias = "tuple[str, Given | bool]"
"""A name and its value; the main argument has an empty name."""


class _Miss(Record):
    wanted: str
    kind: Fault
    given: Given | None


_Found: TypeAlias = tuple[int, tuple[_Part, ...]]
"""The index after what was taken, and the parts that it gave."""
_Path: TypeAlias = tuple[int, ...]
"""Where a list of arguments stands: empty, or the call's index and the number of its argument."""


class _Matching:
    """All ways in which a shape takes arguments, and what was missed where most had been taken."""

    def __init__(self) -> None:
        self.furthest: _Path = ()
        self.misses: list[_Miss] = []

    def miss(self, path: _Path, given: Given | None, wanted: str, kind: Fault) -> None:
        if path > self.furthest:
            self.furthest = path
            self.misses = []
        if path == self.furthest:
            self.misses.append(_Miss(wanted, kind, given))

    def mismatch(self, given: tuple[Given, ...]) -> Mismatch:
        kinds = [miss.kind for miss in self.misses]
        order: tuple[Fault, ...] = ("value", "unit", "missing", "shape", "extra")
        kind = next(kind for kind in order if kind in kinds)
        told = [miss for miss in self.misses if kind != "value" or miss.kind == "value"]
        words = list(dict.fromkeys(miss.wanted for miss in told))
        if NOTHING in words:
            words.remove(NOTHING)
            words.append(NOTHING)
        at = self.furthest[0]
        # What is missing inside a call is missing from the call.
        offending = told[0].given or (given[at] if at < len(given) else None)
        return Mismatch(at, either(words), kind, offending)

    def walk(self, shape: Shape, given: tuple[Given, ...], at: int, path: _Path) -> Iterator[_Found]:
        match shape:
            case Sequence(items):
                yield from self.sequence(items, given, at, path)
            case Choice(items):
                for item in items:
                    yield from self.walk(item, given, at, path)
            case Options(items):
                yield from self.options(items, given, at, path)
            case Repeat(item):
                for end, parts in self.walk(item, given, at, path):
                    for further, more in self.walk(shape, given, end, path):
                        yield further, (*parts, *more)
                    yield end, parts
            case _ if at >= len(given):
                self.miss((*path, at), None, wanted(shape), "missing")
            case _:
                yield from self.single(shape, given[at], at, path)

    def sequence(
        self, items: tuple[Shape, ...], given: tuple[Given, ...], at: int, path: _Path
    ) -> Iterator[_Found]:
        if not items:
            yield at, ()
            return
        for end, parts in self.walk(items[0], given, at, path):
            for further, more in self.sequence(items[1:], given, end, path):
                yield further, (*parts, *more)

    def options(
        self, items: tuple[Shape, ...], given: tuple[Given, ...], at: int, path: _Path
    ) -> Iterator[_Found]:
        # At the end of the arguments an option isn't missed, so it isn't tried there.
        for number, item in enumerate(items if at < len(given) else ()):
            others = items[:number] + items[number + 1 :]
            for end, parts in self.walk(item, given, at, path):
                for further, more in self.options(others, given, end, path):
                    yield further, (*parts, *more)
        yield at, ()

    def single(self, shape: Shape, given: Given, at: int, path: _Path) -> Iterator[_Found]:
        """What takes exactly one argument: a slot, a word, a call or a range."""
        here = (*path, at)
        main = (("", given),) if here == (0,) else ()
        match shape:
            case Slot(value, part):
                wrong = _unfit(value, given)
                if wrong:
                    self.miss(here, given, wanted(shape), wrong)
                elif value == "PRICE" and given.dimension in PRICED:
                    yield at + 1, (*main, (PRICED[given.dimension], given))
                elif main and not part:
                    yield at + 1, main
                else:
                    yield at + 1, ((part or value.lower(), given),)
            case Word(text, leads) if given.form == "name" and given.word == text:
                yield at + 1, () if leads else (*main, (text, True))
            case Range(low, high) if given.form == "range" and given.low and given.high:
                wrong = _unfit(low.value, given.low) or _unfit(high.value, given.high) or _unordered(given)
                if wrong:
                    self.miss(here, given, wanted(shape), wrong)
                else:
                    yield at + 1, (*main, ("low", given.low), ("high", given.high))
            case Call(name) if given.form == "call" and given.word == name:
                for parts in self.call(shape, given, here):
                    yield at + 1, (*main, (name, True), *parts)
            case Call(name) if given.form == "name" and given.word == name:
                # One step deeper than what else might stand here: the name says what was meant.
                self.miss((*here, 0), given, wanted(shape), "missing")
            case _:
                self.miss(here, given, wanted(shape), "shape")

    def call(self, shape: Call, given: Given, here: _Path) -> Iterator[tuple[_Part, ...]]:
        written = _in_order(shape, given.arguments)

        def rest(number: int) -> Iterator[tuple[_Part, ...]]:
            if number == len(written) and number == len(shape.arguments):
                yield ()
            elif number >= len(shape.arguments):
                extra = written[number][0] if written[number] else given
                self.miss((*here, number, 0), extra, NOTHING, "extra")
            elif number >= len(written):
                self.miss((*here, number, 0), given, wanted(shape), "missing")
            else:
                argument = written[number]
                for end, parts in self.walk(shape.arguments[number], argument, 0, (*here, number)):
                    if end < len(argument):
                        self.miss((*here, number, end), argument[end], NOTHING, "extra")
                        continue
                    for more in rest(number + 1):
                        yield (*parts, *more)

        yield from rest(0)


def _in_order(shape: Call, written: tuple[tuple[Given, ...], ...]) -> tuple[tuple[Given, ...], ...]:
    """A call's arguments in the shape's order, where each says by its first word which one it is."""
    heads = [
        argument.items[0].text
        for argument in shape.arguments
        if isinstance(argument, Sequence) and isinstance(argument.items[0], Word)
    ]
    if len(heads) < len(shape.arguments):
        return written
    return tuple(sorted(written, key=lambda each: _place(each[0].word if each else "", heads)))


def _place(word: str, heads: list[str]) -> int:
    return heads.index(word) if word in heads else len(heads)


def _unfit(value: str, given: Given) -> Fault | None:
    """Why an argument isn't such a value; None when it is."""
    form = VALUES[value]
    if not form.dimensions:
        if given.form == value.lower():
            return None
        return None if value == "KEY" and _is_key(given) else "shape"
    if given.form == "range" and given.low and given.high and not form.whole:
        # An interval is a quantity like another; but `replicas 2..6` is an `autoscale`.
        return _unfit(value, given.low) or _unfit(value, given.high) or _unordered(given)
    if given.form != "value":
        return "shape"
    if given.dimension is None:
        return None
    if given.dimension not in form.dimensions:
        return "unit"
    return None if given.number is None or form.admits(given.number) else "value"


def _is_key(given: Given) -> bool:
    if given.form == "name":
        return True
    names = [argument[0].form for argument in given.arguments if len(argument) == 1]
    return given.form == "call" and given.word == "hash" and len(given.arguments) == 1 and names == ["name"]


def _unordered(given: Given) -> Fault | None:
    if given.low and given.high and None is not given.low.dimension != given.high.dimension is not None:
        return "unit"
    low = given.low.number if given.low else None
    high = given.high.number if given.high else None
    return "value" if low is not None and high is not None and low > high else None


def slots(shape: str) -> dict[str, str]:
    """Every part that a shape can give, by name (the main one: empty), with its value word; empty for
    what is a plain yes.
    """
    found: dict[str, str] = {}

    def walk(item: Shape, first: bool) -> None:
        match item:
            case Sequence(items):
                for number, part in enumerate(items):
                    walk(part, first and number == 0)
            case Choice(items) | Options(items):
                for part in items:
                    walk(part, first)
            case Repeat(part):
                walk(part, first)
            case Slot("PRICE", _):
                found.update(dict.fromkeys(("", *PRICED.values()), "PRICE"))
            case Slot(value, name):
                found.setdefault(name or ("" if first else value.lower()), value)
            case Range(low, high):
                found.update({"": low.value} if first else {})
                found.update({"low": low.value, "high": high.value})
            case Word(text, False) | Call(text):
                found.update({"": "NAME"} if first else {})
                found[text] = ""
        if isinstance(item, Call):
            for part in item.arguments:
                walk(part, False)

    walk(parse(shape), True)
    return found
