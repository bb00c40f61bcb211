"""Hears the facts of roster, consent and policy: idempotent, the newest version wins, a batch is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hallpass.contracts.consent import AnswerFacts, ClassroomFacts, NoticeFacts, ReminderFacts
from hallpass.contracts.envelope import Envelope, open_payload
from hallpass.contracts.policy import ApprovalFacts, EmergencyFacts, PlatformFacts, SettingsFacts
from hallpass.contracts.roster import ClassFacts, GuardianFacts, SchoolFacts, StaffFacts, StudentFacts
from hallpass.contracts.topics import CONSENT, REGISTER, ROSTER
from hallpass.decision.projection import Projection
from hallpass.kernel.db import Database
from hallpass.kernel.errors import Fault, Invalid
from hallpass.kernel.inbox import advance, by_tenant, fresh

GROUP = "decision"
HEARS = (ROSTER, CONSENT, REGISTER)

T = TypeVar("T")
_REGISTER: dict[str, type[SettingsFacts | PlatformFacts | EmergencyFacts | ApprovalFacts]] = {
    "settings": SettingsFacts,
    "platform": PlatformFacts,
    "emergency": EmergencyFacts,
    "approval": ApprovalFacts,
}
_KINDS = frozenset(
    {
        f"{ROSTER}:student",
        f"{ROSTER}:guardian",
        f"{ROSTER}:staff",
        f"{ROSTER}:class",
        f"{ROSTER}:school",
        f"{CONSENT}:notice",
        f"{CONSENT}:answers",
        f"{CONSENT}:classroom",
        f"{CONSENT}:reminders",
        *(f"{REGISTER}:{kind}" for kind in _REGISTER),
    }
)


class Consumer:
    """Keeps the read model. `missed(n)` is told how many numbers of a tenant's topic were passed over unseen."""

    def __init__(self, database: Database, missed: Callable[[int], None]) -> None:
        """`database` logs in as the decision service's app role."""
        self._database, self._missed = database, missed

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        """Apply a batch from the bus, all or none per tenant."""
        for tenant, batch in by_tenant(envelopes).items():
            async with self._database.unit_of_work(tenant) as work:
                new = await fresh(work, GROUP, batch)
                await _apply(Projection(await work.driver(), tenant), new)
                missing = await advance(work, GROUP, batch)
            if missing:
                self._missed(missing)


def kind_of(envelope: Envelope) -> str:
    """Topic and kind of aggregate, from the key; an unknown kind is `Invalid`, so that it is parked and seen."""
    kind = f"{envelope.topic}:{envelope.key.partition('/')[0]}"
    if kind not in _KINDS:
        raise Invalid((Fault("unknown_kind", f"An event of {envelope.topic} is of no known kind."),))
    return kind


async def _apply(projection: Projection, envelopes: Sequence[Envelope]) -> None:
    by_kind: dict[str, list[Envelope]] = {}
    for envelope in envelopes:
        by_kind.setdefault(kind_of(envelope), []).append(envelope)

    def of(kind: str, shape: type[T]) -> list[T]:
        return [open_payload(envelope, shape) for envelope in by_kind.get(kind, ())]

    await projection.schools(of(f"{ROSTER}:school", SchoolFacts))
    await projection.guardians(of(f"{ROSTER}:guardian", GuardianFacts))
    await projection.students(of(f"{ROSTER}:student", StudentFacts))
    await projection.staff(of(f"{ROSTER}:staff", StaffFacts))
    await projection.classes(of(f"{ROSTER}:class", ClassFacts))
    await projection.notices(of(f"{CONSENT}:notice", NoticeFacts))
    await projection.answers(of(f"{CONSENT}:answers", AnswerFacts))
    await projection.classrooms(of(f"{CONSENT}:classroom", ClassroomFacts))
    await projection.reminders(of(f"{CONSENT}:reminders", ReminderFacts))
    entries: list[tuple[str, bytes | None]] = []
    for name, shape in _REGISTER.items():
        for envelope in by_kind.get(f"{REGISTER}:{name}", ()):
            facts = open_payload(envelope, shape)
            if isinstance(facts, SettingsFacts):
                await projection.tenant(facts)
            entries.append((envelope.key, bytes(envelope.payload) if getattr(facts, "active", True) else None))
    await projection.register(entries)
