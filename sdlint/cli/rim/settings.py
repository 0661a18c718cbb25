"""The settings that hold, and where each comes from: `sdlint check --show-config`."""

from __future__ import annotations

import json
import re
from datetime import date

from sdlint.cli.rim.files import shown
from sdlint.cli.rim.gather import Gathered
from sdlint.config import Accept
from sdlint.house import DEFAULT


def settings_text(gathered: Gathered, told: dict[str, object]) -> str:
    """The settings as TOML, each with its origin as a comment; `told` is what the command line says."""
    config = gathered.config
    lines = [f"# The project's folder: {_visible(shown(str(gathered.root)))}"]
    values: dict[str, tuple[object, object]] = {
        "fail-on": (config.fail_on, "warning"),
        "today": (config.today, None),
        "preset": (config.preset, DEFAULT),
        "select": (config.select, ()),
        "rules": (config.rules, ()),
        "exclude": (config.exclude, ()),
    }
    for key, (own, default) in values.items():
        if told.get(key) is not None:
            lines.append(_line(key, told[key], f"--{key}"))
        elif key in config.places:
            lines.append(_line(key, own, _where(gathered, key)))
        elif default is None:
            lines.append(f"# {key} = the clock's  # by default")
        else:
            lines.append(_line(key, default, "by default"))
    lines += ["", "[severity]"]
    lines += [
        _line(name, word, _where(gathered, f"severity.{name}")) for name, word in config.severity.items()
    ]
    lines += ["", "[ignore]", *(_accepted(one) for one in config.ignore)]
    for pattern, entries in config.per_file.items():
        lines += ["", f"[per-file.{_text(pattern)}]", *(_accepted(one) for one in entries)]
    return "\n".join(lines) + "\n"


def _where(gathered: Gathered, key: str) -> str:
    return _visible(gathered.config.places[key].where)


def _accepted(one: Accept) -> str:
    return _line(one.rule, one.reason, _visible(one.span.where))


def _line(key: str, value: object, origin: str) -> str:
    name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)
    return f"{name} = {_value(value)}  # {origin}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return value.isoformat() if isinstance(value, date) else _text(str(value))


def _text(text: str) -> str:
    """A text as TOML writes it; what a terminal shouldn't get as an escape."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escape(ord(one)) for one in quoted)


def _escape(point: int) -> str:
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _visible(text: str) -> str:
    from sdlint.reports.terminal.characters import visible

    return visible(text)
