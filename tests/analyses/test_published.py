"""Numbers that others published, each through a question to a design that states what they state."""

from __future__ import annotations

import pytest

from tests.analyses.designs import asked

DAY = 86400
# The System Design Primer's own month has 2.5 million seconds.
PRIMER = "estimate {{\n  month = 2500000s\n  answer = {sum}\n}}\nclient c\n"


@pytest.mark.parametrize(
    ("sum_", "value"),
    [
        # Pastebin: 1.27 kB for each of 10 million writes a month.
        ("1.27kB * 10M/month * 1month", 12.7e9),
        ("10M/month", 4.0),
        # Twitter: 500 million posts a day of 10 kB, and 250 billion reads a month.
        ("500M/1d * 10kB * 30d", 150e12),
        ("250bn/month", 100e3),
        ("10bn/month", 4e3),
        # As people say it: a hundred million users, ten requests each a day.
        ("100M * 10/day", 1e9 / DAY),
        # AWS, "Availability and Beyond" (2021): once in 150 days for an hour.
        ("150d / (150d + 1h)", 0.9997223),
        # Jeff Dean's numbers, as of napkin-math, 2026.
        ("1000 * read_memory", 0.05),
        ("100/s * seek_disk", 1.0),
        ("2 * round_trip_ocean + 4 * round_trip_zone", 0.161),
    ],
)
def test_the_back_of_the_envelope(sum_: str, value: float) -> None:
    assert asked(PRIMER.format(sum=sum_), "answer") == pytest.approx(value, rel=1e-6)


def test_a_month_that_nobody_chose_is_the_mean_one() -> None:
    assert asked("estimate { answer = 1month }\nclient c\n", "answer") == 30.436875 * DAY
    assert asked("estimate { answer = 1y }\nclient c\n", "answer") == 365.2425 * DAY


def test_an_estimate_goes_before_a_figure_of_its_name() -> None:
    text = "estimate {\n  seek_disk = 4ms\n  answer = 2 * seek_disk\n}\nclient c\n"
    assert asked(text, "answer") == pytest.approx(0.008)


WHATSAPP = """estimate { per_server = 2M }
client phone { connections 450M }
gateway door { replicas 225, connections (per_server) }
flow talk at 1M/s { phone -> door }
"""


def test_connections_that_clients_hold() -> None:
    assert asked(WHATSAPP, "connections(door)") == 450e6
    assert asked(WHATSAPP, "utilization(door, connections)") == 1.0


NETFLIX = """client c
service s {{ replicas 1, workers {workers}, time 10ms }}
flow f at 1/s {{ c -> s }}
"""


@pytest.mark.parametrize(("workers", "target"), [(1, 0.288), (4, 0.617), (16, 0.794), (64, 0.890)])
def test_the_headroom_rule(workers: int, target: float) -> None:
    # 1 − 0.712 / c^0.448, at which some 30% of requests wait.
    text = NETFLIX.format(workers=workers)
    used = asked(text, "utilization(s)")
    assert asked(text, "headroom(s)") * used == pytest.approx(target, abs=1e-3)
    busy = text.replace("at 1/s", f"at {workers * 100 * target:.3f}/s")
    assert asked(busy, "busy(s)") == pytest.approx(0.3, abs=0.035)
