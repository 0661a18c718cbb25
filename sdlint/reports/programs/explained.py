"""What `sdlint explain` tells of a rule or a mistake, for formats that bring it along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sdlint.diagnostic import Severity
from sdlint.engine import Rule
from sdlint.model.mistakes import MISTAKES
from sdlint.record import Record


class Explained(Record):
    """A rule or a mistake in words. Texts may have paragraphs, and code in backquotes."""

    name: str
    severity: Severity
    title: str
    why: str
    what_to_do: str
    bad: str
    """A design in which it is found; empty where there is none."""
    good: str
    see: tuple[str, ...]
    step: str
    """The framework's step that asks it; empty for a mistake."""


def explained(name: str, rules: Mapping[str, Rule]) -> Explained:
    """What is known of a rule or mistake; of a stranger's name only the name."""
    rule = rules.get(name)
    if rule is not None:
        return Explained(
            name,
            rule.severity,
            re.sub(r"\{([^{}]*)\}", lambda found: found[1], rule.say.outline()),
            rule.why.outline(),
            rule.fix.outline() if rule.fix is not None else "",
            rule.bad[0].shown if rule.bad else "",
            rule.good[0].shown if rule.good else "",
            rule.see,
            rule.step,
        )
    entry = MISTAKES.get(name)
    if entry is not None:
        return Explained(name, Severity.ERROR, entry.title, entry.why, "", entry.bad, entry.good, (), "")
    return Explained(name, Severity.ERROR, name, "", "", "", "", (), "")


def full_text(one: Explained, *, markdown: bool = False) -> str:
    """All of it: why, what to do, a bad and a good example, how to accept it, references."""
    return "\n\n".join(_parts(one, markdown))


def _parts(one: Explained, markdown: bool) -> Iterator[str]:
    yield one.title
    for title, text in (("Why", one.why), ("What to do", one.what_to_do)):
        if text:
            yield f"**{title}.** {text}" if markdown else f"{title}: {text}"
    for title, code in (("Found in", one.bad), ("Not found in", one.good)):
        if code.strip():
            yield f"{title}:"
            yield _code(code, markdown)
    if one.step:
        # A mistake can only be mended.
        example = f'accept {one.name} on ELEMENT because "..."'
        yield "Where it is right as it is, accept it in the design:"
        yield _code(example, markdown)
    if one.see:
        yield "See:\n" + "\n".join(f"- {entry}" for entry in one.see)


def _code(code: str, markdown: bool) -> str:
    lines = code.strip("\n").splitlines()
    if not markdown:
        return "\n".join(f"    {line}".rstrip() for line in lines)
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    # Not `sd`: whoever checks designs in documents mustn't check what is there to show a fault.
    return "\n".join((f"{fence}text", *lines, fence))
