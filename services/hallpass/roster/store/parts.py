"""One aggregate joined together from the roster's tables, as JSON that becomes the model's parts.

Each kind has a condition that says which of its rows are active. Everything hangs on indexed look-ups for one row, so
that the same statement serves one aggregate after a small write and all of them, page by page, after an import.
"""

# Names in these statements are of our own tables; every value is bound.
# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import text

from hallpass.contracts.roster import ClassFacts, GuardianFacts, SchoolFacts
from hallpass.kernel.db import UnitOfWork
from hallpass.roster.model import GUARDIAN_ROLES, STAFF_ROLES, STUDENT, Kind, StaffParts, StudentParts

PAGE = 1_000

Parts = StudentParts | StaffParts | ClassFacts | SchoolFacts | GuardianFacts


def _finite(column: str) -> str:
    """A date that is one, else null: -infinity and infinity stand for open bounds."""
    return f"CASE WHEN isfinite({column}) THEN {column} END"


def _has_role(person: str, roles: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM roster.person_role h "
        f"WHERE h.tenant_id = :tenant AND h.person = {person}.id AND h.role = ANY({roles}))"
    )


def _may_be_guardian(person: str) -> str:
    """Whoever guardians.csv names, unless they are a student and nothing else."""
    return (
        f"({person}.active AND ({_has_role(person, ':guardian_roles')} OR {_has_role(person, ':staff_roles')} "
        f"OR NOT {_has_role(person, ':student_roles')}))"
    )


def _roles(person: str, roles: str) -> str:
    return f"""(SELECT coalesce(json_agg(json_build_object(
            'role', r.role, 'org', r.org, 'kind', o.kind, 'primary', r.main,
            'since', {_finite("r.since")}, 'until', {_finite("r.until")}) ORDER BY r.position), '[]')
        FROM roster.person_role r LEFT JOIN roster.org o ON o.tenant_id = r.tenant_id AND o.id = r.org
        WHERE r.tenant_id = :tenant AND r.person = {person}.id AND r.role = ANY({roles}))"""


def _tags(kind: str) -> str:
    words = f"SELECT t.words FROM roster.tags t WHERE t.tenant_id = :tenant AND t.kind = '{kind}' AND t.id = a.id"
    return f"coalesce(({words}), '{{}}')"


_KIN = f"""(SELECT coalesce(json_agg(json_build_object('id', k.id, 'roles', {_roles("k", ":guardian_roles")})), '[]')
    FROM roster.person k
    WHERE k.tenant_id = :tenant AND k.active AND k.id <> a.id AND {_has_role("k", ":guardian_roles")} AND k.id IN (
        SELECT e.agent FROM roster.agent e WHERE e.tenant_id = :tenant AND e.person = a.id
        UNION SELECT e.person FROM roster.agent e WHERE e.tenant_id = :tenant AND e.agent = a.id))"""

# The outer join keeps a row whose guardian is gone: the file still speaks for the student.
_ENTERED = f"""(SELECT json_agg(json_build_object(
        'link', json_build_object(
            'guardian', g.guardian, 'relationship', g.relationship, 'may_contact', g.may_contact,
            'no_contact', g.no_contact, 'may_consent', g.may_consent, 'records_access', g.records_access,
            'since', {_finite("g.since")}, 'until', {_finite("g.until")}),
        'holds', coalesce({_may_be_guardian("p")}, false)))
    FROM roster.guardian_link g LEFT JOIN roster.person p ON p.tenant_id = g.tenant_id AND p.id = g.guardian
    WHERE g.tenant_id = :tenant AND g.student = a.id)"""

_SCHOOLS = """(SELECT coalesce(json_agg(o.id), '[]') FROM roster.org o
    WHERE o.tenant_id = :tenant AND o.kind <> 'district' AND (o.id = a.primary_org OR o.id IN (
        SELECT r.org FROM roster.person_role r
        WHERE r.tenant_id = :tenant AND r.person = a.id AND r.role = ANY(:student_roles))))"""

_MEMBERS = f"""(SELECT coalesce(json_agg(json_build_object(
        'person', e.person, 'role', e.role, 'since', {_finite("e.since")}, 'until', {_finite("e.until")})), '[]')
    FROM roster.enrollment e JOIN roster.person p ON p.tenant_id = e.tenant_id AND p.id = e.person
    WHERE e.tenant_id = :tenant AND e.class_id = a.id AND p.active AND (
        (e.role = 'student' AND {_has_role("p", ":student_roles")})
        OR (e.role = 'teacher' AND p.enabled AND {_has_role("p", ":staff_roles")})))"""

_ACKNOWLEDGED = """(SELECT json_build_object('version', f.policy_version, 'date', f.acknowledged)
    FROM roster.staff_fact f WHERE f.tenant_id = :tenant AND f.staff = a.id AND f.policy_version IS NOT NULL)"""


