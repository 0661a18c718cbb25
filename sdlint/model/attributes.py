"""The attributes, as data: what may stand between the braces, on what, and what it means.

The language's vocabulary is closed: what isn't here can't be said, and what is here is read by an
analysis or a rule. Where a name means different things on different things it has several entries.
"""

from __future__ import annotations

from sdlint.model.catalogue import Attribute

EDGE = frozenset({"dns", "cdn", "gateway", "balancer"})
COMPUTE = frozenset({"service", "function", "worker", "scheduler"})
DURABLE = frozenset({"database", "search", "warehouse", "blobs"})
STORE = DURABLE | {"cache"}
CHANNEL = frozenset({"queue", "stream"})
RUN = EDGE | COMPUTE | STORE | CHANNEL
"""What the design itself runs, or has run for it: everything but clients and outside systems."""
CALLED = RUN | {"external"}
"""What can be waited for: everything but clients."""
ANY = CALLED | {"client"}

_COPIES = (
    Attribute("replicas", RUN, "COUNT", "How many interchangeable copies there are (of each shard)."),
    Attribute("needs", RUN, "COUNT", "How many of the copies (of each shard) must be up; 1 unless said."),
    Attribute(
        "standby",
        RUN,
        "WHOLE",
        "How many of the copies, the last ones, serve only after a switch (`failover`).",
    ),
    Attribute("failover", RUN, "DURATION", "How long it takes until another copy has taken over."),
    Attribute(
        "failover",
        frozenset({"region"}),
        "DURATION",
        "How long until other regions answer for it, or for what is out in it: 0s is assumed unless said.",
    ),
    Attribute(
        "repair",
        frozenset({"region"}),
        "DURATION",
        "How long it takes on average until the region is back; 1h unless said.",
    ),
    Attribute(
        "repair",
        RUN,
        "DURATION",
        "How long it takes on average until a copy that failed is back; 1h unless said.",
    ),
    Attribute("health", RUN, "DURATION", "How often each copy is asked whether it is well."),
    Attribute(
        "autoscale",
        RUN,
        "WHOLE..COUNT",
        "The fewest and the most copies between which it is scaled by its load.",
    ),
    Attribute(
        "availability",
        CALLED,
        "PERCENT",
        "The share of time that it is up: one copy's where `replicas` is said, else the whole component's.",
    ),
    Attribute(
        "availability",
        frozenset({"zone"}),
        "PERCENT",
        "The share of time that the zone is up while its region is; 99.95% is assumed unless said.",
    ),
    Attribute(
        "availability",
        frozenset({"region"}),
        "PERCENT",
        "The share of time that the region is up; 99.99% is assumed unless said.",
    ),
)

_POWER = (
    Attribute("capacity", CALLED, "RATE", "The most calls or messages a second that it takes, per node."),
    Attribute("time", CALLED, "DURATION", "The mean time that one call takes in it, waiting not counted."),
    Attribute(
        "cv",
        CALLED,
        "NUMBER",
        "How much `time` varies: standard deviation over mean; 1 (exponential) unless said.",
    ),
    Attribute(
        "workers",
        EDGE | COMPUTE | STORE,
        "COUNT",
        "How many calls it works on at the same time, per node.",
    ),
    Attribute("bandwidth", RUN, "BANDWIDTH", "The most bytes a second through its network, per node."),
    Attribute("memory", RUN, "SIZE", "Memory for what it serves or keeps, per node."),
    Attribute("storage", STORE | CHANNEL | {"cdn"}, "SIZE", "Disk for what it keeps, per node."),
    Attribute("connections", CALLED, "COUNT", "The most connections that are open at once, per node."),
    Attribute(
        "connections",
        frozenset({"client"}),
        "COUNT",
        "How many connections all these clients together keep open.",
    ),
    Attribute(
        "price",
        CALLED,
        "PRICE...",
        "What it costs: `$40/month` per node, `$21/TB/month` per stored byte, `$0.02/GB` per moved byte, "
        "`$0.30` per call.",
    ),
)

_CALLS = (
    Attribute("timeout", ANY, "DURATION", "How long callers wait for it at most; a step's own wins."),
    Attribute("timeout", frozenset({"step"}), "DURATION", "How long this step's caller waits at most."),
    Attribute(
        "retries",
        ANY,
        "WHOLE [backoff] [jitter]",
        "How often callers try again after a failed call, how far apart, and whether spread by chance.",
    ),
    Attribute(
        "retries",
        frozenset({"step"}),
        "WHOLE [backoff] [jitter]",
        "How often this step is tried again after a failure, how far apart, and whether spread by chance.",
    ),
    Attribute("breaker", ANY, "", "Callers stop calling it for a while when calls keep failing."),
    Attribute("breaker", frozenset({"step"}), "", "This step isn't tried for a while when it keeps failing."),
    Attribute("fallback", ANY, "TEXT", "What callers do when it doesn't answer."),
    Attribute("fallback", frozenset({"step"}), "TEXT", "What the caller does when this step fails."),
    Attribute(
        "idempotent",
        frozenset({"step"}),
        "",
        "Doing this step twice has the effect of doing it once, so it may be retried.",
    ),
    Attribute(
        "update",
        frozenset({"step"}),
        "",
        "The write changes records that are there and adds none, so that it fills no storage.",
    ),
    Attribute("rtt", frozenset({"step"}), "DURATION", "The network's round trip for one call of this step."),
)

