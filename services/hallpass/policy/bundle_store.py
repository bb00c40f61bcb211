"""Every query on bundles. They belong to no tenant: one bundle serves all districts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from hallpass.kernel.db import UnitOfWork
from hallpass.policy.bundle import Bundle
from hallpass.policy.engines import Engine
from hallpass.policy.tables import BundleRow, EngineRow, PublicationRow


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle without its bytes."""

    revision: str
    key_id: str
    release: str
    built_at: datetime


async def keep(work: UnitOfWork, bundle: Bundle, at: datetime) -> None:
    """Add a bundle; one that is kept already under this revision and key stays as it is."""
    await work.session.execute(
        upsert(BundleRow)
        .values(
            revision=bundle.revision,
            key_id=bundle.key_id,
            release=bundle.release,
            content=bundle.content,
            built_at=at,
        )
        .on_conflict_do_nothing()
    )


async def bundle(work: UnitOfWork, revision: str, key_id: str | None = None) -> Bundle | None:
    """A bundle of the revision: signed with this key, or the newest of any."""
    statement = select(BundleRow).where(BundleRow.revision == revision).order_by(BundleRow.built_at.desc()).limit(1)
    if key_id is not None:
        statement = statement.where(BundleRow.key_id == key_id)
    row = (await work.session.execute(statement)).scalar_one_or_none()
    return Bundle(row.revision, row.key_id, row.release, row.content) if row else None


async def revisions(work: UnitOfWork) -> Sequence[Kept]:
    """Everything that is kept, the newest first; of a revision under several keys the newest."""
    columns = (BundleRow.revision, BundleRow.key_id, BundleRow.release, BundleRow.built_at)
    statement = select(*columns).order_by(BundleRow.built_at.desc(), BundleRow.revision)
    found: dict[str, Kept] = {}
    for row in await work.session.execute(statement):
        found.setdefault(row.revision, Kept(row.revision, row.key_id, row.release, row.built_at))
    return list(found.values())


async def take_turns(work: UnitOfWork, name: str) -> None:
    """Until the unit of work ends, whoever else asks for the same name waits: two look and put in turn."""
    statement = text("SELECT pg_advisory_xact_lock(hashtextextended('hallpass.bundle.' || :name, 0))")
    await work.session.execute(statement, {"name": name})


async def stand(work: UnitOfWork, name: str, bundle: Bundle, at: datetime) -> None:
    """Put a kept bundle under a name."""
    statement = upsert(PublicationRow).values(
        name=name, revision=bundle.revision, key_id=bundle.key_id, published_at=at
    )
    await work.session.execute(
        statement.on_conflict_do_update(
            index_elements=[PublicationRow.name],
            set_={
                "revision": statement.excluded.revision,
                "key_id": statement.excluded.key_id,
                "published_at": statement.excluded.published_at,
            },
        )
    )


async def standing(work: UnitOfWork, name: str) -> Kept | None:
    """What stands under a name."""
    statement = (
        select(BundleRow.revision, BundleRow.key_id, BundleRow.release, BundleRow.built_at)
        .join(
            PublicationRow,
            (PublicationRow.revision == BundleRow.revision) & (PublicationRow.key_id == BundleRow.key_id),
        )
        .where(PublicationRow.name == name)
    )
    row = (await work.session.execute(statement)).one_or_none()
    return Kept(row.revision, row.key_id, row.release, row.built_at) if row else None


async def note_engine(work: UnitOfWork, engine: Engine, forget: datetime) -> None:
    """Keep an engine's last report in place of the one before; engines silent since `forget` are forgotten."""
    row = upsert(EngineRow).values(
        name=engine.name, revision=engine.revision, trouble=engine.trouble, reported_at=engine.reported_at
    )
    kept = {"revision": row.excluded.revision, "trouble": row.excluded.trouble, "reported_at": row.excluded.reported_at}
    await work.session.execute(row.on_conflict_do_update(index_elements=[EngineRow.name], set_=kept))
    await work.session.execute(delete(EngineRow).where(EngineRow.reported_at < forget))


async def engines(work: UnitOfWork) -> list[Engine]:
    """The last report of every engine, by name."""
    rows = (await work.session.execute(select(EngineRow).order_by(EngineRow.name))).scalars()
    return [Engine(row.name, row.revision, row.trouble, row.reported_at) for row in rows]
