"""Members of a group share its partitions, stay in while they work, and get back in when they fell out."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import pytest
from kafka import KafkaConsumer

from builders.envelopes import an_envelope
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.membership import unstick
from hallpass.kernel.kafka_bus.options import consuming
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from integration.kafka.conftest import kafka_settings
from integration.kafka.workbench import TOPIC, Listener, Workbench, until
from servers.kafka import KafkaCluster

# One for each partition of four, by their checksums.
TENANTS = [f"tenant-{number}" for number in range(24)]


async def test_two_members_share_the_work_and_one_takes_over_when_the_other_goes(bench: Workbench) -> None:
    first, second = Listener(), Listener()

    def round_of(number: int) -> list[Envelope]:
        return [an_envelope(number, tenant=tenant) for tenant in TENANTS]

    def complete(number: int) -> bool:
        return len({one.tenant for one in first.heard + second.heard if one.sequence == number}) == len(TENANTS)

    async with bench.running(first) as staying:
        await staying.publish(round_of(1))
        await until(partial(complete, 1))
        async with bench.running(second):
            number = 1
            while not second.heard or second.heard[-1].sequence != number:
                number += 1
                await staying.publish(round_of(number))
                await until(partial(complete, number))
            shared = {one.tenant for one in second.heard}
            assert 0 < len(shared) < len(TENANTS)
        await staying.publish(round_of(number + 1))
        await until(partial(complete, number + 1))
    for listener in (first, second):
        for tenant in TENANTS:
            sequences = listener.sequences(tenant)
            assert list(dict.fromkeys(sequences)) == sorted(set(sequences))
    assert bench.sample("hallpass_bus_rebalances_total", group="decision") >= 4


async def test_a_handler_that_waits_out_an_outage_keeps_its_membership(broker: KafkaCluster, bench: Workbench) -> None:
    """Longer than a member may be silent: it shows signs of life, and nothing is heard twice."""
    settings = kafka_settings(broker, prefix=bench.settings.prefix, work_limit=3.0)
    listener, away = Listener(), True

    async def handler(envelopes: Sequence[Envelope]) -> None:
        if away:
            raise Unavailable("database")
        await listener(envelopes)

    bus = bench.bus(settings)
    bus.subscribe("decision", [TOPIC], handler)
    async with bench.run(bus):
        await bus.publish([an_envelope(number) for number in range(1, 11)])
        lag = {"group": "decision", "topic": TOPIC}
        await until(lambda: bench.sample("hallpass_bus_lag_events", **lag) == 10)
        await asyncio.sleep(7)
        await bus.ping_membership()
        await bus.ping_alive()
        away = False
        await until(lambda: len(listener.heard) == 10)
        await bus.publish([an_envelope(11)])
        await until(lambda: len(listener.heard) == 11)
        await until(lambda: bench.sample("hallpass_bus_lag_events", **lag) == 0)
    assert listener.sequences() == list(range(1, 12))
    assert bench.parked == []
    assert bench.sample("hallpass_bus_rebalances_total", group="decision") == 1


async def test_it_is_ready_once_it_has_handled_what_stood_there(bench: Workbench) -> None:
    publisher = bench.bus()
    await publisher.publish([an_envelope(number) for number in range(1, 21)])
    await publisher.close()
    let_go, listener = asyncio.Event(), Listener()

    async def slow(envelopes: Sequence[Envelope]) -> None:
        await let_go.wait()
        await listener(envelopes)

    async with bench.running(slow) as bus:
        lag = {"group": "decision", "topic": TOPIC}
        await until(lambda: bench.sample("hallpass_bus_lag_events", **lag) == 20)
        with pytest.raises(Unavailable, match="position"):
            await bus.ping_position()
        let_go.set()
        await until(lambda: bench.sample("hallpass_bus_lag_events", **lag) == 0)
        await bus.ping_position()
        await bus.ping_membership()
        await bus.ping_publishing()


async def test_topics_that_are_not_there_are_waited_for(settings: KafkaSettings) -> None:
    bench = Workbench(settings)
    async with bench.running(Listener()) as bus:
        with pytest.raises(Unavailable):
            await bus.publish([an_envelope(1)])
        with pytest.raises(Unavailable, match="position"):
            await bus.ping_position()
        await bus.ping_alive()


def follow_growth(settings: KafkaSettings, ends: Sequence[int]) -> int:
    """Grow a topic while a consumer asks far too briefly; returns how often it got its new partitions in time."""
    followed = 0
    topics = Topics(settings)
    consumer = KafkaConsumer(**consuming(settings, "brief"))
    try:
        consumer.subscribe([settings.topic(TOPIC)])
        consumer.partitions_for_topic(settings.topic(TOPIC))
        for end in ends:
            topics.apply([TopicPlan(TOPIC, end, 1, {})], move_tenants=True)
            # As the client does by itself every half minute.
            consumer._cluster.request_update()
            deadline = time.monotonic() + 5
            while len(consumer.assignment()) < end and time.monotonic() < deadline:
                unstick(consumer)
                consumer.poll(timeout_ms=1)
            followed += len(consumer.assignment()) == end
    finally:
        consumer.close(timeout_ms=2_000)
    return followed


async def test_no_rejoin_is_lost_however_briefly_one_asks(bench: Workbench) -> None:
    """Without `unstick` most are. This watches over the private members of the client that it uses."""
    assert await asyncio.to_thread(follow_growth, bench.settings, range(5, 13)) == 8


def test_the_client_still_has_the_members_that_unstick_uses(bench: Workbench) -> None:
    consumer = KafkaConsumer(**consuming(bench.settings, "pinned"))
    coordinator = consumer._coordinator
    try:
        consumer.subscribe([bench.settings.topic(TOPIC)])
        assert (coordinator.rejoining, coordinator.rejoin_needed) == (False, True)
        coordinator.rejoining, coordinator.rejoin_needed = True, False
        unstick(consumer)
        assert coordinator.need_rejoin()
    finally:
        consumer.close(timeout_ms=2_000)
