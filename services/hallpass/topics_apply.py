"""The topics of contracts/topics.py in Kafka's words, and what `hallpass topics` says about them."""

from __future__ import annotations

from collections.abc import Sequence

from hallpass.contracts.topics import TOPICS, Topic
from hallpass.kernel.kafka_bus.options import LARGEST
from hallpass.kernel.kafka_bus.topics import TopicPlan, TopicState

HOUR = 3_600_000
DAY = 24 * HOUR
"""Milliseconds."""


def plan_of(topic: Topic, replication: int) -> TopicPlan:
    """One topic: state is compacted and kept for ever, the rest is kept for its days."""
    config = {
        # One replica may be away, and what was acknowledged is still in two places.
        "min.insync.replicas": str(max(1, replication - 1)),
        "unclean.leader.election.enable": "false",
        "max.message.bytes": str(LARGEST),
        # Only a closed segment is compacted or deleted.
        "segment.ms": str(DAY),
    }
    if topic.compacted:
        config |= {
            "cleanup.policy": "compact",
            # A reader that is an hour behind still sees each event, and counts no gap.
            "min.compaction.lag.ms": str(HOUR),
            # What was superseded is gone after a week, however quiet the topic is.
            "max.compaction.lag.ms": str(7 * DAY),
            "min.cleanable.dirty.ratio": "0.2",
            "delete.retention.ms": str(DAY),
        }
    else:
        if topic.retention_days is None:
            raise ValueError(f"topic {topic.name} is neither compacted nor kept for a number of days")
        config |= {"cleanup.policy": "delete", "retention.ms": str(topic.retention_days * DAY)}
    return TopicPlan(topic.name, topic.partitions, replication, config)


def plans(replication: int, topics: Sequence[Topic] = TOPICS) -> list[TopicPlan]:
    """All topics of the suite, each with so many replicas."""
    return [plan_of(topic, replication) for topic in topics]


def described(plan: TopicPlan, state: TopicState | None) -> tuple[str, str, str, str, str]:
    """A row of `hallpass topics show`: name, partitions, replicas, cleanup, and whether it is as planned."""
    if state is None:
        return (plan.name, "-", "-", "-", "missing")
    differs = (
        state.partitions != plan.partitions
        or state.replication != plan.replication
        or any(state.config.get(name) != value for name, value in plan.config.items())
    )
    cleanup = state.config.get("cleanup.policy", "-")
    return (plan.name, str(state.partitions), str(state.replication), cleanup, "differs" if differs else "as planned")
