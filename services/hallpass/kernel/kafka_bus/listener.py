"""The consuming side of one group: a thread that asks Kafka for records, and has them handled on the event loop.

At least once: offsets are committed after the handler's transaction, and what comes twice is the inbox's affair.
"""

import asyncio
import threading
from collections.abc import Collection
from concurrent.futures import CancelledError, Future, wait
from functools import partial
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import KafkaError, RetriableError

from hallpass.kernel.errors import Unavailable
from hallpass.kernel.failures import describe
from hallpass.kernel.feeding import Feeder
from hallpass.kernel.kafka_bus.batch import Batch
from hallpass.kernel.kafka_bus.connecting import connected
from hallpass.kernel.kafka_bus.membership import Membership
from hallpass.kernel.kafka_bus.options import consuming, milliseconds
from hallpass.kernel.kafka_bus.progress import Progress
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry

GOODBYE = 2.0
# While a handler works we ask Kafka for more every so many seconds, only to show that we are there.
SIGN_OF_LIFE = 2.0


class Listener:
    """One member of one group, until cancelled. Whatever fails is told, and the next session begins after a pause."""

    def __init__(
        self,
        settings: KafkaSettings,
        group: str,
        topics: Collection[str],
        feeder: Feeder,
        progress: Progress,
        telemetry: Telemetry,
        log: Logger,
    ) -> None:
        """`topics` without the prefix; `progress` is what the pings look at."""
        self._settings = settings
        self._group = group
        self._topics = [settings.topic(topic) for topic in sorted(topics)]
        self._feeder = feeder
        self._progress = progress
        self._telemetry = telemetry
        self._log = log
        self._sign_of_life = min(SIGN_OF_LIFE, settings.work_limit / 6)
        self._stopping = threading.Event()
        self._failures = 0

    async def run(self) -> None:
        """Listen until cancelled; then end within the drain, one poll and a farewell."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        threading.Thread(target=self._work, args=(loop, ended), name=f"kafka-{self._group}", daemon=True).start()
        try:
            await asyncio.shield(ended)
        finally:
            self._stopping.set()
            limit = self._settings.drain + self._settings.poll + 2 * GOODBYE + SIGN_OF_LIFE
            await asyncio.wait({ended}, timeout=limit)

    def _work(self, loop: asyncio.AbstractEventLoop, ended: "asyncio.Future[None]") -> None:
        while not self._stopping.is_set():
            try:
                self._session(loop)
            except Exception as error:  # noqa: BLE001 - told and counted; the ping fails when it does not get better
                self._failures += 1
                self._progress.looked(joined=False)
                pause = min(self._settings.longest_wait, 0.1 * 2.0 ** min(self._failures, 10))
                self._log.warning(
                    "consumer_waits", group=self._group, reason=describe(error), wait_seconds=round(pause, 2)
                )
                self._stopping.wait(pause)
        _tell(loop, ended)

    def _session(self, loop: asyncio.AbstractEventLoop) -> None:
        """From joining the group to leaving it."""
        make = partial(KafkaConsumer, **consuming(self._settings, self._group))
        consumer: Any = connected(make, self._settings)
        try:
            consumer.subscribe(self._topics)
            self._require_topics(consumer)
            member = Membership(consumer, self._settings, self._group, self._progress, self._telemetry)
            while not self._stopping.is_set():
                self._round(consumer, member, loop)
        finally:
            self._close(consumer)

    def _require_topics(self, consumer: Any) -> None:
        """After subscribing and before the first poll: a join without the topics' metadata is lost or made twice."""
        missing = [topic for topic in self._topics if not consumer.partitions_for_topic(topic)]
        if missing:
            self._log.error("topics_missing", group=self._group, topic=", ".join(missing))
            raise Unavailable("topics; `hallpass topics apply` makes them")

    def _round(self, consumer: Any, member: Membership, loop: asyncio.AbstractEventLoop) -> None:
        try:
            records = member.poll()
            self._failures = 0
            if records:
                self._handle(consumer, member, Batch(records, self._settings), loop)
            member.measure()
        except RetriableError as error:
            # The client comes back by itself, and the membership may outlive the gap.
            self._log.warning("consumer_waits", group=self._group, reason=describe(error), wait_seconds=0.5)
            self._stopping.wait(0.5)

    def _handle(self, consumer: Any, member: Membership, batch: Batch, loop: asyncio.AbstractEventLoop) -> None:
        """Have the records handled, and commit. A batch that we no longer own is left to whoever owns it now."""
        work = asyncio.run_coroutine_threadsafe(self._apply(batch), loop)
        try:
            self._wait(work, member, batch)
            work.result()
        except CancelledError:
            # We are to stop; the records come again.
            return
        finally:
            work.cancel()
            member.go_on()
        offsets = batch.offsets(consumer.assignment())
        if not offsets:
            return
        try:
            consumer.commit(offsets, timeout_ms=milliseconds(self._settings.request_timeout))
        except KafkaError as error:
            # Not committed is at worst heard twice. When we were thrown out, the next poll joins again.
            self._log.warning("commit_refused", group=self._group, count=batch.count, reason=describe(error))

    async def _apply(self, batch: Batch) -> None:
        for broken in batch.broken:
            await self._feeder.park(broken.envelope, broken.reason)
        if batch.envelopes:
            await self._feeder.feed(batch.envelopes)

    def _wait(self, work: "Future[None]", member: Membership, batch: Batch) -> None:
        """Until the work is done, showing Kafka now and then that we are alive. Cancels it when we stop for good."""
        while not wait([work], self._sign_of_life).done:
            if self._stopping.is_set():
                wait([work], self._settings.drain)
                work.cancel()
                return
            try:
                member.sign_of_life(batch.held)
            except RetriableError as error:
                self._log.warning("consumer_waits", group=self._group, reason=describe(error), wait_seconds=0)

    def _close(self, consumer: Any) -> None:
        self._progress.looked(joined=False)
        try:
            consumer.close(autocommit=False, timeout_ms=milliseconds(GOODBYE))
        except KafkaError as error:
            # The group notices after the session timeout.
            self._log.warning("consumer_left_unsaid", group=self._group, reason=describe(error))


def _tell(loop: asyncio.AbstractEventLoop, ended: "asyncio.Future[None]") -> None:
    """Tell the event loop that the thread has ended, unless the loop has ended before."""

    def done() -> None:
        if not ended.done():
            ended.set_result(None)

    if not loop.is_closed():
        loop.call_soon_threadsafe(done)
