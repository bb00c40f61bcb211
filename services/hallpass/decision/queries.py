"""The statement that reads everything a decision needs, in one snapshot, by key and never by scanning.

Each branch answers rows (kind, a, b, since, until, doc, more, number): one shape, so that one round trip suffices. What
comes by the thousands (students, their answers, a school's ids) comes as one row that holds a JSON array. A set of ids
is looked up as `= ANY(ARRAY(SELECT …))`: one walk along the index, which the planner never trades for a scan because it
has guessed the size of the set wrong. Tables are found through the search path: the facts may be in another schema.

The statement has only the branches that its request needs, since the database prepares each of them whether or not it
gives a row. It also sets the tenant, for itself alone: every branch takes the tenant from `here`, a row that is not
there before the tenant is set, so that row security always sees it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hallpass.decision.shapes import Shape

_POSITIONS = """
SELECT 'position' AS kind, topic AS a, NULL AS b, NULL::date AS since, NULL::date AS until,
       NULL::bytea AS doc, extract(epoch FROM occurred_at)::text::bytea AS more, sequence AS number
  FROM position WHERE tenant_id = here.tenant AND consumer = 'decision'
UNION ALL SELECT 'heard', topic, NULL, NULL, NULL, NULL, extract(epoch FROM at)::text::bytea, NULL
  FROM heard WHERE tenant_id = here.tenant AND consumer = 'decision'
"""

_HERE = """
SELECT found.* FROM (SELECT set_config('hallpass.tenant', :tenant, true) AS tenant OFFSET 0) AS here
CROSS JOIN LATERAL ({body}) AS found
"""

REGISTER = "SELECT key, doc FROM register WHERE tenant_id = $1"

_PARAMETER = re.compile(r"(?<!:):([a-z_]+)")

_TYPES = {
    **dict.fromkeys(("named", "guardians", "staff", "classes", "schools", "mentions"), "text[]"),
    **dict.fromkeys(("tenant", "classroom", "platform", "sender"), "text"),
}


class Statement(NamedTuple):
    """SQL, and the names of its parameters in their order."""

    sql: str
    parameters: tuple[str, ...]


@lru_cache(maxsize=256)
def facts(shape: Shape) -> Statement:
    """The statement for requests of this shape."""
    ctes = [f"{name} AS ({body})" for name, body in _sets(shape)]
    return _statement(f"WITH {', '.join(ctes)} {_POSITIONS} {' '.join(_branches(shape))}")


@lru_cache(maxsize=1)
def positions() -> Statement:
    """How far the facts have come, and nothing else."""
    return _statement(_POSITIONS)


def _statement(body: str) -> Statement:
    """The body within the tenant's scope, with numbered parameters: the driver knows no names."""
    order: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f"${order.setdefault(found[1], len(order) + 1)}::{_TYPES[found[1]]}"

    sql = _PARAMETER.sub(numbered, _HERE.format(body=body))
    return Statement(sql, tuple(order))


def _sets(shape: Shape) -> list[tuple[str, str]]:
    """Sets that several branches speak of, each after those of which it speaks itself."""
    found = []
    wanted = ["SELECT unnest(:named) AS id"]
    near, shared = [_BUILDING], ["SELECT class_id FROM teaching"]
    if shape.classes:
        found.append(("in_class", _STUDENTS_OF_CLASSES))
        wanted.append("SELECT person_id FROM in_class")
    if shape.schools:
        found += [("organization", _SCHOOLS_AND_BELOW), ("in_school", _STUDENTS_OF_SCHOOLS)]
        wanted.append("SELECT student_id FROM in_school")
    if shape.guardians:
        found.append(("child", _CHILDREN))
        wanted.append("SELECT student_id FROM child")
    if shape.classroom:
        near.append(_SCHOOL_OF_CLASS)
        shared.append("SELECT :classroom")
    return [
        *found,
        ("wanted", " UNION ".join(wanted)),
        ("teaching", _TEACHING),
        ("near", " UNION ".join(near)),
        ("colleague", _COLLEAGUE),
        ("shared", " UNION ".join(shared)),
    ]


_STUDENTS_OF_CLASSES = """
SELECT class_id, person_id, since, until FROM member
WHERE tenant_id = here.tenant AND class_id = ANY(:classes) AND role = 'student'
"""
_SCHOOLS_AND_BELOW = """
SELECT id, id AS asked FROM school WHERE tenant_id = here.tenant AND id = ANY(:schools)
UNION SELECT id, parent FROM school WHERE tenant_id = here.tenant AND parent = ANY(:schools)
"""
_STUDENTS_OF_SCHOOLS = """
SELECT DISTINCT o.asked, s.student_id
FROM organization o JOIN student_school s ON s.tenant_id = here.tenant AND s.school_id = o.id
"""
_CHILDREN = """
SELECT guardian_id, student_id FROM link WHERE tenant_id = here.tenant AND guardian_id = ANY(:guardians)
"""
_TEACHING = """
SELECT person_id, class_id, since, until FROM member
WHERE tenant_id = here.tenant AND person_id = ANY(:staff) AND role = 'teacher'
"""
_BUILDING = "SELECT building AS org FROM staff WHERE tenant_id = here.tenant AND id = :sender"
_SCHOOL_OF_CLASS = "SELECT school FROM class WHERE tenant_id = here.tenant AND id = :classroom"
_COLLEAGUE = """
SELECT unnest(:staff) AS id
UNION SELECT supervisor FROM staff WHERE tenant_id = here.tenant AND id = :sender
UNION SELECT staff_id FROM staff_post
  WHERE tenant_id = here.tenant AND role IN ('principal', 'site_administrator') AND org IN (SELECT org FROM near)
UNION SELECT staff_id FROM staff_post WHERE tenant_id = here.tenant AND role = 'district_administrator'
UNION (SELECT staff_id FROM staff_post
  WHERE tenant_id = here.tenant AND role IN ('site_administrator', 'principal') AND staff_id <> :sender
  ORDER BY staff_id LIMIT 2)
"""

