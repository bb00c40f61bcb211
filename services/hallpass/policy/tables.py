"""The register, the tenants, what is known of staff, what a folder said last, and the built bundles."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "policy"


class Base(DeclarativeBase):
    """The tables of this service."""


class TenantRow(Base):
    """A district. Every tenant's row is visible, because the suite must know whom it serves; it holds the id alone."""

    __tablename__ = "tenants"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    registered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class RegisterRow(Base):
    """One entry of the register as it stands; `version` counts its changes."""

    __tablename__ = "register"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(Boolean)
    entry: Mapped[dict[str, Any]] = mapped_column(JSONB)
    origin: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StaffRow(Base):
    """A member of staff as the roster tells: only who they are and which posts they hold."""

    __tablename__ = "staff"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    active: Mapped[bool] = mapped_column(Boolean)
    posts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class FolderItemRow(Base):
    """The digest of one thing that a district folder said when it was last applied."""

    __tablename__ = "folder_items"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    collection: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)


class BundleRow(Base):
    """A built bundle, kept so that an old decision can be replayed. Not a tenant's."""

    __tablename__ = "bundles"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    revision: Mapped[str] = mapped_column(Text, primary_key=True)
    key_id: Mapped[str] = mapped_column(Text, primary_key=True)
    release: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    built_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PublicationRow(Base):
    """Which bundle stands under a name now."""

    __tablename__ = "publications"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[str] = mapped_column(Text)
    key_id: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class EngineRow(Base):
    """What a policy engine last said of itself."""

    __tablename__ = "engines"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's own form

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[str] = mapped_column(Text)
    trouble: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
