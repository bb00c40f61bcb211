"""Bringing a service's schema up to date: its own Alembic branch, its own version table, no ini file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection

from hallpass.kernel.engine import lone_transaction

ENVIRONMENT = Path(__file__).parent / "alembic_environment"


async def migrate(migrator_dsn: str, schema: str, versions: Path) -> None:
    """Run every revision of the folder that the schema has not had yet, all in one transaction.

    `migrator_dsn` logs in as `hallpass_migrator`. A second starter waits for the first and then finds nothing to do.
    """
    async with lone_transaction(migrator_dsn, schema) as connection:
        await connection.run_sync(_upgrade, schema, versions)


def _upgrade(connection: Connection, schema: str, versions: Path) -> None:
    name = f"hallpass.migrate.{schema}"
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    config = Config()
    # Alembic's options are percent-formatted; a path may hold a percent sign.
    config.set_main_option("script_location", str(ENVIRONMENT).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    command.upgrade(config, "heads")
