"""What every migration needs: tables with row security, and the kernel's own tables. Used inside Alembic revisions."""

from typing import Protocol

from sqlalchemy import Executable
from sqlalchemy.schema import CreateIndex, CreateTable

from hallpass.kernel.roles import app_role, relay_role
from hallpass.kernel.tables import kernel_tables

TENANT = "tenant_id = nullif(current_setting('hallpass.tenant', true), '')"


class Operations(Protocol):
    """The part of Alembic's `op` that is used here."""

    def execute(self, sqltext: Executable | str) -> None:
        """Run one statement."""
        ...


def tenant_table(op: Operations, schema: str, name: str) -> None:
    """Lock a table that has a `tenant_id`: nobody, its owner included, sees or writes rows of a tenant that is not set.

    The service's app role may read and write rows, never TRUNCATE, which row security does not stop.
    """
    table = f'"{schema}"."{name}"'
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO "{app_role(schema)}"')


def kernel_tables_created(op: Operations, schema: str) -> None:
    """Create outbox, topic_sequence, inbox and position in the service's schema. Belongs in its first revision."""
    tables = kernel_tables(schema)
    for table in (tables.outbox, tables.topic_sequence, tables.inbox, tables.position):
        op.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            op.execute(CreateIndex(index))
        tenant_table(op, schema, table.name)
    _open_outbox_to_relay(op, schema)


def heartbeats_and_parking_created(op: Operations, schema: str) -> None:
    """Create `heard` and `parked`, and let the relay read how many events each tenant has: its heartbeats say so."""
    tables = kernel_tables(schema)
    for table in (tables.heard, tables.parked):
        op.execute(CreateTable(table))
        tenant_table(op, schema, table.name)
    sequence, parked, relay = f'"{schema}".topic_sequence', f'"{schema}".parked', f'"{relay_role(schema)}"'
    op.execute(f"GRANT SELECT ON {sequence} TO {relay}")
    op.execute(f"CREATE POLICY relay_reads ON {sequence} FOR SELECT TO {relay} USING (true)")
    # Whoever looks after what is parked sees every tenant's rows, but not what is in the envelopes.
    columns = "tenant_id, consumer, event_id, topic, sequence, reason, parked_at, retried_at"
    op.execute(f"GRANT SELECT ({columns}) ON {parked} TO {relay}")
    op.execute(f"CREATE POLICY relay_reads ON {parked} FOR SELECT TO {relay} USING (true)")


def heartbeats_and_parking_dropped(op: Operations, schema: str) -> None:
    """Take back `heartbeats_and_parking_created`."""
    sequence, relay = f'"{schema}".topic_sequence', f'"{relay_role(schema)}"'
    op.execute(f"DROP POLICY relay_reads ON {sequence}")
    op.execute(f"REVOKE SELECT ON {sequence} FROM {relay}")  # noqa: S608 - names of ours
    for name in ("parked", "heard"):
        op.execute(f'DROP TABLE "{schema}"."{name}"')


def _open_outbox_to_relay(op: Operations, schema: str) -> None:
    outbox, app, relay = f'"{schema}".outbox', f'"{app_role(schema)}"', f'"{relay_role(schema)}"'
    op.execute(f'GRANT USAGE ON SEQUENCE "{schema}".outbox_id_seq TO {app}')
    # The relay reads every tenant's rows, sets nothing but the mark, and deletes only what was sent.
    op.execute(f"GRANT SELECT, UPDATE (sent_at), DELETE ON {outbox} TO {relay}")
    op.execute(f"CREATE POLICY relay_reads ON {outbox} FOR SELECT TO {relay} USING (true)")
    op.execute(f"CREATE POLICY relay_marks ON {outbox} FOR UPDATE TO {relay} USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY relay_prunes ON {outbox} FOR DELETE TO {relay} USING (sent_at IS NOT NULL)")
