"""What single operations cost, as constants for estimates: `reads * read_ssd` is a disk's busy time.

Figures that engineers calculate with. A measurement of one's own is better, and an estimate of the same
name goes before these.
"""

from __future__ import annotations

from sdlint.record import Record


class Operation(Record):
    """A constant: a time, with who published it."""

    name: str
    literal: str
    """As the language writes it: `100us`."""
    source: str
    doc: str


OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        Operation(
            "read_memory",
            "50us",
            "napkin-math, 2026; a table of 2012 says 250 us",
            "Reading 1 MB from memory, one after the other.",
        ),
        Operation("read_ssd", "100us", "napkin-math, 2026", "Reading a block at random from an SSD."),
        Operation("seek_disk", "10ms", "napkin-math, 2026", "Moving the head of a hard disk."),
        Operation("sync_disk", "300us", "napkin-math, 2026", "Making a write durable (fsync) on an SSD."),
        Operation(
            "round_trip_zone",
            "250us",
            "pings published 2009–2014; napkin-math, 2026",
            "There and back in the local network, within one zone.",
        ),
        Operation(
            "round_trip_region",
            "1ms",
            "pings published 2009–2014; napkin-math, 2026; pairs of zones vary from 0.5 to 2 ms",
            "There and back between two zones of a region.",
        ),
        Operation(
            "round_trip_country", "60ms", "napkin-math, 2026", "There and back from the US east to its west."
        ),
        Operation(
            "round_trip_ocean", "80ms", "napkin-math, 2026", "There and back from the US east to Europe."
        ),
    )
}
