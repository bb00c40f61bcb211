"""The ledger of consent.

Revision ID: consent_0001
"""

from __future__ import annotations

from alembic import op

from hallpass.kernel.migrations import kernel_tables_created, tenant_table

revision = "consent_0001"
down_revision = None
branch_labels = ("consent",)
depends_on = None
release = "0.1.0"


def upgrade() -> None:
    """Create the tables, locked to the tenant that is set; the ledger can only grow."""
    kernel_tables_created(op, "consent")
    op.execute(
        """
        CREATE TABLE consent.aggregates (
            tenant_id text NOT NULL, key text NOT NULL, version bigint NOT NULL, PRIMARY KEY (tenant_id, key))
        """
    )
    op.execute(
        """
        CREATE TABLE consent.ledger (
            tenant_id text NOT NULL,
            number bigint GENERATED ALWAYS AS IDENTITY,
            aggregate text NOT NULL,
            origin text NOT NULL CHECK (origin IN ('api', 'folder')),
            recorded_by text NOT NULL,
            recorded_at timestamptz NOT NULL,
            fact jsonb,
            retracts bigint,
            PRIMARY KEY (tenant_id, number),
            FOREIGN KEY (tenant_id, aggregate) REFERENCES consent.aggregates (tenant_id, key),
            FOREIGN KEY (tenant_id, retracts) REFERENCES consent.ledger (tenant_id, number),
            UNIQUE (tenant_id, retracts),
            CHECK ((fact IS NULL) <> (retracts IS NULL)))
        """
    )
    op.execute("CREATE INDEX ledger_by_aggregate ON consent.ledger (tenant_id, aggregate, number)")
    for table in ("aggregates", "ledger"):
        tenant_table(op, "consent", table)
    op.execute("REVOKE UPDATE, DELETE ON consent.ledger FROM consent_app")


def downgrade() -> None:
    """Drop everything of the service."""
    for table in ("ledger", "aggregates", "outbox", "topic_sequence", "inbox", "position"):
        op.execute(f"DROP TABLE consent.{table}")
