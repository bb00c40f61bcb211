"""A folder with an error is refused whole: each error by file, line and member, and none with a value in it."""

from pathlib import Path

import pytest

from builders.district_folder import CONSENT, DISTRICT, district_folder, with_lines
from hallpass.contracts.policy import QuietWindow, SettingsFacts
from hallpass.districts.document import DEEPEST
from hallpass.districts.reader import read_folder
from hallpass.kernel.errors import Fault, Invalid

EMERGENCY = "emergencies: [{id: e-1, declared_by: %s, from: 2026-01-12, until: 2026-01-13, reason: Ice}]"


def errors_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as refused:
        read_folder(folder)
    return refused.value.faults


def places_of(folder: Path) -> list[tuple[str | None, int | None, str | None, str]]:
    return [(fault.file, fault.line, fault.member, fault.code) for fault in errors_of(folder)]


DISTRICT_CASES = {
    "no identity": ("settings: {}\n", (1, "district", "missing")),
    "no time zone": ("district: {id: a}\n", (1, "district.time_zone", "missing")),
    "unknown time zone": ("district: {id: a, time_zone: Mars/Base}\n", (1, "district.time_zone", "time_zone")),
    "a folder of zones": ("district: {id: a, time_zone: America}\n", (1, "district.time_zone", "time_zone")),
    "not YAML": ("district: {id: a\n", (2, None, "yaml")),
    "a list": ("- district\n", (1, None, "mapping")),
    "too deep": ("district: " + "[" * DEEPEST + "]" * DEEPEST + "\n", (1, None, "too_deep")),
    "a member twice": (with_lines("platforms: []"), (7, None, "duplicate")),
    "a misspelt member": (with_lines("platform: []"), (7, None, "unknown_member")),
    "a date called on": (
        with_lines("staff: [{id: t-1, acceptable_use: {version: a, on: 2026-08-20}}]"),
        (7, "staff[0].acceptable_use", "unknown_member"),
    ),
    "a merge key": (with_lines("tags: {<<: {students: {}}}"), (7, "tags", "merge_key")),
    "a merge key in a list": (with_lines("staff:", "  - &t {id: t-1}", "  - <<: *t"), (9, "staff[1]", "merge_key")),
    "a list as a name": (with_lines("tags: {[students]: {}}"), (7, "tags", "name")),
    "nothing named so": (with_lines("directory_opt_outs: *nobody"), (7, None, "yaml")),
    "no level": (
        with_lines().replace("settings:", "settings:\n  grade_map: {'01': primary}"),
        (3, "settings.grade_map[0]", "word"),
    ),
    "a grade twice": (
        with_lines().replace("settings:", "settings:\n  grade_map: {01: middle, '01': high}"),
        (3, "settings.grade_map", "duplicate"),
    ),
    "no time": (
        with_lines().replace("settings:", "settings:\n  quiet_hours: {high: {from: 25:00, until: 07:00}}"),
        (3, "settings.quiet_hours.high.from", "time"),
    ),
    "an empty window": (
        with_lines().replace("settings:", "settings:\n  quiet_hours: {high: {from: 07:00, until: 07:00}}"),
        (3, "settings.quiet_hours.high", "quiet_hours"),
    ),
    "no purpose": (
        with_lines().replace("settings:", "settings:\n  consent: {active: [email]}"),
        (3, "settings.consent.active[0]", "word"),
    ),
    "negative days": (
        with_lines().replace("settings:", "settings:\n  consent: {window_days: -1}"),
        (3, "settings.consent.window_days", "integer"),
    ),
    "a quoted truth": (
        DISTRICT.replace("sanctioned: true", 'sanctioned: "true"'),
        (6, "platforms[0].sanctioned", "boolean"),
    ),
    "no kind": (DISTRICT.replace("kind: website, ", ""), (6, "platforms[0].kind", "missing")),
    "an unknown kind": (DISTRICT.replace("website", "fax"), (6, "platforms[0].kind", "word")),
    "a platform twice": (
        with_lines("  - {id: blog, kind: email, sanctioned: true}"),
        (7, "platforms[1]", "duplicate"),
    ),
    "an age that is none": (
        DISTRICT.replace("visibility", "minimum_age: thirteen, visibility"),
        (6, "platforms[0].minimum_age", "integer"),
    ),
    "no date": (
        with_lines("staff:", "  - {id: t-1, acceptable_use: {version: a, date: 20.8.2026}}"),
        (8, "staff[0].acceptable_use.date", "date"),
    ),
    "a day that is none": (
        with_lines("staff: [{id: t-1, acceptable_use: {version: a, date: 2026-02-30}}]"),
        (7, "staff[0].acceptable_use.date", "date"),
    ),
    "a number that is none": (
        with_lines("staff: [{id: t-1, personal_numbers: ['12']}]"),
        (7, "staff[0].personal_numbers[0]", "phone_number"),
    ),
    "unknown staff": (with_lines("staff: [{id: t-9}]"), (7, "staff[0].id", "unknown_staff")),
    "a guardian as staff": (with_lines("staff: [{id: g-1}]"), (7, "staff[0].id", "unknown_staff")),
    "unknown supervisor": (
        with_lines("staff: [{id: t-1, supervisor: x}]"),
        (7, "staff[0].supervisor", "unknown_staff"),
    ),
    "unknown student": (with_lines("directory_opt_outs: [s-1, s-9]"), (7, "directory_opt_outs[1]", "unknown_student")),
    "unknown platform": (with_lines("tags: {platforms: {x: [y]}}"), (7, "tags.platforms[0]", "unknown_platform")),
    "unknown class": (with_lines("tags: {classes: {x: [y]}}"), (7, "tags.classes[0]", "unknown_class")),
    "an emergency of a teacher": (with_lines(EMERGENCY % "t-1"), (7, "emergencies[0].declared_by", "no_authority")),
    "an emergency of nobody known": (with_lines(EMERGENCY % "x"), (7, "emergencies[0].declared_by", "no_authority")),
    "an emergency that ends before": (
        with_lines((EMERGENCY % "p-1").replace("2026-01-13", "2026-01-10")),
        (7, "emergencies[0].until", "period"),
    ),
    "no instant": (
        with_lines((EMERGENCY % "p-1").replace("2026-01-12", "soon")),
        (7, "emergencies[0].from", "instant"),
    ),
    "an approval that ends before": (
        with_lines("approvals: [{organization: Camp, approved_by: p-1, from: 2026-02-01, until: 2026-01-01}]"),
        (7, "approvals[0].until", "period"),
    ),
}


