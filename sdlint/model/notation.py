"""The notation of shapes: what `COUNT [by KEY]` says, read and put in words.

`catalogue.Attribute.shape` describes it. Adjacent optional parts may come in any order.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TypeAlias

from sdlint.record import Equal, changed


class Value(Equal):
    """What a value word in capitals accepts."""

    words: str
    example: str
    dimensions: tuple[str, ...] = ()
    """Empty for what isn't a number: TEXT, NAME and KEY."""
    least: int = 0
    above: bool = False
    """The least itself doesn't count."""
    most: int | None = None
    whole: bool = False

    def admits(self, number: Fraction | int) -> bool:
        """Is a number, in the dimension's unit, within bounds?"""
        low = number <= self.least if self.above else number < self.least
        high = self.most is not None and number > self.most
        return not low and not high and not (self.whole and Fraction(number).denominator != 1)


VALUES: dict[str, Value] = {
    "COUNT": Value("a whole number from 1 on", "3", ("count",), least=1, whole=True),
    "WHOLE": Value("a whole number from 0 on", "2", ("count",), whole=True),
    "NUMBER": Value("a plain number", "1.5", ("count",)),
    "PERCENT": Value("a share from 0% to 100%", "95%", ("count",), most=1),
    "RATE": Value("a rate", "10k/s", ("1/s",), above=True),
    "DURATION": Value("a duration", "200ms", ("s",)),
    "SIZE": Value("a size", "64GB", ("B",), above=True),
    "BANDWIDTH": Value("a bandwidth", "1Gbit/s", ("B/s",), above=True),
    "PRICE": Value(
        "a price per node, per stored or moved byte, or per call", "$40/month", ("$/s", "$/B/s", "$/B", "$")
    ),
    "TEXT": Value("a text in quotes", '"…"'),
    "NAME": Value("a name", "name"),
    "KEY": Value("a field or its hash", "hash(id)"),
}


class Slot(Equal):
    """A value, as `COUNT`."""

    value: str
    part: str = ""
    """The part's name where a word leads it in."""


class Word(Equal):
    """A word that stands for itself."""

    text: str
    leads: bool = False
    """It leads in the slot after it (`by KEY`) and says nothing alone."""


class Call(Equal):
    """`name(argument, argument)`."""

    name: str
    arguments: tuple[Shape, ...]


class Range(Equal):
    """`COUNT..COUNT`."""

    low: Slot
    high: Slot


class Repeat(Equal):
    """`NAME...`: once or more."""

    item: Shape


class Options(Equal):
    """Neighbours in `[ ]`: each may be left out, and they may come in any order."""

    items: tuple[Shape, ...]


class Sequence(Equal):
    """One after the other; empty: nothing may stand."""

    items: tuple[Shape, ...]


class Choice(Equal):
    """One of these."""

    items: tuple[Shape, ...]


Shape: TypeAlias = Slot | Word | Call | Range | Repeat | Options | Sequence | Choice


@cache
def parse(text: str) -> Shape:
    """The shape that `text` writes. Raises ValueError when it writes none."""
    return _Reader(text).shape()


class _Reader:
    """Reads a shape, token by token."""

    TOKEN = re.compile(r"\.{2,3}|[\[\]|(),]|\w+|\S")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = self.TOKEN.findall(text)
        self.tokens.reverse()

    def shape(self) -> Shape:
        shape = self.choice()
        if self.tokens:
            raise self.broken()
        return shape

    def broken(self) -> ValueError:
        where = f"at `{self.tokens[-1]}`" if self.tokens else "at its end"
        return ValueError(f"no shape: `{self.text}` is broken {where}")

    def take(self, token: str) -> bool:
        if self.tokens and self.tokens[-1] == token:
            self.tokens.pop()
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise self.broken()

    def choice(self) -> Shape:
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Shape:
        items: list[Shape] = []
        while self.tokens and self.tokens[-1] not in "|]),":
            item = self.item()
            before = items[-1] if items else None
            if isinstance(before, Word) and isinstance(item, Slot):
                items[-1] = Word(before.text, leads=True)
                item = changed(item, part="key" if item.value == "KEY" else before.text)
            if isinstance(before, Options) and isinstance(item, Options):
                items[-1] = Options((*before.items, *item.items))
            else:
                items.append(item)
        if not items and self.text:
            raise self.broken()
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def item(self) -> Shape:
        if self.take("["):
            option = self.choice()
            self.expect("]")
            return Options((option,))
        item = self.atom()
        return Repeat(item) if self.take("...") else item

    def atom(self) -> Shape:
        if self.tokens and self.tokens[-1].isupper():
            slot = self.slot()
            return Range(slot, self.slot()) if self.take("..") else slot
        if not self.tokens or not self.tokens[-1].isidentifier():
            raise self.broken()
        name = self.tokens.pop()
        if not self.take("("):
            return Word(name)
        arguments = [self.choice()]
        while self.take(","):
            arguments.append(self.choice())
        self.expect(")")
        return Call(name, tuple(arguments))

    def slot(self) -> Slot:
        if not self.tokens or self.tokens[-1] not in VALUES:
            raise self.broken()
        return Slot(self.tokens.pop())


def example(shape: Shape) -> str:
    """A shape filled in, as a design would write it: `3 by hash(id)`."""
    return _written(shape, every=False)


def wanted(shape: Shape) -> str:
    """What stands where one argument is wanted: "a duration, such as `200ms`"."""
    written = f"`{_written(shape, every=True)}`"
    match shape:
        case Slot("NAME" | "TEXT" as value):
            return VALUES[value].words
        case Slot(value):
            return f"{VALUES[value].words}, such as {written}"
        case Range(low, high):
            return f"{VALUES[low.value].words} and {VALUES[high.value].words}, such as {written}"
        case _:
            return written


def either(texts: list[str]) -> str:
    """`a, b or c`."""
    return " or ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def describe(shape: str) -> str:
    """A shape in words, for help texts: "a whole number from 1 on, such as `3`"."""
    parsed = parse(shape)
    return "nothing" if parsed == Sequence(()) else _described(parsed)


def _described(shape: Shape) -> str:
    match shape:
        case Choice(items):
            return either([_described(item) for item in items])
        case Options(items):
            return ", ".join(f"optionally {_described(item)}" for item in items)
        case Repeat(item):
            return f"{_described(item)}, once or more"
        case Sequence(items):
            texts = [_described(item) + (" " if _leads(item) else ", ") for item in items]
            return "".join(texts).removesuffix(", ")
        case _:
            return wanted(shape)


def _leads(shape: Shape) -> bool:
    return isinstance(shape, Word) and shape.leads


def _written(shape: Shape, *, every: bool) -> str:
    """A shape with examples for its values; of a choice the first, or `every` one with `|` between."""
    match shape:
        case Slot(value):
            return VALUES[value].example
        case Word(text):
            return text
        case Range(low, high):
            return f"{VALUES[low.value].example}..{VALUES[high.value].example}"
        case Call(name, arguments):
            return f"{name}({', '.join(_written(each, every=every) for each in arguments)})"
        case Repeat(item):
            return _written(item, every=every)
        case Choice(items):
            return " | ".join(_written(each, every=every) for each in (items if every else items[:1]))
        case Options(items) | Sequence(items):
            return " ".join(_written(each, every=every) for each in items)
