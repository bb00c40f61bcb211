"""What we keep of each row: plain tuples, in the order of the staging table that they go to.

The vocabulary of both versions becomes one: roles in the contract's words, plus `administrator`, whose meaning hangs
on the organization, and those of students and guardians. Roles that no rule knows are left out here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hallpass.roster.oneroster import columns
from hallpass.roster.oneroster.columns import File, Version

Staged = tuple[str, tuple[Any, ...]]
"""The name of a staging table and one row for it; its first cell is the line."""

ROLE_WORDS: Mapping[str, str] = {
    "administrator": "administrator",
    "aide": "aide",
    "counselor": "counselor",
    "districtAdministrator": "district_administrator",
    "guardian": "guardian",
    "parent": "parent",
    "principal": "principal",
    "proctor": "proctor",
    "relative": "relative",
    "siteAdministrator": "site_administrator",
    "student": "student",
    "systemAdministrator": "system_administrator",
    "teacher": "teacher",
}
ORG_KINDS = {"school": "school", "district": "district"}


def _active(status: str | None) -> bool:
    return status != "tobedeleted"


def _orgs(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, status, name, kind, parent = row
    yield (
        "stage_org",
        (line, sourced_id, (name or "").strip(), ORG_KINDS.get(kind, "other"), parent, _active(status)),
    )


def _sessions(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, _status, parent = row
    yield "stage_session", (line, sourced_id, parent)


def _courses(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, _status, session, org = row
    yield "stage_course", (line, sourced_id, session, org)


def _classes(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, status, title, course, school, terms = row
    listed = ",".join(terms or ())
    yield "stage_class", (line, sourced_id, (title or "").strip(), school, course, listed, _active(status))


def _users_1_1(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, status, enabled, orgs, role, given, family, agents, grade = row
    yield _person(line, sourced_id, status, enabled, given, family, grade, None, agents)
    word = ROLE_WORDS.get(role)
    if word is not None:
        # Guardians often come without an organization; the role counts all the same.
        for position, org in enumerate(orgs or (None,)):
            yield "stage_role", (line, position, None, sourced_id, word, org, False, None, None, True)


def _users_1_2(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, status, enabled, given, family, agents, grade, primary_org = row
    yield _person(line, sourced_id, status, enabled, given, family, grade, primary_org, agents)


def _person(line: int, sourced_id: str, status: str | None, *rest: Any) -> Staged:
    enabled, given, family, grade, primary_org, agents = rest
    name = " ".join(part for part in ((given or "").strip(), (family or "").strip()) if part)
    listed = ",".join(agents or ())
    return (
        "stage_person",
        (line, sourced_id, _active(status), enabled is not False, name, grade, primary_org, listed),
    )


def _roles(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, status, user, role_type, role, since, until, org = row
    word = ROLE_WORDS.get(role, "other")
    yield (
        "stage_role",
        (line, 0, sourced_id, user, word, org, role_type == "primary", since, until, _active(status)),
    )


def _enrollments(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, status, class_id, school, user, role, since, until = row
    # Every member of staff in a class counts as teaching it; a role of the district's own counts for nothing.
    word = role if role == "student" else "teacher" if role in columns.ENROLLMENT_ROLES else "other"
    yield "stage_enrollment", (line, sourced_id, class_id, school, user, word, since, until, _active(status))


def _demographics(line: int, row: list[Any]) -> Iterator[Staged]:
    sourced_id, _status, birth_date = row
    yield "stage_demographic", (line, sourced_id, birth_date)


Keeper = Callable[[int, list[Any]], Iterator[Staged]]

_SAME: tuple[tuple[File, Keeper], ...] = (
    (columns.ORGS, _orgs),
    (columns.SESSIONS, _sessions),
    (columns.COURSES, _courses),
    (columns.CLASSES, _classes),
)
_LAST: tuple[tuple[File, Keeper], ...] = (
    (columns.DEMOGRAPHICS, _demographics),
    (columns.ENROLLMENTS, _enrollments),
)


def files_of(version: Version) -> tuple[tuple[File, Keeper], ...]:
    """The files that are read, each with what is kept of a row of it."""
    if version == "1.1":
        return (*_SAME, (columns.USERS_1_1, _users_1_1), *_LAST)
    return (*_SAME, (columns.USERS_1_2, _users_1_2), (columns.ROLES, _roles), *_LAST)
