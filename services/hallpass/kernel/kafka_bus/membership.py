"""Being a member of a group: getting in, staying in while a handler works, and knowing how far behind we are."""

from collections.abc import Mapping, Sequence
from typing import Any

from kafka import TopicPartition
from kafka.structs import MemberState

from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.options import milliseconds
from hallpass.kernel.kafka_bus.progress import Progress, lag_of
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.wire import Record
from hallpass.kernel.telemetry import Telemetry

# While it has not caught up it is asked more often, so that readiness does not wait for the next measure.
SOON = 0.5
# Milliseconds for a position that the client knows already.
AT_HAND = 100


class Membership:
    """One consumer's place in its group. All of it is called on the consumer's own thread."""

    def __init__(
        self, consumer: Any, settings: KafkaSettings, group: str, progress: Progress, telemetry: Telemetry
    ) -> None:
        """`consumer` is subscribed and has not been polled yet."""
        self._consumer = consumer
        self._settings = settings
        self._group = group
        self._progress = progress
        self._telemetry = telemetry
        self._began = progress.now()
        self._generation = -1
        self._measured_at = float("-inf")

    def poll(self) -> Mapping[TopicPartition, Sequence[Record]]:
        """The next records. Raises Unavailable when we have been out of the group for too long: begin anew."""
        unstick(self._consumer)
        records: Mapping[TopicPartition, Sequence[Record]] = self._consumer.poll(
            timeout_ms=milliseconds(self._settings.poll)
        )
        self._note()
        if min(self._progress.out_for(), self._progress.now() - self._began) > self._settings.patience:
            raise Unavailable("bus membership")
        return records

    def sign_of_life(self, held: Mapping[TopicPartition, int]) -> None:
        """Poll without taking anything: a handler that works for long must not cost us the membership.

        `held` is the first offset of each partition that the handler works on: not handled yet.
        """
        self._consumer.pause(*self._consumer.assignment())
        taken = self.poll()
        # After a rebalance new partitions are not paused: what they gave is given back.
        for place, records in taken.items():
            self._consumer.seek(place, records[0].offset)
        self.measure(held)

    def go_on(self) -> None:
        """Take records again."""
        self._consumer.resume(*self._consumer.paused())

    def measure(self, held: Mapping[TopicPartition, int] | None = None) -> None:
        """Once in a while: how far behind we are. Everything up to our positions was handled, but what is `held`."""
        now = self._progress.now()
        if now - self._measured_at < (self._settings.lag_interval if self._progress.caught_up else SOON):
            return
        if not self._progress.joined:
            return
        self._measured_at = now
        assigned = list(self._consumer.assignment())
        limit = milliseconds(self._settings.request_timeout)
        ends = self._consumer.end_offsets(assigned, timeout_ms=limit) if assigned else {}
        positions = {
            place: at for place in assigned if (at := self._consumer.position(place, timeout_ms=AT_HAND)) is not None
        }
        positions.update({place: first for place, first in (held or {}).items() if place in positions})
        self._progress.measured(ends, positions)
        self._show(lag_of(ends, positions))

    def _show(self, lags: Mapping[str, int]) -> None:
        for topic in self._consumer.subscription():
            gauge = self._telemetry.consumer_lag.labels(self._group, self._settings.bare(topic))
            gauge.set(lags.get(topic, 0))

    def _note(self) -> None:
        place = self._consumer.group_metadata()
        joined = place.state == MemberState.STABLE
        self._progress.looked(joined=joined)
        if joined and place.generation_id != self._generation:
            self._generation = place.generation_id
            self._telemetry.rebalances.labels(self._group).inc()


def unstick(consumer: Any) -> None:
    """Before each poll: the client forgets a rejoin that a short poll interrupted, and is silent for ever.

    There is no public way; kafka-python is pinned and a test watches over this.
    """
    coordinator = consumer._coordinator  # noqa: SLF001
    if coordinator.rejoining:
        coordinator.rejoin_needed = True
