"""What one poll brought: the envelopes in the order of their partitions, and what nobody could read."""

from collections.abc import Collection, Mapping, Sequence

from kafka import OffsetAndMetadata, TopicPartition

from hallpass.kernel.envelope import Envelope
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.wire import Broken, Record, Unreadable, broken, envelope_of


class Batch:
    """Records as envelopes, and the offsets that stand for all of them."""

    def __init__(self, records: Mapping[TopicPartition, Sequence[Record]], settings: KafkaSettings) -> None:
        """`records` as a poll returns them: none of the lists is empty."""
        self.envelopes: list[Envelope] = []
        self.broken: list[Broken] = []
        self.held = {place: part[0].offset for place, part in records.items()}
        self._next = {place: part[-1].offset + 1 for place, part in records.items()}
        for place, part in records.items():
            topic = settings.bare(place.topic)
            for record in part:
                try:
                    self.envelopes.append(envelope_of(record, topic))
                except Unreadable as error:
                    self.broken.append(broken(record, topic, error))

    @property
    def count(self) -> int:
        """How many records it is."""
        return len(self.envelopes) + len(self.broken)

    def offsets(self, owned: Collection[TopicPartition]) -> dict[TopicPartition, OffsetAndMetadata]:
        """What to commit in the partitions that are still ours."""
        return {place: OffsetAndMetadata(offset, "", -1) for place, offset in self._next.items() if place in owned}
