"""A district folder as contact.md describes it is read whole, and YAML's old readings do not get in the way."""

from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from builders.district_folder import CONSENT, DISTRICT, district_folder, with_lines
from hallpass.consent.model import Answered, DirectoryOptedOut, NoticeDelivered, NoticeWritten, Reminded
from hallpass.contracts.policy import ApprovalFacts, PlatformFacts, QuietWindow, SettingsFacts
from hallpass.contracts.roster import Acknowledgement
from hallpass.districts.reader import read_folder
from hallpass.policy import defaults
from hallpass.policy.model import Emergency

CHECKOUT = Path(__file__).resolve().parents[3]


def settings_of(folder: Path) -> SettingsFacts:
    settings = read_folder(folder).register["settings"]
    assert isinstance(settings, SettingsFacts)
    return settings


@pytest.mark.parametrize("name", ["lakeside", "hillview"])
def test_the_districts_of_the_contract_cases_are_without_errors(name: str) -> None:
    folder = read_folder(CHECKOUT / "tests" / "data" / "districts" / name)
    assert folder.tenant == name
    assert {warning.code for warning in folder.warnings} <= {"status"}


def test_what_is_absent_takes_its_default(tmp_path: Path) -> None:
    bare = "district: {id: lakeside, time_zone: America/Chicago}\n"
    folder = read_folder(district_folder(tmp_path, district=bare, consent=None, guardians=None))
    settings = folder.register["settings"]
    assert isinstance(settings, SettingsFacts)
    assert settings.name == "lakeside"
    assert settings.grade_map == defaults.GRADE_MAP
    assert (settings.window_days, settings.quiet_hours, settings.guardian_rules) == (14, {}, "lift")
    assert {warning.code for warning in folder.warnings} == {"no_version", "no_reporting"}
    assert (folder.facts, folder.staff, folder.tags, folder.guardians) == ({}, {}, (), None)


def test_unquoted_grades_times_versions_and_ids_mean_what_is_written(tmp_path: Path) -> None:
    text = """\
district: {id: 0123, name: Lakeside, time_zone: America/Chicago}
settings:
  grade_map: {KG: elementary, 01: elementary, 08: middle, 012: high}
  acceptable_use: {version: 2026, valid_days: 365}
  quiet_hours: {elementary: {from: 20:00, until: 07:00}, middle: {from: 8:30, until: "09:00"}, high: null}
  phone_numbers: [+16085550100]
  reporting: {name: Desk, phone: 16085550130}
platforms:
"""
    folder = read_folder(district_folder(tmp_path, district=text, consent=None))
    settings = settings_of(folder.path)
    assert folder.tenant == "0123"
    assert settings.grade_map == {"KG": "elementary", "01": "elementary", "08": "middle", "012": "high"}
    assert settings.acceptable_use_version == "2026"
    assert settings.quiet_hours == {
        "elementary": QuietWindow(start=1200, until=420),
        "middle": QuietWindow(start=510, until=540),
    }
    assert (settings.phone_numbers, settings.reporting.phone) == (("+16085550100",), "16085550130")


def test_staff_interests_and_tags_may_say_little(tmp_path: Path) -> None:
    text = with_lines(
        "staff:",
        "  - {id: t-1, acceptable_use: {version: '2026', date: 2026-08-20}, supervisor: p-1,",
        "     personal_numbers: ['+16085550142']}",
        "  - {id: p-1}",
        "record_interests: [{staff: t-1, student: s-1, reason: 504 team}]",
        "directory_opt_outs: [s-1]",
        "tags: {students: {s-1: [homebound]}, staff: {}, platforms: {blog: [pilot]}}",
        "x-notes: {anything: [at, all]}",
    )
    folder = read_folder(district_folder(tmp_path, district=text))
    assert folder.staff["t-1"].acceptable_use == Acknowledgement(version="2026", date=date(2026, 8, 20))
    assert (folder.staff["t-1"].supervisor, folder.staff["p-1"].supervisor) == ("p-1", None)
    assert [(found.staff, found.student) for found in folder.interests] == [("t-1", "s-1")]
    assert [(found.kind, found.id, found.words) for found in folder.tags] == [("student", "s-1", ("homebound",))]
    blog = folder.register["platform/blog"]
    assert isinstance(blog, PlatformFacts)
    assert blog.tags == ("pilot",)
    assert folder.facts["answers/s-1"][-1] == DirectoryOptedOut(student="s-1")


@pytest.mark.parametrize(
    "start,until,begins,ends",
    [
        ("2026-01-12T06:00:00-06:00", "2026-01-12T18:00:00Z", (12, 12), (12, 18)),
        ("2026-01-12T06:00:00", "2026-01-12 12:00", (12, 12), (12, 18)),
        ("2026-01-12", "2026-01-12", (12, 6), (13, 6)),
    ],
    ids=["with offsets", "district time", "days"],
)
def test_an_emergency_is_in_the_districts_time_unless_it_says_otherwise(
    tmp_path: Path, start: str, until: str, begins: tuple[int, int], ends: tuple[int, int]
) -> None:
    text = with_lines(f"emergencies: [{{id: e-1, declared_by: p-1, from: {start}, until: {until}, reason: Ice}}]")
    found = read_folder(district_folder(tmp_path, district=text)).register["emergency/e-1"]
    assert isinstance(found, Emergency)
    assert (found.start.astimezone(UTC), found.until.astimezone(UTC)) == (
        datetime(2026, 1, begins[0], begins[1], tzinfo=UTC),
        datetime(2026, 1, ends[0], ends[1], tzinfo=UTC),
    )


