"""Bundles: a real OPA pulls them over HTTP, trusts our signature alone, and keeps the last good one."""

import asyncio
import io
import stat
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import structlog
import uvicorn
from prometheus_client import CollectorRegistry

from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import FixedClock, SystemClock
from hallpass.kernel.errors import NotFound
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Role, TokenVerifier
from hallpass.policy.bundle import BuildFailed
from hallpass.policy.bundle_api import MEDIA_TYPE, router
from hallpass.policy.publishing import NAME, Publisher, kept_bundle
from hallpass.policy.signing import SigningKey
from integration.policy.conftest import say
from integration.policy.pulling import altered, opa_server, stand, until
from integration.rooms import Schema

PATH = f"/v1/bundles/{NAME}"


@asynccontextmanager
async def served(publisher: Publisher, folder: Path) -> AsyncIterator[tuple[str, Callable[[Role], str]]]:
    """The bundle's routes on a loopback port: the address, and a function that issues tokens."""
    clock = SystemClock()
    issuer = DevelopmentIssuer(folder, clock)
    guard = Guard(TokenVerifier([issuer.trusted()], clock))
    around = Surroundings(TimeOrderedIds(clock), Telemetry(CollectorRegistry()), structlog.get_logger())
    app = create_app("policy", [router(publisher, guard, 5)], around)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", lambda role: issuer.issue(TenantId("lakeside"), role, "somebody")
    finally:
        server.should_exit = True
        await task


async def test_opa_pulls_verifies_follows_and_refuses_an_altered_bundle(
    schema: Schema, publisher: Publisher, policies: Path, key: SigningKey, opa: Path, clock: FixedClock, tmp_path: Path
) -> None:
    first = await publisher.publish()
    async with (
        served(publisher, tmp_path / "issuer") as (url, issue),
        opa_server(opa, tmp_path, url, issue("service"), key) as ask,
    ):
        answer = await until(ask, lambda found: found is not None)
        assert answer == {"revision": first.revision, "release": "1.0.0", "says": "first"}

        say(policies, "second")
        second = await publisher.publish()
        answer = await until(ask, lambda found: found["says"] == "second")
        assert answer["revision"] == second.revision != first.revision

        await stand(schema, clock, altered(second))
        await asyncio.sleep(3)
        assert (await ask())["says"] == "second"

        say(policies, "third")
        await publisher.publish()
        await until(ask, lambda found: found["says"] == "third")


async def test_opa_starts_on_what_it_kept_when_nobody_serves(
    publisher: Publisher, key: SigningKey, opa: Path, tmp_path: Path
) -> None:
    await publisher.publish()
    async with (
        served(publisher, tmp_path / "issuer") as (url, issue),
        opa_server(opa, tmp_path, url, issue("service"), key) as ask,
    ):
        await until(ask, lambda found: found is not None)
    async with opa_server(opa, tmp_path, url, "no token", key) as ask:
        assert (await until(ask, lambda found: found is not None))["says"] == "first"


async def test_another_key_is_not_trusted(publisher: Publisher, opa: Path, tmp_path: Path) -> None:
    await publisher.publish()
    stranger = SigningKey.open(tmp_path / "strangers keys")
    async with (
        served(publisher, tmp_path / "issuer") as (url, issue),
        opa_server(opa, tmp_path, url, issue("service"), stranger) as ask,
    ):
        await asyncio.sleep(3)
        assert await ask() is None


async def test_the_download_speaks_opas_protocol(publisher: Publisher, policies: Path, tmp_path: Path) -> None:
    bundle = await publisher.publish()
    async with served(publisher, tmp_path) as (url, issue), httpx.AsyncClient(base_url=url) as client:
        headers = {"Authorization": f"Bearer {issue('service')}"}
        full = await client.get(PATH, headers=headers | {"If-None-Match": ""})
        assert (full.status_code, full.headers["etag"], full.content) == (200, bundle.etag, bundle.content)
        assert full.headers["content-type"] == MEDIA_TYPE
        known = headers | {"If-None-Match": bundle.etag}
        assert (await client.get(PATH, headers=known)).status_code == 304
        waiting = asyncio.create_task(client.get(PATH, headers=known | {"Prefer": "modes=snapshot,delta;wait=5"}))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        say(policies, "second")
        second = await publisher.publish()
        assert (await waiting).headers["etag"] == second.etag
        assert (await client.get("/v1/bundles/other", headers=headers)).status_code == 404
        assert (await client.get(PATH)).status_code == 401
        assert (await client.get(PATH, headers={"Authorization": f"Bearer {issue('admin')}"})).status_code == 403
        listed = await client.get("/v1/policies/revisions", headers={"Authorization": f"Bearer {issue('auditor')}"})
        assert {found["revision"]: found["current"] for found in listed.json()["revisions"]} == {
            bundle.revision: False,
            second.revision: True,
        }


async def test_the_same_policies_are_the_same_bundle_and_an_older_one_is_kept(
    publisher: Publisher, policies: Path, schema: Schema
) -> None:
    database = schema.database
    first = await publisher.publish()
    assert await publisher.publish() == first
    say(policies, "second")
    second = await publisher.publish()
    assert await kept_bundle(database, first.revision) == first
    say(policies, "first")
    assert await publisher.publish() == first
    assert await publisher.download(NAME, second.etag, 0) == first
    with pytest.raises(NotFound):
        await kept_bundle(database, "never built")


async def test_two_processes_that_publish_at_once_serve_the_same_bytes(
    schema: Schema, publisher: Publisher, policies: Path, opa: Path, key: SigningKey, clock: FixedClock
) -> None:
    other = Publisher(schema.database, clock, opa, policies, key)
    first, second = await asyncio.gather(publisher.publish(), other.publish())
    assert first == second
    assert await other.download(NAME, None, 0) == first


async def test_policies_that_do_not_compile_or_reach_for_the_network_leave_the_last_good_bundle(
    publisher: Publisher, policies: Path
) -> None:
    first = await publisher.publish()
    for words in ("verdict := nonsense(", 'verdict := http.send({"method": "get", "url": "http://example.org"})'):
        (policies / "hallpass/main/main.rego").write_text(f"package hallpass.main\n\n{words}\n")
        with pytest.raises(BuildFailed):
            await publisher.publish()
    assert await publisher.etag(NAME) == first.etag


async def test_tests_and_cases_stay_out_of_the_bundle(publisher: Publisher) -> None:
    bundle = await publisher.publish()
    with tarfile.open(fileobj=io.BytesIO(bundle.content)) as archive:
        names = {name.removeprefix("/") for name in archive.getnames()}
    assert names == {"data.json", "hallpass/main/main.rego", ".manifest", ".signatures.json"}


async def test_the_private_key_is_its_owners_alone(key: SigningKey, tmp_path: Path) -> None:
    assert stat.S_IMODE(key.private_path.stat().st_mode) == 0o600
    assert SigningKey.open(tmp_path / "keys") == key
    key.private_path.chmod(0o640)
    with pytest.raises(PermissionError):
        SigningKey.open(tmp_path / "keys")
