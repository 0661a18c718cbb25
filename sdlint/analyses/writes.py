"""What technologies do with a write before they answer it."""

from __future__ import annotations

from sdlint.model.design import Component

IN_MEMORY = frozenset(
    {"redis", "valkey", "hazelcast", "elasticache", "memorystore", "azure-cache", "memcached"}
)
"""They answer from memory, and write to disk later or not at all unless they are told to: Redis
documentation, Persistence (its append-only file is off unless switched on); the others' are alike."""


def is_volatile(component: Component) -> bool | None:
    """Whether a write is answered before it is on disk, unless told otherwise; None: none is named."""
    return component.technology in IN_MEMORY if component.technology else None
