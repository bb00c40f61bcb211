"""Rows and cells: what the standard allows, what real exporters write, and what nobody can read."""

from datetime import date

import pytest

from builders.packages import (
    DEMOGRAPHICS,
    GUARDIANS,
    HEADERS,
    USERS_1_1,
    USERS_1_2,
    a_package,
    enrollment,
    link,
    table,
    user,
    user_1_1,
)
from unit.roster.readings import read

USERS = "users.csv"


def users(*rows: str, header: str = USERS_1_2) -> str:
    return table(header, *rows)


def test_utf_16_is_named() -> None:
    files: dict[str, str | bytes] = dict(a_package())
    files[USERS] = users(user("s-1")).encode("utf-16")
    assert (USERS, 1, None, "encoding") in read(files).errors
    files[USERS] = users(user("s-1")).encode("utf-16-le")
    assert (USERS, 1, None, "encoding") in read(files).errors


def test_latin_1_is_an_error_on_its_line_and_the_other_lines_are_examined() -> None:
    files: dict[str, str | bytes] = dict(a_package())
    files[USERS] = users(user("s-1"), user("s-2", given="Zoë"), user("s-3", enabled="perhaps")).encode("latin-1")
    assert read(files).errors == [(USERS, 3, None, "encoding"), (USERS, 4, "enabledUser", "boolean")]


def test_a_byte_order_mark_is_passed_over_even_strictly() -> None:
    files: dict[str, str | bytes] = dict(a_package())
    files[USERS] = b"\xef\xbb\xbf" + files[USERS].encode()  # type: ignore[union-attr]
    assert read(files, strict=True).errors == []


def test_a_nul_and_a_bare_carriage_return_are_errors_on_their_lines() -> None:
    rows = [user("s-1"), user("s-2", given="A\0da"), user("s-3"), user("s-4", given="A\rda")]
    assert read(a_package(users=users(*rows))).errors == [(USERS, 3, None, "nul"), (USERS, 5, None, "bare_cr")]


def test_line_ends_may_be_of_either_kind_and_the_last_may_be_missing() -> None:
    text = users(user("s-1"), user("s-2"))
    assert len(read(a_package(users=text.replace("\r\n", "\n").rstrip())).rows["stage_person"]) == 2


def test_lines_divided_by_carriage_returns_alone_are_an_error() -> None:
    assert (USERS, 1, None, "bare_cr") in read(a_package(users=users(user("s-1")).replace("\r\n", "\r"))).errors


def test_a_huge_cell_and_a_line_without_end_are_errors() -> None:
    found = read(a_package(users=users(user("s-1", given="x" * 200_000))))
    assert (USERS, 2, None, "field_too_large") in found.errors
    found = read(a_package(users=users(user("s-1")) + "x" * 1_500_000))
    assert (USERS, 3, None, "line_too_long") in found.errors


def test_a_long_text_is_an_error_where_it_is_used() -> None:
    assert read(a_package(users=users(user("s-1", given="x" * 2_001)))).errors == [(USERS, 2, "givenName", "text")]


def test_quotes_that_are_not_closed_are_an_error() -> None:
    assert (USERS, 2, None, "quoting") in read(a_package(users=users('"s-1,,,true'))).errors
    rows = ['"s-1"x' + user("")[1:], user("s-2", enabled="perhaps")]
    found = read(a_package(users=users(*rows)))
    assert (USERS, 2, None, "quoting") in found.errors
    assert (USERS, 3, "enabledUser", "boolean") in found.errors


def test_a_line_break_in_a_cell_keeps_line_numbers_true() -> None:
    found = read(a_package(users=users(user("s-1", given='"Ada\nLou"'), user("s-2", enabled="perhaps"))))
    assert found.errors == [(USERS, 4, "enabledUser", "boolean")]
    assert (USERS, 2, None, "line_break") in found.warnings


def test_a_header_that_is_missing_is_told_without_repeating_the_data_that_stands_in_its_place() -> None:
    found = read(a_package(users=table(user("s-1", given="Canary"))))
    assert (USERS, 1, "sourcedId", "missing_column") in found.errors
    assert "Canary" not in str(found.reading.report.problems())
    assert (USERS, 1, None, "header_missing") in read(a_package(users="")).errors


