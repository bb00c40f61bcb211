"""`hallpass parked`: what could not be handled, and handing it to its handler again."""

from __future__ import annotations

from hallpass.decision.consumers import Consumer as DecisionConsumer
from hallpass.installation import Installation
from hallpass.kernel.bus import Handler
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database
from hallpass.kernel.parked import ParkedEvents, Waiting, waiting
from hallpass.policy.consumers import Consumer as PolicyConsumer
from hallpass.policy.service import PolicyService

HEARERS = ("policy", "decision")
"""The services that hear others."""


async def parked(place: Installation) -> list[tuple[str, Waiting]]:
    """Every event that waits, with the service that could not handle it, the oldest first."""
    found = []
    for service in HEARERS:
        found += [(service, one) for one in await waiting(place.relay(service), service)]
    return sorted(found, key=lambda pair: pair[1].parked_at)


async def retry(place: Installation, event: str | None) -> dict[str, str | None]:
    """Retry one event, or all of them in their order; by the event's id, None or why it failed again."""
    outcomes: dict[str, str | None] = {}
    clock, _ = place.clock_and_ids()
    for service, one in await parked(place):
        if event is not None and str(one.event_id) != event:
            continue
        # A second schema of facts bears its consumer's name.
        schema = one.consumer if service == "decision" else service
        database = place.database(service, schema)
        handler = _handler(service, database, clock)
        try:
            outcomes[str(one.event_id)] = await ParkedEvents(database, clock).retry(one, handler)
        finally:
            await database.close()
    return outcomes


def _handler(service: str, database: Database, clock: Clock) -> Handler:
    if service == "policy":
        return PolicyConsumer(database, PolicyService(database, clock)).handle
    return DecisionConsumer(database, _unseen).handle


def _unseen(_count: int) -> None:
    """A gap was counted when the event first came."""
