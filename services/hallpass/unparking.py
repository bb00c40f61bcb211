"""`hallpass parked`: what could not be handled, handing it to its handler again, and forgetting it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hallpass.consent import consumers as consent
from hallpass.decision.consumers import Consumer as DecisionConsumer
from hallpass.installation import Installation
from hallpass.kernel.bus import Handler
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database
from hallpass.kernel.parked import ParkedEvents, Waiting, waiting
from hallpass.policy.consumers import Consumer as PolicyConsumer
from hallpass.policy.service import PolicyService
from hallpass.roster import consumers as roster

_HANDLERS: Mapping[str, Callable[[Database, Clock], Handler]] = {
    "roster": lambda database, _clock: roster.consumer(database).handle,
    "consent": lambda database, _clock: consent.consumer(database).handle,
    "policy": lambda database, clock: PolicyConsumer(database, PolicyService(database, clock)).handle,
    "decision": lambda database, _clock: DecisionConsumer(database, _unseen).handle,
}
"""How each service handles what it hears."""


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that waits, and the service that could not handle it."""

    service: str
    event: Waiting


@dataclass(frozen=True, slots=True)
class Retried:
    """What a retry came to: `reason` is why it failed again, None where it went well."""

    parked: Parked
    reason: str | None


async def parked(place: Installation, event: str | None = None) -> list[Parked]:
    """Every event that waits, the oldest first; with an id only that one, once for each consumer that has parked it."""
    found = [Parked(service, one) for service in _HANDLERS for one in await waiting(place.relay(service), service)]
    chosen = [one for one in found if event is None or str(one.event.event_id) == event.lower()]
    return sorted(chosen, key=lambda one: (one.event.parked_at, one.event.sequence))


async def retry(place: Installation, event: str | None) -> list[Retried]:
    """Retry one event, or all of them in their order."""
    clock, _ = place.clock_and_ids()
    outcomes = []
    for one in await parked(place, event):
        async with _database(place, one) as database:
            handler = _HANDLERS[one.service](database, clock)
            outcomes.append(Retried(one, await ParkedEvents(database, clock).retry(one.event, handler)))
    return outcomes


async def discard(place: Installation, event: str) -> list[Parked]:
    """Forget an event, and tell what it was."""
    clock, _ = place.clock_and_ids()
    gone = await parked(place, event)
    for one in gone:
        async with _database(place, one) as database:
            await ParkedEvents(database, clock).discard(one.event)
    return gone


@asynccontextmanager
async def _database(place: Installation, one: Parked) -> AsyncIterator[Database]:
    database = place.database(one.service, one.event.schema)
    try:
        yield database
    finally:
        await database.close()


def _unseen(_count: int) -> None:
    """A gap was counted when the event first came."""