_STUDENTS = """
UNION ALL SELECT 'students', NULL, NULL, NULL, NULL, '['::bytea || string_agg(doc, ',') || ']', NULL, NULL
  FROM student WHERE tenant_id = here.tenant AND id = ANY(ARRAY(SELECT id FROM wanted))
UNION ALL SELECT 'answers', NULL, NULL, NULL, NULL, '['::bytea || string_agg(doc, ',') || ']', NULL, NULL
  FROM answers WHERE tenant_id = here.tenant AND student_id = ANY(ARRAY(SELECT id FROM wanted))
"""
_STAFF = """
UNION ALL SELECT 'staff', s.id, NULL, NULL, NULL, s.doc, NULL, NULL
  FROM staff s WHERE s.tenant_id = here.tenant AND s.id = ANY(ARRAY(SELECT id FROM colleague))
UNION ALL SELECT 'teaching', person_id, class_id, since, until, NULL, NULL, NULL FROM teaching
UNION ALL SELECT 'notice', id, NULL, NULL, NULL, doc, NULL, NULL FROM notice
  WHERE tenant_id = here.tenant AND (staff_id = :sender OR class_id = ANY(ARRAY(SELECT class_id FROM shared)))
"""
_IN_CLASS = "UNION ALL SELECT 'in_class', class_id, person_id, since, until, NULL, NULL, NULL FROM in_class"
_CLASS = """
UNION ALL SELECT 'class', id, NULL, NULL, NULL, doc, NULL, NULL
  FROM class WHERE tenant_id = here.tenant AND id = ANY({ids})
"""
_IN_SCHOOL = """
UNION ALL SELECT 'in_school', asked, NULL, NULL, NULL, convert_to(json_agg(student_id)::text, 'UTF8'), NULL, NULL
  FROM in_school GROUP BY asked
UNION ALL SELECT 'school', id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM school WHERE tenant_id = here.tenant AND id = ANY(:schools)
"""
_GUARDIANS = """
UNION ALL SELECT 'guardian', id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM guardian WHERE tenant_id = here.tenant AND id = ANY(:guardians)
UNION ALL SELECT 'child', guardian_id, student_id, NULL, NULL, NULL, NULL, NULL FROM child
"""
_ENROLLED_FEW = """
UNION ALL SELECT 'enrolled', person_id, class_id, since, until, NULL, NULL, NULL FROM member
  WHERE tenant_id = here.tenant AND person_id = ANY(:named) AND role = 'student'
    AND class_id = ANY(ARRAY(SELECT class_id FROM shared))
"""
_ENROLLED_MANY = """
UNION ALL SELECT 'enrolled', person_id, class_id, since, until, NULL, NULL, NULL FROM (
  SELECT person_id, class_id, since, until FROM member
  WHERE tenant_id = here.tenant AND class_id = ANY(ARRAY(SELECT class_id FROM shared)) AND role = 'student'
  OFFSET 0) AS schoolmate
  WHERE person_id IN (SELECT id FROM wanted)
"""
_ENROLLED_MENTIONED = """
  AND NOT person_id = ANY(:mentions)
UNION ALL SELECT 'enrolled', person_id, class_id, since, until, NULL, NULL, NULL
  FROM member WHERE tenant_id = here.tenant AND person_id = ANY(:mentions) AND role = 'student'
"""
_CLASSROOM = """
UNION ALL SELECT 'classroom', NULL, NULL, NULL, NULL, doc, NULL, NULL
  FROM classroom WHERE tenant_id = here.tenant AND class_id = :classroom AND platform_id = :platform
"""
_REMINDERS = """
UNION ALL SELECT 'reminders', NULL, NULL, NULL, NULL, doc, NULL, NULL
  FROM reminders WHERE tenant_id = here.tenant AND platform_id = :platform
"""
_NUMBERS = """
UNION ALL SELECT 'number', hash, NULL, NULL, NULL, NULL, NULL, NULL
  FROM staff_number WHERE tenant_id = here.tenant
"""


def _branches(shape: Shape) -> list[str]:
    found = [_STUDENTS, _STAFF, _ENROLLED_FEW if shape.few else _ENROLLED_MANY]
    if shape.mentions:
        found.append(_ENROLLED_MENTIONED)
    if shape.classes:
        found.append(_IN_CLASS)
    if shape.classes or shape.classroom:
        ids = ":classes" if shape.classes else "ARRAY[]::text[]"
        found.append(_CLASS.format(ids=f"({ids} || :classroom)" if shape.classroom else ids))
    if shape.schools:
        found.append(_IN_SCHOOL)
    if shape.guardians:
        found.append(_GUARDIANS)
    if shape.classroom and shape.platform:
        found.append(_CLASSROOM)
    if shape.platform:
        found.append(_REMINDERS)
    if shape.numbers:
        found.append(_NUMBERS)
    return found
