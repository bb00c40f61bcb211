"""What no single row can tell: ids that come twice, and references that lead nowhere. Found by the database in sets."""

# Names in these statements are of our own tables; every value is bound.
# ruff: noqa: S608

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text

from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.db import UnitOfWork
from hallpass.roster.model import STAFF_ROLES, STUDENT
from hallpass.roster.oneroster.report import ERRORS_OF_A_KIND, Report, Severity

Level = Literal["error", "deviation", "warning"]

# Comparisons with a role.
STUDENTS, OTHERS = "= ANY(:student_roles)", "<> ALL(:student_roles)"
STAFF, KNOWN = "= ANY(:staff_roles)", "<> 'other'"
ROLES = {"student_roles": [STUDENT], "staff_roles": sorted(STAFF_ROLES)}

# Of each target: the file that brings it, its staging table, and its table (None: not kept after the import).
TARGETS = {
    "org": ("orgs", "stage_org", "org"),
    "person": ("users", "stage_person", "person"),
    "class": ("classes", "stage_class", "school_class"),
    "course": ("courses", "stage_course", None),
    "session": ("academicSessions", "stage_session", None),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values name rows of another file. `listed`: several with commas. `needed`: a rule hangs on it."""

    stage: str
    column: str
    target: str
    file: str
    name: str
    listed: bool = False
    needed: bool = True


REFERENCES = (
    Reference("stage_org", "parent", "org", "orgs.csv", "parentSourcedId"),
    Reference("stage_class", "school", "org", "classes.csv", "schoolSourcedId"),
    Reference("stage_class", "course", "course", "classes.csv", "courseSourcedId", needed=False),
    Reference("stage_class", "terms", "session", "classes.csv", "termSourcedIds", listed=True, needed=False),
    Reference("stage_session", "parent", "session", "academicSessions.csv", "parentSourcedId", needed=False),
    Reference("stage_course", "session", "session", "courses.csv", "schoolYearSourcedId", needed=False),
    Reference("stage_course", "org", "org", "courses.csv", "orgSourcedId", needed=False),
    Reference("stage_person", "primary_org", "org", "users.csv", "primaryOrgSourcedId"),
    Reference("stage_person", "agents", "person", "users.csv", "agentSourcedIds", listed=True, needed=False),
    Reference("stage_demographic", "id", "person", "demographics.csv", "sourcedId"),
    Reference("stage_enrollment", "class_id", "class", "enrollments.csv", "classSourcedId"),
    Reference("stage_enrollment", "school", "org", "enrollments.csv", "schoolSourcedId"),
    Reference("stage_enrollment", "person", "person", "enrollments.csv", "userSourcedId"),
    Reference("stage_guardian", "student", "person", "guardians.csv", "student_id"),
    Reference("stage_guardian", "guardian", "person", "guardians.csv", "guardian_id"),
)
ROLES_1_1 = (Reference("stage_role", "org", "org", "users.csv", "orgSourcedIds"),)
ROLES_1_2 = (
    Reference("stage_role", "person", "person", "roles.csv", "userSourcedId"),
    Reference("stage_role", "org", "org", "roles.csv", "orgSourcedId"),
)

# Staging table, what must come once only, and the file and column that say it.
UNIQUE = (
    ("stage_org", "id", "orgs.csv", "sourcedId"),
    ("stage_session", "id", "academicSessions.csv", "sourcedId"),
    ("stage_course", "id", "courses.csv", "sourcedId"),
    ("stage_class", "id", "classes.csv", "sourcedId"),
    ("stage_person", "id", "users.csv", "sourcedId"),
    ("stage_role", "id", "roles.csv", "sourcedId"),
    ("stage_demographic", "id", "demographics.csv", "sourcedId"),
    ("stage_enrollment", "id", "enrollments.csv", "sourcedId"),
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Rows that are told in one event, by the column `whole`; `beside`: bytes that one takes there beside its id."""

    stage: str
    whole: str
    member: str
    beside: int
    file: str
    name: str
    what: str


CROWDS = (
    Crowd("stage_enrollment", "class_id", "person", 100, "enrollments.csv", "classSourcedId", "members of one class"),
    Crowd("stage_guardian", "student", "guardian", 250, "guardians.csv", "student_id", "guardians of one student"),
)


class Checks:
    """Examines the staged rows of one import. `given` are the files of the package; the rest is as it was."""

    def __init__(self, work: UnitOfWork, report: Report, given: Collection[str], *, roles_apart: bool) -> None:
        """`roles_apart`: roles are a file of their own (1.2)."""
        self._work = work
        self._report = report
        self._given = given
        self._roles_apart = roles_apart

    async def run(self) -> None:
        """Report everything that is found."""
        for stage, column, file, name in UNIQUE:
            await self._duplicates(stage, column, file, name)
        for reference in (*REFERENCES, *(ROLES_1_2 if self._roles_apart else ROLES_1_1)):
            await self._dangling(reference)
        for crowd in CROWDS:
            await self._crowded(crowd)
        if "guardians" in self._given:
            await self._guardian_links()
        if "enrollments" in self._given:
            await self._enrolled_roles()
        if self._roles_apart and "users" in self._given:
            await self._without_role()

    async def _duplicates(self, stage: str, column: str, file: str, name: str) -> None:
        ranked = (
            f"SELECT line, row_number() OVER (PARTITION BY {column} ORDER BY line) AS nth "
            f"FROM roster.{stage} WHERE tenant_id = :tenant AND {column} IS NOT NULL"
        )
        query = f"SELECT line FROM ({ranked}) ranked WHERE nth > 1"
        await self._find(query, file, name, "duplicate_id", "The id has been used in an earlier line.")

    async def _crowded(self, crowd: Crowd) -> None:
        """The line from which on the whole would be too large to be told."""
        running = (
            f"SELECT line, {crowd.whole} AS whole, sum(octet_length({crowd.member}) + {crowd.beside}) "
            f"OVER (PARTITION BY {crowd.whole} ORDER BY line) AS size "
            f"FROM roster.{crowd.stage} WHERE tenant_id = :tenant"
        )
        query = f"SELECT min(line) AS line FROM ({running}) counted WHERE size > {LARGEST_PAYLOAD} GROUP BY whole"
        await self._find(query, crowd.file, crowd.name, "too_many", f"Too many {crowd.what}, from this line on.")

    async def _dangling(self, reference: Reference) -> None:
        file, stage, kept = TARGETS[reference.target]
        known = stage if file in self._given else kept
        if known is None:
            return
        source = f"roster.{reference.stage} s"
        value = f"s.{reference.column}"
        if reference.listed:
            source += f" CROSS JOIN LATERAL unnest(string_to_array({value}, ',')) AS listed(id)"
            value = "listed.id"
        query = (
            f"SELECT s.line FROM {source} WHERE s.tenant_id = :tenant AND {value} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM roster.{known} k WHERE k.tenant_id = :tenant AND k.id = {value})"
        )
        message = f"The id is not in {file}.csv."
        level: Level = "error" if reference.needed else "deviation"
        await self._find(query, reference.file, reference.name, "unknown_reference", message, level)

    async def _guardian_links(self) -> None:
        """Whoever is named as a child must be a student, and no two links of a pair may hold at once."""
        people = "roster.stage_person" if "users" in self._given else "roster.person"
        known = f"EXISTS (SELECT 1 FROM {people} p WHERE p.tenant_id = :tenant AND p.id = s.student)"
        await self._find(
            _links_where(f"{known} AND NOT {self._holds('student', STUDENTS)}"),
            "guardians.csv",
            "student_id",
            "not_a_student",
            "The id is not a student's.",
        )
        await self._find(
            _links_where(f"{self._holds('guardian', STUDENTS)} AND NOT {self._holds('guardian', OTHERS)}"),
            "guardians.csv",
            "guardian_id",
            "guardian_is_student",
            "The id is a student's; the link is left out.",
            "deviation",
        )
        await self._find(
            "SELECT DISTINCT s.line FROM roster.stage_guardian s JOIN roster.stage_guardian e "
            "ON (e.tenant_id, e.student, e.guardian) = (s.tenant_id, s.student, s.guardian) AND e.line < s.line "
            "WHERE s.tenant_id = :tenant "
            "AND s.since <= coalesce(e.until, 'infinity') AND e.since <= coalesce(s.until, 'infinity')",
            "guardians.csv",
            "guardian_id",
            "duplicate_link",
            "An earlier line links the same two for the same time.",
        )

    async def _enrolled_roles(self) -> None:
        """Whoever is enrolled as a student should be one, and whoever teaches should be staff."""
        student = f"s.role = 'student' AND NOT {self._holds('person', STUDENTS)}"
        staff = f"s.role = 'teacher' AND NOT {self._holds('person', STAFF)}"
        await self._find(
            "SELECT s.line FROM roster.stage_enrollment s "
            f"WHERE s.tenant_id = :tenant AND s.active AND (({student}) OR ({staff}))",
            "enrollments.csv",
            "role",
            "role_not_held",
            "The user does not hold a role that fits; the enrollment is left out.",
            "warning",
        )

    async def _without_role(self) -> None:
        """Without a role nobody is a student, guardian or member of staff."""
        await self._find(
            "SELECT s.line FROM roster.stage_person s "
            f"WHERE s.tenant_id = :tenant AND s.active AND NOT {self._holds('id', KNOWN)}",
            "users.csv",
            "sourcedId",
            "no_role",
            "The user has no role that is known, and counts for nothing.",
            "warning",
        )

    def _holds(self, column: str, comparison: str) -> str:
        """A condition: the person in that column holds a role of which the comparison is true."""
        staged = ("roles" if self._roles_apart else "users") in self._given
        table, alive = ("roster.stage_role", " AND r.active") if staged else ("roster.person_role", "")
        return (
            f"EXISTS (SELECT 1 FROM {table} r "
            f"WHERE r.tenant_id = :tenant AND r.person = s.{column} AND r.role {comparison}{alive})"
        )

    async def _find(self, query: str, file: str, column: str, code: str, message: str, level: Level = "error") -> None:
        """Report a line for each row of the query: the first ones by their number, the rest by their count."""
        counted = text(f"SELECT line, count(*) OVER () AS total FROM ({query}) found ORDER BY line LIMIT :most")
        values: dict[str, Any] = {"tenant": self._work.tenant, "most": ERRORS_OF_A_KIND}
        values |= {name: roles for name, roles in ROLES.items() if f":{name}" in query}
        found = (await self._work.session.execute(counted, values)).all()
        severity: Severity = "warning" if level == "warning" else "error"
        if level == "deviation" and not self._report.strict:
            severity = "warning"
        for row in found:
            self._report.note(severity, file, row.line, code, message, column)
        if found and found[0].total > len(found):
            self._report.repeat(severity, file, code, column, found[0].total - len(found))


def _links_where(condition: str) -> str:
    return f"SELECT s.line FROM roster.stage_guardian s WHERE s.tenant_id = :tenant AND {condition}"
