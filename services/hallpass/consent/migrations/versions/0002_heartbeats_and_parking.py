"""What was heard when, and what was put aside.

Revision ID: consent_0002
"""

from __future__ import annotations

from alembic import op

from hallpass.kernel.migrations import heartbeats_and_parking_created, heartbeats_and_parking_dropped

revision = "consent_0002"
down_revision = "consent_0001"
branch_labels = None
depends_on = None
release = "0.1.0"


def upgrade() -> None:
    """Add the kernel's two newer tables."""
    heartbeats_and_parking_created(op, "consent")


def downgrade() -> None:
    """Drop them."""
    heartbeats_and_parking_dropped(op, "consent")
