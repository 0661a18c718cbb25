"""The facts of a design: what the analyses have computed of it, each once; and how they register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sdlint.expression.values import Parameter, Type, Value, Word
from sdlint.model.design import Design

_WORDS: dict[str, Word] = {}
_LOOK_AT_LOSS: set[str] = set()


class Facts:
    """A design and what was asked of it so far. `memo` is the analyses' own store.

    `down` is what is supposed to have failed: components, zones, regions; a copy is `posts#2`. `left` are the
    facts of what goes on then; words that don't look at `down` themselves are asked of those. `rebind`
    gives the design as it would be with other estimates; scenarios that `set` some need it. `assumed` is
    what is taken instead of a usual assumption: `outage`, a factor of the unavailability of zones of which
    none is stated, and `cv`, that of service times of which none is stated.
    """

    __slots__ = ("_answers", "assumed", "design", "down", "left", "memo", "rebind")

    def __init__(
        self,
        design: Design,
        down: frozenset[str] = frozenset(),
        left: Facts | None = None,
        rebind: Callable[[Mapping[str, Any]], Design] | None = None,
        assumed: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self.design = design
        self.assumed = assumed
        self.down = down
        self.left = left
        self.rebind = rebind
        self.memo: dict[Any, Any] = {}
        self._answers: dict[tuple[Any, ...], Value] = {}

    def ask(self, word: Word, arguments: list[Any]) -> Value:
        """The answer of a word, computed at most once."""
        if self.left is not None and word.name not in _LOOK_AT_LOSS:
            return self.left.ask(word, [_counterpart(self.left.design, argument) for argument in arguments])
        key = (word.name, *(a if isinstance(a, (str, bool)) else id(a) for a in arguments))
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = word.compute(self, *arguments)
        return answer


def _counterpart(design: Design, argument: Any) -> Any:
    """The element of the same name in another state of the design."""
    for held in (design.components, design.flows):
        found = held.get(getattr(argument, "name", ""))
        if type(found) is type(argument):
            return found
    return argument


def word(
    *parameters: Parameter, result: Type, example: str, percent: bool = False, looks_at_loss: bool = False
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Make a function a word: its name is the function's, its help the docstring's first line. One that
    looks at loss is asked of the whole design and what is down; others of what is left.
    """

    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        name = function.__name__.rstrip("_")
        doc = (function.__doc__ or "").strip().split("\n")[0]
        if looks_at_loss:
            _LOOK_AT_LOSS.add(name)
        _WORDS[name] = Word(name, parameters, result, doc, example, function, percent)
        return function

    return register


@cache
def words() -> Mapping[str, Word]:
    """Every word by name, in order: the modules of this folder are looked through once."""
    from importlib import import_module

    from sdlint import analyses
    from sdlint.resources import modules

    for name in modules(analyses.__path__):
        if name not in ("ask", "expressions", "facts", "members", "scope", "vocabulary"):
            import_module(f"sdlint.analyses.{name}")
    return dict(sorted(_WORDS.items()))
