"""What is published is heard: whole, in the order of each tenant, and once in ordinary times."""

import asyncio

import msgspec
import pytest

from builders.envelopes import an_envelope
from hallpass.kernel.errors import Unavailable
from integration.kafka.workbench import TOPIC, Listener, Workbench, until

TENANTS = ("lakeside", "hilltop", "meadow", "harbour", "ridge")


async def test_each_tenant_hears_its_events_in_order(bench: Workbench) -> None:
    listener = Listener()
    async with bench.running(listener) as bus:
        for start in range(1, 301, 50):
            await bus.publish(
                [an_envelope(number, tenant=tenant) for number in range(start, start + 50) for tenant in TENANTS]
            )
        await until(lambda: len(listener.heard) >= 300 * len(TENANTS))
    for tenant in TENANTS:
        assert listener.sequences(tenant) == list(range(1, 301))
    assert bench.sample("hallpass_bus_produced_events_total", topic=TOPIC) == 1_500
    assert max(listener.batches) <= 500


async def test_every_member_of_an_envelope_arrives(bench: Workbench) -> None:
    listener = Listener()
    sent = msgspec.structs.replace(
        an_envelope(7, key="class/ä b", version=3, payload=b'{"a":1}'),
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )
    async with bench.running(listener) as bus:
        await bus.publish([sent])
        await until(lambda: bool(listener.heard))
    assert listener.heard == [sent]


async def test_a_group_goes_on_where_it_stopped_and_a_new_one_starts_at_the_beginning(bench: Workbench) -> None:
    first, again, other = Listener(), Listener(), Listener()
    async with bench.running(first) as bus:
        await bus.publish([an_envelope(number) for number in range(1, 11)])
        await until(lambda: len(first.heard) == 10)
    async with bench.running(again) as bus:
        await bus.publish([an_envelope(11)])
        await until(lambda: bool(again.heard))
    async with bench.running(other, group="audit"):
        await until(lambda: len(other.heard) == 11)
    assert again.sequences() == [11]
    assert other.sequences() == list(range(1, 12))


async def test_a_bus_that_has_ended_publishes_nothing(bench: Workbench) -> None:
    async with bench.running(Listener()) as bus:
        await bus.publish([an_envelope(1)])
    with pytest.raises(Unavailable):
        await bus.publish([an_envelope(2)])


async def test_it_ends_soon_after_it_is_cancelled(bench: Workbench) -> None:
    async with bench.running(Listener()):
        await until(lambda: bench.sample("hallpass_bus_rebalances_total", group="decision") == 1)
        begin = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begin < 5
