"""What one loss takes along of what was written: of a machine, or of a zone."""

from __future__ import annotations

import pytest

from tests.analyses.designs import asked, unknown

STORE = """
region eu {{ zone a, zone b, zone c }}
client app
database d in {where} {{ replicas {copies}, replication {kind}, failover 9s, lag 2s, backup 1h }}
flow put at 1/s {{ app -> d write 1kB }}
"""


@pytest.mark.parametrize(
    ("where", "copies", "kind", "seconds"),
    [
        ("eu", 2, "leader_follower(sync)", 0),
        # Both in one zone, and nothing else but the backup.
        ("eu.a", 2, "leader_follower(sync)", 3600),
        # The leader and the follower that answers first are neighbours; a third copy lags.
        ("eu.a, eu.b", 3, "leader_follower(sync)", 2),
        ("eu", 3, "leader_follower(sync)", 0),
        ("eu", 2, "leader_follower(semisync)", 0),
        ("eu.a, eu.b", 3, "leader_follower(semisync)", 2),
        ("eu", 3, "leaderless(write 2, read 2)", 0),
        ("eu.a, eu.b", 3, "leaderless(write 2, read 2)", 2),
        ("eu.a", 3, "quorum", 3600),
        ("eu", 3, "quorum", 0),
        # Of five in three zones two stand in one, and three have each write.
        ("eu", 5, "quorum", 0),
        ("eu.a, eu.b", 5, "quorum", 2),
        ("eu", 3, "leader_follower(async)", 2),
    ],
)
def test_what_stands_in_one_zone_is_lost_with_it(where: str, copies: int, kind: str, seconds: int) -> None:
    assert asked(STORE.format(where=where, copies=copies, kind=kind), "loss(d)") == seconds


@pytest.mark.parametrize(
    ("copies", "kind", "seconds"),
    [
        # The second copy that answers first stands in the leader's region, in another zone.
        (4, "leader_follower(semisync)", 2),
        (4, "leader_follower(sync)", 2),
        (2, "leader_follower(sync)", 0),
        # Two of three stand in one region, and are a majority.
        (3, "quorum", 2),
        (4, "quorum", 0),
        (4, "leaderless(write 3, read 2)", 0),
        (4, "leaderless(write 2, read 3)", 2),
    ],
)
def test_a_region_of_several_takes_along_what_the_others_have_not(
    copies: int, kind: str, seconds: int
) -> None:
    text = STORE.format(where="eu, us", copies=copies, kind=kind)
    text = text.replace("client app", "region us { zone d, zone e }\nlink eu us 80ms\nclient app")
    assert asked(text, "loss(d)") == seconds


def test_what_waits_for_a_second_copy_while_there_is_one_goes_on_without() -> None:
    """As long as `sync`, and as often up as `async`."""
    async_, semi, sync = (
        STORE.format(where="eu", copies=2, kind=f"leader_follower({kind})")
        for kind in ("async", "semisync", "sync")
    )
    said = "availability(put)"
    assert asked(semi, said) == asked(async_, said) > asked(sync, said)
    assert asked(semi, "survives(put, zone)") and not asked(sync, "survives(put, zone)")
    timed = ", capacity 1k/s, time 2ms, cv 1 }\nflow"
    means = [asked(text.replace(" }\nflow", timed), "mean(put)") for text in (async_, semi, sync)]
    assert means[0] < means[1] == means[2]


def test_a_zone_that_takes_all_along_asks_for_the_backup() -> None:
    text = STORE.format(where="eu.a", copies=2, kind="leader_follower(sync)").replace(", backup 1h", "")
    assert "backup of `d`" in unknown(text, "loss(d)")
