"""The parser's tables: made from the grammar by Lark, kept as JSON.

Lark turns a grammar into LALR(1) tables in a tenth of a second, which is too long for every start. So
the tables are made when a wheel is built (`write_tables`), and in a checkout they are kept in the
user's own cache folder. They are JSON, never a pickle: whoever could write into that folder could give
us a wrong table, but never code.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import Any

from sdlint import __version__, caches
from sdlint.record import Equal
from sdlint.resources import BUNDLED, shipped_folder

GRAMMARS = {"sd": ("common.lark", "sd.lark"), "rule": ("common.lark", "rule.lark")}
STARTS = {"sd": ("design", "expression"), "rule": ("rules", "expression")}
"""What can be parsed alone; the first is a whole file."""
FORMAT = 1
"""Raised whenever the tables' layout changes."""


BUNDLED_TABLES = os.path.join(BUNDLED, "tables")
"""Where a wheel has what was made when it was built."""


class Production(Equal):
    """A rule of the grammar, as the parser reduces it."""

    origin: str
    length: int
    node: str
    """The node's name; empty for a rule that has no node of its own."""
    single: bool
    """A lone child stands for the node (`?rule`)."""
    keep: tuple[int, ...]
    """Which of the symbols are children."""


class Tables(Equal):
    """LALR(1) tables and terminals. An action above 0 shifts to that state, one below 0 reduces by
    production `-action - 1`.
    """

    states: list[dict[str, int]]
    productions: list[Production]
    starts: dict[str, int]
    """The first state, by what is parsed."""
    ends: dict[str, int]
    terminals: list[tuple[str, str]]
    """Name and regular expression, in the order of priority; keywords are not among them."""
    words: dict[str, list[str]]
    """Which terminals a keyword can be."""
    symbols: dict[str, str]
    """What a terminal of fixed text looks like."""


def _texts(grammar: str) -> list[bytes]:
    folder = shipped_folder("grammar")
    return [read_bytes(os.path.join(folder, name)) for name in GRAMMARS[grammar]]


def read_bytes(path: str) -> bytes:
    """All that is in one of our own files. Raises OSError."""
    with open(path, "rb") as file:
        return file.read()


def identity(grammar: str) -> str:
    """What tells one grammar's tables from another's: no secret, so a checksum will do."""
    from zlib import adler32, crc32

    text = b"".join(_texts(grammar))
    return f"{__version__}-{FORMAT}-{len(text)}-{crc32(text):08x}{adler32(text):08x}"


def build(grammar: str) -> dict[str, Any]:
    """Make the tables of a grammar (`sd`, `rule`) with Lark."""
    from lark import Lark
    from lark.grammar import Rule
    from lark.lexer import PatternStr

    text = "\n".join(data.decode() for data in _texts(grammar))
    made: Any = Lark(
        text, parser="lalr", lexer="basic", start=list(STARTS[grammar]), maybe_placeholders=False
    )
    table = made.parser.parser._parse_table
    # Lark numbers its states in the order of hashes; ours is the order in which the start leads to them.
    order = [table.start_states[start] for start in STARTS[grammar]]
    numbers = {state: number for number, state in enumerate(order)}
    for state in order:
        for _, (action, argument) in sorted(table.states[state].items()):
            if action.name == "Shift" and argument not in numbers:
                numbers[argument] = len(order)
                order.append(argument)
    rules: list[Rule] = list(made.rules)
    index = {rule: number for number, rule in enumerate(rules)}
    states: list[dict[str, int]] = []
    for state in order:
        actions: dict[str, int] = {}
        for symbol, (action, argument) in sorted(table.states[state].items()):
            # A shift to state 0 can't be: 0 is the start, which nothing leads to.
            shifts = action.name == "Shift"
            actions[symbol] = numbers[argument] if shifts else -index[argument] - 1
        states.append(actions)
    productions = [
        [
            rule.origin.name,
            len(rule.expansion),
            rule.alias or ("" if rule.origin.name.startswith("_") else rule.origin.name),
            bool(rule.options.expand1) and rule.alias is None,
            [at for at, symbol in enumerate(rule.expansion) if not getattr(symbol, "filter_out", False)],
        ]
        for rule in rules
    ]
    terminals: list[tuple[int, str, str]] = []
    words: dict[str, list[str]] = {}
    symbols: dict[str, str] = {}
    for terminal in made.terminals:
        pattern = terminal.pattern
        several = re.fullmatch(r"\(\?:([\w|]+)\)", pattern.value)
        if isinstance(pattern, PatternStr) and pattern.value.isidentifier():
            words.setdefault(pattern.value, []).append(terminal.name)
        elif several:
            for word in several[1].split("|"):
                words.setdefault(word, []).append(terminal.name)
        else:
            if isinstance(pattern, PatternStr):
                symbols[terminal.name] = pattern.value
            terminals.append((-terminal.priority, terminal.name, pattern.to_regexp()))
    return {
        "identity": identity(grammar),
        "states": states,
        "productions": productions,
        "starts": {start: numbers[table.start_states[start]] for start in STARTS[grammar]},
        "ends": {start: numbers[table.end_states[start]] for start in STARTS[grammar]},
        "terminals": [[name, regex] for _, name, regex in sorted(terminals)],
        "words": {word: sorted(names) for word, names in sorted(words.items())},
        "symbols": symbols,
    }


def _revive(data: dict[str, Any]) -> Tables:
    return Tables(
        states=data["states"],
        productions=[
            Production(origin, length, node, single, tuple(keep))
            for origin, length, node, single, keep in data["productions"]
        ],
        starts=data["starts"],
        ends=data["ends"],
        terminals=[(name, regex) for name, regex in data["terminals"]],
        words=data["words"],
        symbols=data["symbols"],
    )


def _read(path: str, expected: str) -> Tables | None:
    try:
        data = json.loads(read_bytes(path))
        return _revive(data) if data["identity"] == expected else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(path: str, data: bytes) -> None:
    """Write what was made so that another process sees all of it or nothing."""
    import tempfile  # Wanted once, when the tables are made.

    try:
        with tempfile.NamedTemporaryFile("wb", dir=os.path.dirname(path), delete=False) as file:
            file.write(data)
        os.replace(file.name, path)
    except OSError:
        return  # A full or read-only disk costs time at the next start, nothing else.


@cache
def load(grammar: str) -> Tables:
    """The tables of a grammar: from the wheel, from the cache, or made anew."""
    own = identity(grammar)
    tables = _read(os.path.join(BUNDLED_TABLES, f"{grammar}.json"), own)
    if tables:
        return tables
    folder = caches.cache_folder()
    kept = os.path.join(folder, f"{grammar}-{own}.json") if folder else None
    if kept:
        tables = _read(kept, own)
        if tables:
            return tables
    data = build(grammar)
    if kept:
        keep(kept, json.dumps(data, separators=(",", ":")).encode())
    return _revive(data)


def write_tables(target: str) -> list[str]:
    """Make the tables of all grammars into a folder; called when a wheel is built."""
    os.makedirs(target, exist_ok=True)
    written = []
    for grammar in GRAMMARS:
        path = os.path.join(target, f"{grammar}.json")
        with open(path, "wb") as file:
            file.write(json.dumps(build(grammar), separators=(",", ":")).encode())
        written.append(path)
    return written
