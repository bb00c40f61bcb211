"""A real PostgreSQL for the integration tests: DATABASE_URL where it is set, else the wheel's, started once a run."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from integration.server import PostgresServer, as_url


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The administrator's URL of a server that lives as long as the test run."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with PostgresServer() as server:
        yield server.url


@pytest.fixture(scope="session")
def database_numbers() -> Iterator[int]:
    """Numbers for the databases of this run."""
    return itertools.count(1)


@pytest.fixture
async def admin_dsn(server_url: str, database_numbers: Iterator[int]) -> AsyncIterator[str]:
    """The administrator's URL of an empty database that is this test's alone."""
    name = f"hallpass_test_{os.getpid()}_{next(database_numbers)}"
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield as_url(server_url, name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()
