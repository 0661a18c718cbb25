"""What attributes and their values are called elsewhere: read only once a design has used one of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from sdlint.model.notation import Call, Choice, Options, Range, Sequence, Shape, Slot, Word
from sdlint.spelling import called
from sdlint.syntax.elsewhere import PERIODS

ATTRIBUTES = called(
    {
        "replicas": "instances copies count replication_factor size_of_cluster pods hosts",
        "time": "latency response_time service_time processing_time duration",
        "capacity": "qps rps tps throughput max_qps max_rps iops",
        "storage": "disk disks disk_size hdd ssd",
        "memory": "ram mem",
        "bandwidth": "network nic",
        "price": "cost costs",
        "availability": "uptime sla slo",
        "hit": "hitrate hit_rate hit_ratio hitratio",
        "ttl": "expiry expires expire expiration",
        "evict": "eviction eviction_policy",
        "dead_letter": "dlq deadletter dead_letter_queue",
        "breaker": "circuit_breaker circuitbreaker",
        "limit": "rate_limit ratelimit quota throttle",
        "workers": "threads thread_pool parallelism",
        "max_length": "max_size maxlen max_len",
        "retention": "keep_for",
        "keep": "retention",
        "shards": "shard_count sharding partitions_by",
        "key": "primary_key primary pk",
        "personal": "pii sensitive gdpr",
        "idempotent": "idempotency idempotency_key",
        "health": "health_check healthcheck",
        "encrypted": "encryption tls",
        "backup": "backups snapshots snapshot",
        "lag": "replication_lag delay staleness",
        "wal": "write_ahead_log",
    }
)
"""What an attribute is called elsewhere, by its name here."""


FEW = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_RANGE = re.compile(r"(\d+)[ \t]*-[ \t]*(\d+)")


def attribute(name: str, legal: Container[str]) -> str | None:
    """The attribute that a name elsewhere stands for, where it can be said here."""
    right = ATTRIBUTES.get(name.lower().replace("-", "_"))
    return right if right is not None and right in legal else None


def written(shape: Shape, word: str) -> str | None:
    """How a word is written where a shape stands: `1d` for `daily`, `2` for `two`, and what stands alone but
    belongs into the parentheses of another, `leader_follower(async)` for `async`.
    """
    wanted = {slot.value for slot in _slots(shape)}
    if "DURATION" in wanted and word in PERIODS:
        return PERIODS[word]
    if wanted & {"COUNT", "WHOLE"} and word in FEW:
        return str(FEW[word])
    return _within(shape, word)


def ranged(shape: Shape, text: str) -> tuple[str, int] | None:
    """How a range is written that begins a text, `2..10` for `2-10`, and its length; of a shape with one."""
    found = _RANGE.match(text) if any(isinstance(part, Range) for part in _parts(shape)) else None
    return (f"{found[1]}..{found[2]}", found.end()) if found is not None else None


def _within(shape: Shape, word: str) -> str | None:
    for part in _parts(shape):
        if isinstance(part, Call) and any(
            isinstance(inner, Word) and inner.text == word
            for argument in part.arguments
            for inner in _parts(argument)
        ):
            return f"{part.name}({word})"
    return None


def _parts(shape: Shape) -> Iterator[Shape]:
    """A shape and those that may stand in its place, but for the arguments of calls."""
    yield shape
    if isinstance(shape, (Choice, Options, Sequence)):
        for item in shape.items:
            yield from _parts(item)


def _slots(shape: Shape) -> Iterator[Slot]:
    return (part for part in _parts(shape) if isinstance(part, Slot))
