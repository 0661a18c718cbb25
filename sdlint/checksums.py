"""Checksums, without what `hashlib` imports besides: OpenSSL alone takes a tenth of a short run.

As `random` does in the standard library, its own implementations are asked for by their private names, and
`hashlib` where this Python hasn't got them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


def sha256(data: bytes) -> str:
    """The SHA-256 of bytes, as 64 hexadecimal digits."""
    digest: str = _maker("sha256", "_sha2", "_sha256")(data).hexdigest()
    return digest


def blake2b(data: bytes, size: int) -> str:
    """The BLAKE2b of bytes, in so many bytes, as hexadecimal digits."""
    digest: str = _maker("blake2b", "_blake2")(data, digest_size=size).hexdigest()
    return digest


@cache  # A module that isn't there is searched for in every folder, each time.
def _maker(name: str, *modules: str) -> Any:
    for module in (*modules, "hashlib"):
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise ImportError(f"this Python has no {name}")