def _staff_fact(column: str) -> str:
    return f"(SELECT f.{column} FROM roster.staff_fact f WHERE f.tenant_id = :tenant AND f.staff = a.id)"


@dataclass(frozen=True, slots=True)
class _Aggregate:
    """How one kind is read: its table, the condition of being active, the members of its JSON, and their type."""

    table: str
    active: str
    members: dict[str, str]
    shape: Any


AGGREGATES: dict[Kind, _Aggregate] = {
    "school": _Aggregate("org", "a.active", {"name": "a.name", "kind": "a.kind", "parent": "a.parent"}, SchoolFacts),
    "guardian": _Aggregate(
        "person",
        f"""a.active AND ({_has_role("a", ":guardian_roles")} OR ({_may_be_guardian("a")} AND EXISTS (
            SELECT 1 FROM roster.guardian_link g WHERE g.tenant_id = :tenant AND g.guardian = a.id)))""",
        {},
        GuardianFacts,
    ),
    "student": _Aggregate(
        "person",
        f"a.active AND {_has_role('a', ':student_roles')}",
        {
            "grade": "a.grade",
            "birth_date": f"""(SELECT {_finite("b.birth_date")} FROM roster.birth b
                WHERE b.tenant_id = :tenant AND b.person = a.id)""",
            "schools": _SCHOOLS,
            "kin": _KIN,
            "entered": _ENTERED,
            "tags": _tags("student"),
        },
        StudentParts,
    ),
    "staff": _Aggregate(
        "person",
        f"a.active AND a.enabled AND {_has_role('a', ':staff_roles')}",
        {
            "name": "a.name",
            "primary_org": "a.primary_org",
            "roles": _roles("a", ":staff_roles"),
            "acceptable_use": _ACKNOWLEDGED,
            "supervisor": _staff_fact("supervisor"),
            "numbers": f"coalesce({_staff_fact('numbers')}, '{{}}')",
            "interests": """(SELECT coalesce(array_agg(i.student), '{}') FROM roster.record_interest i
                WHERE i.tenant_id = :tenant AND i.staff = a.id)""",
            "tags": _tags("staff"),
        },
        StaffParts,
    ),
    "class": _Aggregate(
        "school_class",
        "a.active",
        {"title": "a.title", "school": "a.school", "members": _MEMBERS, "tags": _tags("class")},
        ClassFacts,
    ),
}

ROLES = {
    "guardian_roles": list(GUARDIAN_ROLES),
    "staff_roles": sorted(STAFF_ROLES),
    "student_roles": [STUDENT],
}


async def page(work: UnitOfWork, kind: Kind, after: str | None, ids: Sequence[str] | None = None) -> list[Parts]:
    """The active aggregates of a kind after an id, in the order of their ids, PAGE at most; with `ids` only those."""
    aggregate = AGGREGATES[kind]
    conditions = [aggregate.active]
    values: dict[str, Any] = {"tenant": work.tenant, "most": PAGE}
    if after is not None:
        conditions.append("a.id > :after")
        values["after"] = after
    if ids is not None:
        conditions.append("a.id = ANY(:ids)")
        values["ids"] = list(ids)
    members = ", ".join(f"'{name}', {value}" for name, value in {"id": "a.id", **aggregate.members}.items())
    query = (
        f"SELECT CAST(json_build_object({members}) AS text) AS parts FROM roster.{aggregate.table} a "
        f"WHERE a.tenant_id = :tenant AND {' AND '.join(conditions)} ORDER BY a.id LIMIT :most"
    )
    found = await work.session.execute(text(query), values | _roles_in(query))
    decoder = msgspec.json.Decoder(aggregate.shape)
    return [decoder.decode(row.parts) for row in found]


async def gone(work: UnitOfWork, kind: Kind, ids: Sequence[str] | None = None) -> list[str]:
    """The ids that were published as active and are active no longer; with `ids` only those of them."""
    aggregate = AGGREGATES[kind]
    narrowed = "" if ids is None else "AND f.id = ANY(:ids) "
    query = (
        f"SELECT f.id FROM roster.fact f WHERE f.tenant_id = :tenant AND f.kind = :kind AND f.active {narrowed}"
        f"AND NOT EXISTS (SELECT 1 FROM roster.{aggregate.table} a "
        f"WHERE a.tenant_id = :tenant AND a.id = f.id AND {aggregate.active}) ORDER BY f.id"
    )
    values: dict[str, Any] = {"tenant": work.tenant, "kind": kind}
    if ids is not None:
        values["ids"] = list(ids)
    found = await work.session.execute(text(query), values | _roles_in(query))
    return list(found.scalars())


def _roles_in(query: str) -> dict[str, list[str]]:
    """The values of those lists of roles that the statement mentions."""
    return {name: roles for name, roles in ROLES.items() if f":{name}" in query}
