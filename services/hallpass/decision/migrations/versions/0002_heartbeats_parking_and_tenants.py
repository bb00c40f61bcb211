"""What was heard when, what was put aside, and which districts there are with the days for which each keeps decisions.

Revision ID: decision_0002
"""

from __future__ import annotations

from alembic import context, op

from hallpass.kernel.migrations import heartbeats_and_parking_created, heartbeats_and_parking_dropped, tenant_table
from hallpass.kernel.roles import app_role

revision = "decision_0002"
down_revision = "decision_0001"
branch_labels = None
depends_on = None
release = "0.1.0"


def upgrade() -> None:
    """Add the tables; the districts are taken from the settings that have been heard so far."""
    schema = context.config.attributes["schema"]
    heartbeats_and_parking_created(op, schema)
    op.execute(f'CREATE TABLE "{schema}".tenant (tenant_id text PRIMARY KEY, retention_days integer NOT NULL)')
    register = f'"{schema}".register'
    # Its owner reads every tenant's settings for this one statement; the transaction shows nobody else the open door.
    op.execute(f"ALTER TABLE {register} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        f'INSERT INTO "{schema}".tenant SELECT tenant_id, '  # noqa: S608 - names of ours
        "coalesce((convert_from(doc, 'UTF8')::jsonb ->> 'retention_days')::integer, 365) "
        f"FROM {register} WHERE key = 'settings'"
    )
    op.execute(f"ALTER TABLE {register} FORCE ROW LEVEL SECURITY")
    tenant_table(op, schema, "tenant")
    # Whoever purges asks whom there is before any tenant is set. The table holds ids and days, nothing else.
    op.execute(f'CREATE POLICY every_tenant ON "{schema}".tenant FOR SELECT TO "{app_role(schema)}" USING (true)')


def downgrade() -> None:
    """Drop them."""
    schema = context.config.attributes["schema"]
    op.execute(f'DROP TABLE "{schema}".tenant')
    heartbeats_and_parking_dropped(op, schema)
