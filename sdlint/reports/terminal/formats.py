"""The formats of a folder of reports: its modules, found by their being there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sdlint.resources import modules


def names_in(path: Iterable[str]) -> tuple[str, ...]:
    """The formats of a package, by its `__path__`, none of them imported; `json_lines` is `json-lines`."""
    return tuple(sorted(name.replace("_", "-") for name in modules(path)))


def helps_in(package: str, path: Iterable[str]) -> dict[str, str]:
    """The formats of a package, each with its line of help: the first of its docstring."""
    docs = {name: chosen(package, path, name).__doc__ or "" for name in names_in(path)}
    return {name: doc.strip().partition("\n")[0] for name, doc in docs.items()}


def chosen(package: str, path: Iterable[str], format: str) -> Any:
    """The module of a format; KeyError when there is none of that name."""
    from importlib import import_module

    if format not in names_in(path):
        raise KeyError(format)
    return import_module(f"{package}.{format.replace('-', '_')}")
