"""The framework card: what each question of a design review comes to in one design."""

from __future__ import annotations

from sdlint.record import Record

STATUSES = ("answered", "finding", "asked", "not applicable")
"""What may become of a question. `asked`: the design doesn't say enough to answer it."""


class Reply(Record):
    """A question of the framework, and what it comes to."""

    question: str
    """Its name."""
    text: str
    status: str
    told: str
    """Where it is answered, which findings there are, what is wanting, or why nothing is to be asked."""
    rules: tuple[str, ...]
    """The rules that tell it."""


class CardStep(Record):
    """A step of the framework with its questions."""

    number: int
    title: str
    replies: tuple[Reply, ...]

    def count(self, status: str) -> int:
        """How many of its questions have come to this."""
        return sum(reply.status == status for reply in self.replies)


class Card(Record):
    """The framework, question by question, and the one thing to do next."""

    steps: tuple[CardStep, ...]
    next: str

    def count(self, status: str) -> int:
        """How many questions have come to this."""
        return sum(step.count(status) for step in self.steps)

    @property
    def size(self) -> int:
        """How many questions there are."""
        return sum(len(step.replies) for step in self.steps)
