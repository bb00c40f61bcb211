"""A PostgreSQL cluster on disk: made on the first start, and rid of what a killed server left behind."""

import asyncio
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from hallpass.embedded.accounts import Account
from hallpass.embedded.binaries import MAJOR
from hallpass.embedded.children import end, spawn, tail
from hallpass.embedded.trouble import CannotStart, from_log

INITDB_SECONDS = 120.0
ORPHAN_SECONDS = 20.0
POLL_SECONDS = 0.02
STATUS_LINE = 7

# The administrator comes in by the operating system's word, every other role by its password.
ACCESS = """\
local all postgres peer map=administrator
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster in `folder`, served by `account` (None: our own) with the programs in `programs`."""

    folder: Path
    programs: Path
    account: Account | None
    log: Path

    async def prepare(self, administrator: str) -> None:
        """Make the cluster where there is none, write who may come in, and clear a killed server's traces.

        `administrator` is the operating-system user who is let in as `postgres`. Raises CannotStart.
        """
        if not (self.folder / "PG_VERSION").exists():
            await self._initialise()
        found = (self.folder / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != MAJOR:
            raise CannotStart(
                f"{self.folder} holds data of PostgreSQL {found}, and this is {MAJOR}: give another folder with DATA=."
            )
        await self._outlive_orphan()
        self._write("pg_hba.conf", ACCESS)
        self._write("pg_ident.conf", f'administrator "{administrator}" postgres\n')

    def ready(self) -> bool:
        """Whether the server says that it takes connections."""
        lines = self._pid_lines()
        return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"

    async def _initialise(self) -> None:
        """Make the cluster beside its place and move it there when it is whole: initdb may be killed midway."""
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(fresh, self.account.uid, self.account.gid)
        command = [
            *(str(self.programs / "initdb"), "-D", str(fresh), "-U", "postgres"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--auth-local=peer", "--auth-host=scram-sha-256"),
        ]
        process = await spawn(command, log=self.log, death=signal.SIGKILL, account=self.account)
        try:
            code = await asyncio.wait_for(process.wait(), INITDB_SECONDS)
        finally:
            await end(process, ())
        if code != 0:
            said = tail(self.log)
            shutil.rmtree(fresh, ignore_errors=True)
            raise from_log("PostgreSQL", said, str(self.log))
        if self.folder.exists():
            raise CannotStart(f"{self.folder} exists and holds no PostgreSQL data: move it away and start again.")
        fresh.rename(self.folder)

    async def _outlive_orphan(self) -> None:
        """Wait for the server of a killed suite to end, ask it to where it does not, and forget a dead one.

        The folder is locked by us, so whatever still runs on it has lost its suite.
        """
        deadline = time.monotonic() + ORPHAN_SECONDS
        asked = False
        while (orphan := self._running()) is not None:
            if time.monotonic() > deadline:
                raise CannotStart(f"An earlier PostgreSQL (process {orphan.pid}) still runs on {self.folder}: end it.")
            if not asked and time.monotonic() > deadline - ORPHAN_SECONDS / 2:
                orphan.send_signal(signal.SIGINT)
                asked = True
            await asyncio.sleep(POLL_SECONDS)
        # Its number may be another program's by now, which PostgreSQL would take for a living server.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _running(self) -> psutil.Process | None:
        """The server that runs on this folder, if its recorded number is that of a PostgreSQL at home here."""
        lines = self._pid_lines()
        if not lines:
            return None
        try:
            process = psutil.Process(int(lines[0]))
            at_home = process.name() == "postgres" and Path(process.cwd()) == self.folder.resolve()
        except (psutil.NoSuchProcess, psutil.ZombieProcess, ValueError):
            return None
        return process if at_home and process.status() != psutil.STATUS_ZOMBIE else None

    def _pid_lines(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _write(self, name: str, content: str) -> None:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)
