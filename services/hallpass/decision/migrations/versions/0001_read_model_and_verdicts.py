"""The read model, and the log of verdicts.

Revision ID: decision_0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.schema import CreateIndex, CreateTable

from hallpass.kernel.migrations import kernel_tables_created, tenant_table

revision = "decision_0001"
down_revision = None
branch_labels = ("decision",)
depends_on = None
release = "0.1.0"


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, _METADATA, sa.Column("tenant_id", sa.Text, nullable=False), *parts)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _doc() -> sa.Column[bytes]:
    return sa.Column("doc", sa.LargeBinary, nullable=False)


def _key(*columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("tenant_id", *columns)


_METADATA = sa.MetaData()
TABLES = (
    _table("student", _text("id"), _doc(), _key("id")),
    _table(
        "student_school",
        _text("school_id"),
        _text("student_id"),
        _key("school_id", "student_id"),
        sa.Index("student_school_by_student", "tenant_id", "student_id"),
    ),
    _table(
        "link",
        _text("guardian_id"),
        _text("student_id"),
        _key("guardian_id", "student_id"),
        sa.Index("link_by_student", "tenant_id", "student_id"),
    ),
    _table("guardian", _text("id"), _key("id")),
    _table(
        "staff",
        _text("id"),
        _text("building", nullable=True),
        _text("supervisor", nullable=True),
        _doc(),
        _key("id"),
    ),
    _table(
        "staff_post",
        _text("staff_id"),
        _text("role"),
        _text("org"),
        _key("staff_id", "role", "org"),
        sa.Index("staff_post_by_org", "tenant_id", "role", "org"),
    ),
    _table("staff_number", _text("staff_id"), _text("hash"), _key("staff_id", "hash")),
    _table("class", _text("id"), _text("school", nullable=True), _doc(), _key("id")),
    _table(
        "member",
        _text("class_id"),
        _text("person_id"),
        _text("role"),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        _key("class_id", "place"),
        sa.Index("member_by_person", "tenant_id", "person_id"),
    ),
    _table(
        "school",
        _text("id"),
        _text("parent", nullable=True),
        _doc(),
        _key("id"),
        sa.Index("school_by_parent", "tenant_id", "parent"),
    ),
    _table(
        "notice",
        _text("id"),
        _text("class_id", nullable=True),
        _text("staff_id", nullable=True),
        _doc(),
        _key("id"),
        sa.Index("notice_by_class", "tenant_id", "class_id"),
        sa.Index("notice_by_staff", "tenant_id", "staff_id"),
    ),
    _table("answers", _text("student_id"), _doc(), _key("student_id")),
    _table("classroom", _text("class_id"), _text("platform_id"), _doc(), _key("class_id", "platform_id")),
    _table("reminders", _text("platform_id"), _doc(), _key("platform_id")),
    _table("register", _text("key"), _doc(), _key("key")),
    _table(
        "verdict",
        _text("id"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        _text("caller"),
        _text("sender", nullable=True),
        _text("effect"),
        sa.Column("recipients", sa.Integer, nullable=False),
        _text("revision"),
        sa.Column("record", sa.LargeBinary, nullable=False),
        _key("id"),
        sa.Index("verdict_by_age", "tenant_id", "decided_at"),
    ),
    _table(
        "purge",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        _key("at"),
    ),
)


def _tables(schema: str) -> list[sa.Table]:
    """The tables in the schema that is migrated: `decision`, or one beside it into which the facts are rebuilt."""
    metadata = sa.MetaData()
    return [table.to_metadata(metadata, schema=schema) for table in TABLES]


def upgrade() -> None:
    """Create every table, each locked to the tenant that is set."""
    schema = context.config.attributes["schema"]
    kernel_tables_created(op, schema)
    for table in _tables(schema):
        op.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda found: str(found.name)):
            op.execute(CreateIndex(index))
        tenant_table(op, schema, table.name)


def downgrade() -> None:
    """Drop the read model and the log; the kernel's tables go with them."""
    schema = context.config.attributes["schema"]
    for table in reversed(_tables(schema)):
        op.execute(sa.schema.DropTable(table))
    for name in ("outbox", "topic_sequence", "inbox", "position"):
        op.execute(f'DROP TABLE "{schema}"."{name}"')
