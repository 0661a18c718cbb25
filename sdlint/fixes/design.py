"""What rules would have a design say: shown, and never done unasked."""

from __future__ import annotations

from sdlint.diagnostic import Diagnostic, Edit
from sdlint.fixes.texts import Fixed, Left, Repair
from sdlint.lint import one_by_one
from sdlint.syntax.edits import Trees, settings

MOST = 40
"""Findings that are tried: each is judged anew."""


def suggest(repair: Repair) -> tuple[list[Fixed], list[Left]]:
    """Make what rules set, one finding after the other; what would bring errors or warnings is left. What it
    would ask then is told.
    """
    fixed: list[Fixed] = []
    left: list[Left] = []
    done: set[str] = set()
    for _ in range(MOST):
        found = _next(repair, done)
        if found is None:
            break
        mark, diagnostic, edits = found
        done.add(mark)
        texts = repair.made(edits) if edits else None
        if texts is None:
            left.append(Left(diagnostic, "it stands in a file that wasn't named"))
            continue
        outcome, why, asks = repair.tried(texts, (), asking=True)
        if not why and any(mark in one_by_one(outcome, n) for n in range(len(outcome.designs))):
            why = "it wouldn't settle it"
        if why:
            left.append(Left(diagnostic, why))
        else:
            repair.take(texts, outcome)
            fixed.append(Fixed(diagnostic, asks))
    return fixed, left


def _next(repair: Repair, done: set[str]) -> tuple[str, Diagnostic, list[Edit]] | None:
    """The next finding that a rule knows what to do about, and the edits that say it."""
    trees = Trees()
    for number, design in enumerate(repair.outcome.designs):
        for mark, finding in one_by_one(repair.outcome, number).items():
            fix = finding.diagnostic.fix
            if mark in done or fix is None or not fix.settings:
                continue
            edits: list[Edit] = []
            for key in dict.fromkeys(one.key for one in fix.settings):
                component = design.components.get(key.removeprefix("component "))
                node = trees.component(component.span) if component is not None else None
                if node is not None:
                    values = [(one.attribute, one.value) for one in fix.settings if one.key == key]
                    edits += settings(node, values)
            return mark, finding.diagnostic, edits
    return None
