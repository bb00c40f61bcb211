"""From the staging tables into the roster: only rows that differ are touched."""

# Names in these statements are of our own tables; every value is bound.
# ruff: noqa: S608

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, text

from hallpass.kernel.db import UnitOfWork
from hallpass.roster import tables
from hallpass.roster.model import STAFF_ROLES, STUDENT

ROLES = """
    SELECT person, (row_number() OVER (PARTITION BY person ORDER BY line, position))::integer AS position,
           role, org, main, since, until
    FROM roster.stage_role WHERE tenant_id = :tenant AND active AND role <> 'other'"""
# The names of students and guardians end here.
PEOPLE = """
    SELECT s.id, s.active, s.enabled, s.grade, s.primary_org,
           CASE WHEN EXISTS (SELECT 1 FROM roster.person_role r
                             WHERE r.tenant_id = s.tenant_id AND r.person = s.id AND r.role = ANY(:staff_roles))
                THEN s.name ELSE '' END AS name
    FROM roster.stage_person s WHERE s.tenant_id = :tenant"""
AGENTS = """
    SELECT DISTINCT s.id AS person, listed.agent
    FROM roster.stage_person s CROSS JOIN LATERAL unnest(string_to_array(s.agents, ',')) AS listed(agent)
    WHERE s.tenant_id = :tenant AND s.agents <> ''"""
# No rule asks for the age of an adult.
BIRTHS = """
    SELECT s.id AS person, s.birth_date FROM roster.stage_demographic s
    WHERE s.tenant_id = :tenant AND s.birth_date IS NOT NULL
      AND EXISTS (SELECT 1 FROM roster.person_role r
                  WHERE r.tenant_id = s.tenant_id AND r.person = s.id AND r.role = :student)"""
ORGS = "SELECT id, name, kind, parent, active FROM roster.stage_org WHERE tenant_id = :tenant"
CLASSES = "SELECT id, title, school, active FROM roster.stage_class WHERE tenant_id = :tenant"
ENROLLMENTS = """
    SELECT id, class_id, person, role, since, until FROM roster.stage_enrollment
    WHERE tenant_id = :tenant AND active AND role <> 'other'"""
LINKS = """
    SELECT student, guardian, since, until, relationship, may_contact, no_contact, may_consent, records_access, language
    FROM roster.stage_guardian WHERE tenant_id = :tenant"""


async def merge(work: UnitOfWork, replaced: Collection[str]) -> None:
    """Make the roster equal to what was staged, for the files whose whole content came (`roles` also within users)."""
    # Roles first: whose name and whose birth date is kept hangs on them.
    order: tuple[tuple[str, Table, str], ...] = (
        ("orgs", tables.ORG, ORGS),
        ("roles", tables.PERSON_ROLE, ROLES),
        ("users", tables.PERSON, PEOPLE),
        ("users", tables.AGENT, AGENTS),
        ("demographics", tables.BIRTH, BIRTHS),
        ("classes", tables.SCHOOL_CLASS, CLASSES),
        ("enrollments", tables.ENROLLMENT, ENROLLMENTS),
        ("guardians", tables.GUARDIAN_LINK, LINKS),
    )
    for file, table, source in order:
        if file in replaced:
            await _replace(work, table, source)


async def links_dropped(work: UnitOfWork) -> tuple[int, int]:
    """How many pairs of guardians.csv there are, and how many of them the staged file does not have any more."""
    query = text(
        """
        SELECT count(*) AS held, count(*) FILTER (WHERE s.student IS NULL) AS gone
        FROM (SELECT DISTINCT student, guardian FROM roster.guardian_link WHERE tenant_id = :tenant) k
        LEFT JOIN (SELECT DISTINCT student, guardian FROM roster.stage_guardian WHERE tenant_id = :tenant) s
        ON s.student = k.student AND s.guardian = k.guardian
        """
    )
    row = (await work.session.execute(query, {"tenant": work.tenant})).one()
    return row.held, row.gone


async def _replace(work: UnitOfWork, table: Table, source: str) -> None:
    columns = [column.name for column in table.columns if column.name != "tenant_id"]
    keys = [column.name for column in table.primary_key if column.name != "tenant_id"]
    rest = [name for name in columns if name not in keys]
    same_key = " AND ".join(f"f.{name} = k.{name}" for name in keys)
    same = same_key
    if rest:
        fresh, kept = (", ".join(f"{alias}.{name}" for name in rest) for alias in ("f", "k"))
        same += f" AND ROW({fresh}) IS NOT DISTINCT FROM ROW({kept})"
    listed = ", ".join(columns)
    values: dict[str, Any] = {"tenant": work.tenant}
    if ":staff_roles" in source:
        values["staff_roles"] = sorted(STAFF_ROLES)
    if ":student" in source:
        values["student"] = STUDENT
    await work.session.execute(
        text(
            f"WITH fresh AS MATERIALIZED ({source}) DELETE FROM {table} k "
            f"WHERE k.tenant_id = :tenant AND NOT EXISTS (SELECT 1 FROM fresh f WHERE {same})"
        ),
        values,
    )
    await work.session.execute(
        text(
            f"WITH fresh AS MATERIALIZED ({source}) INSERT INTO {table} (tenant_id, {listed}) "
            f"SELECT :tenant, {', '.join(f'f.{name}' for name in columns)} FROM fresh f "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} k WHERE k.tenant_id = :tenant AND {same_key})"
        ),
        values,
    )
