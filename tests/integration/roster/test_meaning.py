"""What a package means, on a real PostgreSQL."""

from datetime import date

import pytest

from builders.packages import GUARDIANS, HEADERS, PEOPLE, a_package, enrollment, link, role, table, user
from hallpass.contracts.roster import ClassMember, GuardianLink, StaffPost
from hallpass.kernel.errors import Invalid
from hallpass.roster.service import RosterService
from integration.roster.conftest import Hear
from integration.roster.steps import EVERYONE, ONLY_PEOPLE, full, people, roles, take_in


@pytest.mark.parametrize("version", ["1.1", "1.2"])
async def test_everything_of_a_package_is_told_once(version: str, roster: RosterService, hear: Hear) -> None:
    outcome = await take_in(roster, a_package(version), strict=True)
    told = await hear()
    assert told.active() == EVERYONE
    assert len(told.events) == len(EVERYONE) == outcome.sequence
    assert {event.type for event in told.events} == {
        f"roster.{kind}" for kind in ("school", "guardian", "student", "staff", "class")
    }
    assert (outcome.state, outcome.version, outcome.files["users.csv"]) == ("applied", version, 4)
    assert (outcome.changes["students"].added, outcome.changes["schools"].added) == (1, 3)
    assert outcome.problems == ()


async def test_a_student_has_grade_birth_date_and_schools(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package(roles=roles(role("s-1", "student", org="brook"), role("s-1", "student", org="d"))))
    facts = (await hear()).student("s-1")
    assert (facts.grade, facts.birth_date, facts.schools) == ("05", date(2015, 3, 4), ("brook", "maple"))


async def test_staff_have_name_posts_and_building(roster: RosterService, hear: Hear) -> None:
    held = roles(role("t-1", "teacher", org="brook", kind="secondary", until="2027-06-30"), role("t-1", "aide"))
    await take_in(roster, a_package(roles=held, users=people(user("t-1", primary_org=""), user("s-1"))))
    facts = (await hear()).staff("t-1")
    assert (facts.name, facts.building) == ("Ada Elm", "maple")
    assert facts.posts == (
        StaffPost(role="aide", org="maple", primary=True),
        StaffPost(role="teacher", org="brook", until=date(2027, 6, 30)),
    )


async def test_a_class_has_its_members_with_their_dates(roster: RosterService, hear: Hear) -> None:
    rows = [enrollment(1, "t-1", "administrator"), enrollment(2, "s-1", since="2026-09-01", until="2027-01-31")]
    await take_in(roster, a_package(enrollments=table(HEADERS["enrollments"], *rows)))
    facts = (await hear()).class_("c-1")
    assert (facts.title, facts.school) == ("Room 4", "maple")
    assert facts.members == (
        ClassMember(person="s-1", role="student", since=date(2026, 9, 1), until=date(2027, 1, 31)),
        ClassMember(person="t-1", role="teacher"),
    )


@pytest.mark.parametrize("ends", [("g-1", ""), ("", "s-1"), ("g-1", "s-1")])
async def test_agents_link_whichever_way_round_they_are_written(
    ends: tuple[str, str], roster: RosterService, hear: Hear
) -> None:
    of_child, of_parent = ends
    users = people(user("p-1"), user("t-1"), user("s-1", agents=of_child), user("g-1", agents=of_parent))
    await take_in(roster, a_package(users=users))
    assert (await hear()).student("s-1").links == (full("g-1"),)


async def test_an_agent_who_is_a_teacher_or_another_student_is_no_guardian(roster: RosterService, hear: Hear) -> None:
    users = people(user("p-1"), user("t-1", agents="s-1"), user("s-1", agents="t-1,s-2,p-1"), user("s-2"), user("g-1"))
    held = roles(*(role(name, "student") for name in ("s-1", "s-2")), role("t-1", "teacher"), role("p-1", "principal"))
    await take_in(roster, a_package(users=users, roles=held))
    assert (await hear()).student("s-1").links == ()


async def test_a_teacher_who_is_also_a_parent_is_staff_and_guardian_under_one_id(
    roster: RosterService, hear: Hear
) -> None:
    held = roles(role("t-1", "teacher"), role("t-1", "parent", org="d", kind="secondary"), role("s-1", "student"))
    await take_in(
        roster, a_package(roles=held, users=people(user("t-1"), user("s-1", agents="t-1")), without=ONLY_PEOPLE)
    )
    told = await hear()
    assert {"staff/t-1", "guardian/t-1"} <= told.active()
    assert told.student("s-1").links == (full("t-1"),)
    assert told.staff("t-1").posts == (StaffPost(role="teacher", org="maple", primary=True),)


