"""Settings of a project: `sdlint.toml`, or `[tool.sdlint]` in `pyproject.toml`. Gets text, reads no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sdlint.diagnostic import Trouble
from sdlint.record import Equal, Record
from sdlint.source import Source, Span
from sdlint.spelling import did_you_mean, listing

FILES = ("sdlint.toml", "pyproject.toml")
"""Where settings may stand; of two in one folder the first."""
MAX_STARS = 3
"""Stars in one name of a pattern: more would only take time."""
SEVERITIES = ("error", "warning", "question")
FAIL_ON = ("error", "warning", "question", "never")
"""From which severity on `check` exits with 1."""


class Accept(Record):
    """That a rule's findings are accepted, and why."""

    rule: str
    reason: str
    span: Span
    """Where the settings say so."""


class Config(Equal):
    """What a project sets; None where it doesn't say."""

    fail_on: str | None = None
    today: date | None = None
    preset: str | None = None
    rules: tuple[str, ...] = ()
    """Patterns of the project's own files of rules, from the folder of its settings."""
    severity: Mapping[str, str] = MappingProxyType({})
    """By rule, how severe its findings are here: `error`, `warning` or `question`."""
    select: tuple[str, ...] = ()
    """Rules, steps or patterns of rules' names: what runs instead of the preset's choice."""
    ignore: tuple[Accept, ...] = ()
    """What is accepted in all designs."""
    per_file: Mapping[str, tuple[Accept, ...]] = MappingProxyType({})
    """By pattern of files, from the folder of the settings, what is accepted in these."""
    exclude: tuple[str, ...] = ()
    """Patterns of files and folders that aren't looked at where a folder is checked."""
    places: Mapping[str, Span] = MappingProxyType({})
    """Where keys stand, those of tables too (`severity.overload`): for what is found out later."""


