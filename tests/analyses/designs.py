"""What the analyses' tests share: designs from text, and what they answer."""

from __future__ import annotations

from sdlint.analyses.ask import Answer, ask
from sdlint.diagnostic import Trouble
from sdlint.model.bind import bind
from sdlint.model.design import Design
from sdlint.source import Source


def design_of(text: str) -> Design:
    """The design, which has no mistake."""
    bound = bind(Source("t.sd", text), lambda path: Trouble(f"no such file: {path}"))
    assert not bound.diagnostics, [d.message for d in bound.diagnostics]
    return bound.design


def asked(text: str, expression: str) -> float:
    """The answer, which is a known number, in seconds, bytes, 1/s or dollars."""
    answer = ask(design_of(text), expression)
    assert answer.status == "known", answer.text
    return float(answer.value)


def unknown(text: str, expression: str) -> str:
    """What the answer is unknown for want of."""
    answer: Answer = ask(design_of(text), expression)
    assert answer.status == "unknown", answer.text
    return answer.text
