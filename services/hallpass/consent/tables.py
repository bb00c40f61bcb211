"""The ledger, and one row for each aggregate that gives its writers an order."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "consent"


class Base(DeclarativeBase):
    """The tables of this service."""


class AggregateRow(Base):
    """The aggregate's count of published changes. Its row lock is held while the ledger of the aggregate grows."""

    __tablename__ = "aggregates"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)


class LedgerRow(Base):
    """One entry: a fact, or (`retracts`) the word that an earlier entry holds no longer. Never updated or deleted."""

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ledger_by_aggregate", "tenant_id", "aggregate", "number"),
        {"schema": SCHEMA},
    )

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    aggregate: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    fact: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    retracts: Mapped[int | None] = mapped_column(BigInteger)
