"""What was heard when, what was put aside, and what each policy engine last said of itself.

Revision ID: policy_0002
"""

from __future__ import annotations

from alembic import op

from hallpass.kernel.migrations import heartbeats_and_parking_created, heartbeats_and_parking_dropped

revision = "policy_0002"
down_revision = "policy_0001"
branch_labels = None
depends_on = None
release = "0.1.0"


def upgrade() -> None:
    """Add the kernel's two newer tables, and the engines', which belong to no tenant."""
    heartbeats_and_parking_created(op, "policy")
    op.execute(
        "CREATE TABLE policy.engines (name text PRIMARY KEY, revision text NOT NULL, trouble text NOT NULL, "
        "reported_at timestamptz NOT NULL)"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON policy.engines TO policy_app")


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP TABLE policy.engines")
    heartbeats_and_parking_dropped(op, "policy")
