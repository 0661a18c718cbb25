"""Endpoints: which flows show what a call does, and which answer any number of records."""

from __future__ import annotations

from sdlint.analyses.facts import Facts
from sdlint.analyses.topology import components_of, serving
from sdlint.expression.values import plural
from sdlint.model.design import Endpoint, Flow

_NO_PLURALS = ("ss", "us", "is", "news", "series", "settings", "metrics", "stats", "analytics")
"""Ends of words that look like plurals and aren't, or are one thing all the same."""


def flows_of(facts: Facts, endpoint: Endpoint) -> tuple[Flow, ...]:
    """The flows that serve what an endpoint serves and touch what it stands on."""
    wanted = [flow for name in endpoint.requirements for flow in serving(facts, name, "flows")]
    if len(endpoint.requirements) > 1:
        chosen = {flow.name for flow in wanted}
        wanted = [flow for flow in facts.design.flows.values() if flow.name in chosen]
    return tuple(
        flow
        for flow in wanted
        if not endpoint.components or set(endpoint.components) & {c.name for c in components_of(facts, flow)}
    )


def lists(facts: Facts, endpoint: Endpoint) -> bool | None:
    """Whether an endpoint answers any number of records: `GET /posts`, where there is an entity Post. None:
    it looks like it, and there is no data model to look it up in.
    """
    if endpoint.method == "RPC":
        return endpoint.path.startswith(("List", "list_"))
    last = endpoint.path.rstrip("/").rpartition("/")[2].partition("?")[0].casefold()
    if endpoint.method != "GET" or not last or "{" in last:
        return False
    names = {plural(name.casefold()) for name in facts.design.entities}
    if names:
        return last.replace("-", "").replace("_", "") in names
    looks = last.endswith("s") and not last.endswith(_NO_PLURALS)
    return None if looks else False
