"""Signing keys are changed while requests run, with a cache of five seconds: nobody is refused who should get in."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from builders.keycloak_hands import Hands
from hallpass.kernel.errors import HallpassError
from integration.keycloak.trusting import Trusting, trust
from servers.keycloak import KeycloakServer

CACHE = 5.0
WORKERS = 4
PATIENCE = 30.0


@dataclass
class Load:
    """Workers that get a token, use it a few times, and get the next; what came of it, by key and outcome."""

    trusting: Trusting
    token_url: str
    client: str
    secret: str
    outcomes: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    newest: str = ""

    async def work(self, http: httpx.AsyncClient) -> None:
        """Go on until cancelled."""
        form = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.secret}
        while True:
            said = await http.post(self.token_url, data=form)
            self.newest = said.raise_for_status().json()["access_token"]
            self.tokens += 1
            await self._use(self.newest, times=20)

    async def _use(self, token: str, times: int) -> None:
        for _ in range(times):
            try:
                await self.trusting.verifier.known(token)
            except HallpassError as error:
                self.outcomes[f"{type(error).__name__}: {error.message}"] += 1
            else:
                self.outcomes["let in"] += 1
            await asyncio.sleep(0.005)

    async def more(self, tokens: int) -> None:
        """Return when this many more tokens were got."""
        wanted, deadline = self.tokens + tokens, time.monotonic() + PATIENCE
        while self.tokens < wanted:
            assert time.monotonic() < deadline, "the load stands still"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def load(keycloak: KeycloakServer, secret: str) -> AsyncIterator[Load]:
    found = await trust(keycloak, cache_seconds=CACHE)
    running = Load(found, keycloak.token_url, "lakeside-app", secret)
    async with httpx.AsyncClient(timeout=20) as http:
        tasks = [asyncio.create_task(running.work(http)) for _ in range(WORKERS)]
        tasks.append(asyncio.create_task(found.issuers.run()))
        try:
            yield running
            failed = [task for task in tasks if task.done()]
            assert not failed, "a worker or the reading of keys ended by itself"
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await found.issuers.close()


@pytest.fixture
def names(hands: Hands) -> Mapping[str, str]:
    """The keys there are before the test."""
    return hands.keys()


async def test_in_the_safe_order_nobody_is_refused_and_nobody_looks_for_a_key(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str], names: Mapping[str, str]
) -> None:
    async with load(keycloak, districts["lakeside-app"]) as running:
        await running.more(8)
        before = running.newest
        fresh = await asyncio.to_thread(hands.add_key, "safe", 300, active=False)
        seen = running.trusting.number("key_refreshes_total")
        await _until_read(running.trusting, seen + 2)
        reading = running.trusting.number("key_refreshes_total")
        started = time.monotonic()
        await asyncio.to_thread(hands.set_active, fresh, active=True)
        for old in names.values():
            await asyncio.to_thread(hands.set_active, old, active=False)
        await running.more(8)
        by_itself = (time.monotonic() - started) / CACHE + 1
        assert running.trusting.number("key_refreshes_total") - reading <= by_itself
        assert _kid(running.newest) != _kid(before)
        assert (await running.trusting.verifier.known(before)).tenant == "lakeside"
        for old in names.values():
            await asyncio.to_thread(hands.remove_key, old)
        await running.more(8)
    assert set(running.outcomes) == {"let in"}
    assert running.outcomes["let in"] > 300


async def test_a_key_that_comes_abruptly_costs_one_look_and_no_refusal(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str]
) -> None:
    async with load(keycloak, districts["lakeside-app"]) as running:
        for number in range(2):
            # So long that a look for an unknown key is free again.
            await _until_read(running.trusting, running.trusting.number("key_refreshes_total") + 2)
            before = running.newest
            await asyncio.to_thread(hands.add_key, f"abrupt-{number}", 400 + number, active=True)
            await running.more(8)
            assert _kid(running.newest) != _kid(before)
    assert set(running.outcomes) == {"let in"}


async def test_a_key_that_is_taken_away_ends_its_tokens_within_the_cache_and_no_others(
    keycloak: KeycloakServer, hands: Hands, districts: Mapping[str, str]
) -> None:
    await asyncio.to_thread(hands.add_key, "leaked", 900, active=True)
    async with load(keycloak, districts["lakeside-app"]) as running:
        await running.more(4)
        leaked = running.newest
        await asyncio.to_thread(hands.remove_key, hands.keys()["leaked"])
        removed = time.monotonic()
        while await _holds(running.trusting, leaked):
            assert time.monotonic() - removed < CACHE + 3
            await asyncio.sleep(0.05)
        running.outcomes.clear()
        # Each worker may still use up the token that it had.
        await running.more(WORKERS)
        running.outcomes.clear()
        await running.more(8)
        assert set(running.outcomes) == {"let in"}


async def _until_read(trusting: Trusting, times: float) -> None:
    deadline = time.monotonic() + PATIENCE
    while trusting.number("key_refreshes_total") < times:
        assert time.monotonic() < deadline, "the keys are not read again"
        await asyncio.sleep(0.05)


async def _holds(trusting: Trusting, token: str) -> bool:
    try:
        await trusting.verifier.known(token)
    except HallpassError:
        return False
    return True


def _kid(token: str) -> str:
    return token.partition(".")[0]
