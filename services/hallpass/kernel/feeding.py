"""Feeding a handler, the same on every bus: all at once, else one by one, and what fails for good is put aside."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from hallpass.kernel.bus import Handler, Parked
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.failures import describe
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tracing import handling

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a failing handler is asked again: `tries` in all; waits double from `first` to `longest` seconds."""

    tries: int = 5
    first: float = 0.05
    longest: float = 5.0

    def wait(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 30))


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a bus has for all of its groups: where envelopes are parked, the numbers, the log and the patience."""

    parked: Parked
    telemetry: Telemetry
    log: Logger
    patience: Patience = Patience()
    sleep: Sleep = asyncio.sleep


class Feeder:
    """Feeds one group's handler. Returns only when every envelope was applied or parked, however long that takes."""

    def __init__(self, group: str, handler: Handler, keeper: Keeper) -> None:
        """`group` is the label of the numbers and of the log."""
        self._group = group
        self._handler = handler
        self._keeper = keeper
        self._parking_fails = False
        # A rate can only be taken of a series that is there from the start.
        keeper.telemetry.parking_failures.labels(group)

    def check_parking(self) -> None:
        """For readiness. Raises Unavailable while an event can neither be handled nor put aside: nothing goes on."""
        if self._parking_fails:
            raise Unavailable("parking of events")

    async def feed(self, envelopes: Sequence[Envelope]) -> None:
        """The whole batch at once; when that fails, one by one, so that one bad envelope harms no other."""
        try:
            with handling(self._group, envelopes):
                await self._handler(envelopes)
        except Exception as error:  # noqa: BLE001 - each envelope is tried again below, and parked with an alarm
            self._retried()
            self._keeper.log.warning("batch_failed", group=self._group, count=len(envelopes), reason=describe(error))
            for envelope in envelopes:
                await self._feed_one(envelope)
        self._keeper.telemetry.handled.labels(self._group).inc(len(envelopes))

    async def park(self, envelope: Envelope, reason: str) -> None:
        """Put an envelope aside, however often that fails: it must not get lost, so nothing goes on before."""
        self._keeper.telemetry.parked.labels(self._group).inc()
        self._keeper.log.error(
            "event_parked", group=self._group, topic=envelope.topic, sequence=envelope.sequence, reason=reason
        )
        failures = 0
        while True:
            try:
                await self._keeper.parked(self._group, envelope, reason)
            except Exception as error:  # noqa: BLE001 - counted, logged, and the process is not ready until it is done
                failures += 1
                self._parking_failed(envelope, describe(error))
                await self._keeper.sleep(self._keeper.patience.wait(failures))
            else:
                self._parking_fails = False
                return

    async def _feed_one(self, envelope: Envelope) -> None:
        failures = 0
        tries = 0
        while True:
            try:
                with handling(self._group, [envelope]):
                    await self._handler([envelope])
            except Unavailable as error:
                # An outage is no fault of the envelope: ask for as long as it takes.
                reason = describe(error)
            except Exception as error:  # noqa: BLE001 - counted, logged, and after the last try parked
                reason = describe(error)
                tries += 1
            else:
                return
            failures += 1
            self._retried()
            if tries >= self._keeper.patience.tries:
                await self.park(envelope, reason)
                return
            await self._keeper.sleep(self._keeper.patience.wait(failures))

    def _parking_failed(self, envelope: Envelope, reason: str) -> None:
        self._parking_fails = True
        self._keeper.telemetry.parking_failures.labels(self._group).inc()
        self._keeper.log.error(
            "parking_failed", group=self._group, topic=envelope.topic, sequence=envelope.sequence, reason=reason
        )

    def _retried(self) -> None:
        self._keeper.telemetry.retried.labels(self._group).inc()
