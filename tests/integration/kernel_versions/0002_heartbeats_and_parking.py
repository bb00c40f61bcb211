"""What the kernel's tables have been given since."""

from alembic import context, op

from hallpass.kernel.migrations import heartbeats_and_parking_created, heartbeats_and_parking_dropped

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    heartbeats_and_parking_created(op, context.config.attributes["schema"])


def downgrade() -> None:
    heartbeats_and_parking_dropped(op, context.config.attributes["schema"])