def test_columns_may_come_in_any_order_and_case_with_others_between_them_unless_read_strictly() -> None:
    header = "SourcedId,givenName,status,shoeSize,familyName,enabledUser"
    files = a_package(users=users("t-1,Ada,,42,Elm,true", header=header))
    found = read(files)
    assert found.errors == []
    assert found.rows["stage_person"] == [(2, "t-1", True, True, "Ada Elm", None, None, "")]
    assert {(column, code) for file, _line, column, code in found.warnings if file == USERS} >= {
        ("sourcedId", "column_name"),
        (None, "unknown_column"),
        (None, "column_order"),
        ("username", "missing_column"),
    }
    assert {code for file, _l, _c, code in read(files, strict=True).errors if file == USERS} == {
        "column_name",
        "unknown_column",
        "column_order",
        "missing_column",
    }


def test_metadata_columns_are_no_deviation() -> None:
    files = a_package(orgs=table(HEADERS["orgs"] + ",metadata.color", "d,,,Lakeside,district,,,blue"))
    assert read(files, strict=True).errors == []


def test_a_column_that_comes_twice_is_an_error() -> None:
    files = a_package(orgs=table(HEADERS["orgs"] + ",name", "d,,,Lakeside,district,,,x"))
    assert read(files).errors == [("orgs.csv", 1, "name", "duplicate_column")]


def test_early_demographics_name_the_user() -> None:
    text = table(DEMOGRAPHICS.replace("sourcedId", "userSourcedId", 1), "s-1,,,2015-03-04" + "," * 12)
    found = read(a_package(demographics=text))
    assert found.rows["stage_demographic"] == [(2, "s-1", date(2015, 3, 4))]
    assert found.warnings == [("demographics.csv", 1, "sourcedId", "column_name")]


def test_rows_of_another_width() -> None:
    rows = ["s-1,,,true", user("s-2") + ",,", user("s-3") + ",surplus"]
    found = read(a_package(users=users(*rows)))
    assert found.errors == [(USERS, 4, None, "too_many_cells")]
    assert [row[1] for row in found.rows["stage_person"]] == ["s-1", "s-2"]
    assert (USERS, 2, None, "cell_count") in found.warnings


def test_a_header_without_rows_and_blank_lines_are_deviations() -> None:
    assert read(a_package(courses=table(HEADERS["courses"]))).warnings == [("courses.csv", 1, None, "no_rows")]
    assert read(a_package(users=users(user("s-1"), "", user("s-2")))).warnings == [(USERS, 3, None, "blank_line")]


@pytest.mark.parametrize(
    "cell, enabled", [("TRUE", True), ("False", False), ("1", True), ("0", False), ("yes", True), ("N", False)]
)
def test_booleans_as_exporters_write_them(cell: str, enabled: bool) -> None:
    files = a_package(users=users(user("t-1", enabled=cell)))
    assert read(files).rows["stage_person"][0][3] is enabled
    assert read(files).warnings == [(USERS, 2, "enabledUser", "boolean")]
    assert read(files, strict=True).errors == [(USERS, 2, "enabledUser", "boolean")]


def test_an_absent_enabled_user_is_enabled() -> None:
    found = read(a_package(users=users(user("t-1", enabled=""))))
    assert found.rows["stage_person"][0][3] is True
    assert found.warnings == [(USERS, 2, "enabledUser", "empty")]


@pytest.mark.parametrize("cell", ["2015-03-04T00:00:00.000Z", " 2015-03-04", "2015-03-04 00:00:00"])
def test_a_date_written_as_an_instant_is_its_date(cell: str) -> None:
    files = a_package(demographics=table(DEMOGRAPHICS, f"s-1,,,{cell}" + "," * 12))
    assert read(files).rows["stage_demographic"] == [(2, "s-1", date(2015, 3, 4))]
    assert read(files, strict=True).errors == [("demographics.csv", 2, "birthDate", "date")]


