"""What the district adds to the roster by hand, and telling everything again."""

from datetime import date
from pathlib import Path

import pytest

from builders.packages import GUARDIANS, a_package, link, table, user
from hallpass.contracts.roster import Acknowledgement
from hallpass.derive.numbers import number_hash
from hallpass.kernel.errors import Invalid, NotFound
from hallpass.kernel.secrets import Secrets
from hallpass.roster.additions import Interest, StaffAdditions, Tags
from hallpass.roster.service import RosterService
from integration.rooms import Schema
from integration.roster.conftest import HILLTOP, LAKESIDE, Hear
from integration.roster.steps import EVERYONE, people, take_in

SIGNED = Acknowledgement(version="2026", date=date(2026, 8, 20))
WHOLE = StaffAdditions(acceptable_use=SIGNED, supervisor="p-1", personal_numbers=("+16085550142",))
DISTRICTS = Path(__file__).parents[2] / "data" / "districts"


async def test_staff_facts_are_told_with_hashes_in_place_of_numbers(
    roster: RosterService, hear: Hear, secrets: Secrets
) -> None:
    await take_in(roster, a_package())
    sequence = await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE)
    told = await hear()
    facts = told.staff("t-1")
    assert (facts.acceptable_use, facts.supervisor, facts.name) == (SIGNED, "p-1", "Ada Elm")
    assert set(facts.number_hashes) == set(number_hash(secrets.key(LAKESIDE, "numbers"), "+16085550142"))
    assert b"5550142" not in told.events[-1].payload
    assert (told.events[-1].version, told.events[-1].sequence) == (2, sequence)
    assert await roster.staff_facts(LAKESIDE, "t-1") == WHOLE


async def test_saying_the_same_again_tells_nothing(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    first = await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE)
    assert await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE, "folder") == first
    assert len((await hear()).events) == len(EVERYONE) + 1


async def test_staff_facts_can_be_taken_back(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE)
    await roster.remove_staff_facts(LAKESIDE, "t-1")
    facts = (await hear()).staff("t-1")
    assert (facts.acceptable_use, facts.supervisor, facts.number_hashes) == (None, None, ())
    with pytest.raises(NotFound):
        await roster.staff_facts(LAKESIDE, "t-1")


async def test_what_is_said_of_somebody_who_is_not_on_the_roster_waits_for_them(
    roster: RosterService, hear: Hear
) -> None:
    assert await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE) == 0
    assert await roster.put_tags(LAKESIDE, Tags(kind="student", id="s-1", words=("homebound",))) == 0
    await take_in(roster, a_package())
    told = await hear()
    assert (told.staff("t-1").acceptable_use, told.student("s-1").tags) == (SIGNED, ("homebound",))


async def test_an_import_keeps_what_the_district_added(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE)
    await roster.put_interest(LAKESIDE, Interest(staff="t-1", student="s-1", reason="504 team"))
    users = people(user("p-1"), user("t-1", family="Oak"), user("s-1", grade="05"), user("g-1"))
    await take_in(roster, a_package(users=users))
    facts = (await hear()).staff("t-1")
    assert (facts.name, facts.acceptable_use, facts.interests) == ("Ada Oak", SIGNED, ("s-1",))


async def test_interests_are_told_without_their_reasons_and_listed_with_them(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    for student in ("s-9", "s-1"):
        await roster.put_interest(LAKESIDE, Interest(staff="t-1", student=student, reason="Canary"), "folder")
    told = await hear()
    assert told.staff("t-1").interests == ("s-1", "s-9")
    assert b"Canary" not in told.events[-1].payload
    listed = await roster.interests(LAKESIDE)
    assert [(found.student, found.reason) for found in listed] == [("s-1", "Canary"), ("s-9", "Canary")]
    assert [found.student for found in await roster.interests(LAKESIDE, ("t-1", "s-1"))] == ["s-9"]
    await roster.remove_interest(LAKESIDE, "t-1", "s-1")
    assert (await hear()).staff("t-1").interests == ("s-9",)


async def test_tags_of_students_staff_and_classes_are_told(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    await roster.put_tags(LAKESIDE, Tags(kind="student", id="s-1", words=("b", "a", "b")))
    await roster.put_tags(LAKESIDE, Tags(kind="staff", id="t-1", words=("coach",)))
    await roster.put_tags(LAKESIDE, Tags(kind="class", id="c-1", words=("online",)))
    told = await hear()
    assert (told.student("s-1").tags, told.staff("t-1").tags, told.class_("c-1").tags) == (
        ("a", "b"),
        ("coach",),
        ("online",),
    )
    await roster.remove_tags(LAKESIDE, "student", "s-1")
    assert (await hear()).student("s-1").tags == ()
    assert [found.id for found in await roster.tags(LAKESIDE, "staff")] == ["t-1"]
    with pytest.raises(NotFound):
        await roster.tags_of(LAKESIDE, "student", "s-1")


async def test_what_is_wrong_is_refused_and_nothing_kept(roster: RosterService) -> None:
    with pytest.raises(Invalid):
        await roster.put_staff_facts(LAKESIDE, "t-1", StaffAdditions(supervisor="t-1"))
    with pytest.raises(Invalid):
        await roster.put_interest(LAKESIDE, Interest(staff="", student="s-1", reason=""))
    with pytest.raises(Invalid):
        await roster.put_tags(LAKESIDE, Tags(kind="class", id="c-1", words=("",)))
    assert await roster.interests(LAKESIDE) == []
    assert await roster.tags(LAKESIDE, "class") == []


async def test_districts_add_apart(roster: RosterService) -> None:
    await roster.put_staff_facts(LAKESIDE, "t-1", WHOLE)
    with pytest.raises(NotFound):
        await roster.staff_facts(HILLTOP, "t-1")


async def test_republishing_tells_every_state_again_as_a_newer_version(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    users = people(user("p-1"), user("t-1", status="tobedeleted"), user("s-1", grade="05"), user("g-1"))
    await take_in(roster, a_package(users=users))
    before = await hear()
    last = {event.key: event for event in before.events}
    assert await roster.republish(LAKESIDE) == len(EVERYONE)
    again = (await hear()).events[len(before.events) :]
    assert {(event.key, event.payload, event.version - 1) for event in again} == {
        (event.key, event.payload, event.version) for event in last.values()
    }
    assert (await take_in(roster, a_package(users=users))).state == "unchanged"
    users = people(user("p-1"), user("t-1"), user("s-1", grade="05"), user("g-1"))
    await take_in(roster, a_package(users=users))
    versions = [event.version for event in (await hear()).events if event.key == "staff/t-1"]
    assert versions == [1, 2, 3, 4]


@pytest.mark.parametrize("district", ["lakeside", "hillview"])
async def test_the_districts_of_the_contract_cases_deviate_by_the_status_of_who_has_left_alone(
    district: str, roster: RosterService
) -> None:
    folder = DISTRICTS / district
    outcome = await roster.import_package(LAKESIDE, folder / "oneroster", folder / "guardians.csv", whole=True)
    assert outcome.state == "applied"
    assert {(found.column, found.code) for found in outcome.problems} <= {("status", "status")}


async def test_no_event_carries_a_name_of_a_student_or_guardian(schema: Schema, roster: RosterService) -> None:
    users = people(user("p-1"), user("t-1"), user("s-1", given="Canary"), user("g-1", family="Canary"))
    await take_in(roster, a_package(users=users, guardians=table(GUARDIANS, link("s-1", "g-1"))))
    assert not [event for event in await schema.events() if b"Canary" in event.payload]