@pytest.mark.parametrize("text,expected", DISTRICT_CASES.values(), ids=DISTRICT_CASES)
def test_an_error_in_district_yaml_is_placed(tmp_path: Path, text: str, expected: tuple[int, str | None, str]) -> None:
    assert ("district.yaml", *expected) in places_of(district_folder(tmp_path, district=text, consent=None))


def notice(**members: str) -> str:
    """consent.yaml with one notice, its members on line 2."""
    known = {"id": "n-1", "kind": "direct_contact", "staff": "t-1"} | members
    return "notices:\n  - {" + ", ".join(f"{name}: {value}" for name, value in known.items() if value) + "}\n"


def answer(**members: str) -> str:
    """consent.yaml with one answer, its members on line 2."""
    known = {
        "guardian": "g-1",
        "student": "s-1",
        "purpose": "photo",
        "scope": "all",
        "answer": "opt_in",
        "date": "2026-09-01",
    } | members
    return "answers:\n  - {" + ", ".join(f"{name}: {value}" for name, value in known.items() if value) + "}\n"


CONSENT_CASES = {
    "no kind": (notice(kind=""), (2, "notices[0].kind", "missing")),
    "staff and class": (notice(**{"class": "c-1"}), (2, "notices[0].staff", "one_of")),
    "media without platform": (
        notice(kind="classroom_media", staff="", **{"class": "c-1"}),
        (2, "notices[0].platform", "missing"),
    ),
    "a misspelt part": (notice(parts="{securty: none}"), (2, "notices[0].parts", "unknown_member")),
    "delivered without date": (notice(delivered="{to: all}"), (2, "notices[0].delivered.date", "missing")),
    "delivered to a word": (notice(delivered="{date: 2026-09-01, to: some}"), (2, "notices[0].delivered.to", "list")),
    "delivered to a stranger": (
        notice(delivered="{date: 2026-09-01, to: [g-1, g-9]}"),
        (2, "notices[0].delivered.to[1]", "unknown_guardian"),
    ),
    "bounced without being sent": (
        notice(delivered="{date: 2026-09-01, to: [], bounced: [g-1]}"),
        (2, "notices[0].bounced", "not_addressed"),
    ),
    "a notice twice": (notice() + "  - {id: n-1, kind: direct_contact, class: c-1}\n", (3, "notices[1]", "duplicate")),
    "an unknown purpose": (answer(purpose="email"), (2, "answers[0].purpose", "word")),
    "an unknown answer": (answer(answer="perhaps"), (2, "answers[0].answer", "word")),
    "a scope of two": (answer(scope="{class: c-1, staff: t-1}"), (2, "answers[0].scope", "scope")),
    "a scope of a word": (answer(scope="school"), (2, "answers[0].scope", "scope")),
    "a scope nobody knows": (answer(scope="{platform: x}"), (2, "answers[0].scope.platform", "unknown_platform")),
    "an unknown guardian": (answer(guardian="x"), (2, "answers[0].guardian", "unknown_guardian")),
    "a student as guardian": (answer(guardian="s-1"), (2, "answers[0].guardian", "unknown_guardian")),
    "an objection without reason": (
        "objections: [{class: c-1, platform: blog, reason: ' ', by: t-1, date: 2026-09-01}]\n",
        (1, "objections[0].reason", "empty"),
    ),
    "a consultation of a word": (
        "consultations: [{class: c-1, platform: blog, principal: p-1, date: 2026-09-01, outcome: fine}]\n",
        (1, "consultations[0].outcome", "word"),
    ),
    "a reminder to nobody": ("reminders: [{platform: blog, date: 2026-09-01}]\n", (1, "reminders[0].class", "one_of")),
    "an unknown list": ("answer: []\n", (1, None, "unknown_member")),
}


