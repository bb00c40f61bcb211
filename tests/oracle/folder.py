"""A district folder read for the oracle: every row as it stands, with a reader of its own, so that no reader of the
product can lend it a mistake. The folder must be one that the suite accepts: here nothing is checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from oracle.roster import Link, Person, Post, Seat

ROLES = {
    "administrator": "administrator",
    "siteAdministrator": "administrator",
    "districtAdministrator": "district_administrator",
    "systemAdministrator": "system_administrator",
    "principal": "principal",
    "counselor": "counselor",
    "teacher": "teacher",
    "aide": "aide",
    "proctor": "proctor",
    "student": "student",
    "parent": "parent",
    "guardian": "guardian",
    "relative": "relative",
}


@dataclass(frozen=True)
class District:
    """A folder. `raw` is district.yaml, `consent` is consent.yaml, as they were written."""

    id: str
    zone: ZoneInfo
    raw: dict[str, Any]
    consent: dict[str, Any]
    people: dict[str, Person]
    links: tuple[Link, ...]
    seats: tuple[Seat, ...]
    groups: dict[str, str]
    schools: set[str]

    @property
    def settings(self) -> dict[str, Any]:
        return self.raw.get("settings") or {}

    def many(self, name: str) -> list[dict[str, Any]]:
        """A list of district.yaml or of consent.yaml; a list that is not there is empty."""
        found: list[dict[str, Any]] = self.raw.get(name) or self.consent.get(name) or []
        return found


def read(folder: Path) -> District:
    """The whole folder."""
    raw = yaml.safe_load((folder / "district.yaml").read_text(encoding="utf-8"))
    consent_file = folder / "consent.yaml"
    consent = yaml.safe_load(consent_file.read_text(encoding="utf-8")) if consent_file.exists() else None
    roster = folder / "oneroster"
    orgs = {row["sourcedId"]: row["type"] for row in _rows(roster / "orgs.csv") if row["status"] != "tobedeleted"}
    people = _people(roster, orgs)
    return District(
        id=raw["district"]["id"],
        zone=ZoneInfo(raw["district"]["time_zone"]),
        raw=raw,
        consent=consent or {},
        people=people,
        links=tuple(_links(folder / "guardians.csv", people)),
        seats=tuple(
            Seat(row["classSourcedId"], row["userSourcedId"], row["role"], _day(row["beginDate"]), _day(row["endDate"]))
            for row in _rows(roster / "enrollments.csv")
            if row["status"] != "tobedeleted"
        ),
        groups={
            row["sourcedId"]: row["schoolSourcedId"]
            for row in _rows(roster / "classes.csv")
            if row["status"] != "tobedeleted"
        },
        schools={name for name, kind in orgs.items() if kind == "school"},
    )


def instant(value: str | datetime, zone: ZoneInfo) -> datetime:
    """An instant of YAML or JSON; one without an offset is in the district's time."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _people(roster: Path, orgs: dict[str, str]) -> dict[str, Person]:
    born = {row["sourcedId"]: _day(row["birthDate"]) for row in _rows(roster / "demographics.csv")}
    posts: dict[str, list[Post]] = {}
    for row in _rows(roster / "roles.csv"):
        if row["status"] != "tobedeleted":
            post = Post(ROLES[row["role"]], row["orgSourcedId"], _day(row["beginDate"]), _day(row["endDate"]))
            posts.setdefault(row["userSourcedId"], []).append(post)
    found = {}
    for row in _rows(roster / "users.csv"):
        name = row["sourcedId"]
        old = (
            [Post(_old_role(row["role"], orgs[org]), org) for org in _split(row["orgSourcedIds"])]
            if "role" in row
            else []
        )
        found[name] = Person(
            id=name,
            name=f"{row['givenName']} {row['familyName']}",
            posts=tuple(posts.get(name, old)),
            grade=row["grades"],
            born=born.get(name),
            agents=tuple(_split(row["agentSourcedIds"])),
            active=row["status"] != "tobedeleted",
            enabled=row["enabledUser"] == "true",
            home=row.get("primaryOrgSourcedId") or "",
        )
    return found


def _old_role(role: str, kind: str) -> str:
    """OneRoster 1.1 has one word for the administrators of a school and of the district."""
    return "district_administrator" if role == "administrator" and kind == "district" else ROLES[role]


def _links(file: Path, people: dict[str, Person]) -> Iterator[Link]:
    """Section 5: guardians.csv is authoritative for each student that it names; for the others agents give links
    (parent and guardian: may_contact, may_consent, records_access; relative: may_contact only)."""
    named = set()
    for row in _rows(file):
        named.add(row["student_id"])
        yield Link(
            student=row["student_id"],
            guardian=row["guardian_id"],
            may_contact=row["may_contact"] == "true",
            no_contact=row["no_contact"] == "true",
            may_consent=row["may_consent"] == "true",
            records=row["records_access"] == "true",
            since=_day(row["from"]),
            until=_day(row["until"]),
        )
    for person in people.values():
        if person.is_student and person.id not in named:
            for agent in person.agents:
                if agent in people and people[agent].is_family:
                    full = bool({role for role, _ in people[agent].roles} & {"parent", "guardian"})
                    yield Link(
                        person.id,
                        agent,
                        may_contact=True,
                        no_contact=False,
                        may_consent=full,
                        records=full,
                        since=None,
                        until=None,
                    )


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _split(cell: str) -> list[str]:
    return [part for part in cell.split(",") if part]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
