"""What is full first when a flow grows, and the others stay."""

from __future__ import annotations

from fractions import Fraction

from sdlint.analyses.facts import Facts
from sdlint.analyses.scaling import bottleneck
from sdlint.expression.values import Known
from tests.analyses.designs import asked, design_of

BUSY_WITH_OTHERS = """
system "s"
client app
service api { replicas 1, capacity 1k/s }
database index { replicas 1, capacity 1k/s }
worker mailer { replicas 1, capacity 100/s }
flow book at 50/s { app -> api -> index; api -> mailer }
flow search at 800/s { app -> index }
"""


def test_the_bottleneck_of_a_flow_is_what_it_fills_first_and_not_what_is_busiest() -> None:
    facts = Facts(design_of(BUSY_WITH_OTHERS))
    of_flow, of_all = (bottleneck(facts, item) for item in (facts.design.flows["book"], None))
    assert isinstance(of_flow, Known) and isinstance(of_all, Known)
    # 85% of the index are busy, with searches for the most part: 150/s more are four times as many bookings.
    assert (of_flow.value, of_all.value) == ("capacity of mailer", "capacity of index")
    assert asked(BUSY_WITH_OTHERS, "max_scale(book)") == Fraction(100, 50)
    told = {part.what: part.shown for part in of_flow.witness.parts}
    assert told["capacity of index"] == "4" and told["capacity of api"] == "20"
