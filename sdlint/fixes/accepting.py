"""Acceptances written for what is found: a design that has findings can be held to what it is from today."""

from __future__ import annotations

from collections.abc import Iterable

from sdlint.diagnostic import Diagnostic, Edit
from sdlint.fixes.texts import Fixed, Left, Repair
from sdlint.lint import one_by_one
from sdlint.source import Source, normal

NAMED = (
    "component",
    "flow",
    "entity",
    "field",
    "requirement",
    "estimate",
    "stakeholder",
    "region",
    "zone",
    "endpoint",
)
"""Kinds of elements that an acceptance names as they are."""
QUOTED = ("goal", "alert")
"""Kinds that it names in quotes. What else there is, such as a scenario, can't be named."""
WIDTH = 110
"""Columns of a line of acceptances, roughly: of one rule's elements some go to the next line."""


def accept(repair: Repair, reason: str) -> tuple[list[Fixed], list[Left]]:
    """Accept every finding of a rule, in the design in which it is found; mistakes can't be."""
    wanted: list[Diagnostic] = []
    edits: list[Edit] = []
    for number, design in enumerate(repair.outcome.designs):
        if not design.sound:
            continue
        found = [finding.diagnostic for finding in one_by_one(repair.outcome, number).values()]
        found = [one for one in found if one.name not in OF_ACCEPTANCES]
        wanted += found
        lines = _lines(found, _quoted(reason))
        if lines:
            source = repair.texts.get(normal(design.source.path), design.source)
            edits.append(_at_the_end(source, lines))
    if not edits:
        return [], []
    texts = repair.made(edits)
    if texts is None:
        return [], [Left(one, "its file can't be changed") for one in wanted]
    outcome, why, _ = repair.tried(texts, (), asking=True)
    if why:
        return [], [Left(one, why) for one in wanted]
    still = {
        (one.diagnostic.name, one.diagnostic.key)
        for number in range(len(outcome.designs))
        for one in one_by_one(outcome, number).values()
    }
    repair.take(texts, outcome)
    fixed = [Fixed(one) for one in wanted if (one.name, one.key) not in still]
    left = [Left(one, "no acceptance can name it") for one in wanted if (one.name, one.key) in still]
    return fixed, left


OF_ACCEPTANCES = ("unused-acceptance", "expired-acceptance")
"""Findings on acceptances themselves: they are settled by their lines."""


def _quoted(reason: str) -> str:
    """A reason as a string of the language."""
    text = " ".join(reason.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _lines(found: Iterable[Diagnostic], reason: str) -> list[str]:
    """A line for each rule, and more where its elements are many."""
    by_rule: dict[str, dict[str, None]] = {}
    for one in found:
        name = _element(one)
        if name:
            by_rule.setdefault(one.name, {})[name] = None
    lines = []
    for rule, names in by_rule.items():
        held: list[str] = []
        for name in names:
            if held and len(f"accept {rule} on {', '.join([*held, name])} because {reason}") > WIDTH:
                lines.append(f"accept {rule} on {', '.join(held)} because {reason}")
                held = []
            held.append(name)
        lines.append(f"accept {rule} on {', '.join(held)} because {reason}")
    return lines


def _element(diagnostic: Diagnostic) -> str:
    """How an acceptance names what a finding is about: of a step its flow, or the component it calls; of what
    has no name of its own what it is part of.
    """
    kind, _, name = (diagnostic.key or "").partition(" ")
    if kind == "system":
        return "system"
    if kind == "step":
        flow, _, arrow = name.rpartition("/")
        return flow or arrow.replace("~>", "→").partition("→")[2]
    if kind == "access":
        return name.partition(" by ")[0]
    if kind in NAMED:
        return name
    return _quoted(name) if kind in QUOTED else ""


def _at_the_end(source: Source, lines: list[str]) -> Edit:
    """New lines below all others, apart from them by one that is empty."""
    text = source.text
    line_end = "\r\n" if "\r\n" in text else "\n"
    end = len(text.rstrip())
    lead = "" if end == 0 else line_end * 2
    tail = line_end if not text[end:].startswith(("\n", "\r\n")) else ""
    return Edit(source.span(end, end), lead + line_end.join(lines) + tail)
