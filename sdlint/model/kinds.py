"""The kinds of component, as data: the first word of `database links : cassandra`."""

from __future__ import annotations

from sdlint.model.catalogue import Kind

KINDS: tuple[Kind, ...] = (
    Kind(
        "client",
        "entry",
        "What users hold in their hands: a browser, an app, a device, a script that calls in.",
        "onprem/client/user.png",
    ),
    Kind(
        "external",
        "outside",
        "A system that somebody else builds and runs, such as a payment provider.",
        "onprem/network/internet.png",
    ),
    Kind(
        "dns",
        "edge",
        "Tells callers the address to call; it is asked first and carries no traffic itself.",
        "oci/connectivity/dns.png",
    ),
    Kind(
        "cdn",
        "edge",
        "Keeps copies close to the users, and fetches from behind it what it doesn't have.",
        "oci/connectivity/cdn.png",
    ),
    Kind(
        "gateway",
        "edge",
        "The door of an API: authenticates, limits and routes calls, or holds open connections.",
        "oci/devops/api-gateway.png",
    ),
    Kind(
        "balancer",
        "edge",
        "Spreads calls over the healthy copies of what stands behind it.",
        "oci/network/load-balancer.png",
    ),
    Kind(
        "service",
        "compute",
        "A program that answers calls.",
        "oci/compute/bm.png",
    ),
    Kind(
        "function",
        "compute",
        "Code that a platform starts for each call or message.",
        "oci/compute/functions.png",
    ),
    Kind(
        "worker",
        "compute",
        "A program that takes work from a queue, a stream or a scheduler; nobody waits for it.",
        "oci/database/dis.png",
    ),
    Kind(
        "scheduler",
        "compute",
        "Starts work at set times.",
        "azure/general/scheduler.png",
    ),
    Kind(
        "cache",
        "store",
        "Keeps copies in memory to answer faster; what it loses can be fetched again.",
        "oci/storage/elastic-performance.png",
    ),
    Kind(
        "database",
        "store",
        "Keeps records that are the truth, and finds them by key or by query.",
        "aws/general/generic-database.png",
    ),
    Kind(
        "search",
        "store",
        "An index that finds records by the words or the vectors in them.",
        "oci/monitoring/search.png",
    ),
    Kind(
        "warehouse",
        "store",
        "Keeps history for analysis: few, large queries over many records.",
        "oci/database/bigdata-service.png",
    ),
    Kind(
        "blobs",
        "store",
        "Keeps whole files, such as pictures, videos and backups, by name.",
        "oci/storage/buckets.png",
    ),
    Kind(
        "queue",
        "channel",
        "Hands each message to one consumer and forgets it once it is acknowledged.",
        "oci/monitoring/queue.png",
    ),
    Kind(
        "stream",
        "channel",
        "A log of messages that is kept for a while, and that each consumer reads at its own pace.",
        "oci/database/stream.png",
    ),
)
