"""The tables of the roster: what the SIS said, what the district added, what was published, and the imports.

Rows that come by the hundred thousand are written by set-based statements (store/); their tables are described here
all the same, because those statements are made from the descriptions.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "roster"
IN_SCHEMA = {"schema": SCHEMA}


class Base(DeclarativeBase):
    """The tables of this service."""


def _key(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True)


def _table(name: str, *columns: Column[Any], index: tuple[str, ...] | None = None) -> Table:
    extra = [Index(f"{name}_by_{index[-1]}", "tenant_id", *index)] if index else []
    return Table(name, Base.metadata, _key("tenant_id"), *columns, *extra, schema=SCHEMA)


ORG = _table(
    "org", _key(), Column("name", Text), Column("kind", Text), Column("parent", Text), Column("active", Boolean)
)
PERSON = _table(
    "person",
    _key(),
    Column("active", Boolean),
    Column("enabled", Boolean),
    # Of staff only: their names are told to those who must ask somebody.
    Column("name", Text),
    Column("grade", Text),
    Column("primary_org", Text),
)
PERSON_ROLE = _table(
    "person_role",
    _key("person"),
    Column("position", Integer, primary_key=True),
    Column("role", Text),
    Column("org", Text),
    Column("main", Boolean),
    Column("since", Date),
    Column("until", Date),
)
AGENT = _table("agent", _key("person"), _key("agent"), index=("agent",))
BIRTH = _table("birth", _key("person"), Column("birth_date", Date))
SCHOOL_CLASS = _table("school_class", _key(), Column("title", Text), Column("school", Text), Column("active", Boolean))
ENROLLMENT = _table(
    "enrollment",
    _key(),
    Column("class_id", Text),
    Column("person", Text),
    Column("role", Text),
    Column("since", Date),
    Column("until", Date),
    index=("class_id",),
)
GUARDIAN_LINK = _table(
    "guardian_link",
    _key("student"),
    _key("guardian"),
    # -infinity where the begin is open: a part of the key cannot be null.
    Column("since", Date, primary_key=True),
    Column("until", Date),
    Column("relationship", Text),
    Column("may_contact", Boolean),
    Column("no_contact", Boolean),
    Column("may_consent", Boolean),
    Column("records_access", Boolean),
    Column("language", Text),
    index=("guardian",),
)


class FactRow(Base):
    """What was last published of an aggregate, byte for byte; a removed one stays with its version."""

    __tablename__ = "fact"
    __table_args__ = IN_SCHEMA

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(Boolean)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class StaffFactRow(Base):
    """What OneRoster does not carry of a member of staff."""

    __tablename__ = "staff_fact"
    __table_args__ = IN_SCHEMA

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    staff: Mapped[str] = mapped_column(Text, primary_key=True)
    policy_version: Mapped[str | None] = mapped_column(Text)
    acknowledged: Mapped[date | None] = mapped_column(Date)
    supervisor: Mapped[str | None] = mapped_column(Text)
    numbers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    origin: Mapped[str] = mapped_column(Text)


class InterestRow(Base):
    """A recorded legitimate interest of a member of staff in a student's record."""

    __tablename__ = "record_interest"
    __table_args__ = IN_SCHEMA

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    staff: Mapped[str] = mapped_column(Text, primary_key=True)
    student: Mapped[str] = mapped_column(Text, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)


class TagsRow(Base):
    """The words of the district's own on one student, member of staff or class."""

    __tablename__ = "tags"
    __table_args__ = IN_SCHEMA

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    origin: Mapped[str] = mapped_column(Text)


class ImportRow(Base):
    """One import with its outcome and report."""

    __tablename__ = "import_run"
    __table_args__ = IN_SCHEMA

    tenant_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB)


def _stage(name: str, /, **columns: Any) -> Table:
    """A staging table: filled and emptied within one transaction, so that nobody else ever sees a row of it."""
    made = [Column(column, kind) for column, kind in columns.items()]
    return Table(
        f"stage_{name}", Base.metadata, Column("tenant_id", Text), Column("line", Integer), *made, schema=SCHEMA
    )


# Their columns stand in the order of the tuples of oneroster/rows.py. Lists are texts with commas.
STAGES: dict[str, Table] = {
    table.name: table
    for table in (
        _stage("org", id=Text, name=Text, kind=Text, parent=Text, active=Boolean),
        _stage("session", id=Text, parent=Text),
        _stage("course", id=Text, session=Text, org=Text),
        _stage("class", id=Text, title=Text, school=Text, course=Text, terms=Text, active=Boolean),
        _stage(
            "person",
            id=Text,
            active=Boolean,
            enabled=Boolean,
            name=Text,
            grade=Text,
            primary_org=Text,
            agents=Text,
        ),
        _stage(
            "role",
            position=Integer,
            id=Text,
            person=Text,
            role=Text,
            org=Text,
            main=Boolean,
            since=Date,
            until=Date,
            active=Boolean,
        ),
        _stage("demographic", id=Text, birth_date=Date),
        _stage(
            "enrollment",
            id=Text,
            class_id=Text,
            school=Text,
            person=Text,
            role=Text,
            since=Date,
            until=Date,
            active=Boolean,
        ),
        _stage(
            "guardian",
            student=Text,
            guardian=Text,
            relationship=Text,
            may_contact=Boolean,
            no_contact=Boolean,
            may_consent=Boolean,
            records_access=Boolean,
            language=Text,
            since=Date,
            until=Date,
        ),
    )
}
