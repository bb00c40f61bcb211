"""`hallpass run`: the whole suite on one machine, as one process tree: PostgreSQL, OPA, and this process.

In order: the folders are read and checked; then the database, the services, the engine; then the folders' differences
are
applied; and when their facts have reached the decision service, the address is printed.
"""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn

from hallpass.districts.apply import apply_folder
from hallpass.districts.folder import DistrictFolder
from hallpass.districts.reader import read_folder
from hallpass.embedded.lock import FolderLock
from hallpass.embedded.opa import OpaProcess
from hallpass.embedded.places import run_folder
from hallpass.embedded.ports import claim
from hallpass.embedded.postgres import PostgresProcess
from hallpass.kernel.errors import HallpassError, Unavailable
from hallpass.kernel.logs import Logger
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.opa_config import OpaConfig, write_opa_config
from hallpass.settings import ROOT, SuiteSettings
from hallpass.state import RunningSuite, remember
from hallpass.suite import Instruments, Suite, compose, prepare_database

Say = Callable[[str], None]
INSTALLATION = TenantId("installation")
"""The tenant in the engine's token: the bundle is every district's."""
DEMO = "maple-harbor"
"""The district of deploy/demo, for which there are requests to try."""
ENGINE_TOKEN_LIFETIME = timedelta(days=365)
_PATIENCE = 120.0
"""Seconds for facts to arrive and the engine to be ready."""


@dataclass(frozen=True)
class Started:
    """A suite that answers."""

    suite: Suite
    url: str
    districts: list[str]
    last: str


class _Server(uvicorn.Server):
    """A server that leaves signals to us: the children end after it, in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


async def run(settings: SuiteSettings, folders: Sequence[Path], say: Say, log: Logger) -> None:
    """Run until SIGINT or SIGTERM. Raises `HallpassError` with one sentence where it cannot start."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with started(settings, folders, say, log, Instruments.real(), stop) as running:
        say(_welcome(settings, running))
        await stop.wait()
        say("Stopping …")
    say("Stopped. The data stays; start again with the same command.")


@asynccontextmanager
async def started(
    settings: SuiteSettings,
    folders: Sequence[Path],
    say: Say,
    log: Logger,
    instruments: Instruments,
    stop: asyncio.Event,
) -> AsyncIterator[Started]:
    """The suite while it runs. `stop` is set where a part ends by itself."""
    districts = [read_folder(folder) for folder in folders]
    for district in districts:
        say(f"Read {district.path}: district {district.tenant}, {len(district.warnings)} warnings.")
    listening = claim(settings.port, settings.host)
    with contextlib.closing(listening), FolderLock(settings.data):
        async with contextlib.AsyncExitStack() as stack:
            admin_dsn = await _database(settings, stack, say)
            secrets = Secrets.open(settings.keys / "master.key")
            await prepare_database(admin_dsn, secrets)
            sockets = run_folder(settings.data)
            engine_socket = sockets / "opa.sock"
            suite = await compose(settings, admin_dsn, engine_socket, log, instruments)
            await _services(listening, stack, suite, stop)
            say("Services are up.")
            config = engine_config(settings, suite)
            engine = OpaProcess(settings.opa, config, engine_socket, log=settings.data / "log" / "opa.log")
            await engine.start()
            stack.push_async_callback(engine.stop)
            for district in districts:
                await _load(suite, district, say)
            await _until_ready(suite, say)
            names = [str(tenant) for tenant in await suite.policy.service.tenants()]
            url = f"http://{settings.host}:{settings.port}"
            last = str(districts[-1].tenant) if districts else (names[-1] if names else "")
            remember(
                RunningSuite(
                    data=str(settings.data.resolve()), url=url, admin_dsn=admin_dsn, districts=names, last=last
                )
            )
            suite.loaded.set()
            yield Started(suite, url, names, last)


