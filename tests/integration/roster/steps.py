"""What the tests of imports do and look at again and again."""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select, text

from builders.packages import GUARDIANS, HEADERS, USERS_1_2, a_package, link, role, table, user, zipped
from hallpass.contracts.roster import GuardianLink
from hallpass.kernel.errors import Invalid
from hallpass.roster.outcome import Outcome
from hallpass.roster.service import RosterService
from hallpass.roster.tables import STAGES
from integration.rooms import Schema
from integration.roster.conftest import LAKESIDE

EVERYONE = {
    "school/d",
    "school/maple",
    "school/brook",
    "guardian/g-1",
    "student/s-1",
    "staff/p-1",
    "staff/t-1",
    "class/c-1",
}

ONLY_PEOPLE = ("enrollments", "demographics")


def full(guardian: str) -> GuardianLink:
    """The link of a parent whom nothing forbids anything."""
    return GuardianLink(
        guardian=guardian, relationship="parent", may_contact=True, may_consent=True, records_access=True
    )


async def take_in(roster: RosterService, files: Mapping[str, str], **wish: bool) -> Outcome:
    return await roster.import_package(LAKESIDE, zipped(files), None, **wish)


def people(*rows: str) -> str:
    return table(USERS_1_2, *rows)


def roles(*rows: str) -> str:
    return table(HEADERS["roles"], *rows)


def places(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str | None, int | None, str | None, str]]:
    return [(fault.file, fault.line, fault.member, fault.code) for fault in refused.value.faults]


def a_school_of(count: int, named: int | None = None) -> Mapping[str, str]:
    """`count` students, each with a parent; guardians.csv names the first `named` of them."""
    named = count if named is None else named
    students, parents = [f"s-{n}" for n in range(count)], [f"g-{n}" for n in range(count)]
    return a_package(
        users=people(*(user(name) for name in (*students, *parents))),
        roles=roles(*(role(name, "student") for name in students), *(role(name, "parent") for name in parents)),
        guardians=table(GUARDIANS, *(link(f"s-{n}", f"g-{n}") for n in range(named))),
        without=ONLY_PEOPLE,
    )


async def staged(schema: Schema) -> int:
    """Rows that an import left behind in a staging table."""
    count = 0
    async with schema.database.unit_of_work(LAKESIDE) as work:
        for stage in STAGES:
            count += (await work.session.execute(select(func.count()).select_from(STAGES[stage]))).scalar_one()
    return count


async def locked(schema: Schema) -> bool:
    """Whether an import of Lakeside runs: looked up, since trying the lock would itself turn an import away."""
    query = text(
        "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted "
        "AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended('hallpass.roster.import.' || :tenant, 0))"
    )
    async with schema.database.unit_of_work(LAKESIDE) as work:
        return bool((await work.session.execute(query, {"tenant": LAKESIDE})).scalar_one())


async def outcomes(schema: Schema, roster: RosterService) -> list[Outcome]:
    async with schema.database.unit_of_work(LAKESIDE) as work:
        found = (await work.session.execute(text("SELECT id FROM roster.import_run ORDER BY id"))).scalars().all()
    return [await roster.import_outcome(LAKESIDE, run) for run in found]
