"""One real broker for all tests here, and buses on topics of each test's own."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from integration.kafka.workbench import TOPIC, Workbench
from servers.kafka import KafkaCluster, running_kafka


@pytest.fixture(scope="session")
def broker() -> Iterator[KafkaCluster]:
    """A broker that lives as long as the test run. Tests that hurt it leave it running."""
    with running_kafka() as cluster:
        yield cluster


@pytest.fixture
def settings(broker: KafkaCluster) -> KafkaSettings:
    """A prefix of this test's own, and short waits."""
    return kafka_settings(broker)


@pytest.fixture
def bench(settings: KafkaSettings) -> Workbench:
    """A topic with four partitions, and buses on it."""
    Topics(settings).apply([TopicPlan(TOPIC, 4, 1, {"cleanup.policy": "compact"})])
    return Workbench(settings)


def kafka_settings(cluster: KafkaCluster, **others: object) -> KafkaSettings:
    """For tests: impatient."""
    return KafkaSettings.model_validate(
        {
            "bootstrap": cluster.bootstrap,
            "prefix": f"t{uuid4().hex[:8]}.",
            "bootstrap_timeout": 5.0,
            "session_timeout": 6.0,
            "heartbeat": 0.5,
            "lag_interval": 0.2,
            "drain": 0.5,
            "longest_wait": 0.5,
            **others,
        }
    )
