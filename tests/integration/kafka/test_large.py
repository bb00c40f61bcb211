"""Large events on a real broker: what is allowed gets through, what is not is set aside and holds up nothing."""

import asyncio
import os
from contextlib import suppress

import msgspec
import pytest
import structlog

from builders.envelopes import an_envelope
from hallpass.kernel.bus import LARGEST_PAYLOAD, Oversize
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.kafka_bus.options import LARGEST
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from hallpass.kernel.outbox import Event
from hallpass.kernel.relay import Relay
from integration.kafka.workbench import TOPIC, Listener, Workbench, until
from integration.kernel_service import LAKESIDE, SCHEMA, notebook


def allow(settings: KafkaSettings, size: int) -> None:
    """Set the topic's limit in bytes, and wait until the broker shows it."""
    Topics(settings).apply([TopicPlan(TOPIC, 4, 1, {"max.message.bytes": str(size)})])


async def test_the_largest_payload_fits_however_badly_it_is_compressed(bench: Workbench) -> None:
    await asyncio.to_thread(allow, bench.settings, LARGEST)
    listener = Listener()
    largest = an_envelope(1, key="k" * 1_000, payload=os.urandom(LARGEST_PAYLOAD))
    async with bench.running(listener) as bus:
        await bus.publish([largest, an_envelope(2)])
        await until(lambda: len(listener.heard) == 2)
    assert listener.heard[0] == largest


async def test_what_the_client_refuses_is_told_apart_from_the_others_and_the_bus_goes_on(bench: Workbench) -> None:
    await asyncio.to_thread(allow, bench.settings, LARGEST)
    listener = Listener()
    large = an_envelope(2, payload=b"x" * LARGEST)
    async with bench.running(listener) as bus:
        with pytest.raises(Oversize) as refused:
            await bus.publish([an_envelope(1), large, an_envelope(3)])
        assert list(refused.value.envelopes) == [large]
        await bus.publish([an_envelope(1), an_envelope(3)])
        await until(lambda: {1, 3} <= set(listener.sequences()))
    assert 2 not in listener.sequences()


async def test_what_the_broker_refuses_is_told_apart_though_many_small_ones_share_its_batch(bench: Workbench) -> None:
    await asyncio.to_thread(allow, bench.settings, 2_000)
    listener = Listener()
    small = [an_envelope(number, payload=os.urandom(500)) for number in range(1, 40)]
    large = msgspec.structs.replace(an_envelope(40), payload=os.urandom(3_000))
    async with bench.running(listener) as bus:
        with pytest.raises(Oversize) as refused:
            await bus.publish([*small[:20], large, *small[20:]])
        assert list(refused.value.envelopes) == [large]
        await bus.publish(small)
        await until(lambda: set(listener.sequences()) == set(range(1, 40)))


async def test_a_relay_goes_on_and_sends_it_once_the_topic_takes_it(bench: Workbench, admin_dsn: str) -> None:
    await asyncio.to_thread(allow, bench.settings, 20_000)
    service = await notebook(admin_dsn)
    database = service.database()
    sizes = [10, 200_000, 10, 10]
    async with database.unit_of_work(LAKESIDE) as work:
        await work.record_many([Event(TOPIC, f"n{n}", "noted", 1, os.urandom(size)) for n, size in enumerate(sizes)])
    listener = Listener()
    async with bench.running(listener) as bus:
        settings = service.relay_settings(set_aside=1.0, housekeeping=0.1, poll=0.05)
        relay = asyncio.create_task(Relay(settings, bus, SystemClock(), bench.telemetry, structlog.get_logger()).run())
        await until(lambda: set(listener.sequences()) == {1, 3, 4})
        await until(lambda: bench.sample("hallpass_outbox_set_aside_events", service=SCHEMA) == 1)
        await until(lambda: bench.sample("hallpass_outbox_unsent_events", service=SCHEMA) == 1)
        await asyncio.to_thread(allow, bench.settings, LARGEST)
        await until(lambda: set(listener.sequences()) == {1, 2, 3, 4})
        await until(lambda: bench.sample("hallpass_outbox_set_aside_events", service=SCHEMA) == 0)
        relay.cancel()
        with suppress(asyncio.CancelledError):
            await relay
    await database.close()
