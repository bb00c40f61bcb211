"""Whether everything in some topics was handled: what must be so before their partitions become more."""

from collections.abc import Collection
from typing import Any

from kafka import TopicPartition
from kafka.admin import OffsetSpec

from hallpass.kernel.kafka_bus.settings import KafkaSettings


def unhandled(client: Any, settings: KafkaSettings, topics: Collection[str]) -> list[str]:
    """A part of a sentence for each group that has not handled all of a topic; `client` administrates the cluster.

    Groups that never heard a topic are none of its readers. Raises KafkaError.
    """
    ends = _ends(client, [settings.topic(topic) for topic in topics])
    groups = [one["group_id"] for one in client.list_groups() if one["group_id"].startswith(settings.prefix)]
    committed = client.list_group_offsets(groups) if groups else {}
    found = []
    for group in sorted(groups):
        behind: dict[str, int] = {}
        heard = {place.topic for place in committed.get(group, {})}
        for place, end in ends.items():
            if place.topic in heard:
                at = committed[group].get(place)
                missing = end - (at.offset if at is not None and at.offset > 0 else 0)
                behind[place.topic] = behind.get(place.topic, 0) + missing
        found += [
            f"{settings.bare(group)} has {count} records of {settings.bare(topic)} to handle"
            for topic, count in sorted(behind.items())
            if count > 0
        ]
    return found


def _ends(client: Any, topics: Collection[str]) -> dict[TopicPartition, int]:
    """Where each partition that holds anything ends."""
    places = [
        TopicPartition(topic["name"], part["partition_index"])
        for topic in client.describe_topics(list(topics))
        for part in topic["partitions"]
    ]
    first = client.list_partition_offsets(dict.fromkeys(places, OffsetSpec.EARLIEST))
    last = client.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
    return {place: last[place].offset for place in places if last[place].offset > first[place].offset}
