"""Bringing a service's schema up to date: its own Alembic branch, its own version table, no ini file."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from hallpass.kernel.engine import lone_transaction

ENVIRONMENT = Path(__file__).parent / "alembic_environment"


async def migrate(migrator_dsn: str, schema: str, versions: Path, target: str = "heads") -> str:
    """Run every revision up to `target` that the schema has not had yet, all in one transaction; returns where it is.

    `target` is a revision; without one, all of the folder. `migrator_dsn` logs in as `hallpass_migrator`. A second
    starter waits for the first and then finds nothing to do.
    """
    async with lone_transaction(migrator_dsn, schema) as connection:
        return await connection.run_sync(_run, schema, versions, lambda config: command.upgrade(config, target))


async def migrate_down(migrator_dsn: str, schema: str, versions: Path, target: str) -> str:
    """Undo every revision after `target` (`base` is before the first), all in one transaction; returns where it is."""
    async with lone_transaction(migrator_dsn, schema) as connection:
        return await connection.run_sync(_run, schema, versions, lambda config: command.downgrade(config, target))


def _run(connection: Connection, schema: str, versions: Path, step: Callable[[Config], None]) -> str:
    name = f"hallpass.migrate.{schema}"
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    config = Config()
    # Alembic's options are percent-formatted; a path may hold a percent sign.
    config.set_main_option("script_location", str(ENVIRONMENT).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    step(config)
    reached = MigrationContext.configure(
        connection, opts={"version_table": "alembic_version", "version_table_schema": schema}
    )
    return reached.get_current_revision() or "base"