async def test_guardians_csv_speaks_for_the_students_it_names_and_agents_for_the_others(
    roster: RosterService, hear: Hear
) -> None:
    users = people(user("s-1", agents="g-1"), user("s-2", agents="g-1"), user("g-1"), user("g-2"))
    held = roles(
        *(role(name, "student") for name in ("s-1", "s-2")), *(role(name, "parent") for name in ("g-1", "g-2"))
    )
    links = table(GUARDIANS, link("s-1", "g-2", "true,true,false,false", "2026-01-01", "2026-12-31"))
    await take_in(roster, a_package(users=users, roles=held, guardians=links, without=ONLY_PEOPLE))
    told = await hear()
    assert told.student("s-1").links == (
        GuardianLink(
            guardian="g-2",
            relationship="parent",
            may_contact=True,
            no_contact=True,
            since=date(2026, 1, 1),
            until=date(2026, 12, 31),
        ),
    )
    assert told.student("s-2").links == (full("g-1"),)


async def test_a_member_of_staff_of_1_1_can_be_a_guardian_by_guardians_csv_alone(
    roster: RosterService, hear: Hear
) -> None:
    await take_in(roster, a_package("1.1", guardians=table(GUARDIANS, link("s-1", "t-1"))))
    told = await hear()
    assert "guardian/t-1" in told.active()
    assert [found.guardian for found in told.student("s-1").links] == ["t-1"]


async def test_a_student_named_as_a_guardian_is_left_out_with_a_warning(roster: RosterService, hear: Hear) -> None:
    users = people(*(user(name) for name in ("p-1", "t-1", "s-1", "s-2", "g-1")))
    held = roles(*(role(name, "student") for name in ("s-1", "s-2")), role("t-1", "teacher"), role("g-1", "parent"))
    links = table(GUARDIANS, link("s-1", "s-2"), link("s-1", "g-1"))
    files = a_package(users=users, roles=held, guardians=links)
    outcome = await take_in(roster, files)
    assert [(p.line, p.code) for p in outcome.problems if p.file == "guardians.csv"] == [(2, "guardian_is_student")]
    assert [found.guardian for found in (await hear()).student("s-1").links] == ["g-1"]
    with pytest.raises(Invalid):
        await take_in(roster, files, strict=True)


async def test_a_guardian_who_goes_changes_the_child(roster: RosterService, hear: Hear) -> None:
    links = table(GUARDIANS, link("s-1", "g-1"), link("s-1", "g-2"))
    held = roles(role("s-1", "student"), role("g-1", "parent"), role("g-2", "parent"))
    users = {status: people(user("s-1"), user("g-1"), user("g-2", status=status)) for status in ("", "tobedeleted")}
    await take_in(roster, a_package(users=users[""], roles=held, guardians=links, without=ONLY_PEOPLE))
    outcome = await take_in(
        roster, a_package(users=users["tobedeleted"], roles=held, guardians=links, without=ONLY_PEOPLE)
    )
    told = await hear()
    assert (outcome.changes["guardians"].removed, outcome.changes["students"].changed) == (1, 1)
    assert not told.guardian("g-2").active
    assert [found.guardian for found in told.student("s-1").links] == ["g-1"]


async def test_who_is_inactive(roster: RosterService, hear: Hear) -> None:
    users = people(
        user("s-1", enabled="false"),
        user("t-1", enabled="false"),
        user("p-1", status="inactive"),
        user("g-1", enabled="false"),
    )
    await take_in(roster, a_package(users=users))
    told = await hear()
    assert told.active() == EVERYONE - {"staff/t-1", "staff/p-1"}
    assert told.class_("c-1").members == (ClassMember(person="s-1", role="student"),)


async def test_an_enrollment_in_a_role_that_is_not_held_is_left_out_with_a_warning(
    roster: RosterService, hear: Hear
) -> None:
    rows = [enrollment(1, "t-1"), enrollment(2, "s-1", "teacher"), enrollment(3, "g-1", "teacher")]
    outcome = await take_in(roster, a_package(enrollments=table(HEADERS["enrollments"], *rows)), strict=True)
    assert [(p.file, p.line, p.column, p.code) for p in outcome.problems] == [
        ("enrollments.csv", line, "role", "role_not_held") for line in (2, 3, 4)
    ]
    assert (await hear()).class_("c-1").members == ()


async def test_a_user_without_a_known_role_is_told_and_counts_for_nothing(roster: RosterService, hear: Hear) -> None:
    users = people(*(user(name) for name in ("p-1", "t-1", "s-1", "g-1", "x-1")))
    held = roles(*(role(name, word) for name, word in PEOPLE.items()), role("x-1", "ext:coach"))
    outcome = await take_in(roster, a_package(users=users, roles=held))
    assert [(p.file, p.line, p.code) for p in outcome.problems if p.code == "no_role"] == [("users.csv", 6, "no_role")]
    assert (await hear()).active() == EVERYONE
