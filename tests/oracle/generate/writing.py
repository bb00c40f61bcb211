"""A generated district as a folder on disk."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from random import Random

import yaml

from oracle.generate.families import add_consent
from oracle.generate.people import add_people
from oracle.generate.plan import DAYS, ZONES, Plan, Row
from oracle.generate.register import add_register

COMMON = "sourcedId,status,dateLastModified,"
USERS = "username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
HEADERS = {
    "academicSessions": f"{COMMON}title,type,startDate,endDate,parentSourcedId,schoolYear",
    "orgs": f"{COMMON}name,type,identifier,parentSourcedId",
    "courses": f"{COMMON}schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": f"{COMMON}title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,"
    "subjects,subjectCodes,periods",
    "enrollments": f"{COMMON}classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": f"{COMMON}birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,"
    "countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
    "roles": f"{COMMON}userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
}
USER_HEADERS = {
    "1.1": f"{COMMON}enabledUser,orgSourcedIds,role,{USERS}",
    "1.2": f"{COMMON}enabledUser,{USERS},userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns",
}
GUARDIANS = "student_id,guardian_id,relationship,may_contact,no_contact,may_consent,records_access,language,from,until"
UNUSED = {
    "1.1": ("categories", "classResources", "courseResources", "lineItems", "resources", "results"),
    "1.2": (
        "lineItemLearningObjectiveIds",
        "lineItemScoreScales",
        "resultLearningObjectiveIds",
        "resultScoreScales",
        "scoreScales",
        "userProfiles",
        "userResources",
    ),
}


def generate(seed: int, place: Path) -> tuple[Plan, Path]:
    """The district of a seed, below this place; one seed makes the same folder always."""
    chance = Random(seed)
    plan = Plan(
        name=f"district-{seed}",
        chance=chance,
        day=chance.choice(DAYS),
        zone=chance.choice(ZONES),
        version=chance.choice(["1.2", "1.2", "1.2", "1.1"]),
    )
    add_people(plan)
    add_register(plan)
    add_consent(plan)
    folder = place / plan.name
    (folder / "oneroster").mkdir(parents=True)
    for name, content in (("district.yaml", plan.raw), ("consent.yaml", plan.consent)):
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        (folder / name).write_text(text, encoding="utf-8")
    _write(folder / "guardians.csv", GUARDIANS, plan.links)
    _roster(plan, folder / "oneroster")
    return plan, folder


def _roster(plan: Plan, place: Path) -> None:
    year = plan.day.year if plan.day.month >= 8 else plan.day.year - 1
    session = {"sourcedId": "year", "title": "Year", "type": "schoolYear", "schoolYear": year + 1}
    session |= {"startDate": date(year, 8, 1), "endDate": date(year + 1, 7, 31)}
    org = {"sourcedId": "district", "name": "District", "type": "district"}
    people = [*plan.staff, *plan.students, *plan.guardians]
    rows: dict[str, list[Row]] = {
        "academicSessions": [session],
        "orgs": [
            org,
            *(
                {"sourcedId": s, "name": s.title(), "type": "school", "parentSourcedId": "district"}
                for s in plan.schools
            ),
        ],
        "courses": [
            {"sourcedId": f"course-{s}", "title": "Course", "schoolYearSourcedId": "year", "orgSourcedId": s}
            for s in plan.schools
        ],
        "classes": [
            {
                "sourcedId": group,
                "title": group.title(),
                "courseSourcedId": f"course-{school}",
                "classType": "scheduled",
                "schoolSourcedId": school,
                "termSourcedIds": "year",
            }
            for group, school in plan.classes.items()
        ],
        "enrollments": [
            {
                "sourcedId": f"e-{number}",
                "status": seat["status"],
                "classSourcedId": seat["class"],
                "schoolSourcedId": plan.classes[seat["class"]],
                "userSourcedId": seat["person"],
                "role": seat["role"],
                "primary": "false" if seat["role"] == "teacher" else "",
                "beginDate": seat["begin"],
                "endDate": seat["end"],
            }
            for number, seat in enumerate(plan.seats)
        ],
        "demographics": [{"sourcedId": one["id"], "birthDate": one["born"]} for one in plan.students if one["born"]],
    }
    if plan.version == "1.2":
        rows["roles"] = [
            {
                "sourcedId": f"r-{one['id']}-{number}",
                "userSourcedId": one["id"],
                "roleType": "secondary" if number else "primary",
                "role": role,
                "orgSourcedId": org_id,
                "beginDate": days[0] if days else None,
                "endDate": days[1] if days else None,
            }
            for one in people
            for number, (role, org_id, *days) in enumerate(one["roles"])
        ]
    for name, lines in rows.items():
        _write(place / f"{name}.csv", HEADERS[name], lines)
    _write(place / "users.csv", USER_HEADERS[plan.version], [_user(plan, one) for one in people])
    _manifest(plan, place, rows)


def _user(plan: Plan, one: Row) -> Row:
    role, org, *_ = one["roles"][0]
    return {
        "sourcedId": one["id"],
        "status": one.get("status", ""),
        "enabledUser": "true" if one.get("enabled", True) else "false",
        "orgSourcedIds": org,
        "role": role,
        "primaryOrgSourcedId": org,
        "username": f"u.{one['id']}",
        "givenName": "Given",
        "familyName": "Family",
        "agentSourcedIds": ",".join(one.get("agents") or []),
        "grades": one.get("grade", ""),
    }


def _manifest(plan: Plan, place: Path, rows: dict[str, list[Row]]) -> None:
    present = {*rows, "users"}
    names = present | set(UNUSED["1.1"]) | (set(UNUSED["1.2"]) if plan.version == "1.2" else set())
    lines: list[Row] = [
        {"propertyName": "manifest.version", "value": "1.0"},
        {"propertyName": "oneroster.version", "value": plan.version},
        *({"propertyName": f"file.{name}", "value": "bulk" if name in present else "absent"} for name in sorted(names)),
    ]
    _write(place / "manifest.csv", "propertyName,value", lines)


def _write(file: Path, header: str, rows: list[Row]) -> None:
    names = header.split(",")
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(names)
        lines.writerows([[_cell(row.get(name)) for name in names] for row in rows])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else str(value)
