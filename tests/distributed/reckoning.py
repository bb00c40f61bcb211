"""What became of what was answered 2xx: lost, told twice, taken in twice. All of it counted behind the scenes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition

from builders.places import rows
from hallpass.contracts.topics import CONSENT
from servers.installation import DistributedSuite

ARRIVES_WITHIN = 90.0


@dataclass(frozen=True)
class Reckoning:
    """The books after a fault."""

    taken: int
    """Changes that were answered 2xx."""
    lost: int
    """Of these, how many the decision service does not know."""
    again: int
    """Records on the wire that say what another one has said, by the event's id."""
    twice: int
    """How often the decision service has taken in what it had taken in before."""
    seconds: float
    """From the end of the fault until the decision service knew them all."""


def arrived(suite: DistributedSuite, tenant: str, taken: set[str]) -> float:
    """Wait until the decision service knows every one; the seconds that it took. What is missing is counted later."""
    began = time.monotonic()
    while missing(suite, tenant, taken) and time.monotonic() - began < ARRIVES_WITHIN:
        time.sleep(0.05)
    return time.monotonic() - began


def missing(suite: DistributedSuite, tenant: str, taken: set[str]) -> set[str]:
    """The notices that were taken, and that the decision service does not know."""
    known = rows(suite, "SELECT id FROM decision.notice WHERE tenant_id = $1 AND id = ANY($2)", tenant, list(taken))
    return taken - {row["id"] for row in known}


def books(suite: DistributedSuite, tenant: str, taken: set[str], before: Counter[str], seconds: float) -> Reckoning:
    """Add it all up. `before` is what the wire had before the fault."""
    wire = on_the_wire(suite, tenant)
    return Reckoning(
        taken=len(taken),
        lost=len(missing(suite, tenant, taken)),
        again=wire.total() - len(wire) - (before.total() - len(before)),
        twice=_taken_in_twice(suite, tenant),
        seconds=seconds,
    )


def on_the_wire(suite: DistributedSuite, tenant: str) -> Counter[str]:
    """How often each event of the tenant's consents is in Kafka."""
    return Counter(_events(suite, tenant))


def _events(suite: DistributedSuite, tenant: str) -> Iterator[str]:
    consumer = KafkaConsumer(bootstrap_servers=suite.kafka.bootstrap.split(","), enable_auto_commit=False)
    try:
        parts = [TopicPartition(CONSENT, number) for number in consumer.partitions_for_topic(CONSENT)]
        consumer.assign(parts)
        consumer.seek_to_beginning()
        ends = consumer.end_offsets(parts)
        while any(consumer.position(part) < end for part, end in ends.items()):
            for records in consumer.poll(timeout_ms=500).values():
                for record in records:
                    headers = {name: (value or b"").decode() for name, value in record.headers}
                    if headers.get("tenant") == tenant and "event_id" in headers and headers["type"] != "heartbeat":
                        yield headers["event_id"]
    finally:
        consumer.close()


def _taken_in_twice(suite: DistributedSuite, tenant: str) -> int:
    """How many effects were one too many: each of these notices was written once, so that it is to be taken in once."""
    (found,) = rows(
        suite, "SELECT count(*) - count(DISTINCT id) AS more FROM watch.effect WHERE tenant_id = $1", tenant
    )
    return int(found["more"])


def watch(suite: DistributedSuite) -> None:
    """Note each row that the decision service writes of a notice, however often it writes it. May be repeated."""
    for statement in WATCH:
        rows(suite, statement)


def slow_marks(suite: DistributedSuite, seconds: int) -> None:
    """Let the consent service's relay take so long to note what Kafka has acknowledged: the moment to be killed in."""
    rows(suite, "DROP TRIGGER IF EXISTS slow ON consent.outbox")
    if seconds:
        rows(suite, f"CREATE OR REPLACE FUNCTION watch.slow() RETURNS trigger LANGUAGE plpgsql AS {_sleeping(seconds)}")
        rows(suite, "CREATE TRIGGER slow BEFORE UPDATE ON consent.outbox EXECUTE FUNCTION watch.slow()")


def hang_up(suite: DistributedSuite, role: str) -> None:
    """What a killed process has begun in the database ends with its machine: nothing is finished for it."""
    rows(suite, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", role)


def _sleeping(seconds: int) -> str:
    return f"$$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$"


WATCH = (
    "CREATE SCHEMA IF NOT EXISTS watch",
    "GRANT USAGE ON SCHEMA watch TO PUBLIC",
    "CREATE TABLE IF NOT EXISTS watch.effect (tenant_id text NOT NULL, id text NOT NULL)",
    """CREATE OR REPLACE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN INSERT INTO watch.effect VALUES (NEW.tenant_id, NEW.id); RETURN NULL; END $$""",
    """CREATE OR REPLACE TRIGGER note AFTER INSERT OR UPDATE ON decision.notice
    FOR EACH ROW EXECUTE FUNCTION watch.note()""",
)