@pytest.mark.parametrize("cell", ["03/04/2015", "2015-02-30", "20150304", "2015-W10-3", "99999-01-01", "soon"])
def test_what_is_no_date_is_an_error_because_an_end_must_not_vanish(cell: str) -> None:
    files = a_package(enrollments=table(HEADERS["enrollments"], enrollment(1, "s-1", until=cell)))
    assert read(files).errors == [("enrollments.csv", 2, "endDate", "date")]


def test_a_bad_date_that_no_rule_reads_is_a_warning() -> None:
    sessions = table(HEADERS["academicSessions"], "y,,,2026,schoolYear,soon,2027-06-12,,2027")
    assert read(a_package(academicSessions=sessions)).warnings == [("academicSessions.csv", 2, "startDate", "date")]


def test_status_is_read_in_every_spelling_and_an_unknown_one_is_an_error() -> None:
    rows = [user(f"s-{n}", status=word) for n, word in enumerate(["", "ACTIVE", "tobedeleted", "inactive"])]
    found = read(a_package(users=users(*rows)))
    assert [row[2] for row in found.rows["stage_person"]] == [True, True, False, False]
    assert read(a_package(users=users(user("s-1", status="gone")))).errors == [(USERS, 2, "status", "status")]


def test_status_and_date_of_change_must_be_empty_in_bulk_and_are_understood() -> None:
    files = a_package(orgs=table(HEADERS["orgs"], "d,active,2026-08-01T00:00:00.000Z,Lakeside,district,,"))
    deviations = [("orgs.csv", 2, "dateLastModified", "date_time"), ("orgs.csv", 2, "status", "status")]
    assert (read(files).errors, read(files).warnings) == ([], deviations)
    assert read(files, strict=True).errors == deviations


def test_ids_beyond_the_alphabet_are_understood_and_impossible_ones_are_not() -> None:
    found = read(a_package(users=users(user(" s 1 "), user("s-2"))))
    assert [row[1] for row in found.rows["stage_person"]] == ["s 1", "s-2"]
    assert found.warnings == [(USERS, 2, "sourcedId", "sourced_id")]
    found = read(a_package(users=users(user("s" * 256), user(""), user("  "))))
    assert found.errors == [
        (USERS, 2, "sourcedId", "sourced_id"),
        (USERS, 3, "sourcedId", "empty"),
        (USERS, 4, "sourcedId", "empty"),
    ]


def test_names_cannot_carry_control_characters_or_turn_the_text_around() -> None:
    found = read(a_package(users=users(user("t-1", given="Ada\t\u202e", family="Elm"))))
    assert found.rows["stage_person"][0][4] == "Ada Elm"
    assert found.warnings == [(USERS, 2, "givenName", "text")]


def test_passwords_race_sex_and_birthplace_are_not_even_looked_at() -> None:
    demographics = table(
        DEMOGRAPHICS, "s-1,,,2015-03-04,canary,canary,canary,canary,canary,canary,canary,canary,US,IA,Canary,x"
    )
    people = table(USERS_1_1, user_1_1("s-1", "student", password="canary \u202e"))
    found = read(a_package("1.1", users=people, demographics=demographics), strict=True)
    assert (found.errors, found.warnings) == ([], [])
    assert "anary" not in str(found.rows)


def test_roles_of_both_versions_become_one_vocabulary() -> None:
    words = [
        "districtAdministrator",
        "siteAdministrator",
        "systemAdministrator",
        "counselor",
        "Teacher",
        "ext:coach",
        "janitor",
    ]
    rows = [f"r-{number},,,t-1,primary,{word},,,maple," for number, word in enumerate(words)]
    found = read(a_package(roles=table(HEADERS["roles"], *rows)))
    assert [row[4] for row in found.rows["stage_role"]] == [
        "district_administrator",
        "site_administrator",
        "system_administrator",
        "counselor",
        "teacher",
        "other",
        "other",
    ]
    assert found.warnings == [("roles.csv", 6, "role", "role"), ("roles.csv", 8, "role", "role")]


