"""A real PostgreSQL for tests that kill it: over TCP, on data of its own.

with running_postgres() as postgres:
    postgres.url         # postgresql://127.0.0.1:24511/postgres, without a login
    postgres.admin_url   # the superuser's
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from builders.data_folders import data_folder
from hallpass.embedded.postgres import PostgresProcess
from servers.kafka import free_ports


class PostgresServer:
    """One server. It dies with the thread that starts it: start it from one that lives as long as the test."""

    def __init__(self, folder: Path) -> None:
        """`folder` keeps the data. What it has said is committed is on disk: a killed server must not lose it."""
        (self._port,) = free_ports(1)
        self.folder = folder
        self._server = PostgresProcess(folder, tcp_port=self._port)
        self._runner = asyncio.Runner()

    @property
    def url(self) -> str:
        """Server and database, without a login."""
        return f"postgresql://127.0.0.1:{self._port}/postgres"

    @property
    def admin_url(self) -> str:
        """The superuser's login."""
        return self._server.dsn

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._runner.run(self._server.start())

    def stop(self) -> None:
        """Shut it down in order, where it runs."""
        self._runner.run(self._server.stop())

    def close(self) -> None:
        """Let go of it for good."""
        self.stop()
        self._runner.close()

    def kill(self) -> None:
        """End it without a warning, with every process that serves a connection."""
        processes = self._tree()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes[1:], timeout=10)
        self.stop()

    def pause(self) -> None:
        """Hold it still; its connections stay open."""
        for process in self._tree():
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def resume(self) -> None:
        """Let it go on."""
        for process in reversed(self._tree()):
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _tree(self) -> list[psutil.Process]:
        assert self._server.pid is not None
        whole = psutil.Process(self._server.pid)
        return [whole, *whole.children(recursive=True)]


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server that lives as long as the block, in a folder that goes with it."""
    with data_folder() as folder:
        server = PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.close()
