"""A relay whose connection dies without a word stops its work and says so, and shows no numbers that it cannot know."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from hallpass.decision.store import open_pool
from hallpass.kernel.db import Database
from hallpass.kernel.engine import NOTICES_LOSS
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.heartbeat import is_heartbeat
from hallpass.kernel.tenancy import TenantId
from integration.kernel_service import HILLTOP, Notebook, notebook
from integration.outbox.conftest import RecordingBus
from integration.outbox.test_relay import Bench, record, until
from servers.postgres_front import Front, in_front

GAUGES = (
    "hallpass_outbox_unsent_events",
    "hallpass_outbox_lag_seconds",
    "hallpass_outbox_set_aside_events",
    "hallpass_parked_waiting_events",
)
OF_THE_RELAY = "FROM pg_stat_activity WHERE usename = 'notebook_relay' AND datname = current_database()"
ASKED_FOR = "SELECT name, reset_val FROM pg_settings WHERE source = 'client'"


@pytest.fixture
async def front(admin_dsn: str) -> AsyncIterator[Front]:
    """What stands between the services and PostgreSQL."""
    async with in_front(admin_dsn) as front:
        yield front


@pytest.fixture
async def remote(front: Front) -> Notebook:
    """The notebook service, whose connections go through the front."""
    return await notebook(front.dsn)


def shown(bench: Bench) -> list[float | None]:
    return [bench.number(name) for name in GAUGES]


async def test_a_connection_that_is_half_open_ends_the_work_and_the_ping(
    front: Front, remote: Notebook, bus: RecordingBus
) -> None:
    bench = Bench(remote, bus)
    relay = bench.relay(answer_wait=0.3)
    with pytest.raises(Unavailable):
        await relay.ping()
    async with bench.running(relay) as task:
        await until(lambda: None not in shown(bench))
        await relay.ping()
        front.held.set()
        await until(lambda: bench.number("hallpass_outbox_relay_failures_total"))
        assert shown(bench) == [None] * 4
        with pytest.raises(Unavailable):
            await relay.ping()
        assert not task.done()


async def test_a_relay_that_stops_shows_no_numbers_any_more(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench, bus.largest = Bench(service, bus), 0
    await record(database, 2)
    async with bench.running():
        await until(lambda: bench.number("hallpass_outbox_set_aside_events") == 2)
    assert shown(bench) == [None] * 4


async def test_a_relay_that_has_lost_its_lock_shows_none_and_the_one_that_has_it_does(
    service: Notebook, bus: RecordingBus
) -> None:
    former, next_one = Bench(service, bus), Bench(service, bus)
    async with former.running(former.relay(first_wait=60.0, longest_wait=60.0)):
        await until(lambda: None not in shown(former))
        async with next_one.running():
            await former.fetch(f"SELECT pg_terminate_backend(pid) {OF_THE_RELAY}")
            await until(lambda: None not in shown(next_one))
            await until(lambda: shown(former) == [None] * 4)


async def test_the_server_gives_up_statements_locks_and_clients_that_are_gone(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    found: dict[str, dict[str, str]] = {}

    def look(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # What was asked for: over a unix socket, which knows of no such thing, the current value is 0.
        cursor.execute(ASKED_FOR)
        settings = dict(cursor.fetchall())
        found[settings.pop("application_name") + " " + settings["statement_timeout"]] = settings
        cursor.close()
        connection.rollback()

    with listening("connect", look):
        await database.ping()
        async with Bench(service, bus).running(Bench(service, bus).relay(statement_timeout=7.0, lock_timeout=3.0)):
            await until(lambda: len(found) == 2)
    pool = await open_pool(service.app, 2, "notebook")
    try:
        found["decision"] = {one["name"]: one["reset_val"] for one in await pool.fetch(ASKED_FOR)}
    finally:
        await pool.close()
    relay = found["hallpass-notebook 7000"]
    assert (relay["statement_timeout"], relay["lock_timeout"]) == ("7000", "3000")
    assert len(found) == 3
    for settings in found.values():
        assert settings.items() >= NOTICES_LOSS.items()


async def test_tenants_without_a_heartbeat_are_not_looked_for_at_each_poll(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    polls, looks = 0, 0

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal polls, looks
        looks += "topic_sequence" in statement
        polls += "SELECT notebook.outbox.id" in statement

    bench = Bench(service, bus)
    relay = bench.relay(("notes",), heartbeat=3600.0, newcomers=3600.0)
    database.on_recorded(relay.poke)
    with listening("before_cursor_execute", count):
        async with bench.running(relay):
            await until(lambda: polls >= 20)
            assert looks == 1
            # At once where somebody says so, or something was carried.
            await introduce(database, HILLTOP)
            await until(lambda: [one.tenant for one in bus.published if is_heartbeat(one)] == [HILLTOP])
            assert looks < polls - 15


async def test_a_tenant_that_another_process_introduces_is_found_before_long(
    service: Notebook, database: Database, bus: RecordingBus
) -> None:
    bench = Bench(service, bus)
    async with bench.running(bench.relay(("notes",), heartbeat=3600.0, newcomers=0.05)):
        await until(lambda: None not in shown(bench))
        await introduce(database, HILLTOP)
        await until(lambda: [one.tenant for one in bus.published] == [HILLTOP])


async def introduce(database: Database, tenant: TenantId) -> None:
    async with database.unit_of_work(tenant) as work:
        await work.introduce("notes")


@contextmanager
def listening(name: str, listener: Callable[..., None]) -> Iterator[None]:
    """Let `listener` hear of each event of SQLAlchemy's engines that is called `name`."""
    event.listen(Engine, name, listener)
    try:
        yield
    finally:
        event.remove(Engine, name, listener)
