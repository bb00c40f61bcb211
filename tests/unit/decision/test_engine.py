"""Whatever is not exactly an answer of the engine is undecided, at the deadline at the latest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from fakes.hurried_loop import hurried
from hallpass.decision.opa import Engine, SocketTransport, deadline, read_result
from hallpass.kernel.errors import Unavailable, Undecided

GOOD: dict[str, Any] = {
    "schema": 1,
    "revision": "r",
    "release": "1.0.0",
    "effect": "permit",
    "effects": ["permit"],
    "own_effects": ["permit"],
    "message_findings": [],
    "findings": [],
}
FINDING: dict[str, Any] = {
    "clause": "c",
    "reason": "r",
    "effect": "deny",
    "message": "m",
    "remedy": None,
    "remedy_code": None,
    "cites": [],
    "ask": "principal",
    "detail": {},
    "obligations": [],
    "situations": [0],
}


class Transport:
    """An engine that answers as it is told."""

    def __init__(self, answer: Callable[[], Awaitable[tuple[int, bytes]]], bundle: bytes = b"{}") -> None:
        self._answer, self._bundle = answer, bundle

    async def post(self, _document: bytes) -> tuple[int, bytes]:
        return await self._answer()

    async def bundle(self) -> bytes:
        return self._bundle


def says(status: int, body: bytes) -> Engine:
    async def answer() -> tuple[int, bytes]:
        return status, body

    return Engine(Transport(answer))


def fails(error: Exception) -> Engine:
    async def answer() -> tuple[int, bytes]:
        raise error

    return Engine(Transport(answer))


async def reason(engine: Engine, situations: int = 1) -> str:
    with pytest.raises(Undecided) as found:
        read_result(await engine.ask(b"{}", situations), situations)
    return found.value.reason


@pytest.mark.parametrize("situations", [1, 250, 2_000])
def test_a_silent_engine_is_undecided_at_the_deadline(situations: int) -> None:
    async def silence() -> tuple[int, bytes]:
        await asyncio.sleep(3_600)
        return 200, b""

    said, seconds = hurried(reason(Engine(Transport(silence)), situations))
    assert said == "engine_deadline"
    assert seconds == pytest.approx(0.2 + 0.0002 * situations) == pytest.approx(deadline(situations))


@pytest.mark.parametrize(
    "engine, said",
    [
        (fails(aiohttp.ClientConnectionError()), "engine_down"),
        (fails(ConnectionRefusedError()), "engine_down"),
        (fails(aiohttp.ServerDisconnectedError()), "engine_down"),
        (says(500, b'{"code":"internal_error"}'), "engine_error"),
        (says(404, b""), "engine_error"),
        (says(200, b"{}"), "engine_undefined"),
        (says(200, b'{"result":'), "engine_answer"),
        (says(200, b"\xff"), "engine_answer"),
        (says(200, b'{"result":{}}'), "engine_answer"),
        (says(200, b'{"result":true}'), "engine_answer"),
    ],
)
async def test_trouble_is_undecided(engine: Engine, said: str) -> None:
    assert await reason(engine) == said


@pytest.mark.parametrize(
    "change, said",
    [
        ({"effects": []}, "engine_count"),
        ({"effects": ["permit", "permit"]}, "engine_count"),
        ({"own_effects": []}, "engine_count"),
        ({"effects": ["allow"]}, "engine_answer"),
        ({"schema": 2}, "engine_answer"),
        ({"effect": None}, "engine_answer"),
        ({"more": 1}, "engine_answer"),
        ({"findings": [{**FINDING, "situations": [1]}]}, "engine_count"),
        ({"findings": [{**FINDING, "situations": []}]}, "engine_answer"),
        ({"findings": [{**FINDING, "effect": "permit"}]}, "engine_answer"),
        ({"findings": [{**FINDING, "person_id": "x"}]}, "engine_answer"),
        ({"findings": [{**FINDING, "obligations": [{"type": "forget"}]}]}, "engine_answer"),
        ({"findings": ["text"]}, "engine_answer"),
    ],
)
async def test_an_answer_of_another_shape_is_undecided(change: dict[str, Any], said: str) -> None:
    body = msgspec.json.encode({"result": GOOD | change})
    assert await reason(says(200, body)) == said


async def test_each_member_is_needed() -> None:
    for member in GOOD:
        body = msgspec.json.encode({"result": {k: v for k, v in GOOD.items() if k != member}})
        assert await reason(says(200, body)) == "engine_answer"
    assert read_result(await says(200, msgspec.json.encode({"result": GOOD})).ask(b"{}", 1), 1).effect == "permit"


@pytest.mark.parametrize(
    "bundle, ready",
    [
        (b'{"result":{"manifest":{"roots":["hallpass"],"revision":"r"}}}', True),
        (b'{"result":{"manifest":{"roots":["other"]}}}', False),
        (b"{}", False),
        (b"nonsense", False),
    ],
)
async def test_it_is_ready_only_with_a_bundle_that_owns_the_policy(bundle: bytes, *, ready: bool) -> None:
    async def answer() -> tuple[int, bytes]:
        return 200, b"{}"

    engine = Engine(Transport(answer, bundle))
    if ready:
        await engine.ready()
    else:
        with pytest.raises(Undecided):
            await engine.ready()


@pytest.mark.parametrize("once_open", [False, True])
async def test_before_it_is_open_and_after_it_is_closed_it_is_simply_not_there(
    tmp_path: Path, *, once_open: bool
) -> None:
    transport = SocketTransport(str(tmp_path / "opa.sock"))
    if once_open:
        await transport.open()
        await transport.close()
    with pytest.raises(Unavailable, match="policy engine"):
        await Engine(transport).ready()
    assert await reason(Engine(transport)) == "engine_down"
