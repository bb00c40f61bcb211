"""Which engine runs which revision: a real OPA reports to the policy service, as it is wired for its operators."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
import uvicorn
from prometheus_client import CollectorRegistry

from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import FixedClock, SystemClock
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.memory_bus import MemoryBus
from hallpass.kernel.parked import ParkedEvents
from hallpass.kernel.seams import Seams
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Role, TokenVerifier
from hallpass.policy.engines import Engine
from hallpass.policy.numbers import EngineNumbers, count_for_ever
from hallpass.policy.publishing import Publisher
from hallpass.policy.settings import PolicySettings
from hallpass.policy.signing import SigningKey
from hallpass.policy.wiring import PolicyRoom, build
from integration.policy.conftest import say
from integration.policy.pulling import altered, opa_server, stand, unsigned, until
from integration.rooms import Schema

ENGINE = "decision-0.east"


@dataclass(frozen=True)
class Service:
    """The policy service on a loopback port."""

    url: str
    room: PolicyRoom
    issuer: DevelopmentIssuer
    client: httpx.AsyncClient

    def token(self, role: Role) -> str:
        return self.issuer.issue(TenantId("lakeside"), role, "somebody")

    async def engines(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token('auditor')}"}
        answer = await self.client.get("/v1/policies/engines", headers=headers)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["engines"]
        return found

    async def engine(self) -> tuple[str, str, str]:
        """State, revision and trouble of the one engine; empty before its first report."""
        found = await self.engines()
        return (found[0]["state"], found[0]["revision"], found[0]["trouble"]) if found else ("", "", "")

    async def numbers(self) -> set[str]:
        """The lines about engines at /metrics that are not 0."""
        page = (await self.client.get("/metrics")).text
        return {line for line in page.splitlines() if line.startswith("hallpass_policy_eng") and line.endswith(" 1.0")}

    async def shows(self, wanted: set[str]) -> None:
        """Wait for the numbers, which are counted after a report was kept."""
        await until(self.numbers, lambda found: found == wanted)


def shown(state: str, revision: str) -> set[str]:
    """What /metrics says of the one engine."""
    return {
        f'hallpass_policy_engines{{state="{state}"}} 1.0',
        f'hallpass_policy_engine_info{{engine="{ENGINE}",revision="{revision}",state="{state}"}} 1.0',
    }


@asynccontextmanager
async def served(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, keys: Path, folder: Path
) -> AsyncIterator[Service]:
    """The room as `serve policy --part api` puts it together. Tokens have the machine's clock, reports ours."""
    telemetry, log, ids = Telemetry(CollectorRegistry()), structlog.get_logger(), TimeOrderedIds(SystemClock())
    issuer = DevelopmentIssuer(folder, SystemClock())
    guard = Guard(TokenVerifier([issuer.trusted()], SystemClock()))
    bus = MemoryBus(ParkedEvents(schema.database, clock).park, telemetry, log)
    seams = Seams(schema.database, schema.app_dsn, clock, ids, bus, guard, telemetry, log, None)
    room = build(PolicySettings(opa=opa, policies=policies, keys=keys, longest_wait=5), seams)
    for step in room.wired.opened:
        await step()
    app = create_app("policy", room.wired.routers, Surroundings(ids, telemetry, log, room.wired.pings, guard.known))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url) as client:
        yield Service(url, room, issuer, client)
    room.publisher.dismiss()
    server.should_exit = True
    await task


@pytest.fixture
async def service(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, key: SigningKey, tmp_path: Path
) -> AsyncIterator[Service]:
    async with served(schema, clock, opa, policies, key.private_path.parent, tmp_path / "issuer") as service:
        yield service


async def test_an_engine_says_what_it_runs_and_what_it_refuses_and_goes_on_with_the_last_good_one(
    service: Service, schema: Schema, clock: FixedClock, opa: Path, policies: Path, key: SigningKey, tmp_path: Path
) -> None:
    (first,) = await service.room.publisher.revisions()
    assert await service.engines() == []
    async with opa_server(opa, tmp_path, service.url, service.token("service"), key, ENGINE) as ask:
        good = ("current", first.revision, "")
        await until(service.engine, lambda found: found == good)
        await service.shows(shown("current", first.revision))

        say(policies, "second")
        second = await service.room.publisher.publish()
        await until(service.engine, lambda found: found == ("current", second.revision, ""))
        assert (await ask())["says"] == "second"

        for bad in (altered(second), unsigned(second)):
            await stand(schema, clock, bad)
            await until(service.engine, lambda found: found[0] == "failing")
            assert await service.engine() == ("failing", second.revision, "bundle_error")
            await service.shows(shown("failing", second.revision))
            answer = await ask()
            assert (answer["says"], answer["revision"]) == ("second", second.revision)
            await service.room.publisher.publish()
            await until(service.engine, lambda found: found == ("current", second.revision, ""))

        say(policies, "third")
        third = await service.room.publisher.publish()
        await until(service.engine, lambda found: found == ("current", third.revision, ""))
        await service.shows(shown("current", third.revision))
        assert (await ask())["says"] == "third"


async def test_an_engine_that_says_nothing_any_more_is_silent_and_after_a_day_forgotten(
    service: Service, publisher: Publisher, clock: FixedClock, opa: Path, key: SigningKey, tmp_path: Path
) -> None:
    async with opa_server(opa, tmp_path, service.url, service.token("service"), key, ENGINE):
        await until(service.engine, lambda found: found[0] == "current")
        # It goes on reporting while nothing changes, or it would be silent soon.
        clock.advance(timedelta(minutes=6))
        await until(service.engine, lambda found: found[0] == "current")
    (engine,) = await service.engines()
    clock.advance(timedelta(minutes=4))
    assert (await service.engine())[0] == "current"
    clock.advance(timedelta(minutes=2))
    assert await service.engine() == ("silent", engine["revision"], "")

    numbers = service.room.wired.tasks["engine numbers"]
    counting = asyncio.ensure_future(numbers())
    await service.shows(shown("silent", engine["revision"]))
    counting.cancel()
    await asyncio.gather(counting, return_exceptions=True)
    clock.advance(timedelta(days=1))
    assert await service.engines() == []


async def test_the_numbers_follow_without_a_report_and_outlive_an_absent_database(
    publisher: Publisher, clock: FixedClock
) -> None:
    registry = CollectorRegistry()
    numbers = EngineNumbers(registry)
    await publisher.publish()
    await publisher.note(Engine("decision-1", "r-0", "", clock.now()))
    asked = 0

    async def engines() -> Any:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise Unavailable("database")
        return await publisher.engines()

    async def behind() -> float | None:
        return registry.get_sample_value("hallpass_policy_engines", {"state": "behind"})

    async def silent() -> float | None:
        return registry.get_sample_value("hallpass_policy_engines", {"state": "silent"})

    counting = asyncio.create_task(count_for_ever(engines, numbers, 0.02, structlog.get_logger()))
    await until(behind, lambda found: found == 1)
    clock.advance(timedelta(minutes=6))
    await until(silent, lambda found: found == 1)
    counting.cancel()
    await asyncio.gather(counting, return_exceptions=True)
    assert asked > 2
    assert await behind() == 0
