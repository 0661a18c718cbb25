"""What stands on a box without an icon: a sign for its kind, in strokes on a square of 24."""

from __future__ import annotations

_KINDS = {
    "client": "M4 5h16v11H4zM9 20h6M12 16v4",
    "external": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3 12h18M12 3c3.5 3 3.5 15 0 18M12 3c-3.5 3-3.5 15 0 18",
    "dns": "M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01M12 7h4M12 17h4",
    "cdn": "M7 18a4 4 0 0 1-.6-7.9 5.5 5.5 0 0 1 10.7 1A3.5 3.5 0 0 1 17 18zM12 12v9M9.5 18.5 12 21l2.5-2.5",
    "gateway": "M4 21V8l8-5 8 5v13M9 21v-8h6v8",
    "balancer": "M3 12h5M8 12l5-7h7M8 12h12M8 12l5 7h7"
    "M17.5 2.5 20 5l-2.5 2.5M17.5 9.5 20 12l-2.5 2.5M17.5 16.5 20 19l-2.5 2.5",
    "service": "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
    "function": "M5 4h3l7 16h4M11.5 12 6 20",
    "worker": "M12 8.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M12 3v3M12 18v3M3 12h3M18 12h3"
    "M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2",
    "scheduler": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2.5",
    "cache": "M13 2.5 5 13.5h6l-1 8 8.5-11.5H12.5z",
    "database": "M4 6a8 3 0 1 0 16 0a8 3 0 1 0-16 0M4 6v12a8 3 0 0 0 16 0V6M4 12a8 3 0 0 0 16 0",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5 21 21",
    "warehouse": "M3 21V9l9-5 9 5v12M7 21v-8h10v8M7 17h10",
    "blobs": "M4 7h16l-1.8 13H5.8zM4 7a8 2.6 0 1 1 16 0",
    "queue": "M3 7h18v10H3zM8 7v10M13 7v10M16 12h2.5",
    "entity": "M4 4h16v16H4zM4 9h16M4 14.5h16M10 9v11",
    "telemetry": "M4 4v16h16M7 15l4-5 3 3 5-7",
    "group": "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
    "stream": "M3 7c3-3 6 3 9 0s6 3 9 0M3 12c3-3 6 3 9 0s6 3 9 0M3 17c3-3 6 3 9 0s6 3 9 0",
}
_FAMILIES = {
    "entry": "client",
    "outside": "external",
    "edge": "balancer",
    "compute": "service",
    "store": "database",
    "channel": "queue",
}
PLACES = {
    "region": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3 12h18M12 3c3.5 3 3.5 15 0 18M12 3c-3.5 3-3.5 15 0 18",
    "store": "M4 6a8 3 0 1 0 16 0a8 3 0 1 0-16 0M4 6v12a8 3 0 0 0 16 0V6M4 12a8 3 0 0 0 16 0",
    "zone": "M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01",
    "group": "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
}


def glyph(kind: str, family: str) -> str:
    """The path of the sign for a kind, or for its family."""
    return _KINDS.get(kind) or _KINDS[_FAMILIES.get(family, "service")]
