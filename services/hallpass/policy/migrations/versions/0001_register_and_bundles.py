"""The register, the tenants, the staff as heard, the folder's items, and the bundles.

Revision ID: policy_0001
"""

from __future__ import annotations

from alembic import op

from hallpass.kernel.migrations import kernel_tables_created, tenant_table

revision = "policy_0001"
down_revision = None
branch_labels = ("policy",)
depends_on = None
release = "0.1.0"

TENANT_TABLES = {
    "tenants": "tenant_id text PRIMARY KEY, registered_at timestamptz NOT NULL",
    "register": """
        tenant_id text NOT NULL,
        key text NOT NULL,
        version bigint NOT NULL,
        active boolean NOT NULL,
        entry jsonb NOT NULL,
        origin text NOT NULL CHECK (origin IN ('api', 'folder', 'sender')),
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, key)""",
    "staff": """
        tenant_id text NOT NULL,
        id text NOT NULL,
        active boolean NOT NULL,
        posts jsonb NOT NULL,
        PRIMARY KEY (tenant_id, id)""",
    "folder_items": """
        tenant_id text NOT NULL,
        collection text NOT NULL,
        key text NOT NULL,
        digest text NOT NULL,
        PRIMARY KEY (tenant_id, collection, key)""",
}

SUITE_TABLES = {
    "bundles": """
        revision text NOT NULL,
        key_id text NOT NULL,
        release text NOT NULL,
        content bytea NOT NULL,
        built_at timestamptz NOT NULL,
        PRIMARY KEY (revision, key_id)""",
    "publications": """
        name text PRIMARY KEY,
        revision text NOT NULL,
        key_id text NOT NULL,
        published_at timestamptz NOT NULL,
        FOREIGN KEY (revision, key_id) REFERENCES policy.bundles (revision, key_id)""",
}


def upgrade() -> None:
    """Create the tables; those with a tenant are locked to the one that is set."""
    kernel_tables_created(op, "policy")
    for name, columns in TENANT_TABLES.items():
        op.execute(f"CREATE TABLE policy.{name} ({columns})")
        tenant_table(op, "policy", name)
    # The suite asks whom it serves before any tenant is set. The table holds ids and nothing else.
    op.execute("CREATE POLICY every_tenant ON policy.tenants FOR SELECT TO policy_app USING (true)")
    for name, columns in SUITE_TABLES.items():
        op.execute(f"CREATE TABLE policy.{name} ({columns})")
    op.execute("GRANT SELECT, INSERT ON policy.bundles TO policy_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON policy.publications TO policy_app")


def downgrade() -> None:
    """Drop everything of the service."""
    for name in (*reversed(SUITE_TABLES), *reversed(TENANT_TABLES), "outbox", "topic_sequence", "inbox", "position"):
        op.execute(f"DROP TABLE policy.{name}")
