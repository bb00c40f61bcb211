"""A broker is killed or stands still: what was acknowledged is heard, and nothing waits for ever."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from builders.envelopes import an_envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.bus import KafkaBus
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from integration.kafka.conftest import kafka_settings
from integration.kafka.workbench import TOPIC, Listener, Workbench, until
from servers.kafka import KafkaCluster, running_kafka


@pytest.fixture(scope="module")
def victim() -> Iterator[KafkaCluster]:
    """A broker of these tests' own."""
    with running_kafka() as cluster:
        yield cluster


@pytest.fixture
def hurt(victim: KafkaCluster) -> Workbench:
    settings = kafka_settings(victim)
    Topics(settings).apply([TopicPlan(TOPIC, 4, 1, {})])
    return Workbench(settings)


class Relay:
    """Publishes one event after another as a relay does: again until it is acknowledged."""

    def __init__(self, bus: KafkaBus) -> None:
        self._bus = bus
        self.acknowledged: list[int] = []
        self.refused = 0
        self.longest_gap = 0.0

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._work())
        try:
            yield
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _work(self) -> None:
        number, last = 1, time.monotonic()
        while True:
            try:
                await self._bus.publish([an_envelope(number + step) for step in range(5)])
            except Unavailable:
                self.refused += 1
                await asyncio.sleep(0.1)
                continue
            self.acknowledged.extend(range(number, number + 5))
            number += 5
            self.longest_gap = max(self.longest_gap, time.monotonic() - last)
            last = time.monotonic()

    def further(self, count: int = 50) -> Callable[[], bool]:
        """Whether so many more have been acknowledged than now."""
        goal = len(self.acknowledged) + count
        return lambda: len(self.acknowledged) >= goal


@asynccontextmanager
async def under_way(bench: Workbench) -> AsyncIterator[tuple[Relay, Listener]]:
    """A relay and a listener at work; at the end everything acknowledged must be heard, in order."""
    listener = Listener()
    async with bench.running(listener) as bus:
        relay = Relay(bus)
        async with relay.working():
            await until(relay.further())
            yield relay, listener
        heard = listener.sequences
        await until(lambda: set(relay.acknowledged) <= set(heard()))
    first_time = list(dict.fromkeys(listener.sequences()))
    assert first_time == sorted(first_time)
    assert bench.parked == []


async def test_a_broker_killed_and_started_again_loses_nothing_acknowledged(
    victim: KafkaCluster, hurt: Workbench
) -> None:
    async with under_way(hurt) as (relay, _):
        for _round in range(2):
            victim.kill()
            await asyncio.sleep(0.5)
            # From this thread: the broker ends with the thread that started it.
            victim.launch()
            await until(relay.further())
    assert relay.longest_gap < 15


async def test_a_broker_that_stands_still_for_five_seconds_delays_and_loses_nothing(
    victim: KafkaCluster, hurt: Workbench
) -> None:
    async with under_way(hurt) as (relay, listener):
        victim.pause()
        await asyncio.sleep(5)
        victim.resume()
        await until(relay.further())
        known = len(listener.heard)
        await until(lambda: len(listener.heard) > known)
    assert relay.longest_gap >= 4


async def test_without_a_broker_publishing_is_refused_in_bounded_time(victim: KafkaCluster, hurt: Workbench) -> None:
    impatient = kafka_settings(victim, prefix=hurt.settings.prefix, delivery_timeout=6.0)
    bus = hurt.bus(impatient)
    await bus.publish([an_envelope(1)])
    victim.kill()
    begin = time.monotonic()
    with pytest.raises(Unavailable):
        await bus.publish([an_envelope(2)])
    with pytest.raises(Unavailable, match="no broker answers"):
        await bus.ping_publishing()
    assert time.monotonic() - begin < 20
    victim.restart()
    await bus.publish([an_envelope(2)])
    await bus.close()
    assert hurt.sample("hallpass_bus_produce_failures_total") == 1
    listener = Listener()
    async with hurt.running(listener):
        await until(lambda: {1, 2} <= set(listener.sequences()))


def wait_in_sync(settings: KafkaSettings) -> None:
    """Until every replica of the topic has caught up."""
    deadline = time.monotonic() + 60
    while not in_sync(settings):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def in_sync(settings: KafkaSettings) -> bool:
    """Whether every replica has caught up, as one of the brokers says; the one that was asked may still be starting."""
    try:
        client = KafkaAdminClient(bootstrap_servers=settings.bootstrap.split(","))
    except KafkaError:
        return False
    try:
        (topic,) = client.describe_topics([settings.topic(TOPIC)])
    except KafkaError:
        return False
    finally:
        client.close()
    return all(len(one["isr_nodes"]) == 3 for one in topic["partitions"])


async def test_one_of_three_brokers_may_be_killed_at_any_time() -> None:
    with running_kafka(brokers=3) as cluster:
        settings = kafka_settings(cluster)
        await asyncio.to_thread(Topics(settings).apply, [TopicPlan(TOPIC, 4, 3, {"min.insync.replicas": "2"})])
        async with under_way(Workbench(settings)) as (relay, _):
            for number in (1, 2, 3):
                cluster.kill(number)
                await until(relay.further())
                cluster.launch(number)
                await until(relay.further())
                await asyncio.to_thread(wait_in_sync, settings)
