"""Patterns of what records do, by how many fields they have: a class's own is a pattern's code with the
names of its fields, which nothing needs to compile.
"""

# mypy: disallow-untyped-defs=False
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any


def made(
    patterns: tuple[Callable[..., Any], ...], fields: tuple[str, ...], defaults: tuple[Any, ...] = ()
) -> Any:
    """The function of these fields, the last of which have defaults."""
    pattern: Any = patterns[len(fields)]
    code = pattern.__code__
    names = {f"_{number}": field for number, field in enumerate(fields, 1)}
    own = code.replace(
        co_names=tuple([names.get(name, name) for name in code.co_names]),
        co_varnames=tuple([names.get(name, name) for name in code.co_varnames]),
    )
    return FunctionType(own, pattern.__globals__, None, defaults or None)


def _init_0(self):
    pass


def _init_1(self, _1):
    self._1 = _1


def _init_2(self, _1, _2):
    self._1 = _1
    self._2 = _2


def _init_3(self, _1, _2, _3):
    self._1 = _1
    self._2 = _2
    self._3 = _3


def _init_4(self, _1, _2, _3, _4):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4


def _init_5(self, _1, _2, _3, _4, _5):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5


def _init_6(self, _1, _2, _3, _4, _5, _6):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6


def _init_7(self, _1, _2, _3, _4, _5, _6, _7):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7


def _init_8(self, _1, _2, _3, _4, _5, _6, _7, _8):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7
    self._8 = _8


def _init_9(self, _1, _2, _3, _4, _5, _6, _7, _8, _9):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7
    self._8 = _8
    self._9 = _9


def _init_10(self, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7
    self._8 = _8
    self._9 = _9
    self._10 = _10


def _init_11(self, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7
    self._8 = _8
    self._9 = _9
    self._10 = _10
    self._11 = _11


def _init_12(self, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7
    self._8 = _8
    self._9 = _9
    self._10 = _10
    self._11 = _11
    self._12 = _12


def _init_13(self, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13):
    self._1 = _1
    self._2 = _2
    self._3 = _3
    self._4 = _4
    self._5 = _5
    self._6 = _6
    self._7 = _7
    self._8 = _8
    self._9 = _9
    self._10 = _10
    self._11 = _11
    self._12 = _12
    self._13 = _13


def _equal_1(self, other):
    return self._1 == other._1 if type(other) is type(self) else NotImplemented


def _equal_2(self, other):
    return self._1 == other._1 and self._2 == other._2 if type(other) is type(self) else NotImplemented


def _equal_3(self, other):
    return (
        self._1 == other._1 and self._2 == other._2 and self._3 == other._3
        if type(other) is type(self)
        else NotImplemented
    )


def _equal_4(self, other):
    return (
        self._1 == other._1 and self._2 == other._2 and self._3 == other._3 and self._4 == other._4
        if type(other) is type(self)
        else NotImplemented
    )


def _equal_5(self, other):
    return (
        self._1 == other._1
        and self._2 == other._2
        and self._3 == other._3
        and self._4 == other._4
        and self._5 == other._5
        if type(other) is type(self)
        else NotImplemented
    )


def _equal_6(self, other):
    return (
        self._1 == other._1
        and self._2 == other._2
        and self._3 == other._3
        and self._4 == other._4
        and self._5 == other._5
        and self._6 == other._6
        if type(other) is type(self)
        else NotImplemented
    )


def _hash_1(self):
    return hash((self._1,))


def _hash_2(self):
    return hash((self._1, self._2))


def _hash_3(self):
    return hash((self._1, self._2, self._3))


def _hash_4(self):
    return hash((self._1, self._2, self._3, self._4))


def _hash_5(self):
    return hash((self._1, self._2, self._3, self._4, self._5))


def _hash_6(self):
    return hash((self._1, self._2, self._3, self._4, self._5, self._6))


INIT = (
    _init_0,
    _init_1,
    _init_2,
    _init_3,
    _init_4,
    _init_5,
    _init_6,
    _init_7,
    _init_8,
    _init_9,
    _init_10,
    _init_11,
    _init_12,
    _init_13,
)
EQUAL = (_equal_1, _equal_1, _equal_2, _equal_3, _equal_4, _equal_5, _equal_6)
HASH = (_hash_1, _hash_1, _hash_2, _hash_3, _hash_4, _hash_5, _hash_6)
