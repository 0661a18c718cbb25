"""What attributes and their values are called elsewhere: read only once a design has used one of them."""

from __future__ import annotations

import re
from collections.abc import Container

from sdlint.model.notation import Call, Choice, Options, Sequence, Shape, Word

_NAMES = {
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
ATTRIBUTES = {name: ours for ours, names in _NAMES.items() for name in names.split()}
"""What an attribute is called elsewhere, by its name here."""


def attribute(name: str, legal: Container[str]) -> str | None:
    """The attribute that a name elsewhere stands for, where it can be said here."""
    right = ATTRIBUTES.get(name.lower().replace("-", "_"))
    return right if right is not None and right in legal else None


def within(shape: Shape, word: str) -> str | None:
    """How a word is written that stands alone, and in a shape in the parentheses of another."""
    match shape:
        case Call(name, arguments):
            found = any(_is(argument, word) for argument in arguments)
            return f"{name}({word})" if found else None
        case Choice(items) | Options(items) | Sequence(items):
            return next((text for item in items if (text := within(item, word))), None)
        case _:
            return None


def _is(shape: Shape, word: str) -> bool:
    match shape:
        case Word(text):
            return text == word
        case Choice(items) | Options(items):
            return any(_is(item, word) for item in items)
        case _:
            return False


FEW = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
RANGE = re.compile(r"(\d+)[ \t]*-[ \t]*(\d+)")
"""`2-10`, for `2..10`."""
