"""Packages that are refused or held, and imports that meet each other."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from builders.packages import (
    GUARDIANS,
    HEADERS,
    a_package,
    enrollment,
    link,
    role,
    table,
    user,
    zipped,
)
from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.errors import Conflict, Invalid, NotFound
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.secrets import Secrets
from hallpass.roster.outcome import Held
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings
from hallpass.roster.store import staging
from integration.rooms import Schema
from integration.roster.conftest import CLOCK, HILLTOP, LAKESIDE, Hear
from integration.roster.steps import (
    a_school_of,
    locked,
    outcomes,
    people,
    places,
    roles,
    staged,
    take_in,
)


async def test_references_that_lead_nowhere_and_ids_that_come_twice_are_told_by_line_and_column(
    roster: RosterService, hear: Hear
) -> None:
    files = a_package(
        users=people(user("s-1"), user("t-1"), user("s-1"), user("g-1", primary_org="x")),
        roles=roles(role("s-1", "student", org="x"), role("x", "student")),
        classes=table(HEADERS["classes"], "c-1,,,Room 4,,co,,scheduled,,x,y,,,"),
        enrollments=table(
            HEADERS["enrollments"],
            enrollment(1, "x"),
            enrollment(1, "s-1"),
            enrollment(2, "s-1").replace("c-1", "x"),
            enrollment(3, "s-1").replace("maple", "x"),
        ),
        orgs=table(HEADERS["orgs"], "maple,,,Maple,school,,x"),
        guardians=table(GUARDIANS, link("x", "g-1"), link("s-1", "x"), link("t-1", "g-1")),
        without=["demographics"],
    )
    with pytest.raises(Invalid) as refused:
        await take_in(roster, files)
    assert places(refused) == [
        ("classes.csv", 2, "schoolSourcedId", "unknown_reference"),
        ("enrollments.csv", 2, "userSourcedId", "unknown_reference"),
        ("enrollments.csv", 3, "sourcedId", "duplicate_id"),
        ("enrollments.csv", 4, "classSourcedId", "unknown_reference"),
        ("enrollments.csv", 5, "schoolSourcedId", "unknown_reference"),
        ("guardians.csv", 2, "student_id", "unknown_reference"),
        ("guardians.csv", 3, "guardian_id", "unknown_reference"),
        ("guardians.csv", 4, "student_id", "not_a_student"),
        ("orgs.csv", 2, "parentSourcedId", "unknown_reference"),
        ("roles.csv", 2, "orgSourcedId", "unknown_reference"),
        ("roles.csv", 3, "userSourcedId", "unknown_reference"),
        ("users.csv", 4, "sourcedId", "duplicate_id"),
        ("users.csv", 5, "primaryOrgSourcedId", "unknown_reference"),
    ]
    assert (await hear()).events == []


async def test_a_class_that_is_too_large_to_be_told_is_refused_by_the_line(roster: RosterService, hear: Hear) -> None:
    """What no bus takes would hold up everything after it: it is refused before anything is stored."""
    long = "p" * 240
    enough = LARGEST_PAYLOAD // (len(long) + 100)
    files = a_package(
        users=people(user(long), user("t-1")),
        roles=roles(role("t-1", "teacher"), role(long, "student").replace(f"r-{long}-student", "r-2")),
        enrollments=table(HEADERS["enrollments"], *(enrollment(number, long) for number in range(enough + 2))),
        without=["demographics"],
    )
    with pytest.raises(Invalid) as refused:
        await take_in(roster, files)
    assert places(refused) == [("enrollments.csv", enough + 2, "classSourcedId", "too_many")]
    assert (await hear()).events == []


async def test_two_links_of_a_pair_may_follow_each_other_but_not_overlap(roster: RosterService, hear: Hear) -> None:
    following = [link("s-1", "g-1", until="2026-05-31"), link("s-1", "g-1", since="2026-06-01")]
    await take_in(roster, a_package(guardians=table(GUARDIANS, *following)))
    assert len((await hear()).student("s-1").links) == 2
    overlapping = [link("s-1", "g-1", until="2026-06-01"), link("s-1", "g-1", since="2026-06-01")]
    with pytest.raises(Invalid) as refused:
        await take_in(roster, a_package(guardians=table(GUARDIANS, *overlapping)))
    assert places(refused) == [("guardians.csv", 3, "guardian_id", "duplicate_link")]


async def test_missing_courses_and_agents_that_lead_nowhere_are_warnings_unless_read_strictly(
    roster: RosterService,
) -> None:
    users = people(user("p-1"), user("t-1"), user("s-1", agents="g-1,nobody"), user("g-1"))
    files = a_package(users=users, courses=table(HEADERS["courses"], "other,,,y,General,,,maple,,"))
    outcome = await take_in(roster, files)
    assert [(p.file, p.line, p.column, p.code) for p in outcome.problems] == [
        ("classes.csv", 2, "courseSourcedId", "unknown_reference"),
        ("users.csv", 4, "agentSourcedIds", "unknown_reference"),
    ]
    with pytest.raises(Invalid) as refused:
        await take_in(roster, files, strict=True)
    assert len(refused.value.faults) == 2


async def test_an_enrollment_may_name_what_came_with_an_earlier_package(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    sent = ("orgs", "academicSessions", "courses", "classes", "users", "roles", "demographics")
    rows = table(HEADERS["enrollments"], enrollment(9, "s-1"))
    await take_in(roster, a_package(without=sent, enrollments=rows))
    assert [member.person for member in (await hear()).class_("c-1").members] == ["s-1"]
    with pytest.raises(Invalid):
        await take_in(roster, a_package(enrollments=table(HEADERS["enrollments"], enrollment(9, "x")), without=sent))


async def test_a_refused_package_changes_nothing_and_its_report_is_kept(
    schema: Schema, roster: RosterService, hear: Hear
) -> None:
    await take_in(roster, a_package())
    before = len((await hear()).events)
    with pytest.raises(Invalid):
        await take_in(roster, a_package(users=people(user("s-1", enabled="perhaps"))))
    assert len((await hear()).events) == before
    assert await staged(schema) == 0
    [refused] = [outcome for outcome in await outcomes(schema, roster) if outcome.state == "refused"]
    assert [(p.file, p.line, p.column, p.code) for p in refused.problems] == [
        ("users.csv", 2, "enabledUser", "boolean")
    ]


async def test_a_dry_run_counts_and_changes_nothing(schema: Schema, roster: RosterService, hear: Hear) -> None:
    outcome = await take_in(roster, a_package(), dry_run=True)
    assert (outcome.state, outcome.changes["students"].added, outcome.sequence) == ("checked", 1, 0)
    assert (await hear()).events == []
    assert (await take_in(roster, a_package())).changes["students"].added == 1
    assert await staged(schema) == 0


async def test_an_import_that_drops_many_people_is_held_until_that_is_accepted(
    schema: Schema, roster: RosterService, hear: Hear
) -> None:
    await take_in(roster, a_school_of(40))
    before = len((await hear()).events)
    with pytest.raises(Held) as held:
        await take_in(roster, a_school_of(30))
    assert "10 of 40 students" in held.value.message
    assert "10 of 40 guardians" in held.value.message
    assert [(r.what, r.before, r.gone) for r in held.value.outcome.removals] == [
        ("guardian_links", 40, 10),
        ("students", 40, 10),
        ("guardians", 40, 10),
    ]
    assert len((await hear()).events) == before
    assert await staged(schema) == 0
    assert (await roster.import_outcome(LAKESIDE, held.value.outcome.id)).state == "held"
    assert (await take_in(roster, a_school_of(30), accept_removals=True)).changes["students"].removed == 10


async def test_a_truncated_guardians_csv_is_held_because_orders_would_vanish_with_it(roster: RosterService) -> None:
    await take_in(roster, a_school_of(40))
    with pytest.raises(Held) as held:
        await take_in(roster, a_school_of(40, named=20))
    assert [removal.what for removal in held.value.outcome.removals] == ["guardian_links"]


async def test_a_small_school_that_loses_half_is_held_too(roster: RosterService) -> None:
    await take_in(roster, a_school_of(12))
    with pytest.raises(Held):
        await take_in(roster, a_school_of(6))
    with pytest.raises(Held):
        await take_in(roster, a_school_of(9))


async def test_small_changes_are_never_held(roster: RosterService) -> None:
    await take_in(roster, a_school_of(40))
    assert (await take_in(roster, a_school_of(36))).state == "applied"
    await take_in(roster, a_school_of(4), accept_removals=True)
    assert (await take_in(roster, a_school_of(2))).state == "applied"


async def test_the_share_is_the_operators(schema: Schema, secrets: Secrets) -> None:
    settings = RosterSettings(removal_share=0.5, removal_floor=1)
    roster = RosterService(schema.database, CLOCK, secrets, TimeOrderedIds(CLOCK), settings)
    await take_in(roster, a_school_of(10))
    assert (await take_in(roster, a_school_of(5))).state == "applied"
    await take_in(roster, a_school_of(10))
    with pytest.raises(Held):
        await take_in(roster, a_school_of(4))


async def test_one_import_at_a_time_for_each_district(schema: Schema, roster: RosterService) -> None:
    async with schema.database.unit_of_work(LAKESIDE) as work:
        assert await staging.only_import(work)
        with pytest.raises(Conflict):
            await take_in(roster, a_package())
        assert (await roster.import_package(HILLTOP, zipped(a_package()))).state == "applied"
    assert (await take_in(roster, a_package())).state == "applied"


async def test_districts_do_not_see_each_other(schema: Schema, roster: RosterService, hear: Hear) -> None:
    outcome = await take_in(roster, a_package())
    await roster.import_package(HILLTOP, zipped(a_package("1.1")))
    assert (await roster.import_package(HILLTOP, zipped(a_package("1.1")))).state == "unchanged"
    assert (await take_in(roster, a_package())).state == "unchanged"
    with pytest.raises(NotFound):
        await roster.import_outcome(HILLTOP, outcome.id)


async def test_a_cancelled_import_leaves_nothing_and_lets_the_next_one_in(
    schema: Schema, roster: RosterService, hear: Hear
) -> None:
    running = asyncio.create_task(take_in(roster, a_school_of(500)))
    while not await locked(schema):
        assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await hear()).events == []
    assert (await take_in(roster, a_package())).state == "applied"


async def test_names_of_students_and_guardians_are_nowhere_in_the_database(
    schema: Schema, roster: RosterService
) -> None:
    users = people(
        user("t-1", given="Kept"),
        user("p-1"),
        user("s-1", given="Canary"),
        user("g-1", given="Canary", family="Canary"),
    )
    await take_in(roster, a_package(users=users))
    async with schema.database.unit_of_work(LAKESIDE) as work:
        names = (await work.session.execute(text("SELECT id, name FROM roster.person ORDER BY id"))).all()
        told = await work.session.execute(text("SELECT string_agg(convert_from(payload, 'UTF8'), '') FROM roster.fact"))
        assert [tuple(row) for row in names] == [("g-1", ""), ("p-1", "Ada Elm"), ("s-1", ""), ("t-1", "Kept Elm")]
        assert "Canary" not in told.scalar_one()


async def test_the_newest_reports_are_kept(schema: Schema, secrets: Secrets) -> None:
    clock = FixedClock(CLOCK.now())
    settings = RosterSettings(kept_outcomes=2)
    roster = RosterService(schema.database, clock, secrets, TimeOrderedIds(clock), settings)
    runs = []
    for _ in range(4):
        clock.advance(timedelta(days=1))
        runs.append((await take_in(roster, a_package())).id)
    assert [outcome.id for outcome in await outcomes(schema, roster)] == runs[2:]
