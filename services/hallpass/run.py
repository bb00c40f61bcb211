"""`hallpass run`: the whole suite on one machine, as one process tree: PostgreSQL, OPA, and this process.

In order: the folders are read and checked; then the database, the services, the engine; then the folders' differences
are applied; and when their facts have reached the decision service, the address is printed.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import shlex
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
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
from hallpass.embedded.opa_binary import find as find_opa
from hallpass.embedded.places import log_folder, run_folder
from hallpass.embedded.ports import claim
from hallpass.embedded.postgres import PostgresProcess
from hallpass.embedded.trouble import CannotStart
from hallpass.kernel.errors import Fault, HallpassError, Unavailable
from hallpass.kernel.log_file import kept_log
from hallpass.kernel.logs import Logger
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.server import Server
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.opa_config import OpaConfig, by_token, write_opa_config
from hallpass.settings import ROOT, SuiteSettings
from hallpass.state import RunningSuite, remember
from hallpass.suite import Instruments, Suite, compose, prepare_database

Say = Callable[[str], None]
INSTALLATION = TenantId("installation")
"""The tenant in the engine's token: the bundle is every district's."""
_NOBODY = ("ID-OF-A-TEACHER", "ID-OF-A-STUDENT")
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
    folder: DistrictFolder | None
    """The one that was named last."""


class Ending:
    """Why the suite ends: somebody asked, or a part ended by itself. Until the suite is up, its start is cut off."""

    def __init__(self) -> None:
        """Made within the task that starts the suite. `why` stays None where somebody asked."""
        self.why: HallpassError | None = None
        self._starting = asyncio.current_task()
        self._begun = asyncio.Event()

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return self._begun.is_set()

    def begin(self, why: HallpassError | None = None) -> None:
        """End; only the first call counts."""
        if self.begun:
            return
        self.why = why
        self._begun.set()
        if self._starting is not None:
            self._starting.cancel()

    async def wait(self) -> None:
        """The suite is up: return when it shall end."""
        self._starting = None
        await self._begun.wait()


async def run(settings: SuiteSettings, folders: Sequence[Path], say: Say, log: Logger) -> None:
    """Run until SIGINT or SIGTERM. Raises `HallpassError` with one sentence where it cannot start, or cannot go on."""
    ending = Ending()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.begin)
    try:
        async with started(settings, folders, say, log, Instruments.real(), ending) as running:
            say(_welcome(settings, running))
            await ending.wait()
            say("Stopping …")
    except asyncio.CancelledError:
        if not ending.begun:
            raise
    except Exception as error:
        # What breaks while the suite ends for a reason of its own is only the echo of that reason.
        raise ending.why or error from error
    if ending.why is not None:
        raise ending.why
    say("Stopped. The data stays; start again with the same command.")


@asynccontextmanager
async def started(
    settings: SuiteSettings,
    folders: Sequence[Path],
    say: Say,
    log: Logger,
    instruments: Instruments,
    ending: Ending,
) -> AsyncIterator[Started]:
    """The suite while it runs. `ending` begins where a part ends by itself."""
    districts = [read_folder(folder) for folder in folders]
    for district in districts:
        say(f"Read {district.path}: district {district.tenant}, {len(district.warnings)} warnings.")
        for line in _told_once(district.warnings):
            say(line)
    settings = _with_engine(settings)
    listening = claim(settings.port, settings.host)
    with contextlib.closing(listening), FolderLock(settings.data), kept_log(log_folder(settings.data) / "suite.log"):
        async with contextlib.AsyncExitStack() as stack:
            admin_dsn = await _database(settings, stack, say, ending)
            secrets = Secrets.open(settings.keys / "master.key")
            await prepare_database(admin_dsn, secrets)
            sockets = run_folder(settings.data)
            engine_socket = sockets / "opa.sock"
            suite = await compose(settings, admin_dsn, engine_socket, log, instruments)
            await _services(listening, stack, suite, ending)
            say("Services are up.")
            config = engine_config(settings, suite)
            engine = OpaProcess(settings.opa, config, engine_socket, log=settings.data / "log" / "opa.log")
            await engine.start()
            stack.push_async_callback(engine.stop)
            for district in districts:
                await _load(suite, district, say)
            await _until_ready(suite, say, settings.data / "log" / "opa.log")
            names = [str(tenant) for tenant in await suite.policy.service.tenants()]
            url = f"http://{settings.host}:{settings.port}"
            last = str(districts[-1].tenant) if districts else (names[-1] if names else "")
            remember(
                RunningSuite(
                    data=str(settings.data.resolve()), url=url, admin_dsn=admin_dsn, districts=names, last=last
                )
            )
            suite.loaded.set()
            # What has been loaded stays: nobody looks for garbage in it again, neither in a request nor at the end. And
            # a decision about thousands makes tens of thousands of objects that are no garbage before it is answered.
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 20, 20)
            yield Started(suite, url, names, last, districts[-1] if districts else None)


def _with_engine(settings: SuiteSettings) -> SuiteSettings:
    """The settings with an OPA that is there: the one that was named, else the checkout's, else one of that version on
    PATH. Raises CannotStart.
    """
    if settings.opa.is_file():
        return settings
    if "opa" in settings.model_fields_set:
        raise CannotStart(f"HALLPASS_OPA names {settings.opa}, and there is no such program.")
    return settings.model_copy(update={"opa": find_opa(ROOT)})


def _told_once(warnings: Sequence[Fault]) -> list[str]:
    """One line for each kind of warning in each file: a status in every row is one remark, not a thousand."""
    kinds: dict[tuple[str | None, str, str], list[Fault]] = {}
    for warning in warnings:
        kinds.setdefault((warning.file, warning.code, warning.message), []).append(warning)
    lines = []
    for (file, code, message), found in kinds.items():
        place = ":".join(str(part) for part in (file, found[0].line, found[0].member) if part)
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        lines.append(f"  {place}: {message} [{code}]{more}")
    return lines


async def _database(settings: SuiteSettings, stack: contextlib.AsyncExitStack, say: Say, ending: Ending) -> str:
    if settings.database_url is not None:
        say("Using the PostgreSQL of DATABASE_URL.")
        return settings.database_url
    say("Starting PostgreSQL …")
    server = PostgresProcess(settings.data)
    await server.start()
    stack.push_async_callback(server.stop)
    watch = asyncio.create_task(_watch(server, ending), name="postgresql")
    stack.callback(watch.cancel)
    return server.dsn


async def _watch(server: PostgresProcess, ending: Ending) -> None:
    """End the suite when the database has ended: nothing can be decided or written down without it."""
    why = await server.wait()
    ending.begin(CannotStart(f"PostgreSQL has ended by itself, and the suite with it. {why.message}"))


async def _services(listening: socket.socket, stack: contextlib.AsyncExitStack, suite: Suite, ending: Ending) -> None:
    """Start bus, relays, tasks and the HTTP server; whatever ends by itself ends everything."""
    up = asyncio.Event()
    work = asyncio.create_task(suite.run(up.set), name="suite")
    server = Server(
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
    work.add_done_callback(lambda _: ending.begin())
    serving.add_done_callback(lambda _: ending.begin())
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
    url = f"http://{settings.host}:{settings.port}"
    place = OpaConfig(url, by_token(token), settings.data / "engine")
    write_opa_config(config, place, suite.policy.key.public)
    return config


async def _until_ready(suite: Suite, say: Say, log: Path) -> None:
    say("Waiting for the policy engine …")
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            await suite.decision.engine.ready()
        except HallpassError as error:
            if time.monotonic() > until:
                raise CannotStart(f"The policy engine was not ready within {_PATIENCE:.0f} s ({log}).") from error
            await asyncio.sleep(0.05)
        else:
            return


def _question(folder: DistrictFolder | None) -> str:
    """What the curl line asks where the folder has no examples in `requests/`: a mail of a teacher to a student."""
    teacher, student = (folder.lesson if folder else None) or _NOBODY
    asked = {
        "sender": {"staff_id": teacher},
        "purpose": "education",
        "audience": {"student_ids": [student]},
        "medium": {"kind": "email", "account": "district", "device": "district"},
    }
    return json.dumps(asked, separators=(",", ":"))


def _welcome(settings: SuiteSettings, running: Started) -> str:
    """What was started, and what to do next; the lines work when they are pasted into a shell in the same folder."""
    beside = Path(sys.executable).parent / "hallpass"
    hallpass = shlex.quote(str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside))
    data = "" if settings.data == ROOT / ".hallpass" else f" --data {shlex.quote(str(settings.data))}"
    examples = sorted((running.folder.path / "requests").glob("*.json")) if running.folder else []
    sample = shlex.quote(f"@{examples[0]}" if examples else _question(running.folder))
    asked = shlex.quote(str(examples[0])) if examples else "request.json"
    token = f"{hallpass} token app{data}"
    return f"""
Hallpass is ready for {", ".join(running.districts)}.
  address            {running.url}
  API documentation  {running.url}/docs
  a token            {token}      (or: staff ID, admin, sis, auditor)
  a decision         {hallpass} decide {asked}{data}
  the same by curl:
curl -s {running.url}/v1/decisions -H "Authorization: Bearer $({token} | tail -n 1)" -H "Content-Type: application/json" -d {sample}
Ctrl-C stops it; the data stays in {settings.data}.
"""  # noqa: E501 - one line to paste
