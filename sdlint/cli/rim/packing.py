"""What our own processes tell each other, as bytes; in a module of its own, since one process alone packs
nothing.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

from sdlint.source import Source


def packed(item: Any, sources: Sequence[Source]) -> bytes:
    """What an item is as bytes, the sources that both sides have by their numbers."""
    out = io.BytesIO()
    _Packing(out, sources).dump(item)
    return out.getvalue()


def unpacked(data: bytes, sources: Sequence[Source], interned: dict[tuple[str, str], Source]) -> Any:
    """What was packed; other sources are taken from those that came before, or join them."""
    return _Unpacking(data, sources, interned).load()


class _Packing(pickle.Pickler):
    """Writes sources as what they are, so that places in one source are in one source on the other side."""

    def __init__(self, out: io.BytesIO, sources: Sequence[Source]) -> None:
        super().__init__(out, protocol=5)
        self.numbers = {id(source): number for number, source in enumerate(sources)}

    def persistent_id(self, obj: Any) -> Any:
        if not isinstance(obj, Source):
            return None
        number = self.numbers.get(id(obj))
        return number if number is not None else (obj.path, obj.text)


class _Unpacking(pickle.Unpickler):
    """Reads what our own processes wrote; nothing of a user's is ever unpickled."""

    def __init__(
        self, data: bytes, sources: Sequence[Source], interned: dict[tuple[str, str], Source]
    ) -> None:
        super().__init__(io.BytesIO(data))
        self.sources = sources
        self.interned = interned

    def persistent_load(self, pid: Any) -> Source:
        if isinstance(pid, int):
            return self.sources[pid]
        return self.interned.setdefault(pid, Source(*pid))