def test_a_user_of_1_1_has_their_role_at_each_organization_and_a_guardian_at_none() -> None:
    people = table(USERS_1_1, user_1_1("t-1", "teacher", orgs="d,maple"), user_1_1("g-1", "parent", orgs=""))
    found = read(a_package("1.1", users=people))
    assert [row[3:6] for row in found.rows["stage_role"]] == [
        ("t-1", "teacher", "d"),
        ("t-1", "teacher", "maple"),
        ("g-1", "parent", None),
    ]
    assert found.warnings == [(USERS, 3, "orgSourcedIds", "empty")]


def test_the_first_grade_of_a_list_counts_as_it_is_given() -> None:
    found = read(a_package(users=users(user("s-1", grade='"1,2"'), user("s-2", grade="KG"), user("s-3"))))
    assert [row[5] for row in found.rows["stage_person"]] == ["1", "KG", None]


def test_every_enrolled_member_of_staff_teaches_and_unknown_roles_count_for_nothing() -> None:
    words = ["student", "teacher", "administrator", "proctor", "ext:guest"]
    rows = [enrollment(n, "t-1", word) for n, word in enumerate(words)]
    found = read(a_package(enrollments=table(HEADERS["enrollments"], *rows)))
    assert [row[5] for row in found.rows["stage_enrollment"]] == ["student", "teacher", "teacher", "teacher", "other"]


def test_guardian_links_carry_their_flags_and_dates() -> None:
    rows = [link("s-1", "g-1"), link("s-1", "g-2", "false,TRUE,0,no", "2026-01-01", "2026-06-30")]
    found = read(a_package(guardians=table(GUARDIANS, *rows)))
    assert found.rows["stage_guardian"] == [
        (2, "s-1", "g-1", "parent", True, False, True, True, "en", date.min, None),
        (3, "s-1", "g-2", "parent", False, True, False, False, "en", date(2026, 1, 1), date(2026, 6, 30)),
    ]


def test_a_permission_in_guardians_csv_is_never_guessed() -> None:
    rows = [link("s-1", "g-1", "true,,true,true"), link("s-1", "g-2", "true,perhaps,true,true")]
    found = read(a_package(guardians=table(GUARDIANS, *rows)))
    assert found.errors == [("guardians.csv", 2, "no_contact", "empty"), ("guardians.csv", 3, "no_contact", "boolean")]
    found = read(a_package(guardians=table("student_id,guardian_id,may_contact", "s-1,g-1,true")))
    assert ("guardians.csv", 1, "no_contact", "missing_column") in found.errors


def test_a_link_that_ends_before_it_begins_is_an_error() -> None:
    found = read(a_package(guardians=table(GUARDIANS, link("s-1", "g-1", since="2026-06-01", until="2026-05-31"))))
    assert found.errors == [("guardians.csv", 2, "until", "dates_reversed")]


def test_every_problem_of_every_file_is_in_the_report() -> None:
    found = read(
        a_package(
            orgs=table(HEADERS["orgs"], "d,gone,,Lakeside,district,,", ",,,Maple,school,,d"),
            users=users(user("s-1", enabled="perhaps"), user("s-2", status="gone", grade="05")),
            guardians=table(GUARDIANS, link("s-1", "g-1", since="soon")),
        )
    )
    assert found.errors == [
        ("guardians.csv", 2, "from", "date"),
        ("orgs.csv", 2, "status", "status"),
        ("orgs.csv", 3, "sourcedId", "empty"),
        (USERS, 2, "enabledUser", "boolean"),
        (USERS, 3, "status", "status"),
    ]


def test_a_deviation_in_every_row_is_counted_and_listed_only_at_first() -> None:
    rows = [user(f"s-{number}", enabled="TRUE") for number in range(500)]
    report = read(a_package(users=users(*rows))).reading.report
    [tally] = report.tallies()
    assert (tally.code, tally.severity, tally.count) == ("boolean", "warning", 500)
    assert len(report.problems()) == 20


def test_bad_rows_are_counted_beyond_those_that_are_listed() -> None:
    rows = [user(f"s-{number}", enabled="perhaps") for number in range(1_500)]
    report = read(a_package(users=users(*rows))).reading.report
    assert (report.count("error"), len(report.faults())) == (1_500, 1_000)