_RUNNING = (
    Attribute("stateless", EDGE | COMPUTE, "", "Any copy can serve any call: nothing is kept between calls."),
    Attribute("sticky", EDGE | COMPUTE, "", "A user's calls must go to the same copy each time."),
    Attribute("encrypted", CALLED, "", "What is sent to it and what it keeps are encrypted."),
    Attribute("owner", ANY, "NAME", "Who answers for it: a stakeholder's name."),
    Attribute("every", frozenset({"scheduler"}), "DURATION", "The time from one start to the next."),
    Attribute(
        "leader_election",
        frozenset({"scheduler"}),
        "",
        "Its copies agree on one that acts, so nothing is started twice.",
    ),
)

_CACHES = (
    Attribute("hit", frozenset({"cache", "cdn"}), "PERCENT", "The share of reads that it answers itself."),
    Attribute("ttl", frozenset({"cache", "cdn"}), "DURATION", "How long a copy may be used."),
    Attribute(
        "evict",
        frozenset({"cache", "cdn"}),
        "lru | lfu | fifo | random | ttl | none",
        "What is thrown out when it is full; `none`: nothing, and writes fail.",
    ),
    Attribute(
        "rebuildable",
        STORE | {"cdn"},
        "",
        "All that it keeps can be made again from elsewhere, so losing it loses no data.",
    ),
)

_STORES = (
    Attribute(
        "shards",
        STORE,
        "COUNT [by KEY]",
        "Into how many parts the data are split, and by which field (`hash(field)`: by its hash).",
    ),
    Attribute(
        "skew",
        STORE | CHANNEL,
        "NUMBER",
        "The busiest part's load over the average part's; 1: all the same.",
    ),
    Attribute(
        "replication",
        STORE | CHANNEL,
        "leaderless(write COUNT, read COUNT) | leader_follower | leader_follower(async | semisync | sync)"
        " | quorum | multi_leader | multi_leader(last_write_wins | version_vectors | crdt | custom)",
        "How a write reaches the copies: how many copies must answer, who leads, how conflicts end. "
        "`sync` waits for a second copy, and stops without one; `semisync` waits while there is one.",
    ),
    Attribute(
        "lag",
        STORE | CHANNEL,
        "DURATION",
        "How far copies are behind at most: followers their leader, regions (`in each`) one another.",
    ),
    Attribute("wal", DURABLE, "", "Each change is in a log on disk (write-ahead log) before it is answered."),
    Attribute("backup", DURABLE, "DURATION", "The time from one backup to the next."),
    Attribute("durability", DURABLE, "PERCENT", "The share of what it keeps that is there a year later."),
    Attribute(
        "nodes",
        STORE | CHANNEL,
        "COUNT",
        "How many machines there are, where that isn't copies times shards: 3 copies on 9 brokers.",
    ),
)

_CHANNELS = (
    Attribute(
        "partitions",
        CHANNEL,
        "COUNT",
        "Into how many ordered parts it is split; as many of a group's consumers can read at once.",
    ),
    Attribute("retention", CHANNEL, "DURATION", "How long messages are kept."),
    Attribute("max_length", CHANNEL, "COUNT", "How many messages it holds before it refuses more."),
    Attribute("dead_letter", CHANNEL, "NAME", "The queue or stream where messages go that can't be handled."),
    Attribute("tries", CHANNEL, "COUNT", "How often a message is delivered before it goes to `dead_letter`."),
    Attribute("persistent", CHANNEL, "", "Messages are on disk once accepted: a restart loses none."),
)

_APIS = (
    Attribute("auth", frozenset({"api"}), "NAME", "How callers prove who they are, such as `token`."),
    Attribute("public", frozenset({"api"}), "", "Anybody may call it, on purpose."),
    Attribute(
        "idempotent",
        frozenset({"api"}),
        "",
        "Calling it twice has the effect of calling it once, so callers may retry.",
    ),
    Attribute("paginated", frozenset({"api"}), "", "A long answer is given page by page."),
    Attribute(
        "limit",
        frozenset({"api"}),
        "RATE [per NAME]",
        "The most calls that one caller may make: `10/min per user`, `100/s per ip`.",
    ),
    Attribute(
        "cacheable",
        frozenset({"api"}),
        "[DURATION]",
        "Answers may be kept and used again, for this long where it is said.",
    ),
)

_DATA = (
    Attribute(
        "keep",
        frozenset({"entity"}),
        "DURATION | forever",
        "How long each record is kept; `forever`: it grows without end.",
    ),
    Attribute("key", frozenset({"field"}), "", "Identifies the record; several make a composite key."),
    Attribute("index", frozenset({"field"}), "", "Records can be found by this field without reading all."),
    Attribute("optional", frozenset({"field"}), "", "A record may be without it."),
    Attribute("personal", frozenset({"field"}), "", "Says something about a person, and needs protection."),
    Attribute("encrypted", frozenset({"field"}), "", "Kept encrypted, beyond what the store does for all."),
    Attribute("many", frozenset({"field"}), "", "A record has any number of these."),
)

ATTRIBUTES: tuple[Attribute, ...] = (
    *_COPIES,
    *_POWER,
    *_CALLS,
    *_RUNNING,
    *_CACHES,
    *_STORES,
    *_CHANNELS,
    *_APIS,
    *_DATA,
)
