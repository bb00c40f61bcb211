"""Keycloak is away: whoever has a token goes on, and nobody waits long."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
import structlog
from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry

from builders.keycloak_hands import Hands
from builders.keycloak_tokens import Realm, machine
from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.telemetry import Telemetry
from integration.keycloak.trusting import Trusting, trust
from servers.keycloak import KeycloakServer

CLOCK = SystemClock()


@pytest.fixture
async def service(trusting: Trusting) -> AsyncIterator[httpx.AsyncClient]:
    async with service_of(trusting) as client:
        yield client


def service_of(trusting: Trusting) -> httpx.AsyncClient:
    """A service with one route behind gate and guard; to be closed by whoever asked."""
    guard = Guard(trusting.verifier)
    routes = APIRouter()

    @routes.get("/v1/tenant")
    async def tenant(request: Request) -> str:
        return guard.admit(request, "app", "sis").tenant

    around = Surroundings(CountedIds(), Telemetry(CollectorRegistry()), structlog.get_logger(), known=guard.known)
    app = create_app("demo", [routes], around)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://suite")


async def test_known_keys_go_on_after_kill_9_and_new_tokens_come_when_it_is_back(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str], trusting: Trusting, service: httpx.AsyncClient
) -> None:
    token, unseen = (hands.service_token("lakeside-app", districts["lakeside-app"]) for _ in range(2))
    assert await _status(service, token) == 200
    keycloak.kill()
    try:
        (source,) = trusting.issuers._sources
        assert not await source.read()
        assert [await _status(service, each) for each in (token, unseen)] == [200, 200]
        assert await _status(service, _made_up(keycloak)) == 401
        assert trusting.number("key_refresh_failures_total") == 2
    finally:
        keycloak.start()
    assert await _status(service, hands.service_token("lakeside-app", districts["lakeside-app"])) == 200
    assert await source.read()


async def test_while_it_stands_still_good_tokens_do_not_wait_and_a_made_up_one_not_long(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str], service: httpx.AsyncClient
) -> None:
    tokens = [hands.service_token("lakeside-app", districts["lakeside-app"]) for _ in range(20)]
    keycloak.pause()
    try:
        started = time.monotonic()
        made_up = asyncio.create_task(_status(service, _made_up(keycloak)))
        await asyncio.sleep(0)
        assert [await _status(service, token) for token in tokens] == [200] * 20
        assert not made_up.done(), "the good ones did not wait for the look for an unknown key"
        assert await made_up == 401
        assert time.monotonic() - started < 4
    finally:
        keycloak.resume()


async def test_a_service_that_starts_without_it_says_503_and_lets_in_as_soon_as_it_is_there(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str]
) -> None:
    token = hands.service_token("lakeside-app", districts["lakeside-app"])
    keycloak.kill()
    started = False
    try:
        found = await trust(keycloak, cache_seconds=1)
        keeping = asyncio.create_task(found.issuers.run())
        async with service_of(found) as service:
            assert await _status(service, token) == 503
            assert await _status(service, "nonsense") == 401
            # Not in a thread: a child ends with the thread that started it.
            keycloak.start()
            started = True
            assert await _until_in(service, token, patience=10) == 200
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping
        await found.issuers.close()
    finally:
        if not started:
            keycloak.start()


async def _status(service: httpx.AsyncClient, token: str) -> int:
    return (await service.get("/v1/tenant", headers={"Authorization": f"Bearer {token}"})).status_code


async def _until_in(service: httpx.AsyncClient, token: str, patience: float) -> int:
    deadline = time.monotonic() + patience
    while True:
        status = await _status(service, token)
        if status == 200 or time.monotonic() > deadline:
            return status
        await asyncio.sleep(0.1)


def _made_up(keycloak: KeycloakServer) -> str:
    """A token that names the issuer, with a key that it does not have."""
    return Realm(keycloak.issuer).token(CLOCK.now(), machine())
