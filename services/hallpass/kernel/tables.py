"""The kernel's own tables, which every service has in its own schema: outbox, sequences, inbox, positions, and what
was heard when, or put aside.
"""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary, MetaData, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB


@dataclass(frozen=True, slots=True)
class KernelTables:
    """The tables of one schema."""

    outbox: Table
    topic_sequence: Table
    inbox: Table
    position: Table
    heard: Table
    parked: Table


def kernel_tables(schema: str) -> KernelTables:
    """Describe the tables of a schema; nothing is created."""
    metadata = MetaData(schema=schema)
    outbox = Table(
        "outbox",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=True),
        Column("event_id", Uuid, nullable=False),
        Column("tenant_id", Text, nullable=False),
        Column("topic", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("type", Text, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("headers", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("sent_at", DateTime(timezone=True)),
        # The relay reads the one and prunes by the other; both stay small while the table is large.
        Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),
        Index("outbox_sent", "sent_at", postgresql_where=text("sent_at IS NOT NULL")),
    )
    topic_sequence = Table(
        "topic_sequence",
        metadata,
        Column("tenant_id", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("last", BigInteger, nullable=False),
    )
    inbox = Table(
        "inbox",
        metadata,
        Column("tenant_id", Text, primary_key=True),
        Column("consumer", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("event_id", Uuid, nullable=False),
    )
    position = Table(
        "position",
        metadata,
        Column("tenant_id", Text, primary_key=True),
        Column("consumer", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("sequence", BigInteger, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
    )
    heard = Table(
        "heard",
        metadata,
        Column("tenant_id", Text, primary_key=True),
        Column("consumer", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
    )
    parked = Table(
        "parked",
        metadata,
        Column("tenant_id", Text, primary_key=True),
        Column("consumer", Text, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("topic", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("reason", Text, nullable=False),
        Column("envelope", LargeBinary, nullable=False),
        Column("parked_at", DateTime(timezone=True), nullable=False),
        Column("retried_at", DateTime(timezone=True)),
    )
    return KernelTables(outbox, topic_sequence, inbox, position, heard, parked)
