"""Names: where each is declared, and what a name that isn't was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sdlint.diagnostic import Diagnostic, Edit, Label, mistake
from sdlint.expression.tree import Token
from sdlint.model.estimates import RESERVED, WORDS
from sdlint.model.field_types import FIELD_TYPES
from sdlint.record import Work, fresh
from sdlint.source import Span
from sdlint.spelling import clear, nearest


class Names(Work):
    """The declared names, by the groups that share them, and the uses of names that aren't declared."""

    report: list[Diagnostic]
    dropped: set[str] = fresh(default_factory=set)
    """Names whose declarations couldn't be understood: their uses stay silent."""
    places: dict[str, dict[str, Span]] = fresh(default_factory=dict)
    _strange: dict[tuple[str, str], list[Span]] = fresh(default_factory=dict)
    _helps: dict[tuple[str, str], tuple[str | None, str | None]] = fresh(default_factory=dict)
    """What each was surely meant to be, and the same where nothing else could have been meant."""

    def declare(self, group: str, name: str, span: Span, what: str) -> bool:
        """Declare a name; false, after a report, where it is taken or can't be one."""
        if name in (RESERVED if group == "estimate" else WORDS):
            self.report.append(
                mistake(
                    "reserved-name", f"`{name}` is a word of the language", span, help="Choose another name"
                )
            )
            self.dropped.add(name)
            return False
        declared = self.places.setdefault(group, {})
        first = declared.get(name)
        if first is not None:
            self.report.append(
                mistake(
                    "duplicate-name",
                    f"{what} `{name}` is declared twice",
                    span,
                    labels=(Label(first, "first declared here"),),
                    help="Rename one of them, or take one out",
                )
            )
            return False
        declared[name] = span
        return True

    def resolve(self, token: Token, candidates: Iterable[str], what: str) -> str | None:
        """The declared name that a word stands for: itself, or what it was surely meant to be."""
        return self.resolve_text(token.text, token.span, candidates, what)

    def resolve_text(
        self,
        name: str,
        span: Span,
        candidates: Iterable[str],
        what: str,
        elsewhere: Mapping[str, str] | None = None,
    ) -> str | None:
        """The same for a name that isn't one token. `elsewhere` has what other languages call a candidate."""
        known = candidates if isinstance(candidates, (dict, set, frozenset)) else list(candidates)
        if name in known:
            return name
        if name in self.dropped:
            return None
        key = (what, name)
        if key not in self._strange:
            meant = elsewhere.get(name.lower()) if elsewhere else None
            self._helps[key] = (meant, meant) if meant else (nearest(name, known), clear(name, known))
        self._strange.setdefault(key, []).append(span)
        return self._helps[key][0]

    def tell(self) -> None:
        """Report every name that isn't declared, once, at its first use."""
        for (what, name), spans in self._strange.items():
            right, certain = self._helps[(what, name)]
            first, *others = spans
            labels = tuple(Label(span, "and here") for span in others[:3])
            more = f", used {len(spans)} times" if len(spans) > 1 else ""
            self.report.append(
                mistake(
                    "unknown-name",
                    f"no {what} is named `{name}`{more}",
                    first,
                    help=f"did you mean `{right}`?" if right else _declare(what, name),
                    labels=labels,
                    edits=tuple(Edit(span, certain) for span in spans) if certain else (),
                )
            )
        self._strange.clear()


def _declare(what: str, name: str) -> str | None:
    forms = {
        "component": f"Declare it: `service {name}`, `database {name}`, …",
        "queue or stream": f"Declare it: `queue {name}`",
        "requirement": f'Declare it: `functional {{ {name} "…" }}`',
        "stakeholder": f'Declare it: `stakeholders {{ {name} "…" }}`',
        "place": f"Declare it: `region {name}`",
        "flow": f"Declare it: `flow {name} at 10/s {{ … }}`",
        "entity": f"Declare it: `entity {name} in STORE {{ … }}`",
        "type of a field": f"There are `{'`, `'.join(FIELD_TYPES)}`, and the design's entities",
    }
    return forms.get(what)
