"""PostgreSQL as a child of the suite, or a server that the operator names: the same three members either way."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from hallpass.embedded import places
from hallpass.embedded.accounts import lent_account, own_name
from hallpass.embedded.binaries import programs
from hallpass.embedded.children import end, spawn, tail, trim
from hallpass.embedded.cluster import POLL_SECONDS, Cluster
from hallpass.embedded.lock import FolderLock
from hallpass.embedded.trouble import CannotStart, from_log

SOCKET_PORT = 5432
START_SECONDS = 120.0
SPACE_MEGABYTES = 200
STOP_STEPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0))
LEFTOVER = "pre-existing shared memory block"
LEFTOVER_PAUSE = 0.3

QUIET = (
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    "log_parameter_max_length_on_error=0",
    "log_min_messages=warning",
    "log_statement=none",
    "log_checkpoints=off",
    "log_timezone=UTC",
)
"""No statement and no value ever reaches the log."""

BEHAVIOUR = ("jit=off", "timezone=UTC", "max_connections=100", "cluster_name=hallpass")
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")
HASTY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class DatabaseServer(Protocol):
    """What the suite needs of a database server."""

    @property
    def dsn(self) -> str:
        """The administrator's URL, for asyncpg."""
        ...

    async def start(self) -> None:
        """Be ready for connections, or raise CannotStart."""
        ...

    async def stop(self) -> None:
        """End what `start` began."""
        ...


class PostgresProcess:
    """PostgreSQL 18 on `data/postgres`, through a unix socket; TCP on loopback only with `tcp_port`.

    `durable=False` gives up what a crash of the machine would lose: for tests on data that nobody keeps.
    """

    def __init__(
        self, data: Path, *, tcp_port: int | None = None, durable: bool = True, shared: Path = places.SHARED
    ) -> None:
        """Nothing is touched before `start`. `shared` is used by root alone, when `data` lies below a private home."""
        self._data = data.absolute()
        self._tcp_port = tcp_port
        self._durable = durable
        self._shared = shared
        self._lock = FolderLock(self._data, "postgres.lock")
        self._process: asyncio.subprocess.Process | None = None
        self._sockets: Path | None = None

    @property
    def dsn(self) -> str:
        """The administrator's URL over the unix socket; only the user who started the server gets in with it."""
        return self.url("postgres")

    @property
    def pid(self) -> int | None:
        """The server's process, while there is one."""
        return None if self._process is None else self._process.pid

    def url(self, role: str, password: str | None = None, database: str = "postgres") -> str:
        """The URL of any role over the unix socket; every role but `postgres` needs its password."""
        if self._sockets is None:
            raise RuntimeError("PostgreSQL has not been started")
        login = quote(role, safe="") + ("" if password is None else ":" + quote(password, safe=""))
        where = f"host={quote(str(self._sockets), safe='')}&port={self.port}"
        return f"postgresql://{login}@/{quote(database, safe='')}?{where}"

    async def start(self) -> None:
        """Make the cluster on the first start, and return when the server takes connections. Raises CannotStart."""
        self._lock.acquire()
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Shut down in order; harmless when it does not run."""
        if self._process is not None:
            await end(self._process, STOP_STEPS)
            self._process = None
        self._lock.release()

    async def wait(self) -> CannotStart:
        """Return when the server has ended, with the sentence that says why: the suite cannot go on without it."""
        if self._process is None:
            raise RuntimeError("PostgreSQL has not been started")
        await self._process.wait()
        return from_log("PostgreSQL", tail(self._log), str(self._log))

    @property
    def port(self) -> int:
        """Names the socket, and is the TCP port where there is one."""
        return self._tcp_port or SOCKET_PORT

    @property
    def _log(self) -> Path:
        return self._data / "log" / "postgres.log"

    async def _start(self) -> None:
        places.require_space(self._data, SPACE_MEGABYTES)
        places.log_folder(self._data)
        trim(self._log)
        account = lent_account(self._data / "postgres")
        folder = places.cluster_folder(self._data, account, self._shared)
        cluster = Cluster(folder, programs(account, self._shared), account, self._log)
        await cluster.prepare(own_name())
        self._sockets = places.socket_folder(self._data, account)
        deadline = time.monotonic() + START_SECONDS
        launched = False
        while not launched:
            launched = await self._launched(cluster, deadline)

    async def _launched(self, cluster: Cluster, deadline: float) -> bool:
        """Start the server and wait for it; False when a dying process of an earlier one was still in its way."""
        written = self._log.stat().st_size if self._log.exists() else 0
        command = [str(cluster.programs / "postgres"), "-D", str(cluster.folder), *self._options()]
        self._process = await spawn(command, log=self._log, death=signal.SIGINT, account=cluster.account)
        while not cluster.ready():
            if self._process.returncode is not None:
                said = self._log.read_bytes()[written:].decode("utf-8", "replace")
                if LEFTOVER in said and time.monotonic() < deadline:
                    await asyncio.sleep(LEFTOVER_PAUSE)
                    return False
                raise from_log("PostgreSQL", said, str(self._log))
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL was not ready within {START_SECONDS:.0f} s (log: {self._log}).")
            await asyncio.sleep(POLL_SECONDS)
        return True

    def _options(self) -> list[str]:
        listen = "" if self._tcp_port is None else "127.0.0.1"
        reach = (f"listen_addresses={listen}", f"port={self.port}", f'unix_socket_directories="{self._sockets}"')
        settings = (*reach, *QUIET, *BEHAVIOUR, *(DURABLE if self._durable else HASTY))
        return [part for setting in settings for part in ("-c", setting)]


class GivenPostgres:
    """A server that the operator runs and names with DATABASE_URL: nothing to start, nothing to stop."""

    def __init__(self, dsn: str) -> None:
        """`dsn` is an administrator's URL, for asyncpg."""
        self.dsn = dsn

    async def start(self) -> None:
        """Nothing: whoever connects first learns whether the server is there."""

    async def stop(self) -> None:
        """Nothing."""