@pytest.mark.parametrize("text,expected", CONSENT_CASES.values(), ids=CONSENT_CASES)
def test_an_error_in_consent_yaml_is_placed(tmp_path: Path, text: str, expected: tuple[int, str | None, str]) -> None:
    assert places_of(district_folder(tmp_path, consent=text)) == [("consent.yaml", *expected)]


def test_every_error_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = district_folder(
        tmp_path,
        district=DISTRICT.replace("America/Chicago", "Mars/Base") + "platform: []\n",
        consent=CONSENT.replace("opt_out", "perhaps") + "answer: []\n",
        guardians="student_id,guardian_id\ns-1,g-1\n",
    )
    assert {(file, code) for file, _, _, code in places_of(folder)} >= {
        ("district.yaml", "time_zone"),
        ("district.yaml", "unknown_member"),
        ("consent.yaml", "word"),
        ("consent.yaml", "unknown_member"),
    }
    assert any(fault.file == "guardians.csv" for fault in errors_of(folder))


def test_what_yaml_repeats_for_others_is_told_with_what_to_write_instead(tmp_path: Path) -> None:
    text = with_lines("staff:", "  - &t {id: t-1}", "  - {<<: *t, supervisor: p-1}")
    (told,) = [fault for fault in errors_of(district_folder(tmp_path, district=text)) if fault.code == "merge_key"]
    assert "<<" in told.message
    assert "Write the members out" in told.message
    (told,) = errors_of(district_folder(tmp_path / "other", district=with_lines("directory_opt_outs: *nobody")))
    assert told.message.startswith("This is not YAML: *word repeats what &word has named")
    assert "nobody" not in told.message


def test_a_whole_value_may_be_repeated(tmp_path: Path) -> None:
    text = with_lines().replace(
        "settings:", "settings:\n  quiet_hours: {elementary: &w {from: 20:00, until: 07:00}, middle: *w}", 1
    )
    settings = read_folder(district_folder(tmp_path, district=text, consent=None)).register["settings"]
    assert isinstance(settings, SettingsFacts)
    assert settings.quiet_hours["elementary"] == settings.quiet_hours["middle"] == QuietWindow(start=1200, until=420)


def test_a_misspelt_member_comes_with_the_name_that_is_probably_meant(tmp_path: Path) -> None:
    text = DISTRICT.replace("sanctioned", "santioned")
    told = [
        fault.message for fault in errors_of(district_folder(tmp_path, district=text)) if fault.code == "unknown_member"
    ]
    assert told[0].startswith("No member of this name is known here. Perhaps sanctioned is meant.")


def test_no_error_repeats_what_is_written_in_the_folder(tmp_path: Path) -> None:
    secret = "Canary-Zxq"
    district = with_lines(
        f"staff: [{{id: {secret}, acceptable_use: {{version: a, date: {secret}}}, personal_numbers: [{secret}]}}]",
        f"{secret}: 1",
        f"tags: {{students: {{{secret}: [a, ' b']}}}}",
    )
    folder = district_folder(tmp_path, district=district, consent=f'answers: [{{guardian: {secret}, "{secret}')
    told = errors_of(folder)
    assert len(told) >= 5
    assert not any(secret in f"{fault.message} {fault.member} {fault.code}" for fault in told)


def test_what_is_missing_from_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert places_of(tmp_path / "empty") == [
        ("district.yaml", 1, None, "missing"),
        ("oneroster", 1, None, "missing"),
    ]
    assert places_of(tmp_path / "nowhere") == [(".", 1, None, "missing")]


def test_two_packages_are_one_too_many(tmp_path: Path) -> None:
    folder = district_folder(tmp_path)
    (folder / "old.zip").write_bytes(b"")
    assert places_of(folder) == [("oneroster", 1, None, "duplicate")]


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    folder = district_folder(tmp_path)
    (folder / "consent.yaml").write_bytes(b"notices: []\n# Z\xfcrich\n")
    assert places_of(folder) == [("consent.yaml", 2, None, "encoding")]


def test_a_member_that_resembles_none_is_a_warning(tmp_path: Path) -> None:
    folder = read_folder(district_folder(tmp_path, district=with_lines("mascot: Heron")))
    assert "unknown_member" in {warning.code for warning in folder.warnings}
