"""What stands behind the gateway in these tests: services that say what reached them, and issuers' keys."""

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from hallpass.kernel.server import Server
from servers.kafka import free_ports

STARTING = 30.0


class Behind:
    """An HTTP server in a thread of its own, which may go and come back on the same port."""

    def __init__(self, app: ASGIApp, certificate: Path | None = None) -> None:
        """With a `certificate` (its key in the same file) it speaks TLS."""
        (self.port,) = free_ports(1)
        self._app = app
        self._certificate = certificate
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def place(self) -> str:
        """HOST:PORT."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it listens."""
        config = uvicorn.Config(
            self._app,
            host="127.0.0.1",
            port=self.port,
            log_level="critical",
            lifespan="off",
            ws="none",
            ssl_certfile=self._certificate,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
            timeout_graceful_shutdown=1,
        )
        self._server = Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + STARTING
        while not self._server.started:
            assert self._thread.is_alive(), "the server behind the gateway did not start"
            assert time.monotonic() < deadline, "the server behind the gateway did not start in time"
            time.sleep(0.01)

    def stop(self) -> None:
        """End it; its connections end with it."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(STARTING)
            self._server = None


def echo(service: str) -> ASGIApp:
    """Says which service it is, and what came, with its id. `?wait=SECONDS` and `?status=NUMBER` are obeyed."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode())
        received = await _size(receive)
        await asyncio.sleep(float(asked.get("wait", ["0"])[0]))
        headers = [(name.decode(), value.decode()) for name, value in scope["headers"]]
        said = {"service": service, "path": scope["path"], "headers": headers, "received": received}
        (known,) = (value for name, value in scope["headers"] if name == b"x-request-id")
        await _answer(send, int(asked.get("status", ["200"])[0]), said, (b"x-request-id", known))

    return app


def keys(document: Callable[[], bytes]) -> ASGIApp:
    """The keys of an issuer."""

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await _size(receive)
        await _answer(send, 200, json.loads(document()))

    return app


async def _size(receive: Receive) -> int:
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    return size


async def _answer(send: Send, status: int, said: dict[str, Any], *headers: tuple[bytes, bytes]) -> None:
    every = [(b"content-type", b"application/json"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": every})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})
