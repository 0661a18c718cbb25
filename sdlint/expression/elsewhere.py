"""What the words that are asked of a design are called elsewhere: read only once one of them is used."""

from __future__ import annotations

from sdlint.spelling import called

WORDS = called(
    {
        "p99": "latency response_time",
        "p50": "median",
        "mean": "average avg",
        "availability": "uptime sla",
        "loss": "rpo durability",
        "utilization": "utilisation usage",
        "load": "qps rps",
        "cost": "price",
        "storage": "disk",
    }
)
"""Our word by theirs."""
VAGUE = frozenset(("latency", "response_time", "durability"))
"""What doesn't say just as much as ours: nobody puts ours in unasked."""
