"""A service of one table, for the tests of the kernel: notes, with the kernel's tables beside them."""

from alembic import context, op

from hallpass.kernel.migrations import kernel_tables_created, tenant_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    schema = context.config.attributes["schema"]
    kernel_tables_created(op, schema)
    op.execute(
        f'CREATE TABLE "{schema}".notes ('
        "tenant_id text NOT NULL, id text NOT NULL, words text NOT NULL, extra jsonb, PRIMARY KEY (tenant_id, id))"
    )
    tenant_table(op, schema, "notes")
