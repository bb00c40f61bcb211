"""Writes the read model: one aggregate of another service, whole, in place of what was known of it.

Statements take a batch as arrays. A removed aggregate leaves no row here; its version stays in the inbox, so that a
late
event cannot bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec

from hallpass.contracts.consent import AnswerFacts, ClassroomFacts, NoticeFacts, ReminderFacts
from hallpass.contracts.policy import SettingsFacts
from hallpass.contracts.roster import ClassFacts, GuardianFacts, SchoolFacts, StaffFacts, StudentFacts

_ENCODER = msgspec.json.Encoder(order="deterministic")


class Connection(Protocol):
    """The part of an asyncpg connection that is used here; its transaction has the tenant set."""

    async def execute(self, query: str, *args: Any) -> Any:
        """Run one statement."""
        ...


class Projection:
    """The read model of one tenant inside one transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        """`connection` is inside a transaction whose tenant is `tenant`."""
        self._connection, self._tenant = connection, tenant

    async def students(self, facts: Sequence[StudentFacts]) -> None:
        """Students with their links and schools."""
        ids = [s.id for s in facts]
        await self._forget("student", "id", ids)
        await self._forget("student_school", "student_id", ids)
        await self._forget("link", "student_id", ids)
        active = [s for s in facts if s.active]
        await self._add("student", "id, doc", "text, bytea", [(s.id, _ENCODER.encode(s)) for s in active])
        await self._add(
            "student_school",
            "school_id, student_id",
            "text, text",
            {(school, s.id) for s in active for school in s.schools},
        )
        await self._add(
            "link",
            "guardian_id, student_id",
            "text, text",
            {(link.guardian, s.id) for s in active for link in s.links},
        )

    async def guardians(self, facts: Sequence[GuardianFacts]) -> None:
        """Who is a guardian at all."""
        await self._forget("guardian", "id", [g.id for g in facts])
        await self._add("guardian", "id", "text", [(g.id,) for g in facts if g.active])

    async def staff(self, facts: Sequence[StaffFacts]) -> None:
        """Staff with their posts and the hashes of their numbers."""
        ids = [s.id for s in facts]
        await self._forget("staff", "id", ids)
        await self._forget("staff_post", "staff_id", ids)
        await self._forget("staff_number", "staff_id", ids)
        active = [s for s in facts if s.active]
        await self._add(
            "staff",
            "id, building, supervisor, doc",
            "text, text, text, bytea",
            [(s.id, s.building, s.supervisor, _ENCODER.encode(s)) for s in active],
        )
        await self._add(
            "staff_post",
            "staff_id, role, org",
            "text, text, text",
            {(s.id, post.role, post.org) for s in active for post in s.posts},
        )
        await self._add(
            "staff_number", "staff_id, hash", "text, text", {(s.id, h) for s in active for h in s.number_hashes}
        )

    async def classes(self, facts: Sequence[ClassFacts]) -> None:
        """Classes, with their members in a join table."""
        ids = [c.id for c in facts]
        await self._forget("class", "id", ids)
        await self._forget("member", "class_id", ids)
        active = [c for c in facts if c.active]
        await self._add(
            "class",
            "id, school, doc",
            "text, text, bytea",
            [(c.id, c.school, _ENCODER.encode(msgspec.structs.replace(c, members=()))) for c in active],
        )
        await self._add(
            "member",
            "class_id, place, person_id, role, since, until",
            "text, integer, text, text, date, date",
            [(c.id, place, m.person, m.role, m.since, m.until) for c in active for place, m in enumerate(c.members)],
        )

    async def schools(self, facts: Sequence[SchoolFacts]) -> None:
        """Organizations."""
        await self._forget("school", "id", [s.id for s in facts])
        await self._add(
            "school",
            "id, parent, doc",
            "text, text, bytea",
            [(s.id, s.parent, _ENCODER.encode(s)) for s in facts if s.active],
        )

    async def notices(self, facts: Sequence[NoticeFacts]) -> None:
        """Notices to families."""
        await self._forget("notice", "id", [n.id for n in facts])
        await self._add(
            "notice",
            "id, class_id, staff_id, doc",
            "text, text, text, bytea",
            [(n.id, n.class_id, n.staff_id, _ENCODER.encode(n)) for n in facts if n.active],
        )

    async def answers(self, facts: Sequence[AnswerFacts]) -> None:
        """Answers of families, by student."""
        await self._forget("answers", "student_id", [a.student_id for a in facts])
        await self._add(
            "answers", "student_id, doc", "text, bytea", [(a.student_id, _ENCODER.encode(a)) for a in facts]
        )

    async def classrooms(self, facts: Sequence[ClassroomFacts]) -> None:
        """Consultations and objections, by class and platform."""
        for known in facts:
            await self._connection.execute(
                "DELETE FROM classroom WHERE tenant_id = $1 AND class_id = $2 AND platform_id = $3",
                self._tenant,
                known.class_id,
                known.platform_id,
            )
        await self._add(
            "classroom",
            "class_id, platform_id, doc",
            "text, text, bytea",
            [(c.class_id, c.platform_id, _ENCODER.encode(c)) for c in facts],
        )

    async def reminders(self, facts: Sequence[ReminderFacts]) -> None:
        """Reminders of tagging, by platform."""
        await self._forget("reminders", "platform_id", [r.platform_id for r in facts])
        await self._add(
            "reminders", "platform_id, doc", "text, bytea", [(r.platform_id, _ENCODER.encode(r)) for r in facts]
        )

    async def register(self, entries: Sequence[tuple[str, bytes | None]]) -> None:
        """Entries of the register by key; None removes one."""
        await self._forget("register", "key", [key for key, _ in entries])
        await self._add("register", "key, doc", "text, bytea", [e for e in entries if e[1] is not None])

    async def tenant(self, settings: SettingsFacts) -> None:
        """That there is this district, and for how many days it keeps a decision."""
        await self._connection.execute(
            "INSERT INTO tenant (tenant_id, retention_days) VALUES ($1, $2) "
            "ON CONFLICT (tenant_id) DO UPDATE SET retention_days = excluded.retention_days",
            self._tenant,
            settings.retention_days,
        )

    async def _forget(self, table: str, column: str, ids: Sequence[str]) -> None:
        if not ids:
            return
        await self._connection.execute(
            f'DELETE FROM "{table}" WHERE tenant_id = $1 AND "{column}" = ANY($2::text[])',  # noqa: S608 - constants
            self._tenant,
            ids,
        )

    async def _add(self, table: str, columns: str, types: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert rows, each column as one array."""
        kept = list(rows)
        if not kept:
            return
        arrays = ", ".join(f"${n}::{kind.strip()}[]" for n, kind in enumerate(types.split(","), start=2))
        quoted = ", ".join(f'"{column.strip()}"' for column in columns.split(","))
        await self._connection.execute(
            f'INSERT INTO "{table}" (tenant_id, {quoted}) SELECT $1, * FROM unnest({arrays})',  # noqa: S608 - constants
            self._tenant,
            *(list(column) for column in zip(*kept, strict=True)),
        )