async def _database(settings: SuiteSettings, stack: contextlib.AsyncExitStack, say: Say) -> str:
    if settings.database_url is not None:
        say("Using the PostgreSQL of DATABASE_URL.")
        return settings.database_url
    say("Starting PostgreSQL …")
    server = PostgresProcess(settings.data)
    await server.start()
    stack.push_async_callback(server.stop)
    return server.dsn


async def _services(
    listening: socket.socket, stack: contextlib.AsyncExitStack, suite: Suite, stop: asyncio.Event
) -> None:
    """Start bus, relays, tasks and the HTTP server; whatever ends by itself ends everything."""
    up = asyncio.Event()
    work = asyncio.create_task(suite.run(up.set), name="suite")
    server = _Server(
        uvicorn.Config(
            suite.app,
            loop="none",
            http="httptools",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
            server_header=False,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]), name="http")

    async def end() -> None:
        suite.policy.publisher.dismiss()
        server.should_exit = True
        await serving
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work

    stack.push_async_callback(end)
    work.add_done_callback(lambda _: stop.set())
    serving.add_done_callback(lambda _: stop.set())
    while not (up.is_set() and server.started):
        if work.done():
            work.result()
        if serving.done():
            raise Unavailable("http server")
        await asyncio.sleep(0.01)


async def _load(suite: Suite, district: DistrictFolder, say: Say) -> None:
    """Apply the folder's differences, and wait until the decision service has them."""
    say(f"Loading district {district.tenant} …")
    began = time.monotonic()
    result = await apply_folder(suite, district, say)
    await suite.until_heard(district.tenant, _PATIENCE)
    say(f"District {district.tenant}: {result} ({time.monotonic() - began:.1f} s).")


def engine_config(settings: SuiteSettings, suite: Suite) -> Path:
    """Write the engine's configuration, and the token with which it fetches the bundle."""
    token = settings.data / "run-engine.token"
    token.touch(mode=0o600)
    token.write_text(suite.issuer.issue(INSTALLATION, "service", "policy-engine", ENGINE_TOKEN_LIFETIME))
    config = settings.data / "opa.yaml"
    place = OpaConfig(
        url=f"http://{settings.host}:{settings.port}", token_path=token, persistence=settings.data / "engine"
    )
    write_opa_config(config, place, suite.policy.key)
    return config


async def _until_ready(suite: Suite, say: Say) -> None:
    say("Waiting for the policy engine …")
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            await suite.decision.engine.ready()
        except HallpassError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
        else:
            return


_REQUEST = (
    '{"sender":{"staff_id":"ID-OF-A-TEACHER"},"purpose":"education","audience":{"student_ids":["ID-OF-A-STUDENT"]},'
    '"medium":{"platform_id":null,"kind":"phone_call","account":"district","device":"district"}}'
)


def _welcome(settings: SuiteSettings, running: Started) -> str:
    """What was started, and what to do next; the curl line works when pasted in the checkout."""
    demo = sorted((ROOT / "deploy" / "demo" / "requests").glob("*.json")) if running.last == DEMO else []
    sample = f"@{demo[0].relative_to(ROOT)}" if demo else _REQUEST
    data = "" if settings.data == ROOT / ".hallpass" else f" --data {shlex.quote(str(settings.data))}"
    token = f".venv/bin/hallpass token app{data}"
    asked = demo[0].relative_to(ROOT) if demo else "request.json"
    return f"""
Hallpass is ready for {", ".join(running.districts)}.
  address            {running.url}
  API documentation  {running.url}/docs
  a token            {token}      (or: staff ID, admin, sis, auditor)
  a decision         .venv/bin/hallpass decide {asked}{data}
  the same by curl:
curl -s {running.url}/v1/decisions -H "Authorization: Bearer $({token} | tail -n 1)" -H "Content-Type: application/json" -d {shlex.quote(sample)}
Ctrl-C stops it; the data stays in {settings.data}.
"""  # noqa: E501 - one line to paste
