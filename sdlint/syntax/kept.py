"""The trees of the shipped rules, kept as JSON: reading them is three times as fast as parsing.

They are kept where the parser's tables are: in the wheel, or in the user's own cache folder. A tree is
nested lists: `[class, start, end, fields…]` for a node, `[kind, start, end]` for a token, whose text is
the source's, and `[null, …]` for several of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sdlint.expression.tree import Node, Token
from sdlint.resources import shipped
from sdlint.source import Source
from sdlint.syntax import rule_nodes
from sdlint.syntax.parser import parse
from sdlint.syntax.tables import BUNDLED, cache_folder, identity, keep

NAME = "rules"


def shipped_sources() -> list[Source]:
    """The shipped files of rules, in order of their steps and names."""
    folder = shipped("rules")
    return [
        Source(f"rules/{path.relative_to(folder).as_posix()}", path.read_text(encoding="utf-8"))
        for path in sorted((*folder.glob("*/*.rule"), *folder.glob("*.rule")))
    ]


def shipped_trees(sources: Sequence[Source]) -> dict[str, rule_nodes.Rules]:
    """The trees of shipped files by path; of those alone that have no mistake."""
    own = _identity(sources)
    folder = cache_folder() if not (BUNDLED / f"{NAME}.json").exists() else None
    kept = folder / f"{NAME}-{own}.json" if folder else None
    for path in (BUNDLED / f"{NAME}.json", kept):
        trees = _read(path, own, sources) if path else None
        if trees is not None:
            return trees
    data = _made(sources)
    if kept and len(data["trees"]) == len(sources):
        keep(kept, data)
    return _revived(data, sources)


def write_trees(target: Path) -> Path:
    """Make the trees of all shipped rules into a folder; called when a wheel is built."""
    path = target / f"{NAME}.json"
    path.write_text(json.dumps(_made(shipped_sources()), separators=(",", ":")), encoding="utf-8")
    return path


def _identity(sources: Sequence[Source]) -> str:
    """What tells these files from other ones: no secret, so a checksum will do."""
    from zlib import adler32, crc32

    text = "\0".join(part for source in sources for part in (source.path, source.text)).encode()
    return f"{identity('rule')}-{len(text)}-{crc32(text):08x}{adler32(text):08x}"


def _made(sources: Sequence[Source]) -> dict[str, Any]:
    classes: dict[str, int] = {}
    trees = {}
    for source in sources:
        parsed = parse(source, "rule")
        if not parsed.diagnostics and isinstance(parsed.tree, rule_nodes.Rules):
            trees[source.path] = _dumped(parsed.tree, classes)
    return {"identity": _identity(sources), "classes": list(classes), "trees": trees}


def _dumped(item: Any, classes: dict[str, int]) -> Any:
    if isinstance(item, Token):
        assert item.text == item.source.text[item.start : item.end]
        return [item.kind, item.start, item.end]
    if isinstance(item, Node):
        number = classes.setdefault(type(item).__name__, len(classes))
        fields = list(item.record_fields)[3:]  # Past source, start, end.
        return [number, item.start, item.end, *(_dumped(getattr(item, field), classes) for field in fields)]
    if isinstance(item, tuple):
        return [None, *(_dumped(inner, classes) for inner in item)]
    assert item is None
    return None


def _read(path: Path, own: str, sources: Sequence[Source]) -> dict[str, rule_nodes.Rules] | None:
    try:
        data = json.loads(path.read_bytes())
        return _revived(data, sources) if data["identity"] == own else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _revived(data: dict[str, Any], sources: Sequence[Source]) -> dict[str, rule_nodes.Rules]:
    from sdlint.expression import tree

    classes = [getattr(rule_nodes, name, None) or getattr(tree, name) for name in data["classes"]]
    by_path = {source.path: source for source in sources}
    return {path: _node(item, by_path[path], classes) for path, item in data["trees"].items()}


def _node(item: Any, source: Source, classes: Sequence[Any]) -> Any:
    if item is None:
        return None
    head = item[0]
    if head is None:
        return tuple([_node(inner, source, classes) for inner in item[1:]])
    _, start, end, *fields = item
    if type(head) is str:
        return Token(head, source.text[start:end], source, start, end)
    return classes[head](source, start, end, *[_node(inner, source, classes) for inner in fields])
