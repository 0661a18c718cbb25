"""Trees as plain text that can be compared: classes, fields and tokens, without places."""

from __future__ import annotations

from sdlint.expression.tree import Node, Token


def outline(value: object) -> object:
    """A tree's classes and the texts of its tokens, as nested tuples."""
    if isinstance(value, Token):
        return (value.kind, value.text)
    if isinstance(value, tuple):
        return [outline(item) for item in value]
    if isinstance(value, Node):
        names: tuple[str, ...] = type(value).__match_args__
        return (type(value).__name__, *(outline(getattr(value, name)) for name in names[3:]))
    return value
