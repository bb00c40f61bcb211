"""What the district adds to the roster by hand: staff facts, recorded interests, tags."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hallpass.contracts.roster import Acknowledgement
from hallpass.kernel.db import UnitOfWork
from hallpass.roster.additions import Interest, Origin, StaffAdditions, Tagged, Tags
from hallpass.roster.tables import InterestRow, StaffFactRow, TagsRow


async def put_staff(work: UnitOfWork, staff: str, additions: StaffAdditions, origin: Origin) -> None:
    """Write what is known of a member of staff, in place of what was."""
    known = additions.acceptable_use
    values = {
        "policy_version": None if known is None else known.version,
        "acknowledged": None if known is None else known.date,
        "supervisor": additions.supervisor,
        "numbers": list(additions.personal_numbers),
        "origin": origin,
    }
    statement = insert(StaffFactRow).values(tenant_id=work.tenant, staff=staff, **values)
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=[StaffFactRow.tenant_id, StaffFactRow.staff], set_=values)
    )


async def staff(work: UnitOfWork, staff_id: str) -> StaffAdditions | None:
    """What was added of a member of staff."""
    query = select(StaffFactRow).where(StaffFactRow.tenant_id == work.tenant, StaffFactRow.staff == staff_id)
    row = (await work.session.execute(query)).scalar_one_or_none()
    if row is None:
        return None
    known = None
    if row.policy_version is not None and row.acknowledged is not None:
        known = Acknowledgement(version=row.policy_version, date=row.acknowledged)
    return StaffAdditions(acceptable_use=known, supervisor=row.supervisor, personal_numbers=tuple(row.numbers))


async def remove_staff(work: UnitOfWork, staff_id: str) -> None:
    """Forget what was added of a member of staff."""
    await work.session.execute(
        delete(StaffFactRow).where(StaffFactRow.tenant_id == work.tenant, StaffFactRow.staff == staff_id)
    )


async def put_interest(work: UnitOfWork, interest: Interest, origin: Origin) -> None:
    """Record an interest; the reason of an earlier one of the same pair is replaced."""
    values = {"reason": interest.reason, "origin": origin}
    statement = insert(InterestRow).values(
        tenant_id=work.tenant, staff=interest.staff, student=interest.student, **values
    )
    keys = [InterestRow.tenant_id, InterestRow.staff, InterestRow.student]
    await work.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


async def remove_interest(work: UnitOfWork, staff_id: str, student: str) -> None:
    """Forget an interest."""
    await work.session.execute(
        delete(InterestRow).where(
            InterestRow.tenant_id == work.tenant, InterestRow.staff == staff_id, InterestRow.student == student
        )
    )


async def interests(work: UnitOfWork, after: tuple[str, str], most: int) -> list[Interest]:
    """Recorded interests after a pair, in the order of staff, then student."""
    query = (
        select(InterestRow.staff, InterestRow.student, InterestRow.reason)
        .where(
            InterestRow.tenant_id == work.tenant,
            (InterestRow.staff > after[0]) | ((InterestRow.staff == after[0]) & (InterestRow.student > after[1])),
        )
        .order_by(InterestRow.staff, InterestRow.student)
        .limit(most)
    )
    return [
        Interest(staff=row.staff, student=row.student, reason=row.reason) for row in await work.session.execute(query)
    ]


async def put_tags(work: UnitOfWork, tags: Tags, origin: Origin) -> None:
    """Write the tags of one aggregate, in place of those before; no words are no row."""
    if not tags.words:
        await work.session.execute(
            delete(TagsRow).where(TagsRow.tenant_id == work.tenant, TagsRow.kind == tags.kind, TagsRow.id == tags.id)
        )
        return
    values = {"words": sorted(set(tags.words)), "origin": origin}
    statement = insert(TagsRow).values(tenant_id=work.tenant, kind=tags.kind, id=tags.id, **values)
    keys = [TagsRow.tenant_id, TagsRow.kind, TagsRow.id]
    await work.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


async def tags(work: UnitOfWork, kind: Tagged, ids: Sequence[str] | None, after: str, most: int) -> list[Tags]:
    """The tags of a kind, in the order of the ids, after one; with `ids` only of those."""
    query = (
        select(TagsRow.kind, TagsRow.id, TagsRow.words)
        .where(TagsRow.tenant_id == work.tenant, TagsRow.kind == kind, TagsRow.id > after)
        .order_by(TagsRow.id)
        .limit(most)
    )
    if ids is not None:
        query = query.where(TagsRow.id.in_(ids))
    return [
        Tags(kind=cast("Tagged", row.kind), id=row.id, words=tuple(row.words))
        for row in await work.session.execute(query)
    ]