def test_a_principal_declares_for_their_school_and_a_district_administrator_everywhere(tmp_path: Path) -> None:
    day = "from: 2026-01-12, until: 2026-01-13, reason: Ice"
    text = with_lines(f"emergencies: [{{id: e-1, declared_by: p-1, {day}}}, {{id: e-2, declared_by: d-1, {day}}}]")
    register = read_folder(district_folder(tmp_path, district=text)).register
    schools = [getattr(register[f"emergency/{name}"], "school", "") for name in ("e-1", "e-2")]
    assert schools == ["maple", None]


def test_approvals_have_open_ends_and_the_same_one_is_the_same(tmp_path: Path) -> None:
    text = with_lines("approvals: [{organization: Camp, approved_by: p-1}, {organization: Camp, approved_by: p-1}]")
    register = read_folder(district_folder(tmp_path, district=text)).register
    (found,) = [entry for entry in register.values() if isinstance(entry, ApprovalFacts)]
    assert (found.organization, found.since, found.until) == ("Camp", None, None)


def test_notices_and_answers_become_facts_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = CONSENT.replace("parts: {purpose: Diary}", "parts: {purpose: Diary, example: '  ', security: null}") + (
        "  - {guardian: g-1, student: s-1, purpose: direct_contact, scope: {staff: t-1},"
        " answer: opt_in, date: 2026-09-01}\n"
        "reminders: [{students: [s-1], platform: blog, date: 2026-10-02}]\n"
        "objections: []\n"
        "consultations:\n"
    )
    facts = read_folder(district_folder(tmp_path, consent=text)).facts
    notice, delivery = facts["notice/n-1"]
    assert isinstance(notice, NoticeWritten)
    assert notice.filled_parts() == ("purpose",)
    assert delivery == NoticeDelivered(notice="n-1", date=date(2026, 9, 1))
    assert [found.scope for found in facts["answers/s-1"] if isinstance(found, Answered)] == ["all", "staff"]
    assert facts["reminders/blog"] == (Reminded(platform_id="blog", date=date(2026, 10, 2), students=("s-1",)),)


@pytest.mark.parametrize(
    "delivered,expected",
    [
        ("{date: 2026-09-01}", [None]),
        ("{date: 2026-09-01, to: [g-1], bounced: [g-1]}", [("g-1",)]),
        ("[{date: 2026-09-01, to: []}, {date: 2026-09-05, to: all}]", [(), None]),
        ("null", []),
    ],
    ids=["to all", "to some", "twice", "not yet"],
)
def test_a_delivery_may_be_to_all_to_some_or_not_yet(
    tmp_path: Path, delivered: str, expected: list[tuple[str, ...] | None]
) -> None:
    text = CONSENT.replace("{date: 2026-09-01, to: all}", delivered)
    facts = read_folder(district_folder(tmp_path, consent=text)).facts["notice/n-1"]
    assert [found.to for found in facts if isinstance(found, NoticeDelivered)] == expected


def test_the_package_may_be_a_zip(tmp_path: Path) -> None:
    folder = district_folder(tmp_path)
    with ZipFile(folder / "export-2026.zip", "w") as archive:
        for file in (folder / "oneroster").iterdir():
            archive.write(file, file.name)
            file.unlink()
    (folder / "oneroster").rmdir()
    assert read_folder(folder).package.name == "export-2026.zip"


def test_an_answer_of_somebody_who_has_left_or_may_not_consent_loads(tmp_path: Path) -> None:
    guardians = (
        "student_id,guardian_id,relationship,may_contact,no_contact,may_consent,records_access,language,from,until\n"
    )
    folder = district_folder(tmp_path, guardians=guardians + "s-1,g-1,parent,true,true,false,false,en,,2020-01-01\n")
    assert "answers/s-1" in read_folder(folder).facts


def test_the_digest_of_the_package_follows_its_content(tmp_path: Path) -> None:
    first = read_folder(district_folder(tmp_path)).package_digest
    assert read_folder(district_folder(tmp_path, district=DISTRICT + "# a word\n")).package_digest == first
    later = read_folder(district_folder(tmp_path, guardians=None))
    assert later.package_digest != first


def in_class(*members: tuple[str, str, str]) -> str:
    """enrollments.csv with these members of class c-1: id, role, status."""
    head = (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
    )
    rows = [f"e-{who},{status},,c-1,maple,{who},{role},,," for who, role, status in members]
    return "\n".join([head, *rows])


@pytest.mark.parametrize(
    "members, lesson",
    [
        ((("t-1", "teacher", ""), ("s-1", "student", "")), ("t-1", "s-1")),
        ((("t-1", "teacher", ""), ("p-1", "teacher", ""), ("s-1", "student", "")), ("p-1", "s-1")),
        ((("t-1", "teacher", ""), ("p-1", "teacher", "tobedeleted"), ("s-1", "student", "")), ("t-1", "s-1")),
        ((("s-1", "student", ""),), None),
    ],
    ids=["the two", "first by id", "not who has left", "nobody teaches"],
)
def test_an_example_may_name_a_teacher_and_a_student_of_one_class(
    tmp_path: Path, members: tuple[tuple[str, str, str], ...], lesson: tuple[str, str] | None
) -> None:
    folder = district_folder(tmp_path, consent=None, roster={"enrollments.csv": in_class(*members)})
    assert read_folder(folder).lesson == lesson
