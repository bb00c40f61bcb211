"""A consumer in a process of its own that dies after its handler's transaction, before the offsets are committed.

Arguments: the settings of Kafka as JSON, the database's URL, and after how many events it dies.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

import structlog
from prometheus_client import CollectorRegistry

from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.kafka_bus.bus import KafkaBus
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.telemetry import Telemetry
from integration.kafka.notes import Notes
from integration.kafka.workbench import TOPIC
from integration.kernel_service import SCHEMA


async def main(settings: str, dsn: str, limit: int) -> None:
    clock = SystemClock()
    notes = Notes(Database(DatabaseSettings(dsn=dsn, schema=SCHEMA), clock, TimeOrderedIds(clock)))

    async def handle_and_die(envelopes: Sequence[Envelope]) -> None:
        await notes.handle(envelopes)
        if notes.heard >= limit:
            os.kill(os.getpid(), signal.SIGKILL)

    async def parked(*_: object) -> None:
        raise AssertionError

    bus = KafkaBus(
        KafkaSettings.model_validate_json(settings), parked, Telemetry(CollectorRegistry()), structlog.get_logger()
    )
    bus.subscribe("notes", [TOPIC], handle_and_die)
    await bus.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
