"""A real PostgreSQL for the integration tests: DATABASE_URL where it is set, else the suite's own, once a run."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio

from builders.data_folders import data_folder
from hallpass.embedded.postgres import DatabaseServer, GivenPostgres, PostgresProcess


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server_dsn() -> AsyncIterator[str]:
    """The administrator's URL of a server that lives as long as the test run."""
    with data_folder() as data:
        server = _server(data)
        await server.start()
        try:
            yield server.dsn
        finally:
            await server.stop()


def _server(data: Path) -> DatabaseServer:
    given = os.environ.get("DATABASE_URL")
    return GivenPostgres(given) if given else PostgresProcess(data, durable=False)


@pytest.fixture(scope="session")
def database_numbers() -> Iterator[int]:
    """Numbers for the databases of this run."""
    return itertools.count(1)


@pytest.fixture
async def admin_dsn(server_dsn: str, database_numbers: Iterator[int]) -> AsyncIterator[str]:
    """The administrator's URL of an empty database that is this test's alone."""
    name = f"hallpass_test_{os.getpid()}_{next(database_numbers)}"
    connection = await asyncpg.connect(server_dsn)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(server_dsn)._replace(path=f"/{name}").geturl()
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()
