"""Alembic's environment. Alembic runs this file; connection, schema and version table come from kernel/migrate.py."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="alembic_version",
    version_table_schema=context.config.attributes["schema"],
)
with context.begin_transaction():
    context.run_migrations()
