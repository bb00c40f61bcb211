"""Imports and their outcomes."""

from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hallpass.kernel.db import UnitOfWork
from hallpass.roster.outcome import Outcome
from hallpass.roster.tables import ImportRow


async def save(work: UnitOfWork, outcome: Outcome, kept: int) -> None:
    """Keep the outcome of an import, and of all that were kept the newest; their ids rise with time."""
    values = {
        "tenant_id": work.tenant,
        "id": outcome.id,
        "finished_at": outcome.finished_at,
        "outcome": msgspec.to_builtins(outcome),
    }
    await work.session.execute(insert(ImportRow).values(values))
    newest = select(ImportRow.id).where(ImportRow.tenant_id == work.tenant).order_by(ImportRow.id.desc()).limit(kept)
    await work.session.execute(delete(ImportRow).where(ImportRow.tenant_id == work.tenant, ImportRow.id.not_in(newest)))


async def load(work: UnitOfWork, run: UUID) -> Outcome | None:
    """The outcome of an import, or None where there was no such import."""
    query = select(ImportRow.outcome).where(ImportRow.tenant_id == work.tenant, ImportRow.id == run)
    found = (await work.session.execute(query)).scalar_one_or_none()
    return None if found is None else msgspec.convert(found, Outcome)