class _Wrong(Exception):
    """A value that isn't what its key wants: the message, help, and the place where it isn't the key's."""

    def __init__(self, message: str, help: str | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.help = help
        self.span = span


def load(source: Source) -> tuple[Config, tuple[Trouble, ...]] | None:
    """The settings in a file's text, and what is wrong with them; None when it says nothing of sdlint."""
    shared = source.path.endswith("pyproject.toml")
    if shared and "sdlint" not in source.text:
        return None  # The usual case: another project's pyproject.toml needn't be read at all.
    import tomllib

    try:
        content = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        return Config(), (_invalid(source, str(error)),)
    except RecursionError:
        return Config(), (Trouble("not valid TOML: nested too deeply", source.path),)
    if shared:
        tools = content.get("tool")
        if not isinstance(tools, dict) or "sdlint" not in tools:
            return None
        content = tools["sdlint"]
        if not isinstance(content, dict):
            return Config(), (Trouble("`tool.sdlint` must be a table", source.path),)
    return _config(source, content, "[tool.sdlint]" if shared else "")


def _config(source: Source, content: dict[str, Any], table: str) -> tuple[Config, tuple[Trouble, ...]]:
    settings = _Settings(source, table)
    readers: dict[str, Callable[[Any], Any]] = {
        "fail-on": _fail_on,
        "today": _today,
        "preset": _preset,
        "rules": lambda value: _patterns("rules", value),
        "severity": _severities,
        "select": _selected,
        "ignore": lambda value: settings.accepted("ignore", value, ("ignore",)),
        "per-file": settings.per_file,
        "exclude": lambda value: _patterns("exclude", value),
    }
    values: dict[str, Any] = {}
    places: dict[str, Span] = {}
    troubles: list[Trouble] = []
    for key, value in content.items():
        span = settings.place((key,))
        if key not in readers:
            help = did_you_mean(key, readers) or f"there are {listing(readers, 'and')}"
            troubles.append(Trouble(f"unknown setting `{key}`", source.path, help, span))
            continue
        try:
            values[key.replace("-", "_")] = readers[key](value)
        except _Wrong as wrong:
            troubles.append(Trouble(str(wrong), source.path, wrong.help, wrong.span or span))
            continue
        places[key] = span
        if key == "severity":
            places.update((f"{key}.{name}", settings.place((key, name))) for name in value)
    return Config(**values, places=places), tuple(troubles)


class _Settings:
    """What of reading them needs to know where they stand."""

    def __init__(self, source: Source, table: str) -> None:
        self.source = source
        self.start = max(source.text.find(table), 0)

    def accepted(self, name: str, value: Any, keys: tuple[str, ...]) -> tuple[Accept, ...]:
        """A table of rules, each with the reason why what it finds is accepted."""
        if not isinstance(value, dict):
            help = 'write `ignore = { missing-replicas = "why it may be so" }`'
            raise _Wrong(f"`{name}` must be a table of rules, each with a reason", help, self.place(keys))
        found = []
        for rule, reason in value.items():
            place = self.place((*keys, rule))
            if not isinstance(reason, str) or not reason.strip():
                raise _Wrong(
                    f"`{name}` wants a reason for `{rule}`", f'write `{rule} = "why it may be so"`', place
                )
            found.append(Accept(rule, " ".join(reason.split()), place))
        return tuple(found)

    def per_file(self, value: Any) -> dict[str, tuple[Accept, ...]]:
        """Such tables by patterns of files."""
        if not isinstance(value, dict):
            help = 'write `[per-file."legacy/*.sd"]`, and below it rules, each with a reason'
            raise _Wrong("`per-file` must be a table of patterns", help)
        _patterns("per-file", list(value))
        return {
            pattern: self.accepted(f"per-file.{pattern}", table, ("per-file", pattern))
            for pattern, table in value.items()
        }

    def place(self, keys: tuple[str, ...]) -> Span:
        """Where a key stands: `tomllib` doesn't say, so it is looked for behind the keys above it."""
        at, found = self.start, None
        for key in keys:
            name = rf"[\"']?{re.escape(key)}[\"']?"
            match = re.compile(rf"(?:^|[{{,.\[])[ \t]*({name})[ \t]*[=.\]]", re.MULTILINE).search(
                self.source.text, at
            )
            if match is None:
                break
            at, found = match.end(1), match.span(1)
        return self.source.span(*(found or (self.start, self.start)))


def _fail_on(value: Any) -> str:
    if isinstance(value, str) and value in FAIL_ON:
        return value
    help = did_you_mean(value, FAIL_ON) if isinstance(value, str) else None
    raise _Wrong(f"`fail-on` must be {listing(FAIL_ON)}", help)


def _preset(value: Any) -> str:
    # Whether there is one of this name is known when the rules are.
    if isinstance(value, str) and value:
        return value
    raise _Wrong("`preset` must be the name of a preset", 'write `preset = "interview"`')


def _patterns(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        example = "architecture/*.rule" if name == "rules" else "drafts/*.sd"
        raise _Wrong(f"`{name}` must be a list of files", f'write `{name} = ["{example}"]`')
    for pattern in value:
        parts = pattern.replace("\\", "/").split("/")
        if ".." in parts or pattern.startswith(("/", "~")) or re.match(r"[A-Za-z]:", pattern):
            raise _Wrong(f"`{pattern}` leads out of the project", "name files below the settings' folder")
        if parts.count("**") > 1 or any("**" in part and part != "**" for part in parts):
            raise _Wrong(f"`{pattern}` is more than a pattern may be", "one `**/` for any folders is enough")
        if any(part.count("*") > MAX_STARS for part in parts):
            raise _Wrong(f"`{pattern}` is more than a pattern may be", f"at most {MAX_STARS} `*` in a name")
    return tuple(value)


def _selected(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
        raise _Wrong("`select` must be a list of rules or steps", 'write `select = ["09-bottlenecks"]`')
    for pattern in value:
        if pattern.count("*") > MAX_STARS:
            raise _Wrong(f"`{pattern}` is more than a pattern may be", f"at most {MAX_STARS} `*` in a name")
    return tuple(value)


def _severities(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _Wrong("`severity` must be a table", 'write `severity = { thin-headroom = "error" }`')
    for name, word in value.items():
        if word not in SEVERITIES:
            help = did_you_mean(word, SEVERITIES) if isinstance(word, str) else None
            raise _Wrong(f"the severity of `{name}` must be {listing(SEVERITIES)}", help)
    return dict(value)


def _today(value: Any) -> date:
    # A datetime is a date too, as far as Python's classes go.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _Wrong("`today` must be a date", "write `today = 2026-01-31`")


def _invalid(source: Source, message: str) -> Trouble:
    """What `tomllib` says, at the place that its message ends with."""
    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    span = None
    if at:
        message = message[: at.start()]
        end = len(source.text)
        start = source.line_starts[int(at[1]) - 1] + int(at[2]) - 1 if at[1] else end
        span = source.span(min(start, end), min(start + 1, end))
    return Trouble(f"not valid TOML: {message[:1].lower()}{message[1:]}", source.path, None, span)
