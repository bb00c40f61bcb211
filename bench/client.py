"""A bare HTTP/1.1 client in a process of its own: one prepared request, sent again and again over kept connections.

It reads no more of an answer than where it ends, so that what it costs itself is small; that cost is measured and said.
The same client asks the suite (TCP) and the engine (unix socket), so their figures can be compared.

`measure` starts the process; `python -m bench.client` is what runs in it (a plan on standard input, samples on output).
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import httptools
import msgspec
import uvloop


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to send and for how long. `address`: host:port, or the path of a unix socket."""

    address: str
    request: bytes
    connections: int = 1
    seconds: float = 1.0
    most: int = 1_000_000
    fewest: int = 1
    warm_up: int = 1
    """Requests before anything is counted."""


class Samples(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of each request, the whole time, the answers by status, and the client's own CPU seconds."""

    latencies: list[float]
    seconds: float
    statuses: dict[int, int]
    own_cpu: float
    last: bytes
    """The last answer's body."""


def http_request(method: str, path: str, body: bytes, token: str | None = None) -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", "Content-Type: application/json"]
    lines.append(f"Content-Length: {len(body)}")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join((*lines, "", "")).encode() + body


def measure(plan: Plan) -> Samples:
    """Carry the plan out in another process. Raises `CalledProcessError` where that failed."""
    command = [sys.executable, "-m", "bench.client"]
    done = subprocess.run(command, input=msgspec.msgpack.encode(plan), check=True, stdout=subprocess.PIPE)
    return msgspec.msgpack.decode(done.stdout, type=Samples)


class _Round:
    """One stretch of requests over several connections, until it has enough of them and its time is over."""

    def __init__(self, request: bytes, seconds: float, fewest: int, most: int) -> None:
        self.request = request
        self._fewest, self._most = fewest, most
        self.latencies: list[float] = []
        self.statuses: dict[int, int] = {}
        self.last = b""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sent = self._busy = 0
        self._until = time.perf_counter() + seconds

    async def carry_out(self, connections: list[_Connection]) -> None:
        """Return when every connection has its last answer."""
        self._busy = len(connections)
        for connection in connections:
            connection.begin(self)
        await self.over

    def another(self) -> bool:
        """Whether a connection is to send once more; counts it."""
        enough = self._sent >= self._most or (self._sent >= self._fewest and time.perf_counter() > self._until)
        self._sent += not enough
        return not enough

    def settle(self) -> None:
        """A connection has nothing more to do."""
        self._busy -= 1
        if self._busy == 0 and not self.over.done():
            self.over.set_result(None)

    def note(self, status: int, seconds: float, body: bytes) -> None:
        """One whole answer."""
        self.latencies.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.last = body


class _Connection(asyncio.Protocol):
    """Sends, waits for the whole answer, notes the time, sends again."""

    def __init__(self) -> None:
        self._round: _Round | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for `begin`."""
        self._transport = transport  # type: ignore[assignment]  # a stream's transport can write

    def connection_lost(self, exc: Exception | None) -> None:
        """Hung up in the middle: the figures would be worth nothing."""
        if self._round is not None and not self._round.over.done():
            self._round.over.set_exception(exc or ConnectionError("the connection was closed"))

    def begin(self, stretch: _Round) -> None:
        """Take part in a round."""
        self._round = stretch
        self._send(stretch)

    def _send(self, stretch: _Round) -> None:
        if self._transport is None or not stretch.another():
            stretch.settle()
            return
        self._body.clear()
        self._began = time.perf_counter()
        self._transport.write(stretch.request)

    def data_received(self, data: bytes) -> None:
        """Part of an answer."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """Part of its body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        seconds = time.perf_counter() - self._began
        if self._round is not None:
            self._round.note(self._parser.get_status_code(), seconds, b"".join(self._body))
            self._send(self._round)


async def _connect(address: str) -> _Connection:
    loop = asyncio.get_running_loop()
    host, separator, port = address.rpartition(":")
    if separator:
        _, connection = await loop.create_connection(_Connection, host, int(port))
    else:
        _, connection = await loop.create_unix_connection(_Connection, address)
    return connection


async def _carry_out(plan: Plan) -> Samples:
    connections = [await _connect(plan.address) for _ in range(plan.connections)]
    if plan.warm_up:
        await _Round(plan.request, 0.0, plan.warm_up, plan.warm_up).carry_out(connections)
    counted = _Round(plan.request, plan.seconds, plan.fewest, plan.most)
    began, cpu = time.perf_counter(), time.process_time()
    await counted.carry_out(connections)
    return Samples(
        latencies=counted.latencies,
        seconds=time.perf_counter() - began,
        own_cpu=time.process_time() - cpu,
        statuses=counted.statuses,
        last=counted.last,
    )


def _main() -> None:
    plan = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Plan)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.buffer.write(msgspec.msgpack.encode(runner.run(_carry_out(plan))))


if __name__ == "__main__":
    _main()
