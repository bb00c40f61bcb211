"""A consumer that dies between its transaction and its commit: events come twice, effects do not."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from builders.envelopes import an_envelope
from hallpass.kernel.db import Database
from integration.kafka import crashing_member
from integration.kafka.notes import Notes
from integration.kafka.workbench import TOPIC, Workbench, until
from integration.kernel_service import LAKESIDE, Notebook, notebook

TESTS = Path(__file__).resolve().parents[2]
EVENTS = 200


@pytest.fixture
async def service(admin_dsn: str) -> Notebook:
    return await notebook(admin_dsn)


@pytest.fixture
async def database(service: Notebook) -> AsyncIterator[Database]:
    database = service.database()
    yield database
    await database.close()


async def member_that_dies(bench: Workbench, service: Notebook, limit: int) -> int:
    """Run one until its end; returns its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        crashing_member.__file__,
        bench.settings.model_dump_json(),
        service.app,
        str(limit),
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent / 'services'}:{TESTS}"},
    )
    async with asyncio.timeout(60):
        return await process.wait()


async def test_events_come_again_and_take_effect_once(bench: Workbench, service: Notebook, database: Database) -> None:
    publisher = bench.bus()
    await publisher.publish([an_envelope(number, payload=b"x") for number in range(1, EVENTS + 1)])
    await publisher.close()

    assert await member_that_dies(bench, service, limit=1) == -signal.SIGKILL
    applied = await Notes(database).read(LAKESIDE)
    assert applied

    notes = Notes(database)
    bus = bench.bus()
    bus.subscribe("notes", [TOPIC], notes.handle)
    async with bench.run(bus):
        await until(lambda: notes.heard >= EVENTS)
    assert notes.doubles >= len(applied)
    assert await notes.read(LAKESIDE) == {f"student/{number}": "x" for number in range(1, EVENTS + 1)}
