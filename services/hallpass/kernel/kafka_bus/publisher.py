"""The producing side: envelopes go out on a thread of their own, and only an acknowledgement counts as success."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, RecordListTooLargeError

from hallpass.kernel.bus import Oversize
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.failures import describe
from hallpass.kernel.kafka_bus import wire
from hallpass.kernel.kafka_bus.connecting import connected
from hallpass.kernel.kafka_bus.options import AT_ONCE, producing
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry

T = TypeVar("T")
GOODBYE = 1.0
# The producer decides after its delivery timeout; we wait a little longer for it to say so.
MARGIN = 5.0


class Publisher:
    """One idempotent producer, opened at the first use and again after each failure."""

    def __init__(self, settings: KafkaSettings, telemetry: Telemetry, log: Logger) -> None:
        """Nothing connects yet."""
        self._settings = settings
        self._telemetry = telemetry
        self._log = log
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka-publisher")
        self._producer: Any = None
        self._closed = False

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Return when every envelope is in the log of all replicas in sync.

        Raises Unavailable, or Oversize for those that Kafka will never take: any of the others may be there.
        """
        for start in range(0, len(envelopes), AT_ONCE):
            await self._on_thread(partial(self._send, envelopes[start : start + AT_ONCE]))

    async def ping(self) -> None:
        """Raises Unavailable when there is no producer and none can be made, or the last one failed."""
        await self._on_thread(self._open)

    async def close(self) -> None:
        """Give up what is under way, within some seconds. Whoever publishes then gets Unavailable."""
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(None, self._drop)
        self._thread.shutdown(wait=False)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        self._require_open()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _send(self, envelopes: Sequence[Envelope]) -> None:
        try:
            producer = self._open()
            failures = self._failures(producer, envelopes)
            oversize = self._oversize(failures) if any(map(_too_large, failures.values())) else []
            if failures and not oversize:
                raise next(iter(failures.values()))
        except (KafkaError, ValueError) as error:
            # A ValueError is a topic or partition that has gone.
            self._telemetry.produce_failures.inc()
            self._log.warning("publish_failed", count=len(envelopes), reason=describe(error))
            # What is still under way must not overtake what is sent again.
            self._drop()
            raise Unavailable("bus") from error
        if oversize:
            self._telemetry.produce_failures.inc()
            raise Oversize(oversize)
        for topic, count in Counter(envelope.topic for envelope in envelopes).items():
            self._telemetry.produced.labels(topic).inc(count)

    def _failures(self, producer: Any, envelopes: Sequence[Envelope]) -> dict[Envelope, KafkaError]:
        """Send all of them and wait for the brokers' answers; what went wrong with whom, in their order.

        Nothing is waited for after a failure that is not about a size: what is under way is then given up.
        """
        limit = self._settings.delivery_timeout + MARGIN
        sent: list[tuple[Envelope, Any]] = [(one, self._send_one(producer, one)) for one in envelopes]
        failures: dict[Envelope, KafkaError] = {}
        for envelope, future in sent:
            error = future if isinstance(future, KafkaError) else _answer(future, limit)
            if error is not None:
                failures[envelope] = error
                if not _too_large(error):
                    break
        return failures

    def _send_one(self, producer: Any, envelope: Envelope) -> Any:
        """What the producer promises, or the error with which it declines at once."""
        topic = self._settings.topic(envelope.topic)
        try:
            return producer.send(
                topic,
                value=envelope.payload,
                key=wire.key_of(envelope),
                headers=wire.headers_of(envelope),
                partition=wire.partition_of(envelope.tenant, len(producer.partitions_for(topic))),
            )
        except KafkaError as error:
            return error

    def _oversize(self, suspects: Collection[Envelope]) -> list[Envelope]:
        """Which of them are too large by themselves, each sent alone. Raises the KafkaError that hinders any other.

        A broker that finds one record too large makes the client give up everything that is under way, with that error.
        """
        oversize = []
        self._drop()
        for envelope in suspects:
            error = self._failures(self._open(), [envelope]).get(envelope)
            if error is not None and not _too_large(error):
                raise error
            if error is not None:
                oversize.append(envelope)
                self._drop()
        return oversize

    def _open(self) -> Any:
        self._require_open()
        if self._producer is None:
            self._producer = connected(partial(KafkaProducer, **producing(self._settings)), self._settings)
            # Connecting takes its time.
            self._require_open()
        return self._producer

    def _require_open(self) -> None:
        if self._closed:
            self._drop()
            raise Unavailable("bus")

    def _drop(self) -> None:
        """Close the producer; what was not acknowledged by now is forgotten."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.close(timeout=GOODBYE)
        except KafkaTimeoutError:
            # Unsent events keep it from closing: they are failed first. No public way leads there.
            producer._sender.force_close()  # noqa: SLF001
            with suppress(KafkaTimeoutError):
                producer.close(timeout=GOODBYE)


def _answer(future: Any, limit: float) -> KafkaError | None:
    """Wait for the answer to one record; None where the brokers have it."""
    try:
        future.get(timeout=limit)
    except KafkaError as error:
        return error
    return None


def _too_large(error: KafkaError) -> bool:
    return isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError)
