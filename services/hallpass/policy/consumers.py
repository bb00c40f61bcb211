"""Hears the roster (the posts of staff) and emergencies that a sender declared by sending: idempotent, newest wins."""

from collections.abc import Sequence

from hallpass.contracts.decision import EmergencyDeclared
from hallpass.contracts.envelope import Envelope, open_payload
from hallpass.contracts.roster import StaffFacts
from hallpass.contracts.topics import EMERGENCIES, ROSTER
from hallpass.kernel.db import Database
from hallpass.kernel.inbox import advance, by_tenant, fresh
from hallpass.policy import store
from hallpass.policy.model import Emergency
from hallpass.policy.service import PolicyService

GROUP = "policy"
HEARS = (ROSTER, EMERGENCIES)


class Consumer:
    """Applies a batch from the bus, one transaction for each tenant."""

    def __init__(self, database: Database, service: PolicyService) -> None:
        """`database` is the policy service's."""
        self._database = database
        self._service = service

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        """Keep the posts of staff, register declared emergencies; everything else of the roster is passed over."""
        for tenant, batch in by_tenant(envelopes).items():
            async with self._database.unit_of_work(tenant) as work:
                heard = await fresh(work, GROUP, [envelope for envelope in batch if _concerns(envelope)])
                staff = [open_payload(found, StaffFacts) for found in heard if found.topic == ROSTER]
                await store.put_staff(work, staff)
                for found in heard:
                    if found.topic == EMERGENCIES:
                        await self._service.declared_by_sending(work, _emergency(found))
                await advance(work, GROUP, batch)


def _concerns(envelope: Envelope) -> bool:
    return envelope.topic == EMERGENCIES or envelope.key.startswith("staff/")


def _emergency(envelope: Envelope) -> Emergency:
    declared = open_payload(envelope, EmergencyDeclared)
    return Emergency(
        id=declared.emergency_id,
        declared_by=declared.declared_by,
        school=declared.school,
        start=declared.start,
        until=declared.until,
        reason="declared by sending",
    )
