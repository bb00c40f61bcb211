"""The gate: a route that forgot its guard is not open, and a stranger's body is not read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import structlog
from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry

from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import TokenVerifier

CLOCK = FixedClock(datetime(2031, 2, 11, tzinfo=UTC))


@pytest.fixture
def issuer(tmp_path: Path) -> DevelopmentIssuer:
    return DevelopmentIssuer(tmp_path, CLOCK)


@pytest.fixture
async def client(issuer: DevelopmentIssuer) -> AsyncIterator[httpx.AsyncClient]:
    routes = APIRouter()

    @routes.post("/v1/forgotten")
    async def forgotten(request: Request) -> int:
        return len(await request.body())

    guard = Guard(TokenVerifier([issuer.trusted()], CLOCK))
    around = Surroundings(CountedIds(), Telemetry(CollectorRegistry()), structlog.get_logger(), known=guard.known)
    app = create_app("demo", [routes], around)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://suite") as client:
        yield client


class Chunks:
    """A body that notes whether anybody asked for it."""

    def __init__(self) -> None:
        self.asked = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.asked = True
        yield b"abc"


async def test_a_route_that_forgot_its_guard_is_closed_to_strangers(client: httpx.AsyncClient) -> None:
    body = Chunks()
    answer = await client.post("/v1/forgotten", content=body)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:hallpass:problem:unauthenticated")
    assert not body.asked
    assert "x-request-id" in answer.headers


async def test_a_token_that_holds_opens_the_gate(client: httpx.AsyncClient, issuer: DevelopmentIssuer) -> None:
    body = Chunks()
    token = issuer.issue(TenantId("lakeside"), "app", "tool")
    answer = await client.post("/v1/forgotten", content=body, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json(), body.asked) == (200, 3, True)


async def test_health_needs_no_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).status_code == 200
