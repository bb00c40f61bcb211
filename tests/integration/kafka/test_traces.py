"""The trace of a request goes with everything that it causes: outbox, record, handler, and what that one writes."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import structlog
from fastapi import APIRouter
from kafka import KafkaConsumer, TopicPartition
from prometheus_client import CollectorRegistry

from hallpass.contracts.topics import EMERGENCIES, ROSTER, VERDICTS
from hallpass.decision.log import Declaration, Entry, VerdictLog
from hallpass.decision.store import open_pool
from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from hallpass.kernel.relay import Relay, RelaySettings
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tracing import TRACEPARENT, carried
from integration.kafka.workbench import Workbench, until
from integration.rooms import Schema, schema_of

LAKESIDE = TenantId("lakeside")
TRACES = [f"00-{number:032x}-00f067aa0ba902b7-01" for number in range(1, 4)]
TOPICS = (ROSTER, VERDICTS, EMERGENCIES)
NOW = datetime(2026, 9, 14, 8, tzinfo=UTC)


def routes(schema: Schema, log: VerdictLog) -> APIRouter:
    """A route that records an event in the usual way, writes a verdict and declares an emergency."""
    router, ids = APIRouter(), TimeOrderedIds(SystemClock())

    @router.post("/v1/everything")
    async def everything() -> None:
        async with schema.database.unit_of_work(LAKESIDE) as work:
            await work.record(ROSTER, str(ids.new()), "said", 1, b"{}")
        name = str(ids.new())
        declared = Declaration(f"emergency/{name}", b"{}", b"{}")
        await log.write(
            Entry(LAKESIDE, name, NOW, "tool/tool-1", "t-1", "permit", 1, "r-1", b"record", b"{}", declared)
        )

    return router


class Handler:
    """Keeps what was heard, and the trace in which it was handled."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        if len(envelopes) > 1:
            # One by one, so that each has its own trace.
            raise ValueError
        (one,) = envelopes
        self.heard.append((one.topic, one.traceparent, carried().get(TRACEPARENT, "")))


def records(settings: KafkaSettings, count: int) -> list[tuple[str, dict[str, bytes | None]]]:
    """Topic and headers of everything in the topics, as any client of Kafka sees them."""
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap.split(","), auto_offset_reset="earliest")
    consumer.assign([TopicPartition(settings.topic(topic), 0) for topic in TOPICS])
    found: list[Any] = []
    while len(found) < count:
        for part in consumer.poll(timeout_ms=500).values():
            found += part
    consumer.close()
    return [(settings.bare(record.topic), dict(record.headers)) for record in found]


async def test_from_the_header_of_a_request_to_the_handler_of_its_events(
    settings: KafkaSettings, admin_dsn: str
) -> None:
    await asyncio.to_thread(Topics(settings).apply, [TopicPlan(topic, 1, 1, {}) for topic in TOPICS])
    async with schema_of(admin_dsn, "decision", SystemClock()) as schema:
        pool = await open_pool(schema.app_dsn, 2)
        clock, logger = SystemClock(), structlog.get_logger()
        log = VerdictLog(pool, TimeOrderedIds(clock), schema.database.notify)
        writing = asyncio.create_task(log.run())
        around = Surroundings(TimeOrderedIds(clock), Telemetry(CollectorRegistry()), logger)
        transport = httpx.ASGITransport(create_app("decision", [routes(schema, log)], around))
        async with httpx.AsyncClient(transport=transport, base_url="http://decision") as client:
            # At once, so that verdicts of several traces are written in one transaction.
            await asyncio.gather(
                *(client.post("/v1/everything", headers={TRACEPARENT: trace}) for trace in TRACES),
                client.post("/v1/everything"),
            )

        expected = sorted((topic, trace) for topic in TOPICS for trace in [*TRACES, ""])
        assert sorted((event.topic, event.traceparent) for event in await schema.events()) == expected

        bench, handler = Workbench(settings), Handler()
        bus = bench.bus()
        bus.subscribe("audit", TOPICS, handler)
        relay = Relay(RelaySettings(schema.relay_dsn, "decision"), bus, clock, bench.telemetry, logger)
        async with bench.run(bus):
            carrying = asyncio.create_task(relay.run())
            await until(lambda: len(handler.heard) == len(expected))
            carrying.cancel()
        writing.cancel()
        await asyncio.gather(carrying, writing, return_exceptions=True)
        await pool.close()
    sent = await asyncio.to_thread(records, settings, len(expected))
    assert sorted((topic, (headers.get(TRACEPARENT) or b"").decode()) for topic, headers in sent) == expected
    assert sorted(handler.heard) == [(topic, trace, trace) for topic, trace in expected]
