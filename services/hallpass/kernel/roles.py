"""The administrator's step: the roles and schemas that everything else takes for granted. May be repeated at will.

`hallpass_migrator` owns every schema and table. `<service>_app` reads and writes rows of the tenant that is set, owns
nothing and cannot bypass row security. `<service>_relay` sees the outbox of all tenants, and nothing else.
"""

import re
from collections.abc import Callable, Sequence

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from hallpass.kernel.engine import lone_transaction

MIGRATOR = "hallpass_migrator"

NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


BESIDE = "__"
"""A service may have a second schema beside its first, `<service>__<name>`, for the same roles."""


def app_role(schema: str) -> str:
    """The role that the use cases of the schema's service log in as."""
    return f"{schema.partition(BESIDE)[0]}_app"


def relay_role(schema: str) -> str:
    """The role that the relay of the schema's service logs in as."""
    return f"{schema.partition(BESIDE)[0]}_relay"


def dsn_for(dsn: str, role: str, password: str) -> str:
    """The same server and database, for another role."""
    return make_url(dsn).set(username=role, password=password).render_as_string(hide_password=False)


async def prepare(admin_dsn: str, services: Sequence[str], password_of: Callable[[str], str]) -> None:
    """Create what is missing and set the passwords, in one transaction. `admin_dsn` logs in as a superuser.

    Raises ValueError for a service whose name is no plain identifier.
    """
    for service in services:
        if not NAME.fullmatch(service):
            raise ValueError("a service's name must be a plain identifier of the database")
    async with lone_transaction(admin_dsn, "public") as connection:
        # Two starters at once take turns.
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('hallpass.roles', 0))"))
        await _role(connection, MIGRATOR, password_of(MIGRATOR))
        await _database(connection)
        for service in services:
            await _service(connection, service, password_of)


async def prepare_schema(admin_dsn: str, schema: str) -> None:
    """Create a second schema of a service, `<service>__<name>`, for the roles that are there. May be repeated.

    Raises ValueError for a name that is no plain identifier.
    """
    if not NAME.fullmatch(schema):
        raise ValueError("a schema's name must be a plain identifier of the database")
    async with lone_transaction(admin_dsn, "public") as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('hallpass.roles', 0))"))
        await _schema(connection, schema)


async def schemas(dsn: str, service: str) -> list[str]:
    """The service's schema and those that were prepared beside it, in that order. Any role may ask."""
    async with lone_transaction(dsn, "public") as connection:
        statement = text("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, :beside) ORDER BY nspname")
        rows = await connection.execute(statement, {"beside": service + BESIDE})
        return [service, *(row.nspname for row in rows)]


async def _database(connection: AsyncConnection) -> None:
    await connection.execute(text("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    await _run(connection, "SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database())")
    await _grant_connect(connection, MIGRATOR)


async def _service(connection: AsyncConnection, service: str, password_of: Callable[[str], str]) -> None:
    for role in (app_role(service), relay_role(service)):
        await _role(connection, role, password_of(role))
        await _grant_connect(connection, role)
    await _schema(connection, service)


async def _schema(connection: AsyncConnection, schema: str) -> None:
    await _run(
        connection,
        f"SELECT format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION {MIGRATOR}', cast(:schema AS text))",
        schema=schema,
    )
    for role in (app_role(schema), relay_role(schema)):
        await _run(
            connection,
            "SELECT format('GRANT USAGE ON SCHEMA %I TO %I', cast(:schema AS text), cast(:role AS text))",
            schema=schema,
            role=role,
        )


async def _role(connection: AsyncConnection, role: str, password: str) -> None:
    known = await connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    if known.first() is None:
        await _run(connection, "SELECT format('CREATE ROLE %I', cast(:role AS text))", role=role)
    # Set again each time, so that a role that somebody widened by hand is narrow again.
    await _run(
        connection,
        "SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
        "NOINHERIT PASSWORD %L', cast(:role AS text), cast(:password AS text))",
        role=role,
        password=password,
    )


async def _grant_connect(connection: AsyncConnection, role: str) -> None:
    await _run(
        connection,
        "SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), cast(:role AS text))",
        role=role,
    )


async def _run(connection: AsyncConnection, query: str, **values: str) -> None:
    """Let the server quote the names, then run what it wrote: utility statements take no parameters."""
    statement: str = (await connection.execute(text(query), values)).scalar_one()
    await connection.exec_driver_sql(statement)
