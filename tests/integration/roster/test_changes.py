"""What changes when a package comes after another."""

from pathlib import Path

from builders.packages import GUARDIANS, HEADERS, a_package, enrollment, link, role, table, unpacked, user
from hallpass.roster.service import RosterService
from integration.roster.conftest import LAKESIDE, Hear
from integration.roster.steps import EVERYONE, people, roles, take_in


async def test_the_same_package_again_changes_nothing(roster: RosterService, hear: Hear) -> None:
    files = a_package(guardians=table(GUARDIANS, link("s-1", "g-1")))
    first = await take_in(roster, files)
    again = await take_in(roster, files)
    assert (again.state, again.sequence) == ("unchanged", first.sequence)
    assert len((await hear()).events) == len(EVERYONE)


async def test_rows_in_another_order_change_nothing(roster: RosterService, hear: Hear) -> None:
    held = [role("s-1", "student"), role("s-1", "student", org="brook"), role("t-1", "teacher"), role("g-1", "parent")]
    rows = [user(name) for name in ("p-1", "t-1", "s-1", "g-1")]
    await take_in(roster, a_package(users=people(*rows), roles=roles(*held)))
    again = await take_in(roster, a_package(users=people(*reversed(rows)), roles=roles(*reversed(held))))
    assert again.state == "unchanged"


async def test_only_what_changed_is_told_as_a_newer_version(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    users = people(user("p-1"), user("t-1", family="Oak"), user("s-1", grade="05"), user("g-1"))
    outcome = await take_in(roster, a_package(users=users))
    last = (await hear()).events[-1]
    assert (last.key, last.version, last.sequence) == ("staff/t-1", 2, len(EVERYONE) + 1)
    assert (outcome.changes["staff"].changed, outcome.changes["staff"].added) == (1, 0)


async def test_who_is_absent_is_gone_and_may_come_back(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package())
    without = a_package(
        users=people(user("p-1"), user("t-1"), user("g-1")),
        roles=roles(role("t-1", "teacher"), role("p-1", "principal"), role("g-1", "parent")),
        enrollments=table(HEADERS["enrollments"], enrollment(1, "t-1", "teacher")),
        without=["demographics"],
    )
    gone = await take_in(roster, without)
    told = await hear()
    assert gone.changes["students"].removed == 1
    assert (told.student("s-1").active, told.student("s-1").grade) == (False, None)
    back = await take_in(roster, a_package())
    assert back.changes["students"].added == 1
    last = next(event for event in reversed((await hear()).events) if event.key == "student/s-1")
    assert last.version == 3


async def test_files_that_a_package_does_not_carry_stay_as_they_were(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package(guardians=table(GUARDIANS, link("s-1", "g-1", "false,true,false,false"))))
    before = (await hear()).student("s-1")
    assert before.links[0].no_contact
    outcome = await take_in(roster, a_package(without=["demographics"]))
    assert outcome.state == "unchanged"
    assert (await take_in(roster, {"manifest.csv": a_package()["manifest.csv"].split("file.")[0]})).state == "unchanged"


async def test_a_district_folder_is_the_whole_truth(roster: RosterService, hear: Hear) -> None:
    await take_in(roster, a_package(guardians=table(GUARDIANS, link("s-1", "g-1"))))
    await take_in(roster, a_package(without=["demographics"]), whole=True)
    facts = (await hear()).student("s-1")
    assert (facts.birth_date, facts.links) == (None, ())


async def test_a_folder_and_a_file_beside_it_are_read_in_place_and_left_alone(
    tmp_path: Path, roster: RosterService, hear: Hear
) -> None:
    folder = unpacked(a_package(), tmp_path / "oneroster")
    beside = tmp_path / "guardians.csv"
    beside.write_text(table(GUARDIANS, link("s-1", "g-1")))
    await roster.import_package(LAKESIDE, folder, beside)
    assert [found.guardian for found in (await hear()).student("s-1").links] == ["g-1"]
    assert beside.exists()
    assert len(list(folder.iterdir())) == len(a_package())
