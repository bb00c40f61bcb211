"""The OneRoster 1.2 CSV package, with the specification's columns in its order, and guardians.csv."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO

from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.model import District, Person
from deploy.demo.generator.shape import DISTRICT

_HEAD = ("sourcedId", "status", "dateLastModified")
_COLUMNS: Mapping[str, str] = {
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "orgs": "name type identifier parentSourcedId",
    "courses": "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "classes": "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds subjects "
    "subjectCodes periods",
    "users": "enabledUser username userIds givenName familyName middleName identifier email sms phone agentSourcedIds "
    "grades password userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName "
    "primaryOrgSourcedId pronouns",
    "roles": "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    "demographics": "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican "
    "nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity "
    "countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
}
_ABSENT = (
    "categories classResources courseResources lineItemLearningObjectiveIds lineItemScoreScales lineItems resources "
    "resultLearningObjectiveIds resultScoreScales results scoreScales userProfiles userResources"
)
_LINK = "relationship may_contact no_contact may_consent records_access language from until"

Cells = Mapping[str, object]


def package(district: District, calendar: Calendar) -> Iterator[tuple[str, str]]:
    """The files of the package, by name."""
    yield "manifest.csv", _manifest()
    for name, rows in (
        ("academicSessions", _sessions(calendar)),
        ("orgs", _orgs(district)),
        ("courses", _courses(district)),
        ("classes", _classes(district)),
        ("users", _users(district)),
        ("roles", _roles(district)),
        ("enrollments", _enrollments(district)),
        ("demographics", _demographics(district)),
    ):
        yield f"{name}.csv", _table((*_HEAD, *_COLUMNS[name].split()), rows)


def guardians(district: District) -> str:
    """guardians.csv."""
    rights = _LINK.split()
    rows = (
        {"student_id": link.student, "guardian_id": link.guardian, "from": link.rights.since}
        | {name: getattr(link.rights, name) for name in rights if name != "from"}
        for link in sorted(district.links, key=lambda link: (link.student, link.guardian))
    )
    return _table(("student_id", "guardian_id", *rights), rows)


def _table(columns: Sequence[str], rows: Iterable[Cells]) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(value)
    return str(value)


def _manifest() -> str:
    modes = dict.fromkeys(_ABSENT.split(), "absent") | dict.fromkeys(_COLUMNS, "bulk")
    head = {"manifest.version": "1.0", "oneroster.version": "1.2"}
    properties = head | {f"file.{name}": modes[name] for name in sorted(modes)}
    return _table(("propertyName", "value"), ({"propertyName": n, "value": v} for n, v in properties.items()))


def _sessions(calendar: Calendar) -> Iterator[Cells]:
    first, middle, last, ends = calendar.first_day(), calendar.middle(), calendar.last_day(), calendar.year + 1
    year = f"{calendar.year}-{ends}"
    for name, title, kind, start, end, parent in (
        ("year", year, "schoolYear", first, last, ""),
        ("fall", f"Fall {calendar.year}", "semester", first, middle, "year"),
        ("spring", f"Spring {ends}", "semester", middle, last, "year"),
    ):
        yield {
            "sourcedId": name,
            "title": title,
            "type": kind,
            "startDate": start,
            "endDate": end,
            "parentSourcedId": parent,
            "schoolYear": ends,
        }


def _orgs(district: District) -> Iterator[Cells]:
    yield {"sourcedId": DISTRICT, "name": "Maple Harbor School District", "type": "district"}
    for school in district.schools:
        yield {"sourcedId": school.id, "name": school.name, "type": "school", "parentSourcedId": DISTRICT}


def _courses(district: District) -> Iterator[Cells]:
    taught = dict.fromkeys((found.school, found.subject) for found in district.classes.values())
    for school, subject in taught:
        yield {
            "sourcedId": _course(school, subject),
            "schoolYearSourcedId": "year",
            "title": subject.capitalize() or "Homeroom",
            "orgSourcedId": school,
        }


def _course(school: str, subject: str) -> str:
    return f"course-{school}-{subject or 'homeroom'}"


def _classes(district: District) -> Iterator[Cells]:
    for found in district.classes.values():
        yield {
            "sourcedId": found.id,
            "title": found.title,
            "grades": found.grades,
            "courseSourcedId": _course(found.school, found.subject),
            "classType": "scheduled" if found.subject else "homeroom",
            "schoolSourcedId": found.school,
            "termSourcedIds": ["fall", "spring"] if found.subject else ["year"],
        }


def _users(district: District) -> Iterator[Cells]:
    for person in district.people.values():
        yield {
            "sourcedId": person.id,
            "enabledUser": person.enabled,
            "username": person.id,
            "givenName": person.given,
            "familyName": person.family,
            "email": f"{person.id}@{_mail(person)}.example.org",
            "sms": person.sms,
            "agentSourcedIds": person.agents,
            "grades": person.grade,
            "primaryOrgSourcedId": person.roles[0][1],
        }


def _mail(person: Person) -> str:
    role = person.roles[0][0]
    return {"student": "students", "parent": "families", "guardian": "families", "relative": "families"}.get(
        role, "staff"
    )


def _roles(district: District) -> Iterator[Cells]:
    for person in district.people.values():
        for number, (role, org) in enumerate(person.roles, start=1):
            yield {
                "sourcedId": f"r-{person.id}-{number}",
                "userSourcedId": person.id,
                "roleType": "primary" if number == 1 else "secondary",
                "role": role,
                "orgSourcedId": org,
            }


def _enrollments(district: District) -> Iterator[Cells]:
    width = len(str(len(district.enrollments)))
    for number, found in enumerate(district.enrollments, start=1):
        yield {
            "sourcedId": f"e-{number:0{width}}",
            "classSourcedId": found.class_id,
            "schoolSourcedId": found.school,
            "userSourcedId": found.person,
            "role": found.role,
            "primary": found.primary if found.role == "teacher" else None,
            "beginDate": found.begin,
            "endDate": found.end,
        }


def _demographics(district: District) -> Iterator[Cells]:
    for student in district.students:
        if student.person.birth is not None:
            yield {"sourcedId": student.id, "birthDate": student.person.birth}
