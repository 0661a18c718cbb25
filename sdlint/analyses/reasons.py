"""Reasons: which components the design's decisions speak of. What they were chosen over is no reason for what
uses that elsewhere.
"""

from __future__ import annotations

import re

from sdlint.analyses.facts import Facts
from sdlint.model.catalogue import technologies
from sdlint.model.design import Component


def explained(facts: Facts, component: Component) -> bool:
    """Whether a decision names a component, by its name, its label or its technology."""
    text: str | None = facts.memo.get("reasons")
    if text is None:
        said = []
        for one in facts.design.decisions:
            said += [one.name, *one.chose, *one.because, *one.costs]
        text = facts.memo["reasons"] = "\n".join(said).casefold()
    names = {component.name, component.name.replace("_", " "), component.label}
    technology = technologies().get(component.technology)
    if technology is not None:
        names |= {technology.name, technology.label, technology.label.split(" ")[-1], *technology.aliases}
    return any(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text) for name in names if name)
