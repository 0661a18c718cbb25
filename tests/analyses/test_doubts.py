"""Who doubts a number finds every factor of it: three numbers of each example, with the sum done by hand, and
where each factor is said to come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sdlint.analyses.ask import ask
from sdlint.diagnostic import Trouble
from sdlint.model.bind import bind
from sdlint.model.design import Design
from sdlint.source import Source

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY, MONTH, YEAR = 86_400, 30.436875 * 86_400, 365.2425 * 86_400

WRITES = 500e6 / MONTH
POSTED = 500e6 / DAY
READS = 250e9 / MONTH

DOUBTED: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {
    ("url-shortener", "utilization(api)"): (
        (100 * WRITES * 2 + WRITES * 2 + 100 * 2 + 10_000 / DAY * 10) / (36 * 2000),
        ("reads", "writes", "month", "peak of redirect", "replicas of api", "capacity of api"),
    ),
    ("url-shortener", "utilization(hot)"): (
        4 * (100 * WRITES * 2 + 10_000 / DAY * 10) / (2 * 4 * 100_000),
        ("writes", "replicas of hot", "shards of hot", "skew of hot", "capacity of hot"),
    ),
    ("url-shortener", "storage(links)"): (
        (WRITES * 500 + 10_000 / DAY * 30) * 5 * YEAR * 3,
        ("writes", "payload of shorten/api→links", "keep of Link", "replicas of links"),
    ),
    ("chat", "utilization(lb)"): (
        (342e3 + 2000 * 2 + 110e3 * 2.1 + 100e3 * 2 + 1e6 / DAY * 10) / (6 * 250e3),
        ("sent", "busiest", "rate of keys", "joined", "replicas of lb", "capacity of lb"),
    ),
    ("chat", "connections(gateway)"): (147e6, ("connections of phone", "connected")),
    ("chat", "utilization(router)"): (
        (342e3 + 110e3 * 2.1) / (240 * 5000),
        ("sent", "busiest", "rate of connect", "replicas of router", "capacity of router"),
    ),
    ("news-feed", "utilization(graph)"): (
        (POSTED * 2 + 0.9 * READS * 2 * 0.001 + 1000 * 2 * 3) / (3 * 8 * 3000),
        ("posts_made", "reads", "hit of timelines", "rate of follow", "shards of graph", "capacity of graph"),
    ),
    ("news-feed", "bandwidth(media)"): (
        0.05 * POSTED * 2 * 200e3,
        ("posts_made", "peak of upload", "payload of upload/app→media"),
    ),
    ("news-feed", "storage(posts)"): (
        POSTED * 180 * 3 * YEAR * 3,
        ("posts_made", "payload of record/recorder→posts", "keep of Post", "replicas of posts"),
    ),
    ("news-feed-faulty", "utilization(recorder)"): (
        POSTED * 2 / (8 * 2000),
        ("posts_made", "peak of record", "replicas of recorder", "capacity of recorder"),
    ),
    ("news-feed-faulty", "utilization(stars)"): (
        1.5 * (POSTED * 2 * 0.01 + 0.9 * READS * 2) / (3 * 2 * 100_000),
        ("posts_made", "reads", "share that goes to stars", "skew of stars", "capacity of stars"),
    ),
    ("news-feed-faulty", "cost(edge)"): (
        READS * 200e3 * 0.02 / 1e9,
        ("reads", "payload of look/app→edge", "price moved of edge"),
    ),
    ("pastebin", "utilization(api)"): (
        10e6 / MONTH * (10 * 3 * 0.5 + 3 + 0.01 * 3) / (3 * 500),
        ("pastes", "reads", "hit of edge", "peak of remove", "replicas of api", "capacity of api"),
    ),
    ("pastebin", "utilization(texts)"): (
        10e6 / MONTH * (10 * 3 * 0.5 + 3 * 3 + 0.01 * 3 * 3) / (3 * 2000),
        ("pastes", "reads", "hit of edge", "replicas of texts", "capacity of texts"),
    ),
    ("pastebin", "storage(texts)"): (
        10e6 / MONTH * (1270 + 0.01 * 50) * 3 * YEAR * 3,
        ("pastes", "payload of paste/api→texts", "keep of Text", "replicas of texts"),
    ),
    ("file-storage", "storage(blocks)"): (
        100e6 * 0.5 / DAY * 100e3 * 5 * YEAR,
        ("active", "saves", "file", "payload of upload/device→blocks", "keep of Block"),
    ),
    ("file-storage", "connections(doors)"): (30e6, ("active", "online", "connections of device")),
    ("file-storage", "utilization(lb)"): (
        (100e6 * 0.5 / DAY * 3 + 30e6 / 3600 * 2 + 100e6 / DAY * 3) / (6 * 20e3),
        ("saves", "online", "fetches", "peak of listen", "replicas of lb", "capacity of lb"),
    ),
    ("web-crawler", "storage(pages)"): (
        1e9 / MONTH * 100e3 * 2 * YEAR,
        ("pages", "page", "payload of fetch/fetcher→pages", "keep of Page"),
    ),
    ("web-crawler", "utilization(seen)"): (
        1e9 / MONTH * 2 * 50 / (2 * 3 * 50e3),
        ("pages", "peak of keep", "calls of seen", "shards of seen", "capacity of seen"),
    ),
    ("web-crawler", "utilization(fetcher)"): (
        1e9 / MONTH * 2 / (24 * 100),
        ("pages", "peak of fetch", "replicas of fetcher", "capacity of fetcher", "bandwidth of fetcher"),
    ),
    ("whiteboard", "load(hot)"): (10_000, ("rate of read_feed",)),
    ("whiteboard", "load(posts)"): (10_000 * 0.05, ("rate of read_feed", "hit of hot")),
    ("whiteboard", "machines(api)"): (6, ("replicas of api",)),
}


def design(name: str) -> tuple[Source, Design]:
    source = Source(f"{name}.sd", (EXAMPLES / f"{name}.sd").read_text("utf-8"))
    return source, bind(source, lambda path: Trouble(f"no such file: {path}")).design


def all_of(argument: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield argument
    for part in argument["parts"]:
        yield from all_of(part)


@pytest.mark.parametrize(("name", "question"), DOUBTED)
def test_every_factor_of_a_number_is_found(name: str, question: str) -> None:
    by_hand, factors = DOUBTED[name, question]
    source, found = design(name)
    answer = ask(found, question)
    assert answer.status == "known", answer.text
    assert float(answer.value) == pytest.approx(by_hand, rel=1e-9)
    parts = {part["what"]: part for part in all_of(answer.witness)}
    assert [factor for factor in factors if factor not in parts] == []
    lines = source.text.splitlines()
    for factor in factors:
        part = parts[factor]
        if part["origin"] == "assumed":
            assert part["source"]
            continue
        assert part["origin"] == "stated", factor
        path, _, line = part["source"].rpartition(":")
        assert path == source.path
        text = lines[int(line) - 1]
        # What a line is said to say, it says: as a number, as a sum, or by an estimate, which is shown too.
        said = part["value"].removeprefix("x")
        named = any(inner["what"] in text for inner in part["parts"] if inner["what"])
        assert said in text or named or (part["how"] and part["how"] in text), factor


@pytest.mark.parametrize("name", sorted({name for name, _ in DOUBTED}))
def test_three_numbers_of_each_example(name: str) -> None:
    assert sum(of == name for of, _ in DOUBTED) == 3


def test_each_example_is_doubted() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.sd")} == {name for name, _ in DOUBTED}
