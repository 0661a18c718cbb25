"""What the words that are asked of a design are called elsewhere: read only once one of them is used."""

from __future__ import annotations

from sdlint.spelling import called

WORDS = called(
    {
        "p99": "latency p999 response_time",
        "p95": "p90",
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
