"""A generated OneRoster 1.2 package of a district of any size, from a fixed seed, written row by row."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

GRADES = ("KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
CLASSES_OF_A_STUDENT = 6
SEATS = 25
STUDENTS_OF_A_SCHOOL = 600
DISTRICT = "org-district"

HEADERS = {
    "orgs": "name,type,identifier,parentSourcedId",
    "academicSessions": "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,"
    "subjectCodes,periods",
    "users": "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,"
    "grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,"
    "primaryOrgSourcedId,pronouns",
    "roles": "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "enrollments": "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,"
    "countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
}
GUARDIANS = "student_id,guardian_id,relationship,may_contact,no_contact,may_consent,records_access,language,from,until"

Row = list[str]


@dataclass(frozen=True)
class Size:
    """A district of `people` persons: two of five are students, about half are guardians, the rest staff."""

    people: int

    @property
    def students(self) -> int:
        """How many students."""
        return self.people * 2 // 5

    @property
    def guardians(self) -> int:
        """How many guardians."""
        return self.people - self.students - self.staff

    @property
    def staff(self) -> int:
        """How many members of staff."""
        return max(10, self.people // 20)

    @property
    def schools(self) -> int:
        """How many schools."""
        return max(1, self.students // STUDENTS_OF_A_SCHOOL)

    @property
    def classes(self) -> int:
        """How many classes."""
        return max(1, self.students * CLASSES_OF_A_STUDENT // SEATS)


def write_package(target: Path, size: Size, seed: int = 1) -> int:
    """Write the zip, guardians.csv inside; returns how many rows it has."""
    tables = {
        "orgs": _orgs(size),
        "academicSessions": iter([["y-1", "", "", "2026-2027", "schoolYear", "2026-08-19", "2027-06-12", "", "2027"]]),
        "courses": ([f"co-{n}", "", "", "y-1", f"Course {n}", "", "", _school(n, size), "", ""] for n in range(40)),
        "classes": _classes(size),
        "users": _users(size, random.Random(seed)),
        "roles": _roles(size),
        "enrollments": _enrollments(size, random.Random(seed + 1)),
        "demographics": _demographics(size),
    }
    rows = 0
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        manifest = [["manifest.version", "1.0"], ["oneroster.version", "1.2"], *([f"file.{n}", "bulk"] for n in tables)]
        _write(archive, "manifest.csv", "propertyName,value", iter(manifest))
        for name, table in tables.items():
            header = f"sourcedId,status,dateLastModified,{HEADERS[name]}"
            rows += _write(archive, f"{name}.csv", header, table)
        rows += _write(archive, "guardians.csv", GUARDIANS, _links(size))
    return rows


def _write(archive: ZipFile, name: str, header: str, rows: Iterator[Row]) -> int:
    count = 0
    with archive.open(name, "w") as raw:
        raw.write(f"{header}\r\n".encode())
        lines = _Lines()
        writer = csv.writer(lines)
        for row in rows:
            writer.writerow(row)
            raw.write(lines.line)
            count += 1
    return count


class _Lines:
    """What the csv writer writes to: keeps the last line."""

    line = b""

    def write(self, text: str) -> None:
        self.line = text.encode()


def _school(number: int, size: Size) -> str:
    return f"org-{number % size.schools}"


def _orgs(size: Size) -> Iterator[Row]:
    yield [DISTRICT, "", "", "Generated District", "district", "", ""]
    for n in range(size.schools):
        yield [f"org-{n}", "", "", f"School {n}", "school", "", DISTRICT]


def _classes(size: Size) -> Iterator[Row]:
    for n in range(size.classes):
        yield [f"c-{n}", "", "", f"Class {n}", "", f"co-{n % 40}", "", "scheduled", "", _school(n, size), "y-1"] + [
            ""
        ] * 3


def _users(size: Size, chance: random.Random) -> Iterator[Row]:
    people = [("s", size.students), ("g", size.guardians), ("t", size.staff)]
    for kind, count in people:
        for n in range(count):
            given, family = f"Given{chance.randrange(5000)}", f"Family{chance.randrange(9000)}"
            grade = GRADES[n % len(GRADES)] if kind == "s" else ""
            org = DISTRICT if kind == "g" else _school(n, size)
            row = [
                f"{kind}-{n}",
                "",
                "",
                "true",
                f"user.{kind}{n}",
                "",
                given,
                family,
                "",
                "",
                f"{kind}{n}@example.org",
            ]
            yield [*row, "", "", "", grade, "", "", "", "", "", org, ""]


def _roles(size: Size) -> Iterator[Row]:
    people = [("s", size.students, "student"), ("g", size.guardians, "parent"), ("t", size.staff, "teacher")]
    for kind, count, usual in people:
        for n in range(count):
            role = "principal" if kind == "t" and n < size.schools else usual
            org = DISTRICT if kind == "g" else _school(n, size)
            yield [f"r-{kind}-{n}", "", "", f"{kind}-{n}", "primary", role, "", "", org, ""]


def _enrollments(size: Size, chance: random.Random) -> Iterator[Row]:
    number = 0
    for c in range(size.classes):
        members = [(f"t-{c % size.staff}", "teacher", "true")]
        members += [(f"s-{s}", "student", "") for s in sorted(chance.sample(range(size.students), SEATS))]
        for person, role, primary in members:
            number += 1
            yield [f"e-{number}", "", "", f"c-{c}", _school(c, size), person, role, primary, "", ""]


def _demographics(size: Size) -> Iterator[Row]:
    for n in range(size.students):
        birth = f"{2021 - n % len(GRADES)}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        yield [f"s-{n}", "", "", birth, *[""] * 12]


def _links(size: Size) -> Iterator[Row]:
    for n in range(size.students):
        for guardian in sorted({n % size.guardians, (n * 7 + 3) % size.guardians}):
            yield [f"s-{n}", f"g-{guardian}", "parent", "true", "false", "true", "true", "en", "", ""]
