"""Connections to PostgreSQL: one way to make an engine, and one way to tell a passing obstacle from a mistake."""

import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from hallpass.kernel.database_tls import tls_of
from hallpass.kernel.errors import Unavailable

DRIVER = "postgresql+asyncpg"

NOTICES_LOSS = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What makes the server notice within half a minute that a client is gone without a word, with the locks it held."""

# SQLSTATE classes and codes after which the same work may well succeed: connection, resources, operator
# intervention (a time limit is one), system errors; serialization failure, deadlock, lock not available.
PASSING_CLASSES = ("08", "53", "57", "58")
PASSING_CODES = ("40001", "40P01", "55P03")


def create_engine(
    dsn: str,
    schema: str,
    *,
    pool_size: int,
    max_overflow: int = 0,
    pool_wait: float = 5.0,
    answer_wait: float | None = None,
    server_settings: Mapping[str, str] | None = None,
) -> AsyncEngine:
    """An engine on asyncpg that shows no parameters in errors, speaks UTC, and finds `schema` first.

    A statement without an answer for `answer_wait` seconds raises TimeoutError: its server may be gone without a word.
    `dsn` is any postgresql:// URL, with what `database_tls` puts into it; the driver is set here. Nothing connects yet.
    """
    place, tls = tls_of(dsn)
    settings = {"search_path": schema, "timezone": "UTC", "application_name": f"hallpass-{schema}"} | NOTICES_LOSS
    return create_async_engine(
        make_url(place).set(drivername=DRIVER),
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=pool_wait,
        pool_pre_ping=False,
        json_serializer=_to_json,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "timeout": pool_wait,
            "command_timeout": answer_wait,
            "ssl": tls,
            "server_settings": settings | dict(server_settings or {}),
        },
    )


@contextmanager
def connecting() -> Iterator[None]:
    """Around the taking of a connection: a full pool and a server that does not answer become Unavailable.

    So does one that cannot prove who it is: it may be the right one in a moment, and nothing was said to it.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unavailable("database: its certificate is not vouched for") from error
    except (PoolTimeout, OSError, TimeoutError) as error:
        raise Unavailable("database") from error


@contextmanager
def passing_obstacles() -> Iterator[None]:
    """Around statements: what may pass by itself (lost connection, deadlock, time limit) becomes Unavailable.

    Errors of the driver itself count as well as SQLAlchemy's; every other error passes as it is.
    """
    try:
        yield
    except Exception as error:
        if is_passing(error):
            raise Unavailable("database") from error
        raise


def is_passing(error: Exception) -> bool:
    """Whether the same work may succeed when it is tried again."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    return state in PASSING_CODES or state[:2] in PASSING_CLASSES


@asynccontextmanager
async def lone_transaction(dsn: str, schema: str) -> AsyncIterator[AsyncConnection]:
    """One transaction on a connection of its own, for an administrator's steps; may raise Unavailable."""
    engine = create_engine(dsn, schema, pool_size=1)
    try:
        with connecting():
            connection = await engine.connect()
        try:
            with passing_obstacles():
                async with connection.begin():
                    yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()
