"""A body that is too large, sent by clients that write all of it before they read anything: each sees the problem."""

import asyncio
import contextlib
import http.client
import json
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
import uvicorn
from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry

from hallpass.kernel.app import LARGEST_BODY, Surroundings, create_app
from hallpass.kernel.draining import MOST
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.telemetry import Telemetry

TOO_LARGE = LARGEST_BODY + 100_000


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server as the suite starts it, with a route that reads its body and one that does not."""
    routes = APIRouter(prefix="/v1")

    @routes.post("/read")
    async def read(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @routes.post("/deaf")
    async def deaf() -> dict[str, str]:
        return {"body": "not read"}

    surroundings = Surroundings(CountedIds(), Telemetry(CollectorRegistry()), structlog.get_logger())
    app = create_app("demo", [routes], surroundings)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            app, loop="none", http="httptools", log_config=None, access_log=False, timeout_graceful_shutdown=5
        )
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110 - the server tells nobody when it has started
                await asyncio.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


def is_the_problem(status: int | None, kind: str | None, body: bytes) -> bool:
    document: dict[str, Any] = json.loads(body)
    return (status, kind, document["type"]) == (413, "application/problem+json", "urn:hallpass:problem:too-large")


@pytest.mark.parametrize("path", ["/v1/read", "/v1/deaf"])
async def test_urllib_sees_the_problem(port: int, path: str) -> None:
    def ask() -> tuple[int, str | None, bytes]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", b"x" * TOO_LARGE, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own server
                return answer.status, answer.headers["content-type"], answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["content-type"], error.read()

    assert is_the_problem(*await asyncio.to_thread(ask))


async def test_a_chunked_body_is_read_on_too_and_the_connection_goes_on(port: int) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(TOO_LARGE // 50_000):
            yield b"x" * 50_000

    def ask() -> tuple[tuple[int, str | None, bytes], int]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request(
                "POST", "/v1/read", parts(), encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
            )
            answer = connection.getresponse()
            first = answer.status, answer.headers["content-type"], answer.read()
            connection.request("POST", "/v1/read", b"small")
            return first, connection.getresponse().status

    first, second = await asyncio.to_thread(ask)
    assert is_the_problem(*first)
    assert second == 200


async def test_who_waits_to_be_asked_for_the_body_is_told_before_it_is_sent(port: int) -> None:
    def ask() -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            head = f"POST /v1/read HTTP/1.1\r\nHost: x\r\nContent-Length: {TOO_LARGE}\r\nExpect: 100-continue\r\n\r\n"
            connection.sendall(head.encode())
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    answer = await asyncio.to_thread(ask)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


async def test_what_never_ends_is_not_read_for_ever(port: int) -> None:
    def ask() -> int:
        sent = 0
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(f"POST /v1/read HTTP/1.1\r\nHost: x\r\nContent-Length: {10 * MOST}\r\n\r\n".encode())
            with contextlib.suppress(ConnectionError):
                while sent < 10 * MOST:
                    connection.sendall(b"x" * 1_000_000)
                    sent += 1_000_000
        return sent

    assert MOST // 2 < await asyncio.to_thread(ask) < 3 * MOST
