"""`hallpass serve`: one service, or a part of it, until SIGTERM; then it finishes what is under way, and ends."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from socket import socket

import uvicorn

from hallpass.distributed.compose import Served, compose
from hallpass.distributed.settings import PARTS, Part, ServeSettings, ServiceName, read
from hallpass.embedded.ports import claim
from hallpass.kernel.errors import HallpassError, Unavailable
from hallpass.kernel.failures import describe
from hallpass.kernel.identity import IdentitySettings
from hallpass.kernel.logs import Logger
from hallpass.kernel.server import Server
from hallpass.kernel.tracing import record_traces

Say = Callable[[str], None]
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0


async def serve(service: ServiceName, part: Part, settings: ServeSettings, say: Say, log: Logger) -> None:
    """Run until SIGINT or SIGTERM. Raises `HallpassError` where it cannot start, or where a part ends by itself."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    parts = PARTS if part == "all" else frozenset({part})
    identity = read(IdentitySettings) if "api" in parts else None
    listening = claim(settings.port, settings.host)
    with contextlib.closing(listening):
        if record_traces(service):
            say("Traces go to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names.")
        served = await _until(ending, _composed(service, parts, settings, identity, say, log))
        if served is None:
            return
        port = listening.getsockname()[1]
        say(f"Hallpass {service} ({part}) listens on {settings.host}:{port}; /readyz says when it is ready.")
        try:
            await _run(served, listening, ending, settings, say, log)
        finally:
            await served.close()
    say(f"Hallpass {service} ({part}) has stopped.")


async def _composed(
    service: ServiceName,
    parts: frozenset[str],
    settings: ServeSettings,
    identity: IdentitySettings | None,
    say: Say,
    log: Logger,
) -> Served:
    """Put together and opened, as soon as the servers that it needs are there."""
    pause = FIRST_PAUSE
    while True:
        try:
            served = await compose(service, parts, settings, identity, log)
            try:
                await served.open()
            except BaseException:
                await served.close()
                raise
        except (Unavailable, OSError) as error:
            if isinstance(error, PermissionError):
                raise
            log.warning("start_waits", service=service, reason=describe(error))
            say(f"Waiting for what the {service} service needs …")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        else:
            return served


async def _until(ending: asyncio.Event, composing: Coroutine[None, None, Served]) -> Served | None:
    """What was composed, or None where the process shall end before that."""
    work = asyncio.create_task(composing, name="start")
    asked = asyncio.create_task(ending.wait())
    await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if work.done():
        return work.result()
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return None


async def _run(
    served: Served, listening: socket, ending: asyncio.Event, settings: ServeSettings, say: Say, log: Logger
) -> None:
    """The routes, and everything beside them, until somebody asks for the end or one of them ends by itself."""
    server = Server(
        uvicorn.Config(
            served.app,
            loop="none",
            http="httptools",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=round(settings.grace_seconds) or 1,
            server_header=False,
        )
    )
    work = asyncio.create_task(served.run(), name="work")
    serving = asyncio.create_task(server.serve(sockets=[listening]), name="http")
    asked = asyncio.create_task(ending.wait(), name="end")
    await asyncio.wait({work, serving, asked}, return_when=asyncio.FIRST_COMPLETED)
    by_itself = not asked.done()
    served.leaving.begun = True
    if not by_itself:
        say("Stopping: no longer ready, answering what still comes …")
        await asyncio.sleep(settings.leave_seconds)
    served.dismiss()
    server.should_exit = True
    asked.cancel()
    await serving
    if by_itself and work.done():
        _tell(work, log)
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    if by_itself:
        raise Unavailable("http server")


def _tell(work: asyncio.Task[None], log: Logger) -> None:
    """Raise what ended the work; a process that has lost a part of itself ends, and is started anew."""
    error = work.exception()
    log.error("part_ended", reason=describe(error) if error else "it returned")
    if isinstance(error, HallpassError | BaseExceptionGroup):
        raise error
    if error is not None:
        raise error
    raise Unavailable("a part of this process")
