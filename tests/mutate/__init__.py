"""Rules changed a little, one change at a time: some example of the rule must notice.

Each comparison is turned round, each `where` is dropped, `any` and `all`, `and` and `or`, `known` and
`unknown` are swapped. A mutant that neither the rule's own examples nor a whole design notices is a survivor:
either an example is missing, or the change changes nothing, and `explained.txt` says why. Examples can't have
mistakes; what is asked of a design that couldn't be understood is seen in the designs beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from pathlib import Path

from sdlint.analyses.facts import Facts
from sdlint.diagnostic import Trouble
from sdlint.engine import Rule, RuleBook, run, shipped_rules
from sdlint.engine.kept import shipped_sources
from sdlint.engine.reader import read
from sdlint.examples import run_examples
from sdlint.expression.tree import Binary, Call, Knowledge, Node, Token
from sdlint.lint import understand
from sdlint.record import Record, changed
from sdlint.source import Source
from sdlint.syntax import rule_nodes as nodes
from sdlint.syntax.parser import parse

ROOT = Path(__file__).parent.parent.parent
EXPLAINED = Path(__file__).parent / "explained.txt"
OTHER = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
SWAPPED = {"any": "all", "all": "any", "and": "or", "or": "and", "known": "unknown", "unknown": "known"}


class Mutant(Record):
    """A rule's file with one change."""

    rule: str
    change: str
    """`line 12: >= → <`, or `line 7: where … dropped`."""
    text: str

    @property
    def name(self) -> str:
        """As `explained.txt` names it: without the line, which an edit above would move."""
        return f"{self.rule}: {self.change.partition(': ')[2]}"


def mutants(source: Source) -> Iterator[Mutant]:
    """All mutants of a rule's file, in the order of its text."""
    tree = parse(source, "rule").tree
    assert isinstance(tree, nodes.Rules)
    rule = Path(source.path).stem
    for clause in tree.items:
        if isinstance(clause, nodes.Where):
            words = " ".join(clause.span.text.split())
            yield _changed(rule, source, clause.start, clause.end, "", f"{words} dropped")
        if isinstance(clause, (nodes.Where, nodes.Require, nodes.Let, nodes.Loop)):
            for token, instead in _tokens(clause.expression):
                near = " ".join(source.text[max(0, token.start - 24) : token.end + 24].split())
                change = f"{token.text} → {instead} in … {near} …"
                yield _changed(rule, source, token.start, token.end, instead, change)


def _changed(rule: str, source: Source, start: int, end: int, instead: str, change: str) -> Mutant:
    text = source.text[:start] + instead + source.text[end:]
    return Mutant(rule, f"line {source.line(start)}: {change}", text)


def _tokens(node: object) -> Iterator[tuple[Token, str]]:
    """The words and signs of an expression that can be turned round."""
    if isinstance(node, Binary):
        sign = node.operator.text
        if sign in OTHER or sign in SWAPPED:
            yield node.operator, OTHER.get(sign) or SWAPPED[sign]
    elif isinstance(node, Call) and node.name.text in ("any", "all"):
        yield node.name, SWAPPED[node.name.text]
    elif isinstance(node, Knowledge):
        yield node.word, SWAPPED[node.word.text]
    if isinstance(node, Node):
        for field in list(node.record_fields)[3:]:
            yield from _tokens(getattr(node, field))
    elif isinstance(node, tuple):
        for item in node:
            yield from _tokens(item)


def noticed(mutant: Mutant, path: str) -> bool:
    """Whether an example of the rule shows that it was changed, or a whole design does; or it can't be read
    any more.
    """
    book = shipped_rules()
    others: RuleBook = changed(book, rules=tuple(r for r in book.rules if r.name != mutant.rule))
    mutated = read([Source(path, mutant.text)], others)
    own = next((rule for rule in mutated.rules if rule.name == mutant.rule), None)
    if own is None or run_examples(own, mutated):
        return True
    before = book.by_name[mutant.rule]
    # Acceptances are settled after all other rules; examples show these rules.
    return not own.of_acceptances and any(_found(own, facts) != _found(before, facts) for facts in designs())


@cache
def designs() -> tuple[Facts, ...]:
    """The example designs, the known systems, good and with faults, and designs with mistakes in them."""
    paths = [*ROOT.glob("examples/*.sd"), *ROOT.glob("tests/corpus/*/*.sd")]
    return (*(_facts(path) for path in sorted(paths)), *misunderstood())


@cache
def misunderstood() -> tuple[Facts, ...]:
    """The designs beside this file: each has a mistake, so that not all of it could be understood."""
    return tuple(_facts(path) for path in sorted(Path(__file__).parent.glob("*.sd")))


def _facts(path: Path) -> Facts:
    source = Source(path.name, path.read_text("utf-8"))
    return Facts(understand(source, lambda other: Trouble("it stands alone", other))[0])


def _found(rule: Rule, facts: Facts) -> object:
    found, troubles = run([rule], facts)
    return [(d.key, d.severity) for d in found], len(troubles)


def survivors(only: Container[str] = ()) -> tuple[list[Mutant], int]:
    """The mutants that nothing notices, and how many there are in all; of some rules, or of all."""
    found, total = [], 0
    for source in shipped_sources():
        rule = Path(source.path).stem
        if rule in ("step", "presets") or (only and rule not in only):
            continue
        for mutant in mutants(source):
            total += 1
            if not noticed(mutant, source.path):
                found.append(mutant)
    return found, total


def explained() -> dict[str, str]:
    """Why nothing needs to notice a mutant, by its name; `*` in it stands for anything."""
    lines = EXPLAINED.read_text("utf-8").splitlines() if EXPLAINED.exists() else []
    pairs = (line.partition(" | ") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): why.strip() for name, _, why in pairs}


def reasons_for(mutant: Mutant, names: Iterable[str]) -> list[str]:
    """Those of the names in `explained.txt` that mean a mutant."""
    return [n for n in names if re.fullmatch(".*".join(map(re.escape, n.split("*"))), mutant.name)]
